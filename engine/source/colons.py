"""The colon between a name and its value in a line, typed with a Chinese or an ASCII keyboard.

In: a line from its first word on.
Out: the place of the colon; a finding where more than one reading is possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.problems import Mark
from engine.source.brackets import OPENERS, between_digits
from engine.source.findings import Findings
from engine.source.lines import WIDE_SPACE, Line, is_space, skip_spaces
from engine.source.quotes import Quotes, quoted_key_end
from engine.text import Text, say

AMBIGUOUS = -2
COLON = re.compile(r":(?=\s|$)")
COMMENT = re.compile(r"\s#")
LITERAL = re.compile(r"[|>｜][-+0-9]{0,2}\s*(?:#.*)?$")


def is_dash(text: str, at: int) -> bool:
    """Whether the sign of an item stands at `at`, full-width or not, with a space after it.

    >>> is_dash("－ 甲", 0), is_dash("——甲", 0)
    (True, False)
    """
    return text[at:at + 1] in ("-", "－", "—", "–", "−") and is_space(text[at + 1:at + 2])


def separate(line: Line, sign: int) -> int:
    """Make the sign between a name and its value plain; gives the place after it."""
    name = len(line.text[:sign].rstrip())
    line.plain_spaces(name, sign)
    if line.text[sign] == "：":
        line.read_as(sign, ":" if is_space(line.char(sign + 1)) else ": ")
    return sign + 1


@dataclass(slots=True)
class Colons:
    """Finds the colons of one file, whose `lines` help where one line alone does not tell."""

    findings: Findings
    quotes: Quotes
    lines: list[str] = field(default_factory=list)

    def find(self, line: Line, at: int, column: int, dash: int | None, empty: int | None) -> int:
        """The place of the colon that ends a name, -1 where the line has none, -2 where it cannot be told."""
        text = line.text
        if line.char(at) in OPENERS or LITERAL.match(text, at):
            return -1
        if line.char(at) in ("'", '"'):
            sign = quoted_key_end(text, at)
            if sign >= 0:
                self.quotes.begin(line, at)
            return sign
        end = self.quotes.chinese(line, at, ":：")
        if end >= 0:
            sign = skip_spaces(text, end)
            return sign if line.char(sign) in (":", "：") else -1
        return self._plain(line, at, column, dash, below=empty is not None and empty < column)

    def _plain(self, line: Line, at: int, column: int, dash: int | None, *, below: bool) -> int:
        """The same for a name without quotes; a full-width colon between digits is a time of day."""
        text, comment = line.text, COMMENT.search(line.text, at)
        ascii_, end = COLON.search(text, at), comment.start() if comment else len(text)
        narrow = ascii_.start() if ascii_ and ascii_.start() < end else -1
        wides = [place for place in range(at, narrow if narrow >= 0 else end) if text[place] == "："]
        wide = next((place for place in wides if not between_digits(text, place)), -1)
        if wide < 0:
            hour = wides[0] if wides and dash is None and not below else -1
            return narrow if narrow >= 0 else hour
        value = line.char(skip_spaces(text, wide + 1))
        if narrow >= 0 and value not in (*OPENERS, '"', "'", "“"):
            return self._say(line, wide, say(
                "这一行有两个冒号，分不清哪个后面是值", "there are two colons here; which one comes before the value?"),
                say("请把分开名字和值的冒号打成英文「: 」，另一部分加引号",
                    "type “: ” between name and value, and put the part with the other colon in quotes"))
        if dash is not None and value and not is_space(line.char(wide + 1)) and value not in OPENERS \
                and not self._goes_on(line, column):
            return self._say(line, wide, say(
                "这一项可以读成「名字: 值」，也可以读成一句话", "this item can be “name: value” or one sentence"),
                say("如果是名字和值，请打英文冒号加空格「: 」；如果是一句话，请给整句加引号",
                    "type “: ” for a name and a value, or put the sentence in quotes"))
        return wide

    def _say(self, line: Line, at: int, message: Text, hint: Text) -> int:
        self.findings.add("colon", Mark(self.findings.path, line.number, at + 1), message, hint)
        return AMBIGUOUS

    def _goes_on(self, line: Line, column: int) -> bool:
        """Whether the next line stands under the words of this item and has a colon, so the item is a mapping."""
        for text in self.lines[line.number:line.number + 20]:
            first = skip_spaces(text, 0)
            if first < len(text) and text[first] not in "#＃":
                indent = first + text.count(WIDE_SPACE, 0, first)
                return indent == column and not is_dash(text, first) and (":" in text or "：" in text)
        return False
