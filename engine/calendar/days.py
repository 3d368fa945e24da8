"""What a calendar says of a day, and what a calculation with days leaves behind.

In: nothing but plain values.  Out: `Day`, `DayNote` and `Due`, and `Due` as plain JSON for an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from engine.text import Lang, Text

Roll = Literal["next", "previous", "none"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `provisional` when the year's notice is not published and the day may still change."""

    date: date
    working: bool
    why: Text
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DayNote:
    """One line of a calculation: a day, whether it used up some of the time limit, and why."""

    date: date
    counted: bool
    why: Text


@dataclass(frozen=True)
class Due:
    """When a time limit ends, with its working; `provisional` when a day in it may still change.

    A calendar gives the same one again for the same limit, so its words are made once."""

    at: datetime
    working: tuple[DayNote, ...]
    provisional: bool = False

    @cached_property
    def text(self) -> str:
        """The moment as events keep it."""
        return self.at.isoformat()

    @cached_property
    def day_by_day(self) -> Sequence[Mapping[str, Any]]:
        """The working in both languages, as plain JSON that nobody changes."""
        return [{"date": note.date.isoformat(), "counted": note.counted, "why": {"zh": note.why.zh, "en": note.why.en}} for note in self.working]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON in both languages, as an event keeps it."""
        return {"at": self.text, "provisional": self.provisional, "working": self.day_by_day}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Due:
        """What `to_json` wrote."""
        rows: Sequence[Mapping[str, Any]] = data["working"]
        notes = tuple(DayNote(date.fromisoformat(row["date"]), row["counted"],
                              Text(row["why"]["zh"], row["why"]["en"])) for row in rows)
        return Due(datetime.fromisoformat(data["at"]), notes, data["provisional"])

    def show(self, lang: Lang) -> dict[str, Any]:
        """Plain JSON in one language, as a command prints it."""
        return {"at": self.at.isoformat(), "provisional": self.provisional,
                "working": [{"date": note.date.isoformat(), "counted": note.counted, "why": note.why.to(lang)}
                            for note in self.working]}
