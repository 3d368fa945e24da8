"""What a rule file holds once it is read: texts, mappings and lists, each with its place.

In: nothing.
Out: `Scalar`, `Map`, `Seq`, their union `Node`, and `Sources`, which keeps the lines for showing a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.problems import Mark


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text as it was written, never guessed into a number or a date; an empty value is ''."""

    text: str
    mark: Mark
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """Names with their values in the order written; no name stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    mark: Mark

    def get(self, name: str) -> Node | None:
        """The value under `name`, or None."""
        return next((value for key, value in self.entries if key.text == name), None)

    def names(self) -> Iterator[str]:
        """The names in the order written."""
        return (key.text for key, _ in self.entries)


@dataclass(frozen=True, slots=True)
class Seq:
    """Items in the order written."""

    items: tuple[Node, ...]
    mark: Mark


Node = Scalar | Map | Seq


@dataclass(slots=True)
class Sources:
    """The lines of every file that was read, as their authors see them."""

    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def keep(self, path: str, lines: tuple[str, ...]) -> None:
        """Remember the lines of one file."""
        self.lines[path] = lines

    def line(self, mark: Mark) -> str | None:
        """The line a mark points at, or None where the file was not read or has no such line."""
        lines = self.lines.get(mark.path, ())
        return lines[mark.line - 1] if 1 <= mark.line <= len(lines) else None
