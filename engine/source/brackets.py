"""Brackets {…} and […]: full-width ones, colons and commas in them, read as YAML's own where only that can be meant.

In: lines from the place of an opening bracket on.
Out: changes to the lines; findings for brackets that do not pair and commas that can be read in two ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.problems import Mark
from engine.source.findings import Findings
from engine.source.lines import Line, is_space, skip_spaces
from engine.source.quotes import Quotes
from engine.source.yaml_signs import pass_signs, refuse_sign
from engine.text import Text, say

DEEPEST = 16  # levels of mappings and lists
OPENERS = {"{": "{", "[": "[", "｛": "{", "［": "["}
_CLOSERS = {"}": "}", "]": "]", "｝": "}", "］": "]"}
_PARTNER = {"{": "}", "[": "]"}
_INTERESTING = re.compile(r"[,，:：{}\[\]｛｝［］#()（）]")
_NAME = re.compile(r"\s*(?:[\"“'‘][^\"”'’]{1,40}[\"”'’]|[^\s,，:：{}\[\]｛｝［］“”\"'。；、！？()（）]{1,16})"
                   r"\s*(?:(：)|:(?=\s|$))")


def deep_text() -> tuple[Text, Text]:
    """What is said about too many levels."""
    return (say("这里一层套一层，超过了 {most} 层", "this is nested deeper than {most} levels", most=DEEPEST),
            say("请把里面的内容拆开写", "take the inner parts apart"))


@dataclass(slots=True)
class _Bracket:
    """An open bracket: its ASCII form, its place, whether a name is awaited, whether its names end in ：."""

    kind: str
    mark: Mark
    name: bool
    wide: bool = False


@dataclass(slots=True)
class Brackets:
    """Follows open brackets; findings wait until the outermost closes, for a lost bracket makes them doubtful."""

    findings: Findings
    quotes: Quotes
    open: list[_Bracket] = field(default_factory=list)
    too_deep: bool = False
    _after: bool = False
    _waiting: list[tuple[str, Mark, Text, Text | None]] = field(default_factory=list)

    def read(self, line: Line, at: int) -> int:
        """Read from `at` until the outermost bracket closes or the line ends; gives the place reached."""
        if not self.open:
            at = self._begin(line, at)
        while at < len(line.text) and self.open and not self.too_deep:
            at = self._piece(line, at)
        return at

    def read_after_quote(self, line: Line, at: int) -> int:
        """Go on after a quoted text that ended on this line."""
        self._after = True
        return self.read(line, at)

    def finish(self) -> None:
        """Note a bracket that was never closed."""
        if self.open:
            self._waiting.clear()
            kind = self.open[-1].kind
            self.findings.add("bracket", self.open[-1].mark, say(
                "「{kind}」没有关上", "“{kind}” is never closed", kind=kind),
                say("请在这一项的末尾补上「{end}」", "add “{end}” where it ends", end=_PARTNER[kind]))

    def _mark(self, line: Line, at: int) -> Mark:
        return Mark(self.findings.path, line.number, at + 1)

    def _piece(self, line: Line, at: int) -> int:
        """Read one sign or one text."""
        char = line.text[at]
        if is_space(char):
            return line.plain_spaces(at, skip_spaces(line.text, at))
        starts = char == "＃" and skip_spaces(line.text, 0) == at
        if starts or (char == "#" and (at == 0 or is_space(line.text[at - 1]))):
            line.read_as(at, "#")
            return len(line.text)
        if char in OPENERS:
            return self._begin(line, at)
        if char in _CLOSERS:
            return self._close(line, at)
        if char in ",，":
            return self._comma(line, at)
        if self._is_colon(line, at):
            return self._colon(line, at)
        return self._text(line, at)

    def _begin(self, line: Line, at: int) -> int:
        kind = OPENERS[line.char(at)]
        line.read_as(at, kind)
        if len(self.open) == DEEPEST:
            self.too_deep = True
            self.findings.add("too-deep", self._mark(line, at), *deep_text())
        self.open.append(_Bracket(kind, self._mark(line, at), kind == "{"))
        self._after = False
        return at + 1

    def _close(self, line: Line, at: int) -> int:
        top, end = self.open.pop(), _CLOSERS[line.char(at)]
        line.read_as(at, end)
        if end != _PARTNER[top.kind]:
            self._waiting.append(("bracket", self._mark(line, at), say(
                "「{end}」和第 {line} 行的「{kind}」不配对", "“{end}” does not fit “{kind}” in line {line}",
                end=end, kind=top.kind, line=top.mark.line),
                say("这里应当是「{end}」", "“{end}” belongs here", end=_PARTNER[top.kind])))
        if not self.open:
            for rule, mark, message, hint in self._waiting:
                self.findings.add(rule, mark, message, hint)
            self._waiting.clear()
        self._after = True
        return at + 1

    def _comma(self, line: Line, at: int) -> int:
        line.read_as(at, ",")
        self.open[-1].name = self.open[-1].kind == "{"
        self._after = False
        return at + 1

    def _is_colon(self, line: Line, at: int) -> bool:
        char = line.text[at]
        if char == "：":
            return self._after and self.open[-1].name
        return char == ":" and (self._after or line.char(at + 1) in ",[]{}" or is_space(line.char(at + 1)))

    def _colon(self, line: Line, at: int) -> int:
        """The sign between a name and its value."""
        top = self.open[-1]
        if top.kind == "{" and not top.name:
            self._waiting.append(("colon", self._mark(line, at), say(
                "这一项里有两个冒号，分不清哪个后面是值",
                "there are two colons here; which one comes before the value?"),
                say("值里面带冒号时，请给值加引号", "put the value in quotes if the colon belongs to it")))
        if line.text[at] == "：":
            line.read_as(at, ":" if is_space(line.char(at + 1)) else ": ")
            top.wide = True
        top.name = self._after = False
        return at + 1

    def _text(self, line: Line, at: int) -> int:
        """Read one text, quoted or not; gives the place after it."""
        char = line.text[at]
        self._after = False
        if char in "\"'":
            end = self.quotes.begin(line, at)
            self._after = not self.quotes.open
            return end
        if char == "?" and is_space(line.char(at + 1)):
            refuse_sign(char, self._mark(line, at), self.findings)
            line.read_as(at, " ")
            return at + 1
        if char in "&*!":
            return pass_signs(line, at, self.findings)
        end = self.quotes.chinese(line, at, ",，:：}]｝］")
        if end >= 0:
            self._after = True
            return end
        self.quotes.refuse_unpaired(line, at)
        end = max(at + 1, self._plain_end(line, at))
        line.plain_tabs(at, end)
        line.plain_spaces(at + len(line.text[at:end].rstrip()), end)
        return end

    def _plain_end(self, line: Line, at: int) -> int:
        """The end of a text without quotes, its name's colon included where that is a full-width one."""
        text, top, round_, curly, hour = line.text, self.open[-1], 0, 0, -1
        for found in _INTERESTING.finditer(text, at):
            char, place = found[0], found.start()
            after = text[place + 1:place + 2]
            if char in ",[]{}" or (char == ":" and (is_space(after) or after in ",[]{}")):
                return self._name_end(line, place, hour)
            if char == "#" and is_space(text[place - 1]):
                return self._name_end(line, place, hour)
            if char == "：" and top.kind == "{" and top.name:
                if not between_digits(text, place):
                    self._after = True
                    return self._colon(line, place)
                hour = place if hour < 0 else hour
            elif (char in "｝］" and not curly) or (char == "，" and not round_ and self._separates(line, place)):
                return self._name_end(line, place, hour)
            round_ = max(0, round_ + (char in "(（") - (char in ")）"))
            curly = max(0, curly + (char in "｛［") - (char in "｝］"))
        return self._name_end(line, len(text), hour)

    def _name_end(self, line: Line, end: int, hour: int) -> int:
        """The end of the text, or of its name where the only colon stands between digits, as in {1：10}."""
        return self._colon(line, hour) if hour >= 0 and line.char(end) != ":" else end

    def _separates(self, line: Line, at: int) -> bool:
        """Whether a full-width comma ends a value; in a list both readings are possible, and that is said."""
        top = self.open[-1]
        if top.kind == "[":
            self._waiting.append(("comma", self._mark(line, at), say(
                "列表里的「，」可以是分隔，也可以是文字", "“，” in a list may separate items or belong to one"),
                say("要分成几项，请用英文逗号「,」；如果是一项里的文字，请给这一项加引号",
                    "type “,” between items, or put the item in quotes")))
            return False
        name = _NAME.match(line.text, at + 1)
        return not top.name and name is not None and (top.wide or not name[1])


def between_digits(text: str, at: int) -> bool:
    """Whether the sign at `at` stands inside a time of day such as 18：00."""
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()
