"""What pages and commands show of obligations: plain data, allowed for the one who asked.

In: nothing.  Out: the dataclasses of lists, of one occasion, of counts and of announcements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from engine.calendar import DayNote
from engine.service.views import Choice
from engine.text import NO_WORDS, Text

State = Literal["open", "done", "short", "overdue", "met", "substituted", "excused", "missed"]

STATES: Mapping[str, Text] = {
    "open": Text("待履行", "to do"), "done": Text("已够数", "done"), "short": Text("快到期", "due soon"),
    "overdue": Text("已过日子", "past its day"), "met": Text("已履行", "met"),
    "substituted": Text("已代替", "substituted"), "excused": Text("已免", "excused"), "missed": Text("未履行", "missed")}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line: what, who, for whom, when; how much is done of how much; days left until it is due (negative: past).

    `first` to `planned` are the days in which it may be done; `waits` is `consent` or `joining` while an answer is due."""

    id: str
    method: str
    rule: str
    title: str
    who: str
    subject: str
    to: str
    unit: str
    planned: date
    first: date
    nominal: date
    on_day: bool
    hour: str
    when: Text
    done: str
    least: str
    missing: str
    left: int
    state: State
    late: bool = False
    waits: str = ""
    stands_in: str = ""
    told: datetime | None = None
    provisional: bool = False

    @property
    def words(self) -> Text:
        """The state in words."""
        said = STATES[self.state]
        return Text(f"{said.zh}（迟了）", f"{said.en} (late)") if self.late else said


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Something that may be arranged: which, its words, and why not for the one who looks, if so."""

    kind: Literal["substitute", "move", "excuse"]
    words: Text
    why_not: Text = NO_WORDS
    choices: tuple[Choice, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    at: datetime
    text: Text


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One occasion in full; `record` is the evidence to begin: method, workflow, unit and fields filled in already.

    `asked` and `joining` say what waits for an answer, and whether the one who looks may give it."""

    row: DutyRow
    note: str
    cite: tuple[str, ...]
    arrangements: tuple[Arrangement, ...]
    working: tuple[DayNote, ...]
    history: tuple[Happening, ...]
    evidence: tuple[tuple[str, str, str], ...]  # case, number, headline
    notice: Mapping[str, str] = field(default_factory=dict)
    notice_at: datetime | None = None
    record: tuple[str, str, str, Mapping[str, str]] | None = None
    asked: Text = NO_WORDS
    may_answer: bool = False
    joining: Text = NO_WORDS
    may_join: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How the occasions of an obligation at a unit came out; `due` are all that are settled."""

    rule: str
    title: str
    unit: str
    due: int = 0
    met: int = 0
    substituted: int = 0
    excused: int = 0
    missed: int = 0
    late: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """An announced occasion as the public sees it: named facts, and the day for sorting."""

    id: str
    title: str
    day: date
    hour: str
    facts: Mapping[str, str]
    corrected: bool = False
