"""One line with its changes, and the way back from a changed column to the column the author sees.

In: a line as written, and single characters to be read as something else.
Out: the line as YAML needs it, and a map of columns.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

WIDE_SPACE = "\u3000"
_SPACES = " \t\u3000\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"


def is_space(char: str) -> bool:
    """Whether a character separates words without being seen; '' (the end of a line) counts."""
    return char in _SPACES


def skip_spaces(text: str, at: int) -> int:
    """The place of the first character from `at` on that is no space."""
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at


@dataclass(slots=True)
class Line:
    """A line, counted from 1, with what its characters are to be read as."""

    number: int
    text: str
    changes: dict[int, str] = field(default_factory=dict)

    def char(self, at: int) -> str:
        """The character at `at`, or '' past the end."""
        return self.text[at:at + 1]

    def read_as(self, at: int, new: str) -> None:
        """Let the character at `at` (from 0) be read as `new`."""
        if self.text[at] != new:
            self.changes[at] = new

    def plain_spaces(self, start: int, end: int) -> int:
        """Let everything invisible from `start` to `end` be a plain space; gives `end`."""
        if not self.text[start:end].isascii() or "\t" in self.text[start:end]:
            for at in range(start, end):
                if is_space(self.text[at]):
                    self.read_as(at, " ")
        return end

    def plain_tabs(self, start: int, end: int) -> None:
        """Let tabs from `start` to `end` be spaces: the two parsers of PyYAML differ about tabs outside quotes."""
        for at in range(start, end):
            if self.text[at] == "\t":
                self.read_as(at, " ")

    def trim(self) -> None:
        """Let the spaces at the end of the line be plain."""
        self.plain_spaces(len(self.text.rstrip(_SPACES)), len(self.text))

    def written(self) -> str:
        """The line with its changes made."""
        if not self.changes:
            return self.text
        parts, last = [], 0
        for at in sorted(self.changes):
            parts += [self.text[last:at], self.changes[at]]
            last = at + 1
        return "".join([*parts, self.text[last:]])

    def columns(self) -> Columns | None:
        """The way back to the columns of the author, or None where no character became longer."""
        places, sums, added = [], [0], 0
        for at in sorted(self.changes):
            more = len(self.changes[at]) - 1
            if more:
                places.append(at + added)
                added += more
                sums.append(added)
        return Columns(tuple(places), tuple(sums)) if places else None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a changed line grew: `places` are columns in it, `sums` how much was added before and with each."""

    places: tuple[int, ...]
    sums: tuple[int, ...]

    def before(self, column: int) -> int:
        """The column, from 0, that stood at `column` before the changes.

        >>> [Columns((2,), (0, 1)).before(column) for column in (2, 3, 4)]
        [2, 2, 3]
        """
        passed = bisect_left(self.places, column)
        if passed == 0:
            return column
        added = self.sums[passed] - self.sums[passed - 1]
        return column - self.sums[passed - 1] - min(added, column - self.places[passed - 1])
