"""What an author did wrong, as data: a problem has a place, a rule, a sentence and a remedy.

In: marks from the source stage, sentences from whichever stage found the mistake.
Out: a `Report` that keeps every problem, sorted by place.  Authors' mistakes are never exceptions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from engine.text import Text

Severity = Literal["problem", "warning", "open"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: `line` and `column` count from 1 in characters; `length` is how many are meant."""

    path: str
    line: int
    column: int
    length: int = 1


NOWHERE = Mark("", 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.  `related` are other places that belong to it, such as the first of two equal keys."""

    rule: str
    mark: Mark
    message: Text
    hint: Text | None = None
    severity: Severity = "problem"
    related: tuple[tuple[Mark, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document leaves open in something, and the reading that was chosen, in sentences; nothing that must be mended."""

    mark: Mark
    title: str
    lines: tuple[Text, ...]


@dataclass(slots=True)
class Report:
    """Everything found in one run, and beside it the `readings` of what stands."""

    found: list[Problem] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    def add(self, rule: str, mark: Mark, message: Text, hint: Text | None = None, *,
            severity: Severity = "problem", related: tuple[tuple[Mark, Text], ...] = ()) -> None:
        """Note one finding; the same rule with the same words at the same place is noted once."""
        problem = Problem(rule, mark, message, hint, severity, related)
        if problem not in self.found:
            self.found.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several findings."""
        for problem in problems:
            if problem not in self.found:
                self.found.append(problem)

    def _of(self, severity: Severity) -> tuple[Problem, ...]:
        return tuple(sorted((p for p in self.found if p.severity == severity), key=lambda p: (p.mark, p.rule)))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What must be mended, by place."""
        return self._of("problem")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is probably not meant, by place."""
        return self._of("warning")

    @property
    def open_points(self) -> tuple[Problem, ...]:
        """What the method leaves to the street and nobody has set yet (未定), by place."""
        return self._of("open")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when nothing is close.

    >>> nearest("限时办洁", ["分类梳理", "限时办结"])
    '限时办结'
    """
    known = list(names)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return close[0]
    inside = [other for other in known if name and (name in other or other in name)]
    return min(inside, key=len) if inside else None
