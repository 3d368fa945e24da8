"""A board: what is shown to whom, when, with what masked.

In: fields and formulas.  Out: `Board`; drawing its sheets up is the work of `engine.boards`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.calendar import Recurrence
from engine.formulas import Formula
from engine.model.fields import Form
from engine.model.outcome import Outcome
from engine.model.who import Who
from engine.problems import NOWHERE, Mark
from engine.values import Span

Source = Literal["workflow", "register", "obligation", "evaluation", ""]
Mask = Literal["surname", "last_four", "hidden"]
PUBLIC_AUDIENCE = "公众"
WITH_CASE, WITH_PERIOD = "with_case", "with_period"


@dataclass(frozen=True, slots=True)
class Count:
    """A column that counts cases: how many, which share of them, the sum or the mean of something."""

    workflow: str
    only: Formula | None = None
    share: Formula | None = None
    sum: Formula | None = None
    mean: Formula | None = None
    dated_by: str = "closed"


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence with names in it: texts and names in turn, beginning and ending with a text; `formulas` by name."""

    text: str
    pieces: tuple[str, ...]
    names: tuple[str, ...]
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Remarks:
    """Where what residents say about an issue goes: a workflow, and the field that takes the issue's number."""

    workflow: str
    into: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What is shown to whom.

    `when` is `with_case`, `with_period` (once the results of an evaluation's period stand), or '' for a recurrence:
    then `recurs` is it or the name of the parameter that holds it; so with `at` (a time of day, '' for the close of
    office) and `on_rest`.
    `columns` are formulas over one row, or counts; never both.  `dated_by` and `as_of` say which rows belong to an
    issue; `per` and `row` split it into sheets and rows; `sheets_for` chooses among those of `per` by their `facts`."""

    name: str
    title: str
    audience: tuple[str, ...]
    when: str
    source: str
    columns: Mapping[str, Formula | Count]
    kind: Source = "workflow"
    recurs: Recurrence | str = ""
    at: str = ""
    on_rest: str = "previous"
    only: Formula | None = None
    dated_by: str = "closed"
    as_of: Literal["drawn_up", "period_end"] = "drawn_up"
    per: str = ""
    sheets_for: Formula | None = None
    facts: Form = ()
    row: str = ""
    wording: Mapping[str, Wording] = field(default_factory=dict)
    mask: Mapping[str, Mask] = field(default_factory=dict)
    suppress: str = ""
    media: tuple[str, ...] = ()
    approved_by: Who = ()
    number: str = "{年}-{序号:3}"
    keep: Span | None = None
    remarks: Remarks | None = None
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    @property
    def public(self) -> bool:
        """Whether anybody may look."""
        return PUBLIC_AUDIENCE in self.audience

    @property
    def whole_table(self) -> bool:
        """Whether it shows everybody an evaluation scores, and not one result of it."""
        return self.kind == "evaluation" and self.when != WITH_CASE

    @property
    def counts(self) -> bool:
        """Whether its columns count cases instead of showing them line by line."""
        return any(isinstance(column, Count) for column in self.columns.values())

    def reads(self, workflow: str) -> Iterator[str]:
        """Every name of a workflow that the board speaks of."""
        for column in self.columns.values():
            if isinstance(column, Count):
                if column.workflow == workflow:
                    yield column.dated_by
                    yield from (name for one in (column.only, column.share, column.sum, column.mean) if one is not None for name in one.reads)
            elif self.source == workflow:
                yield from column.reads
        if self.source == workflow:
            yield from (self.dated_by, self.row, *(self.only.reads if self.only is not None else ()))
            yield from (name for wording in self.wording.values() for name in wording.names)
        if self.remarks is not None and self.remarks.workflow == workflow:
            yield self.remarks.into

    def formulas(self) -> Mapping[str, Formula]:
        """The columns that show something of each line."""
        return {title: column for title, column in self.columns.items() if isinstance(column, Formula)}


_BY_SENSE = {"satisfied": "solved", "unjudged": "solved", "understood": "understood", "not_yet": "not_yet", "cannot": "cannot",
             "declined": "declined", "recorded": "recorded"}


def wording_of(outcome: Outcome | None) -> str:
    """Which sentence fits: by what an outcome means to the people, else by what it counts as; None is still under way.
    '' where nothing need be said."""
    if outcome is None:
        return "under_way"
    return _BY_SENSE.get(outcome.sense) or {"settled": "solved", "unsettled": "not_yet"}.get(outcome.counts_as, "")
