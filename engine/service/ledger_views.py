"""A ledger as one reader sees it: its period, its sections and its numbered lines.

In: finished texts.  Out: frozen values that pages, paper and commands show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.service.views import Shown
from engine.text import Text, say


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted; open where a side is None."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether a line of a day counts; one without a day counts only where no period is asked for."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def words(self) -> Text:
        """The period for people."""
        if self.first is None and self.last is None:
            return say("全部", "all")
        return say("{first}至{last}", "{first} to {last}", first=self.first or "开始", last=self.last or "今天")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One numbered line: the case it leads to ('' for a row of a register) and a value for each column."""

    number: int
    case: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class LedgerSection:
    """Lines under one heading; '' where a ledger has no sections."""

    title: str
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as one reader may see it; `hidden` lines are not the reader's to see, `undated` fall in no period,
    `each` is what lines are counted by."""

    name: str
    title: str
    method: str
    subject: str
    subject_title: str
    period: Period
    columns: tuple[str, ...]
    sections: tuple[LedgerSection, ...]
    signatures: tuple[str, ...] = ()
    hidden: int = 0
    private: bool = False
    each: str = "件"

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return sum(len(section.lines) for section in self.sections)
