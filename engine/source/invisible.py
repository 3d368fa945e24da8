"""Characters nobody can see: control, invisible and direction-changing ones are refused with their place.

In: decoded text.
Out: findings, one for each such character, with how often it stands in the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from engine.problems import Mark
from engine.source.findings import MOST, Findings
from engine.text import say

# Control characters, soft hyphen, joiners and fillers, zero-width, direction, line and paragraph separators,
# variation selectors, private use, tags, and code points that are no characters.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]")


def refuse_hidden(text: str, findings: Findings) -> None:
    """Note each hidden character at its first place."""
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for found in HIDDEN.finditer(text):
        first.setdefault(found[0], found.start())
        counts[found[0]] = counts.get(found[0], 0) + 1
    for char, at in islice(first.items(), MOST + 1):
        line = text.count("\n", 0, at) + 1
        mark = Mark(findings.path, line, at - text.rfind("\n", 0, at))
        findings.add("invisible-character", mark, say(
            "这里有一个看不见的字符 {code}{name}（全文共 {n} 处）",
            "there is a character here that cannot be seen, {code}{name} ({n} in this file)",
            code=f"U+{ord(char):04X}", name=_name(char), n=counts[char]),
            say("请删掉它：光标放在这里按退格键，或者把这几个字重新打一遍",
                "delete it: put the cursor here and press backspace, or type these words again"))


def _name(char: str) -> str:
    name = unicodedata.name(char, "")
    return f" {name}" if name else ""


def hidden_in(text: str) -> Iterator[str]:
    """The hidden characters of a text, as U+ numbers.

    >>> list(hidden_in("六\\u200b步"))
    ['U+200B']
    """
    return (f"U+{ord(char):04X}" for char in HIDDEN.findall(text))
