"""Weights add up in every declared direction, and bands leave no gap.

The document may fix a line rather than a point (60% quantitative out of three parts); which point a street takes is
its own, that it lies on the line is checked exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.errors import FormulaRefusal
from engine.formulas import Formula, evaluate
from engine.model import Evaluation, Method
from engine.problems import Report
from engine.text import Text, say
from engine.values import show_number

RULES = {
    "weights": say("权重加起来不等于「合计」", "the weights do not add up to what is declared"),
    "accounts": say("分账和各部分的「其中」对不上", "the accounts do not agree with the shares of the parts"),
    "bands": say("等次没有下限，或者下限重复", "a band has no lower bound, or two have the same"),
    "spread-needs-parts": say("「分摊」要写「构成」", "weights can only be spread over components"),
}


def check(method: Method, report: Report) -> None:
    """Report weights, accounts and bands that do not come out, for every day on which a parameter changes."""
    for evaluation in method.evaluations.values():
        for day in sorted({since for one in method.parameters.values() for since, _ in one.dated}):
            values = {name: one.on(day) for name, one in method.parameters.items()}
            if not (_weights(evaluation, values, report) and _accounts(evaluation, values, report)):
                break
        _bands(method, evaluation, report)
        if evaluation.missing == "spread" and not evaluation.components:
            report.add("spread-needs-parts", evaluation.mark, say(
                "「{name}」写了缺分「分摊」，可是没有「构成」", "“{name}” spreads the weight of what is missing but has no components",
                name=evaluation.name))


def _weights(evaluation: Evaluation, values: Mapping[str, Any], report: Report) -> bool:
    weights = [_number(part.weight, values) for part in evaluation.components.values()]
    total = sum((one for one in weights if one is not None), Fraction(0))
    if not weights or None in weights or total == evaluation.adds_to:
        return True
    report.add("weights", evaluation.mark, say(
        "「{name}」各部分的权重加起来是{sum}，不是{wanted}", "the weights of “{name}” add up to {sum}, not {wanted}", name=evaluation.name,
        sum=_percent(total), wanted=_percent(evaluation.adds_to)), say("改其中一个权重", "change one of the weights"))
    return False


def _accounts(evaluation: Evaluation, values: Mapping[str, Any], report: Report) -> bool:
    """Each axis: the sum over the parts of weight × share; an axis a part does not name gets what its others leave."""
    wrong: dict[str, tuple[Fraction, Fraction]] = {}
    for axis, wanted in evaluation.accounts.items() if evaluation.components else ():
        held = Fraction(0)
        for part in evaluation.components.values():
            weight = _number(part.weight, values)
            shares = {name: _number(one, values) for name, one in part.shares.items()}
            if weight is None or None in shares.values():
                return True  # told as undecided
            rest = 1 - sum((one for one in shares.values() if one is not None), Fraction(0))
            unnamed = [one for one in evaluation.accounts if one not in shares]
            held += weight * (shares.get(axis) or (rest / len(unnamed) if axis in unnamed else Fraction(0)))
        want = _number(wanted, values)
        if want is not None and held != want * evaluation.adds_to:
            wrong[axis] = held, want * evaluation.adds_to
    if wrong:
        _tell(evaluation, wrong, report)
    return not wrong


def _tell(evaluation: Evaluation, wrong: Mapping[str, tuple[Fraction, Fraction]], report: Report) -> None:
    """One problem for all axes, with the line of the first."""
    said = [say("{axis}算下来占{held}，不是{want}", "{axis} comes to {held}, not {want}", axis=axis, held=_percent(held), want=_percent(want))
            for axis, (held, want) in wrong.items()]
    axis, (_, want) = next(iter(wrong.items()))
    line = " + ".join(f"{part.weight.text} × {part.shares[axis].text if axis in part.shares else '?'}" for part in evaluation.components.values())
    report.add("accounts", evaluation.accounts[axis].mark, say(
        "「{name}」里{which}", "in “{name}” {which}", name=evaluation.name, which=Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))),
        say("改各部分的「其中」，让 {line} = {want}", "change the shares so that {line} = {want}", want=_percent(want), line=line))


def _bands(method: Method, evaluation: Evaluation, report: Report) -> None:
    bands = method.lists.get(evaluation.bands)
    if bands is None:
        return
    without = [item for item in bands.type.items if item not in bands.points]
    bounds = list(bands.points.values())
    if without or len(set(bounds)) < len(bounds):
        report.add("bands", bands.mark, say(
            "等次「{name}」每一档都要有不同的「分值」作下限{which}", "every band of “{name}” needs a lower bound of its own as its points{which}",
            name=bands.name, which=Text(f"：{'、'.join(without)}", f": {', '.join(without)}") if without else ""))


def _number(formula: Formula, values: Mapping[str, Any]) -> Fraction | None:
    """The formula's number, or None where it needs more than parameters or one is undecided."""
    try:
        made = evaluate(formula, values)
    except FormulaRefusal:
        return None
    return made if isinstance(made, Fraction) else None


def _percent(number: Fraction) -> str:
    return f"{show_number(number * 100)}%"
