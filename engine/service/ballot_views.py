"""What pages and commands show of ballots and draws: plain data, allowed and masked for the one who asked.

In: nothing.  Out: the dataclasses of the ballot and draw services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.service.views import FormField


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of a ballot in numbers: asked, slips made, handed out, come back (by code or name), counted on paper."""

    name: str
    invited: int
    slips: int = 0
    handed: int = 0
    returned: int = 0
    paper: int = 0
    named: bool = True


@dataclass(frozen=True, slots=True)
class RollRow:
    """Somebody who may get a slip, and whether one was handed out; never whether it came back."""

    person: str
    name: str
    group: str
    out: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Paper sheets entered as totals: by whom, and who counted them too."""

    number: int
    group: str
    sheets: int
    by: str
    seen: str
    counts: Mapping[str, Mapping[str, int]]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result, in words and exact; `subject` what it is about."""

    name: str
    value: str
    exact: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """How often each choice of a question was made, in one group."""

    subject: str
    question: str
    group: str
    choices: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BallotPage:
    """A ballot of a case, for whoever may see the case; `holds`: this person runs it."""

    case: str
    number: str
    workflow: str
    step: str
    title: str
    secret: bool
    open: bool
    holds: bool
    least: int
    due: datetime | None
    groups: tuple[GroupRow, ...]
    roll: tuple[RollRow, ...] = ()
    paper: tuple[PaperRow, ...] = ()
    questions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    slips_made: bool = False
    subjects: tuple[str, ...] = ()
    quorate: bool | None = None
    advisory: bool = False
    results: tuple[ResultRow, ...] = ()
    counts: tuple[CountRow, ...] = ()
    remarks: tuple[tuple[str, str, str], ...] = ()
    tied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paper_form: str = ""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """The slips of one group, to be printed at once: the codes are shown only now."""

    title: str
    number: str
    group: str
    codes: tuple[str, ...]
    due: datetime | None
    stamp: Any = None


@dataclass(frozen=True, slots=True)
class CastPage:
    """The sheet somebody with a code fills in."""

    title: str
    workflow: str
    number: str
    fields: tuple[FormField, ...]
    least: int
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Struck:
    """Somebody drawn who was replaced."""

    name: str
    instead: str
    reason: str


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A draw as it stands; names are masked for the public.  `record` is what a check needs, '' until the lots fell."""

    case: str
    number: str
    workflow: str
    step: str
    title: str
    seed_words: str
    holds: bool
    open: bool
    bounds: tuple[int, int]
    candidates: tuple[tuple[str, str], ...] = ()
    hash: str = ""
    entries: tuple[tuple[str, str, str], ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()
    quotas: Mapping[str, int] = field(default_factory=dict)
    reserves: int = 0
    purpose: str = ""
    frozen: datetime | None = None
    seed: tuple[tuple[str, str], ...] = ()
    drawn: tuple[tuple[str, str], ...] = ()
    standing_by: tuple[tuple[str, str], ...] = ()
    now: tuple[tuple[str, str], ...] = ()
    struck: tuple[Struck, ...] = ()
    annuls: str = ""
    public: bool = False
    record: str = ""
