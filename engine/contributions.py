"""What a case counts for: rows that indicators add up, as a pure function of the case.

In: a closed or running case, and the parameters of a day.  Out: contributions by key; the store keeps them with the
event position from and to which they held, so that every past figure can be opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from engine.case import MERGED, Case
from engine.duties.settling import SCALE
from engine.errors import FormulaRefusal
from engine.filling import for_formula, is_blank
from engine.formulas import EMPTY, Formula, evaluate
from engine.model import Field, Method, Workflow
from engine.model.duty import Duty

Values = Callable[[str], Mapping[str, Any]]  # an ISO day → the parameters in force on it


class Contribution(NamedTuple):
    """One row: under which rule, for whom, on which day, numerator over denominator."""

    rule: str
    part: str
    subject: str
    day: str
    num: int
    den: int
    object: str = ""
    group: str = ""


def contributions(method: Method, case: Case, values: Values) -> dict[tuple[str, str], Contribution]:
    """Everything the case counts for, by (rule, part): how it ended, each deadline kept or missed, what ballots came to,
    each part of several.

    `values` gives parameters as they were known when the case closed; it is asked only where a formula reads one."""
    flow, workflow = f"{method.id}/{case.workflow}", method.workflows[case.workflow]
    found: list[Contribution] = []
    for step, clock in case.clocks.items():
        left = case.left.get(step)
        if clock.state == "stopped" and left is not None and step in workflow.steps:
            found.append(Contribution(f"{flow}/按期/{step}", str(clock.epoch), case.unit, left[:10], int(left <= clock.due), 1))
    found += _judged(flow, case)
    found += _side_by_side(flow, workflow, case)
    if case.outcome and case.outcome != MERGED:  # a merged case counts with its main one
        outcome = workflow.outcomes[case.outcome]
        if outcome.counts_as != "uncounted":
            found.append(Contribution(f"{flow}/办结", "", case.unit, case.closed[:10], int(outcome.counts_as == "settled"), 1,
                                      group=case.outcome))
        found += evidence(method, case, values)
    return {(one.rule, one.part): one for one in found}


def _judged(flow: str, case: Case) -> Iterator[Contribution]:
    """What quorate ballots came to: a row for each number, of what was judged one by one or of the case's unit."""
    for step, tally in case.tallies.items():
        of = tally.subjects or {case.unit: tally.results} if tally.quorate else {}
        for subject, results in of.items():
            for name, kept in results.items():
                if isinstance(kept, str):  # an item that most chose is no number
                    value = Fraction(kept)
                    yield Contribution(f"{flow}/测评/{step}/{name}", subject, subject, tally.at[:10], value.numerator, value.denominator)


def _side_by_side(flow: str, workflow: Workflow, case: Case) -> Iterator[Contribution]:
    """Each part that was handed out to one of several, on the day it was: 1 of 1 once it is done; what was given back is no part."""
    for step in workflow.side_by_side:
        done = [row for row in case.parts.get(step.name, ()) if not row["returned"]]
        for row in done:
            yield Contribution(f"{flow}/各自/{step.name}", row["seat"], row["unit"] or row["by"], _handed_out(case, step.name, row["at"]), 1, 1,
                               case.unit, row["action"])
        for seat in case.seats.values():
            if seat.step == step.name and seat.each and not seat.pool and seat.state == "open":
                yield Contribution(f"{flow}/各自/{step.name}", seat.id, seat.unit or seat.person, _handed_out(case, step.name, "9999"), 0, 1, case.unit)


def _handed_out(case: Case, step: str, before: str) -> str:
    """The day a step was reached: when the one before it was left."""
    return max((at for name, at in case.left.items() if name != step and at <= before), default=case.opened)[:10]


def evidence(method: Method, case: Case, values: Values) -> list[Contribution]:
    """What a closed case proves: for each obligation it is evidence of, a row for everybody it was done by."""
    if not case.outcome:
        return []
    duties = [duty for duty in method.duties.values() if duty.evidence.workflow == case.workflow]
    flow = method.workflows[case.workflow]
    return [row for duty in duties for row in _proof(method, flow, duty, case, values)]


def _proof(method: Method, flow: Workflow, duty: Duty, case: Case, values: Values) -> Iterator[Contribution]:
    proof, of = duty.evidence, duty.measure.of
    day = str(case.data[proof.day])[:10] if proof.day and not is_blank(case.data.get(proof.day)) else case.closed[:10]
    facts = CaseFacts(flow.all_fields(), flow.derived, case, day, values)
    if proof.only is not None and facts.work_out(proof.only) is not True:
        return
    value = facts.work_out(of) if of is not None else None
    if of is not None and value is EMPTY:
        return  # what cannot be worked out proves nothing
    kind = duty.measure.kind
    num = int(value * SCALE) if isinstance(value, Fraction) and kind == "sum" else int(value is True) if kind == "share" else 1
    group = str(value) if kind == "distinct" else case.outcome
    unit = duty.who_kind == "unit" or method.roles[duty.who].held_by == "unit"
    for who in facts.several(proof.subject, case.unit if unit else case.opener):
        for to in facts.several(proof.object, case.unit):
            yield Contribution(f"{method.id}/义务/{duty.name}", f"{who}/{to}", who, day, num, 1, to, group)


class CaseFacts:
    """What formulas over one row may speak of: the case's fields and named formulas, how it ended, what it is called, the
    parameters of the row's day, and what else is `known` of the row.

    A row must come out the same whenever it is worked out, so nothing here looks at the clock or the directory."""

    def __init__(self, fields: Mapping[str, Field], derived: Mapping[str, Formula], case: Case, day: str, values: Values,
                 known: Mapping[str, Any] | None = None, over: Mapping[str, Any] | None = None) -> None:
        self.fields, self.derived, self.case, self.day, self.values = fields, derived, case, day, values
        self.known, self.data = known or {}, {**case.data, **over} if over else case.data

    def of(self, known: Mapping[str, Any], over: Mapping[str, Any]) -> CaseFacts:
        """The same with what is known besides and values over those of the case."""
        return CaseFacts(self.fields, self.derived, self.case, self.day, self.values, {**self.known, **known}, over) if known or over else self

    def work_out(self, formula: Formula) -> Any:
        """The value of a formula; EMPTY where it cannot be worked out, which must never stop a case."""
        try:
            return evaluate(formula, self.env(formula.reads | formula.calls))
        except FormulaRefusal:
            return EMPTY

    def env(self, names: frozenset[str]) -> Mapping[str, Any]:
        """The values of these names."""
        return {name: self._value(name) for name in names}

    def _value(self, name: str) -> Any:
        if name in self.known:
            return self.known[name]
        if name in self.fields:
            return for_formula(self.fields[name], self.data.get(name))
        if name in self.derived:
            return self.work_out(self.derived[name])
        if name.endswith("时间") and name[:-2] in self.case.left:
            return datetime.fromisoformat(self.case.left[name[:-2]])
        fixed = {"结局": self.case.outcome, "编号": self.case.number, "归属单位": self.case.unit, "轮次": Fraction(self.case.round)}
        return fixed[name] if name in fixed else self.values(self.day).get(name, EMPTY)

    def several(self, field: str, otherwise: str) -> tuple[str, ...]:
        """The people or units a field holds, or the one that stands for it."""
        if not field:
            return (otherwise,)
        kept = self.data.get(field)
        if is_blank(kept):
            return ()
        return tuple(_named(one) for one in kept) if isinstance(kept, (list, tuple)) else (_named(kept),)


def _named(kept: Any) -> str:
    """A person, a unit, the row of a register that an entry is, or another case."""
    return str(kept.get("row", kept.get("case", kept))) if isinstance(kept, Mapping) else str(kept)
