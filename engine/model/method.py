"""A method: its roles, lists, parameters, workflows, documents, boards and clauses.

In: the parts.  Out: `Method`, identified by the digest of its definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from engine.formulas import Formula
from engine.formulas.types import ListType
from engine.model.board import Board
from engine.model.document import Document
from engine.model.duty import Duty
from engine.model.evaluation import Evaluation
from engine.model.fields import Form
from engine.model.flow import Workflow
from engine.model.sentence import Check
from engine.model.who import Who
from engine.problems import NOWHERE, Mark
from engine.values import Span

Value = Fraction | bool | str | Span | date

ParameterType = Literal["whole", "decimal", "percent", "points", "span", "recurrence", "time", "date", "item", "text",
                        "roll", "policy", "unit"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the source document and what became of it."""

    id: str
    gist: str
    place: str = ""
    reading: str = ""
    accepted_by: str = ""
    out_of_reach: str = ""
    later: str = ""
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit and the kinds it may hang under."""

    name: str
    title: str
    parents: tuple[str, ...]
    form: Form = ()
    count: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Size:
    """How many hold a role, for each unit of a kind; bounds are formulas over parameters."""

    per: str = ""
    exactly: Formula | None = None
    at_least: Formula | None = None
    at_most: Formula | None = None
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts: at which kinds of unit the role is held, by a person, a unit or the public.

    `covers` is the kind of unit, register or role each holder is linked to, `per_cover` to how many; `appointed_by` the
    workflow that makes holders; `form` what is known of each holder."""

    name: str
    title: str
    held_at: tuple[str, ...]
    held_by: Literal["person", "unit", "public"] = "person"
    includes: tuple[str, ...] = ()
    open: bool = False
    size: Size | None = None
    composition: Mapping[str, str] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    covers: str = ""
    per_cover: Formula | None = None
    appointed_by: str = ""
    credential: str = ""
    form: Form = ()
    alias: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Register:
    """Rows that outlive a case."""

    name: str
    title: str
    form: Form
    belongs_to: str = ""
    by: Who = ()
    unique: tuple[str, ...] = ()
    linked_to: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Choices:
    """A list things are chosen from; a case with one of the items in `withheld` never reaches a public board."""

    name: str
    title: str
    type: ListType
    groups: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Fraction] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    declared: int = 0
    declared_groups: int = 0
    open: bool = False
    decided_by: str = ""
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a street or policy staff may change.

    `dated` holds (first day in force, value) in order, the first open-ended into the past; a value None is 未定.
    With `by` (a list) a value is a mapping from item to value."""

    name: str
    title: str
    type: ParameterType
    dated: tuple[tuple[date, Value | Mapping[str, Value | None] | None], ...]
    by: str = ""
    measure: str = ""
    low: Value | None = None
    high: Value | None = None
    options: tuple[str, ...] = ()
    adds_to: Fraction | None = None
    decided_by: str = ""
    unbounded: bool = False
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    def on(self, day: date) -> Value | Mapping[str, Value | None] | None:
        """The value in force on a day, or None while it is undecided."""
        found: Value | Mapping[str, Value | None] | None = None
        for since, value in self.dated:
            if since <= day:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Method:
    """A documented working method, compiled; `cited`: clause → the places that cite it; `set_by`: the roles that set open
    parameters for a street, an administrator when there are none."""

    id: str
    title: str
    digest: str
    source: str = ""
    source_year: int = 0
    calendar: str = "cn"
    units: Mapping[str, UnitKind] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)
    lists: Mapping[str, Choices] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    boards: Mapping[str, Board] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    open_parameters: tuple[str, ...] = ()
    set_by: tuple[str, ...] = ()
    cited: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    cite: tuple[str, ...] = ()
    note: str = ""
    mark: Mark = NOWHERE
