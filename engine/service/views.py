"""What pages and commands show: plain data, already allowed and masked for the one who asked.

In: nothing.  Out: the dataclasses that the service hands to the web pages and the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.calendar import DayNote
from engine.case import Case, Offer
from engine.model import Field, Method, Workflow
from engine.service.causes import cause_words
from engine.text import NO_WORDS, Text

Tab = Literal["todo", "claim", "unit", "done", "copied", "all"]
Only = Literal["", "open", "late", "again"]


@dataclass(frozen=True, slots=True)
class DueView:
    """When something is due: the moment, how many working days are left (negative: overdue by), the day by day."""

    at: datetime
    left: int
    overdue: bool
    provisional: bool = False
    paused: bool = False
    words: Text = NO_WORDS
    working: tuple[DayNote, ...] = ()
    note: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of a work list."""

    case: str
    number: str
    headline: str
    method: str
    workflow: str
    unit: str
    step: str
    round: int
    outcome: str
    opened: datetime
    due: DueView | None = None
    seat: str = ""
    kind: str = ""
    claim: bool = False


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of a work list; `more` says that another page follows."""

    rows: tuple[WorkRow, ...]
    page: int = 1
    more: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Totals over a whole list: matters in hand, overdue ones, those in a later round."""

    all: int
    late: int
    again: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One value on a page: its label, its text, whether it is masked, and files where it holds any."""

    name: str
    label: str
    text: Text
    private: bool = False
    masked: bool = False
    files: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline; `who` is empty on what residents see; `also` is what followed in the same moment."""

    at: datetime
    who: str
    what: Text
    kind: str
    values: tuple[Shown, ...] = ()
    note: str = ""
    also: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """A document of a case: its number and its parts as they were frozen; `unsigned` is a ballot's sheet without names,
    which bears no number and no seal."""

    name: str
    title: str
    number: str
    issued: datetime | None
    parts: tuple[SlipPart, ...] = ()
    signatures: tuple[str, ...] = ()
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class SlipPart:
    """A part of a document; a later round has its own copy; empty when it is not filled yet."""

    name: str
    title: str
    round: int = 0
    at: datetime | None = None
    by: str = ""
    values: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose turn it is at one seat."""

    seat: str
    kind: str
    who: tuple[str, ...]
    group: str = ""
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    """What one of several does at a step: who, how it stands (`open`, `done`, `returned`), the action and the values."""

    step: str
    who: str
    state: Literal["open", "done", "returned"]
    words: Text
    did: str = ""
    at: datetime | None = None
    values: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another case: the one this was opened from (`source`), or one opened from it, with what it has come to."""

    case: str
    number: str
    workflow: str
    state: str
    source: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a case page shows to one person."""

    case: Case
    method: Method
    workflow: Workflow
    unit: str
    opened: datetime
    values: tuple[Shown, ...]
    due: DueView | None
    waiting: tuple[Waiting, ...]
    offers: tuple[Offer, ...]
    timeline: tuple[Entry, ...]
    documents: tuple[Slip, ...]
    parts: tuple[PartView, ...] = ()
    may_reveal: bool = False
    may_give_code: bool = False
    administrator: bool = False
    people: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Related, ...] = ()

    @property
    def id(self) -> str:
        """The case's identity."""
        return self.case.id

    @property
    def visited(self) -> frozenset[str]:
        """Steps the case has left at least once."""
        return frozenset(self.case.left)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose in a form, with the group it stands in."""

    value: str
    title: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field ready to be shown: its choices for this street and the value offered first; `columns` of a table."""

    field: Field
    choices: tuple[Choice, ...] = ()
    value: Any = None
    columns: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowPage:
    """What a resident sees of a matter; no names of clerks or neighbours."""

    case: str
    number: str
    workflow: str
    unit: str
    opened: datetime
    headline: str
    step: str
    stage: str
    round: int
    outcome: str
    sense: str
    promised: DueView | None
    timeline: tuple[Entry, ...]
    sheet: tuple[FormField, ...] = ()
    note: str = ""
    answered: bool = False
    may_reopen: bool = False


@dataclass(frozen=True, slots=True)
class FailedSignal:
    """Something one matter has to tell another that could not be carried out: what it does, since when, how often it was
    tried, when it is tried next, and what came in its way."""

    what: Text
    key: str
    made: datetime
    tries: int
    next: datetime
    failure: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """Something a person was told."""

    n: int
    case: str
    number: str
    headline: str
    cause: str
    at: datetime
    read: bool

    @property
    def words(self) -> Text:
        """The cause in both languages."""
        return cause_words(self.cause)
