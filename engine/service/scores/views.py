"""What people see of evaluations: tables, one subject's numbers, what waits to be signed, what would change.

In: nothing.  Out: frozen views with finished texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.problems import Problem
from engine.scores.showing import percent as percent
from engine.scores.showing import shown as shown
from engine.text import Text


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """An evaluation of a method: its latest closed period and the one that runs."""

    method: str
    method_title: str
    name: str
    title: str
    latest: str
    latest_title: Text
    running: str
    running_title: Text
    waiting: int


@dataclass(frozen=True, slots=True)
class Number:
    """One number with what it was divided by and how many rows it rests on; `shown` is '' where there is none, and `why` says why.

    `kind`: indicator, derived, or part; of a part `den` is its weight and `points` what it adds to the score."""

    name: str
    title: str
    shown: str
    num: str = ""
    den: str = ""
    rows: int = 0
    why: Text | None = None
    settled: Text | None = None
    kind: str = "indicator"
    points: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A subject in a table; `place` 0 is not ranked."""

    subject: str
    name: str
    score: str
    place: int
    of: int
    group: str
    numbers: tuple[Number, ...]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed in a closed period since it was first computed: (who, score and place before, now)."""

    rev: int
    at: datetime
    because: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of a period lie: how many there are, five numbers, and steps (from, up to, how many)."""

    count: int
    low: str
    first: str
    middle: str
    third: str
    high: str
    steps: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Middle:
    """A quarter, a half and three quarters of a group's scores lie below these; '' where nobody had one."""

    first: str
    middle: str
    third: str
    count: int


@dataclass(frozen=True, slots=True)
class Unsigned:
    """The scores of a period that wait for a signature."""

    method: str
    evaluation: str
    title: str
    key: str
    period: Text


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A subject over periods: (score, place) for each of the trend's, ('', 0) where there was none."""

    subject: str
    name: str
    group: str
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores over closed periods; `middles`: by group, one for each period."""

    keys: tuple[str, ...]
    titles: tuple[Text, ...]
    rows: tuple[TrendRow, ...]
    middles: Mapping[str, tuple[Middle, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """An evaluation in a period.  `id` is '' while the period is not closed; `otherwise`: where what was worked out since
    differs from what was signed and stays published until that is signed too."""

    id: str
    method: str
    evaluation: str
    title: str
    key: str
    period: Text
    ranked: bool
    scored: bool
    lines: tuple[Line, ...]
    at: datetime | None = None
    signed_by: str = ""
    signed_at: datetime | None = None
    needs_signing: bool = False
    may_sign: bool = False
    revisions: tuple[Revision, ...] = ()
    otherwise: tuple[tuple[str, str, str], ...] = ()
    before: str = ""
    after: str = ""
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A consequence as people see it; `because` is what it looked at, `choices` what a signer chooses from,
    `opened` the case it opened."""

    period: str
    key: str
    method: str
    evaluation: str
    evaluation_title: str
    period_key: str
    period_title: Text
    title: str
    bearer: str
    subject: str
    state: str
    words: Text
    because: tuple[tuple[str, str], ...]
    choices: tuple[str, ...] = ()
    choice: str = ""
    reason: str = ""
    by: str = ""
    effective: datetime | None = None
    took_effect: bool = False
    feeds: str = ""
    shown_in: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    may_act: bool = False
    condition: str = ""
    papers: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, datetime, str], ...] = ()
    may_answer: bool = False
    opened: str = ""
    opened_number: str = ""
    opened_ended: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything one score follows from; `document` is the file that can be worked through again, `read` what it read, as people
    write it."""

    document: Mapping[str, Any]
    line: Line
    period: Text
    trend: Trend | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lever:
    """A number a score rests on that can be tried; `low` and `high` are '' where it has no bound, `weight` whether others give way."""

    name: str
    value: str
    low: str
    high: str
    weight: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What another value would change: (subject, score and place as they are, as they would be).

    Of a flip whose change is `?` it cannot be told.  `edges` of a ranking: (`top` or `bottom`, how many places that is, who enters it, who leaves it).
    `unfit`: what the check would say of these values.  `rest`: the weight that took what rounding left; '' where nothing was rounded."""

    values: tuple[tuple[str, str, str], ...]
    moves: tuple[tuple[str, str, int, str, int], ...]
    appear: tuple[tuple[str, str, str], ...]
    vanish: tuple[tuple[str, str, str], ...]
    flips: tuple[tuple[str, str, str, str], ...]
    edges: tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...] = ()
    unfit: tuple[Problem, ...] = ()
    rest: str = ""

    @property
    def fits(self) -> bool:
        """Whether the check would take these values."""
        return all(one.severity == "warning" for one in self.unfit)
