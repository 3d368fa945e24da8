"""One line of a ledger: what a case or a row says under each heading.

In: a case with its workflow, or the values of a register's row.  Out: `Cell`s: a field with its kept value, so that
the page can mask it, or a value that a formula came to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Protocol

from engine.case import Case, Facts, World
from engine.errors import FormulaRefusal
from engine.filling import PRIVATE_KEY, for_formula
from engine.formulas import EMPTY, Formula, evaluate
from engine.model import Field, Workflow

PRIVATE_COLUMN = "（保密）"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands under one heading: the field it comes from, if any, and its value as kept or worked out; a `share` is a part of a whole."""

    heading: str
    field: Field | None = None
    kept: Any = None
    value: Any = EMPTY
    share: bool = False


class Line(Protocol):
    """Something a ledger has a line for."""

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields that were asked."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What was filled in, as kept."""

    @property
    def unit(self) -> str:
        """The unit it belongs to."""

    @property
    def opener(self) -> str:
        """Who entered it."""

    @property
    def hands(self) -> frozenset[str]:
        """Everybody who entered it or did a part of it."""

    def work_out(self, formula: Formula) -> Any:
        """What a formula comes to, EMPTY where something it needs is missing."""

    def moment(self, dated_by: str) -> str:
        """The ISO day or moment it counts for; '' while there is none."""


@dataclass
class CaseFacts(Facts):
    """A case's values and what a ledger may tell of it besides."""

    def value(self, name: str) -> Any:
        case = self.case
        assert case is not None
        if name in self.workflow.all_fields() or name in self.workflow.derived or name in self.world.parameters:
            return super().value(name)
        for tally in reversed(list(case.tallies.values())):
            if name in tally.results:
                found = tally.results[name]
                return Fraction(found) if isinstance(found, str) else EMPTY if found is None else found
        own = {"登记时间": case.opened, "办结时间": case.closed, "登记人": case.opener, "环节": case.step, "结局": case.outcome, "渠道": case.channel}
        if name not in own:
            return super().value(name)
        if not own[name] or (name.endswith("时间") and name[:-2] in case.left):
            return super().value(name) if own[name] else EMPTY
        if name.endswith("时间"):
            return datetime.fromisoformat(own[name])
        return _called(own[name], self.world) if name == "登记人" else own[name]


def _called(person: str, world: World) -> str:
    return {"public": "群众", "system": "系统", "party": "当事人"}.get(person) or world.directory.call(person)


@dataclass(frozen=True)
class CaseLine:
    """A case as a line."""

    case: Case
    workflow: Workflow
    world: World = field(repr=False)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of its workflow."""
        return self.workflow.all_fields()

    @property
    def data(self) -> Mapping[str, Any]:
        """What is filled in now; what a way back emptied is not shown as if it still held."""
        return self.case.data

    @property
    def unit(self) -> str:
        """Its home unit."""
        return self.case.unit

    @property
    def opener(self) -> str:
        """Who entered it."""
        return self.case.opener

    @property
    def hands(self) -> frozenset[str]:
        """Who entered it or did a step."""
        return frozenset({self.case.opener, *self.case.did.values()})

    def work_out(self, formula: Formula) -> Any:
        """What a formula comes to for the case."""
        try:
            return CaseFacts(self.workflow, self.case, self.world).work_out(formula)
        except FormulaRefusal:
            return EMPTY

    def moment(self, dated_by: str) -> str:
        """When it was entered or ended, or the day in a field."""
        if dated_by in ("", "closed"):
            return self.case.closed if dated_by else self.case.opened
        return str(self.data.get(dated_by) or "")


@dataclass(frozen=True)
class RowLine:
    """A row of a register as a line; `linked` are the people it is linked to."""

    id: str
    fields: Mapping[str, Field]
    data: Mapping[str, Any]
    unit: str
    entered: str
    opener: str = ""
    number: str = ""
    linked: frozenset[str] = frozenset()
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def hands(self) -> frozenset[str]:
        """Whom the row is linked to."""
        return self.linked

    def work_out(self, formula: Formula) -> Any:
        """What a formula comes to for the row."""
        try:
            return evaluate(formula, {name: self._value(name) for name in formula.reads})
        except FormulaRefusal:
            return EMPTY

    def _value(self, name: str) -> Any:
        if name in self.fields:
            return for_formula(self.fields[name], self.data.get(name))
        own = {"编号": self.number or self.id, "归属单位": self.unit, "登记时间": datetime.fromisoformat(self.entered)}
        return own.get(name, self.parameters.get(name, EMPTY))

    def moment(self, dated_by: str) -> str:
        """When it was entered, or the day in a field."""
        return str(self.data.get(dated_by) or "") if dated_by else self.entered


def cell_of(line: Line, heading: str, formula: Formula) -> Cell:
    """What a line says under a heading; a formula that looks into private values shows that it does and no more."""
    name = formula.text.strip()
    if name in line.fields:
        return Cell(heading, line.fields[name], line.data.get(name))
    if any(isinstance(kept := line.data.get(read), Mapping) and PRIVATE_KEY in kept for read in formula.reads):
        return Cell(heading, value=PRIVATE_COLUMN)
    return Cell(heading, value=line.work_out(formula), share=formula.type.share)


def day_of(line: Line, dated_by: str) -> date | None:
    """The day a line counts for, None while there is none."""
    moment = line.moment(dated_by)
    return date.fromisoformat(moment[:10]) if moment else None
