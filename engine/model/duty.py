"""An obligation (义务): who owes what, how often, with what as evidence, and what may be done about it beforehand.

In: names and formulas.  Out: frozen descriptions; the duties core plans, changes and closes its single occasions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.formulas import Formula
from engine.problems import NOWHERE, Mark
from engine.values import Span

SELF = "本人"
Change = Literal["substitute", "move", "excuse"]
Lead = Span | str  # a span as written, or the name of a parameter that holds one


@dataclass(frozen=True, slots=True)
class Anchor:
    """The occasion follows another: `within` after an obligation's day or a closed case, or at least that long before.

    `counts_from` is `nominal` (原定日), `planned` (实际日) or the name of a parameter that holds one of the two words."""

    side: Literal["after", "before"]
    within: str
    duty: str = ""
    workflow: str = ""
    counts_from: str = "planned"
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Evidence:
    """Closed cases of a workflow that prove it; the fields that say who, for whom and on which day.

    '' means: who opened the case (a person owes it) or the case's unit; the case's unit; the day it was closed."""

    workflow: str
    subject: str = ""
    object: str = ""
    day: str = ""
    only: Formula | None = None
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Measure:
    """How evidence adds up: cases counted, a number summed, different values counted, or the share that fits."""

    kind: Literal["count", "sum", "distinct", "share"] = "count"
    of: Formula | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Told beforehand (预告): so long before, on which board, with which named facts."""

    lead: Lead
    board: str = ""
    fields: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Absence:
    """What may be arranged by somebody who cannot come, by whom, with whose consent, how long before at the latest."""

    allowed: tuple[Change, ...]
    by: tuple[str, ...] = (SELF,)
    approved_by: tuple[str, ...] = ()
    latest: Lead | None = None
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rung of an obligation: before or after its end, those who are told while it is not fulfilled."""

    side: Literal["before", "after"]
    lead: Lead
    tell: tuple[str, ...]
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Missed:
    """What follows when it was not fulfilled: who is told, and which case is opened with what carried over."""

    tell: tuple[str, ...] = ()
    opens: str = ""
    carry: tuple[tuple[str, str], ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of each holder of a role or each unit of a kind, to nobody in particular or to each linked object.

    `who_kind` and `to_kind` say what the names mean.  Exactly one of `recurs` (a recurrence, a date or a parameter's
    name) and `anchor` is written.  `on_rest` is a way of rolling or the name of a parameter that holds one.
    `minimum` None is one."""

    name: str
    title: str
    who: str
    who_kind: Literal["role", "unit"]
    evidence: Evidence
    to: str = ""
    to_kind: Literal["", "unit", "register", "role"] = ""
    recurs: str = ""
    anchor: Anchor | None = None
    on_rest: str = ""
    at: str = ""
    joins: str = ""
    minimum: Formula | None = None
    measure: Measure = Measure()
    notice: Notice | None = None
    absence: Absence | None = None
    never_empty: bool = False
    reminders: tuple[Reminder, ...] = ()
    missed: Missed = Missed()
    grace: Lead | None = None
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE
