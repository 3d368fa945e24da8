"""What YAML offers and rule files do without: anchors, references, tags, and names apart from their values.

In: the place of a sign that YAML takes for one of them.
Out: a finding that says what to write.
"""

from __future__ import annotations

import re

from engine.problems import Mark
from engine.source.findings import Findings
from engine.source.lines import Line, skip_spaces
from engine.text import Text, say

_TOKEN = re.compile(r"[&*!][^\s,\[\]{}]*")
_SAID: dict[str, tuple[str, Text]] = {
    "&": ("anchor", say("这里不用「&」给内容起别名", "anchors with “&” are not used here")),
    "*": ("anchor", say("这里不用「*」引用别处的内容", "references with “*” are not used here")),
    "!": ("tag", say("这里不用「!」标明类型", "tags with “!” are not used here")),
    "?": ("yaml-syntax", say("名字前面不用「?」", "a “?” before a name is not used here")),
    ":": ("yaml-syntax", say("冒号前面没有名字", "there is no name before the colon")),
}


def refuse_sign(char: str, mark: Mark, findings: Findings) -> None:
    """Note an anchor, a reference, a tag, or a name apart from its value."""
    rule, message = _SAID[char]
    findings.add(rule, mark, message, say(
        "如果「{char}」是文字或者符号，请给整个值加引号；不然请删掉它",
        "put the value in quotes if “{char}” belongs to it, or delete it", char=char))


def pass_signs(line: Line, at: int, findings: Findings) -> int:
    """Refuse and blank out the signs before a value; gives the place of the value itself."""
    while token := _TOKEN.match(line.text, at):
        refuse_sign(token[0][0], Mark(findings.path, line.number, at + 1, len(token[0])), findings)
        for place in range(at, token.end()):
            line.read_as(place, " ")  # so that the rest of the file can still be read
        at = line.plain_spaces(token.end(), skip_spaces(line.text, token.end()))
    return at
