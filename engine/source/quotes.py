"""Quotation marks: where a quoted text ends, and Chinese quotation marks read like ASCII ones.

In: a line and the place of an opening mark.
Out: the place after the closing mark; findings for marks that do not pair and escapes that are not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.problems import Mark
from engine.source.findings import Findings
from engine.source.lines import Line, is_space, skip_spaces
from engine.text import say

_ENDS = {'"': re.compile(r'(?:[^"\\]|\\.)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}
_CLOSERS = {"“": "”", "‘": "’"}
_FARTHEST = 4000  # characters between Chinese quotation marks on one line; keeps the search linear


@dataclass(slots=True)
class Quotes:
    """Follows quoted texts; `open` is the mark that began one which goes on over the line's end."""

    findings: Findings
    open: str = ""
    began: Mark | None = None

    def begin(self, line: Line, at: int) -> int:
        """Read a text whose opening mark stands at `at`; gives the place after it, or the line's end."""
        end = _end(line.text, at + 1, line.char(at))
        if end < 0 and any(char in line.text[at + 1:] for char in "“”‘’"):
            self._unpaired(line, at)
            return len(line.text)
        if end < 0:
            self.open, self.began = line.char(at), Mark(self.findings.path, line.number, at + 1)
        return self._escapes(line, at + 1, end, line.char(at))

    def go_on(self, line: Line) -> int:
        """Read the next line of a text that goes on; gives the place after it, or the line's end."""
        end, char = _end(line.text, 0, self.open), self.open
        if end >= 0:
            self.open = ""
        return self._escapes(line, 0, end, char)

    def _escapes(self, line: Line, start: int, end: int, char: str) -> int:
        """Refuse backslashes YAML would turn into characters that are not on the keyboard."""
        end = end if end >= 0 else len(line.text)
        if char == '"' and "\\" in line.text[start:end]:
            for found in re.finditer(r"\\(.?)", line.text[start:end]):
                if found[1] not in ("", "\\", '"', "/", "n", "t", " "):
                    mark = Mark(self.findings.path, line.number, start + found.start() + 1, 2)
                    self.findings.add("escape", mark, say(
                        "双引号里的反斜杠写法「{text}」这里不用", "the backslash in “{text}” is not used here",
                        text=found[0]),
                        say("要写反斜杠本身，请打两个 \\\\，或者改用单引号",
                            "type \\\\ for a backslash, or use single quotes"))
        return end

    def chinese(self, line: Line, at: int, followers: str) -> int:
        """Read “…” or ‘…’ as quotes where they hold the whole text; gives the place after it, or -1.

        Whole means that nothing follows but spaces, a comment or one of `followers`.
        """
        text, opener = line.text, line.char(at)
        if opener not in _CLOSERS:
            return -1
        close = text.find(_CLOSERS[opener], at + 1, at + _FARTHEST)
        if close < 0 or opener in text[at + 1:close]:
            return -1
        after = skip_spaces(text, close + 1)
        if after < len(text) and text[after] not in followers and not (after > close + 1 and text[after] in "#＃"):
            return -1
        line.read_as(at, "'")
        line.read_as(close, "'")
        for inner in range(at + 1, close):
            if text[inner] == "'":
                line.read_as(inner, "''")
        return close + 1

    def refuse_unpaired(self, line: Line, at: int) -> bool:
        """Note a text that begins with a closing mark, or with “ and ends with an ASCII one."""
        text, char = line.text, line.char(at)
        lone = char in _CLOSERS and text.find(_CLOSERS[char], at, at + _FARTHEST) < 0
        if char in ("”", "’") or (lone and any(mark in text[at:at + _FARTHEST] for mark in "\"'")):
            self._unpaired(line, at)
            return True
        return False

    def _unpaired(self, line: Line, at: int) -> None:
        self.findings.add("quote", Mark(self.findings.path, line.number, at + 1), say(
            "这个引号没有成对，两头的引号不一样", "this quotation mark has no partner of its own kind"),
            say("两头请用同一种引号，例如 \"六步工作法\"", "use the same mark at both ends, such as \"six steps\""))


def _end(text: str, at: int, char: str) -> int:
    """The place after the closing mark, or -1."""
    found = _ENDS[char].match(text, at)
    return found.end() if found else -1


def quoted_key_end(text: str, at: int) -> int:
    """The place of the colon after a quoted name on this line, or -1.

    >>> quoted_key_end("'甲' ：乙", 0), quoted_key_end("'甲'", 0)
    (4, -1)
    """
    end = _end(text, at + 1, text[at])
    if end < 0:
        return -1
    after = skip_spaces(text, end)
    colon = text[after:after + 1]
    return after if colon == "：" or (colon == ":" and is_space(text[after + 1:after + 2])) else -1
