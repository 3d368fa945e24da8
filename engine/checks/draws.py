"""Draws and panels whose numbers fit: how many are drawn, from which strata, and the seats of a panel."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from engine.errors import FormulaRefusal
from engine.formulas import Formula, evaluate
from engine.model import Draw, Method, Role, Step
from engine.problems import Report
from engine.text import say

RULES = {
    "draw-count": say("抽几个前后对不上", "how many are drawn does not add up"),
    "panel-seats": say("组成加起来和人数不一样", "the seats of a panel do not add up to its size"),
}


def check(method: Method, report: Report) -> None:
    """Report draws and panels whose numbers cannot hold as the parameters stand."""
    known = {name: value for name, parameter in method.parameters.items() if (value := parameter.dated[-1][1] if parameter.dated else None) is not None}
    for flow in method.workflows.values():
        for step in flow.steps.values():
            if step.draw is not None:
                _draw(step, step.draw, known, report)
    for role in method.roles.values():
        _panel(role, known, report)


def _draw(step: Step, draw: Draw, known: Mapping[str, object], report: Report) -> None:
    low, high = (known.get(name) for name in draw.count)
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low > high:
        report.add("draw-count", draw.mark, say("环节「{name}」不少于{low}个，却不多于{high}个", "“{name}” draws at least {low} but at most {high}",
                                                name=step.name, low=low, high=high))
    quotas = known.get(draw.strata) if draw.strata_kind == "quotas" else None
    if isinstance(quotas, Mapping) and all(isinstance(one, Fraction) for one in quotas.values()) and isinstance(low, Fraction):
        total = sum(quotas.values(), Fraction(0))
        if not isinstance(high, Fraction) or not low <= total <= high:
            report.add("draw-count", draw.mark, say(
                "环节「{name}」各层加起来抽{total}个，可是要抽{low}个", "the strata of “{name}” add up to {total}, but {low} are drawn",
                name=step.name, total=total, low=low), say("改各层的数，或者改总数", "change the numbers of the strata, or the whole"))


def _panel(role: Role, known: Mapping[str, object], report: Report) -> None:
    exactly = role.size.exactly if role.size is not None else None
    if not role.composition or exactly is None:
        return
    seats = [known.get(name) for name in role.composition.values()]
    size = _worked_out(exactly, known)
    if size is None or any(not isinstance(one, Fraction) for one in seats):
        return
    total = sum((one for one in seats if isinstance(one, Fraction)), Fraction(0))
    if total != size:
        report.add("panel-seats", role.mark, say(
            "「{role}」的组成加起来是{total}人，人数是{size}人", "the seats of “{role}” add up to {total}, its size is {size}",
            role=role.name, total=total, size=size), say("改组成，或者改人数", "change the seats, or the size"))


def _worked_out(formula: Formula, known: Mapping[str, object]) -> Fraction | None:
    try:
        value = evaluate(formula, dict(known))
    except FormulaRefusal:
        return None
    return value if isinstance(value, Fraction) else None
