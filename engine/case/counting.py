"""Counting an open ballot.

In: the answers so far.  Out: whether it is quorate and what it came to, as exact fractions in plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.case.facts import Facts
from engine.errors import FormulaRefusal
from engine.filling import for_formula
from engine.formulas import EMPTY, Formula, evaluate
from engine.model import Ballot, Step
from engine.text import say

Row = Mapping[str, Any]


def count(step: Step, facts: Facts) -> dict[str, Any]:
    """Invited, answered, quorate and results of a ballot."""
    ballot, case = step.ballot, facts.case
    assert ballot is not None
    assert case is not None
    voters = [seat for seat in case.seats.values() if seat.kind == "voter"]
    rows = [_row(ballot, answer) for answer in case.answers.values()]
    quorate = bool(rows) and _quorate(ballot, facts, len(voters), [str(row["组"]) for row in rows])
    calls = {**facts.calls(), "占比": _share(rows), "票数": _votes(rows), "平均": _average(rows)}
    results: dict[str, Any] = {}
    for name, formula in ballot.results.items():
        try:
            value = evaluate(formula, _env(facts, formula, len(voters), len(rows)), calls)
        except FormulaRefusal:
            continue
        if value is not EMPTY:
            results[name] = str(value) if isinstance(value, Fraction) else value
    return {"quorate": quorate, "invited": len(voters), "answered": len(rows), "results": results}


def _row(ballot: Ballot, answer: Mapping[str, Any]) -> Row:
    return {"组": answer["group"], **{field.name: for_formula(field, answer["sheet"].get(field.name)) for field in ballot.sheet}}


def _env(facts: Facts, formula: Formula, invited: int, answered: int) -> dict[str, Any]:
    known = facts.env(replace(formula, reads=formula.reads - {"应邀数", "应答数"}))
    return {**known, "应邀数": Fraction(invited), "应答数": Fraction(answered)}


def _quorate(ballot: Ballot, facts: Facts, invited: int, groups: list[str]) -> bool:
    quorum = ballot.quorum
    if quorum.people is not None and len(groups) < facts.work_out(quorum.people):
        return False
    if quorum.returned is not None and Fraction(len(groups), max(invited, 1)) < facts.work_out(quorum.returned):
        return False
    if quorum.per_group is not None:
        least = facts.work_out(quorum.per_group)
        return all(groups.count(one.group) >= least for one in ballot.invite)
    return True


def _share(rows: list[Row]) -> Callable[[Callable[[Row], Any]], Fraction]:
    def share(holds: Callable[[Row], Any]) -> Fraction:
        if not rows:
            raise FormulaRefusal("division-by-zero", say("还没有人评", "nobody has answered yet"))
        return Fraction(sum(1 for row in rows if holds(row)), len(rows))

    return share


def _votes(rows: list[Row]) -> Callable[[Callable[[Row], Any]], Fraction]:
    return lambda holds: Fraction(sum(1 for row in rows if holds(row)))


def _average(rows: list[Row]) -> Callable[[Callable[[Row], Any]], Fraction]:
    def average(value: Callable[[Row], Any]) -> Fraction:
        found = [value(row) for row in rows]
        if not found:
            raise FormulaRefusal("division-by-zero", say("还没有人评", "nobody has answered yet"))
        return sum(found, Fraction(0)) / len(found)

    return average
