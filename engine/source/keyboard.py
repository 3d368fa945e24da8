"""What a Chinese keyboard types, line by line: read as YAML's own sign where only that can be meant, else explained.

In: decoded text.
Out: the text YAML is to read and the columns that moved; findings where a line can be read in two ways or in none.
Only signs that carry structure change; texts in quotes, in block texts (| and >) and after the first colon stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.problems import Mark
from engine.source.brackets import OPENERS, Brackets
from engine.source.colons import AMBIGUOUS, COLON, COMMENT, LITERAL, Colons, is_dash, separate
from engine.source.findings import Findings
from engine.source.lines import WIDE_SPACE, Columns, Line, is_space, skip_spaces
from engine.source.quotes import Quotes
from engine.source.yaml_signs import pass_signs, refuse_sign
from engine.text import say

_GLUED = re.compile(r"[-－—–−](?=[^\W\d_])")
_WIDE_HASH = re.compile(r"\s(＃)\s")
_BLACK = re.compile(r"【[^】]{0,200}[,，、:：][^】]{0,200}】\s*(?:[,，}\]]|$)")


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without quotes that deeper lines go on; `bare` where it has no name before it on its line."""

    indent: int
    column: int
    bare: Mark | None
    glued: bool


class Keyboard:
    """Reads the lines of one file."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.quotes = Quotes(findings)
        self.brackets = Brackets(findings, self.quotes)
        self.plain: _Plain | None = None
        self.literal: int | None = None
        self.empty: int | None = -1  # the column of a name or dash whose value stands on the lines below
        self.tabs = False
        self.colons = Colons(findings, self.quotes)

    def read(self, text: str) -> tuple[str, dict[int, Columns]]:
        """The text with its signs made plain, and where columns moved, by line from 1."""
        written, moved = [], {}
        self.colons.lines = text.split("\n")
        for number, raw in enumerate(self.colons.lines, 1):
            line = Line(number, raw)
            self._line(line)
            written.append(line.written())
            if columns := line.columns():
                moved[number] = columns
            if self.brackets.too_deep:
                break
        self._finish()
        return "\n".join(written), moved

    def _finish(self) -> None:
        if self.brackets.too_deep:
            return
        self.brackets.finish()
        if self.quotes.open and self.quotes.began:
            self.findings.add("quote", self.quotes.began, say(
                "这个引号没有关上", "this quotation mark is never closed"),
                say("请在文字末尾补上同样的引号", "close it with the same mark"))

    def _line(self, line: Line) -> None:
        if self.quotes.open:
            at = self.quotes.go_on(line)
            if not self.quotes.open:
                self._tail(line, self.brackets.read_after_quote(line, at) if self.brackets.open else at)
        elif self.brackets.open:
            self._tail(line, self.brackets.read(line, 0))
        else:
            self._block_line(line)

    def _mark(self, line: Line, at: int, length: int = 1) -> Mark:
        return Mark(self.findings.path, line.number, at + 1, length)

    def _tail(self, line: Line, at: int) -> None:
        """What follows a value: nothing but spaces and a comment."""
        if not self.brackets.open and not self.quotes.open:
            after = line.plain_spaces(at, skip_spaces(line.text, at))
            if line.char(after) == "＃" and after > at:
                line.read_as(after, "#")
            if line.char(after) not in ("#", "＃"):
                line.trim()

    def _block_line(self, line: Line) -> None:
        text, first = line.text, skip_spaces(line.text, 0)
        if self.literal is not None and self._in_literal(line, first):
            return
        if first == len(text) or text[first] in "#＃":
            line.plain_spaces(0, first)
            if first < len(text):
                line.read_as(first, "#")
            return
        if text[:3] in ("---", "...") and is_space(text[3:4]):
            self._marker(line)
            return
        if text[0] == "%":
            self.findings.add("yaml-syntax", self._mark(line, 0), say(
                "一行不能以「%」开头", "a line cannot begin with “%”"))
            line.read_as(0, "#")
            return
        indent = self._indent(line, first)
        if self.plain and indent > self.plain.indent and self._goes_on(line, first, indent, self.plain):
            self._plain_rest(line, first)
            return
        self.plain = None
        self._entry(line, first, indent)

    def _marker(self, line: Line) -> None:
        """The start or end of a document."""
        self.plain, self.empty = None, -1
        line.plain_spaces(3, len(line.text) if not line.text[3:].strip() else 3)
        if line.text[3:].strip() and line.text[0] == "-":
            self._value(line, 3, -1)

    def _indent(self, line: Line, first: int) -> int:
        """The width of the space before a line's first sign; a full-width space is two columns wide, as it looks."""
        for at in range(first):
            if line.text[at] == "\t" and not self.tabs:
                self.tabs = True
                self.findings.add("tab", self._mark(line, at), say(
                    "行首用了制表符（Tab）", "this line begins with a tab"),
                    say("请改成空格，每一层两个空格；别的行也一样",
                        "use spaces, two for each level; in other lines as well"))
            line.read_as(at, "  " if line.text[at] == WIDE_SPACE else " ")
        return first + line.text.count(WIDE_SPACE, 0, first)

    def _in_literal(self, line: Line, first: int) -> bool:
        """Whether a line belongs to a block text (| or >), whose words are left alone."""
        assert self.literal is not None
        if first == len(line.text):
            line.plain_tabs(0, first)
            return True
        spaces = len(line.text) - len(line.text.lstrip(" "))
        if spaces > self.literal:
            line.plain_tabs(0, first)
            return True
        if "\t" not in line.text[:first] and first + line.text.count(WIDE_SPACE, 0, first) > self.literal:
            self._indent(line, first)
            return True
        self.literal = None
        return False

    def _goes_on(self, line: Line, first: int, indent: int, plain: _Plain) -> bool:
        """Whether a deeper line goes on with the text above; one that looks like a name or an item does not."""
        colon, comment = COLON.search(line.text, first), COMMENT.search(line.text, first)
        if is_dash(line.text, first):
            self.findings.add("dash", self._mark(line, first), say(
                "这一行像列表的一项，可是上一行的文字还没有完", "this looks like an item, but the text above goes on"),
                say("列表的各项要对齐；名字下面列出各项时，名字的冒号后面不要再写字",
                    "align the items of a list, and leave nothing after the colon of its name"))
        elif colon is None or (comment and comment.start() < colon.start()):
            return True
        elif plain.bare and indent == plain.column:
            self._no_colon(plain.bare, plain.glued)
        else:
            self.findings.add("indent", self._mark(line, first, colon.start() - first), say(
                "这一行缩进多了：上一行的名字已经有值", "this line is too deep: the name above has its value already"),
                say("同一层的名字要对齐；如果这一行是上面文字的一部分，请把整段文字加引号",
                    "align names of one level, or put the whole text in quotes if this line belongs to it"))
        return False

    def _no_colon(self, mark: Mark, glued: bool) -> None:
        if glued:
            self.findings.add("colon", mark, say("冒号后面少了一个空格", "a space is missing after the colon"),
                              say("请写成「名字: 值」，冒号后空一格", "write “name: value”"))
        else:
            self.findings.add("colon", mark, say("这一行缺少冒号", "this line has no colon"),
                              say("请写成「名字: 值」；如果是列表的一项，请写成「- 值」",
                                  "write “name: value”, or “- value” for an item of a list"))

    def _entry(self, line: Line, at: int, column: int) -> None:
        """A line that begins something: items, then a name with its value or a value alone."""
        dash: int | None = None
        while is_dash(line.text, at):
            line.read_as(at, "-")
            after = line.plain_spaces(at + 1, skip_spaces(line.text, at + 1))
            dash, self.empty, column, at = column, column, column + after - at, after
        if at == len(line.text) or line.text[at] == "#":
            return
        if line.text[at] in "?:" and is_space(line.char(at + 1)):
            refuse_sign(line.text[at], self._mark(line, at), self.findings)
            line.read_as(at, "#")
            return
        if _GLUED.match(line.text, at):
            self.findings.add("dash", self._mark(line, at), say(
                "列表符号「-」后面少了一个空格", "a space is missing after “-”"),
                say("请写成「- 值」", "write “- value”"))
            return
        at = pass_signs(line, at, self.findings)
        if at == len(line.text):
            return
        sign = self.colons.find(line, at, column, dash, self.empty)
        if sign >= 0:
            if line.text[at] not in "\"'" and at not in line.changes:
                line.plain_tabs(at, sign)
                self.quotes.refuse_unpaired(line, at)
            self._value(line, separate(line, sign), column)
        elif sign != AMBIGUOUS:
            self._alone(line, at, column, dash)

    def _alone(self, line: Line, at: int, column: int, dash: int | None) -> None:
        """A value without a name on its line."""
        below = self.empty is not None and self.empty < column
        outer = dash if dash is not None else self.empty if below and self.empty is not None else -1
        if dash is None and line.text[at] not in "\"'“‘{[｛［" and not LITERAL.match(line.text, at):
            glued = ":" in line.text[at:]
            mark = self._mark(line, at, len(line.text.rstrip()) - at)
            if not below:
                self._no_colon(mark, glued)
                return
            self._plain(line, at, _Plain(outer, column, mark, glued))
            return
        self._value(line, at, outer)

    def _value(self, line: Line, at: int, outer: int) -> None:
        """A value after a name or a dash; `outer` is the column deeper lines are measured against."""
        text = line.text
        at = pass_signs(line, line.plain_spaces(at, skip_spaces(text, at)), self.findings)
        self.empty = outer if at == len(text) or text[at] == "#" else None
        if self.empty is not None:
            return
        if text[at] in "\"'":
            self._tail(line, self.quotes.begin(line, at))
        elif text[at] in OPENERS:
            self._tail(line, self.brackets.read(line, at))
        elif LITERAL.match(text, at):
            line.read_as(at, "|" if text[at] == "｜" else text[at])
            self.literal = outer
        elif (end := self.quotes.chinese(line, at, "")) >= 0:
            self._tail(line, end)
        else:
            self._plain(line, at, _Plain(outer, -1, None, False))

    def _plain(self, line: Line, at: int, plain: _Plain) -> None:
        """A text without quotes."""
        self.empty, self.plain = None, plain
        if self.quotes.refuse_unpaired(line, at):
            self.plain = None
        if _BLACK.match(line.text, at):
            self.findings.add("bracket", self._mark(line, at), say(
                "「【】」可以是列表，也可以是文字", "“【】” can be a list or a part of the text"),
                say("如果是列表，请打英文方括号 [甲, 乙]；如果是文字，请加引号",
                    "type [a, b] for a list, or put the text in quotes"))
        self._plain_rest(line, at)

    def _plain_rest(self, line: Line, at: int) -> None:
        """The rest of a line of text: its outer spaces plain, a comment told from words."""
        text = line.text
        if hash_ := _WIDE_HASH.search(text, at - 1 if at else 0):
            self.findings.add("comment", self._mark(line, hash_.start(1)), say(
                "「＃」后面是说明还是文字，分不清", "is “＃” the start of a comment or a part of the text?"),
                say("如果是说明，请打英文「#」；如果是文字，请给整个值加引号",
                    "type “#” for a comment, or put the value in quotes"))
        comment = COMMENT.search(text, at)
        end = comment.start() if comment else len(text)
        line.plain_spaces(len(text[:end].rstrip()), end + 1 if comment else end)
        line.plain_tabs(at, end)
        if comment:
            self.plain = None
