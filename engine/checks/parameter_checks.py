"""What must hold between parameters holds for the values they have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from engine.compiler.scopes import HEADS
from engine.errors import FormulaRefusal
from engine.formulas import evaluate
from engine.model import Check, Method
from engine.problems import Report
from engine.text import Text, say
from engine.values import Span, show_number

RULES = {
    "check-fails": say("「核对」里的话对现在的值不成立", "a sentence under 核对 does not hold for the present values"),
    "adds-to": say("各值加起来不等于「合计」", "the values do not add up to what is declared"),
}


def check(method: Method, report: Report) -> None:
    """Report checks that fail on some day, and table parameters whose values do not add up."""
    for one in (one for one in method.checks if HEADS not in one.must.reads):  # people are counted in the street
        read = {name for name in one.must.reads | one.must.calls if name in method.parameters}
        for day in sorted({since for name in read for since, _ in method.parameters[name].dated} or {date.min}):
            _holds(method, one, read, day, report)
    for parameter in method.parameters.values():
        for _, value in parameter.dated:
            numbers = [one for one in value.values() if isinstance(one, Fraction)] if isinstance(value, Mapping) else []
            whole = isinstance(value, Mapping) and len(numbers) == len(value) > 0
            if whole and parameter.adds_to not in (None, sum(numbers)):
                report.add("adds-to", parameter.mark, say(
                    "「{name}」各值加起来是{sum}，不是{wanted}", "the values of “{name}” add up to {sum}, not {wanted}", name=parameter.name,
                    sum=_shown(parameter.type, sum(numbers, Fraction(0))), wanted=_shown(parameter.type, parameter.adds_to)),
                    say("改其中一个值", "change one of the values"))


def _holds(method: Method, one: Check, read: set[str], day: date, report: Report) -> None:
    values: dict[str, Any] = {name: method.parameters[name].on(day) for name in read}
    if any(value is None or (isinstance(value, Mapping) and None in value.values()) for value in values.values()):
        return  # told as undecided
    try:
        if evaluate(one.must, values):
            return
        why = say("{text} 不成立", "{text} does not hold", text=one.must.text)
    except FormulaRefusal as refusal:
        why = refusal.text
    told = "，".join(f"{name} = {_shown(method.parameters[name].type, value)}" for name, value in sorted(values.items())
                    if not isinstance(value, Mapping))
    report.add("check-fails", one.must.mark, say("{why}（{told}）", "{why} ({told})", why=why, told=told),
               Text(one.note, one.note) if one.note else say("改其中一个参数的值", "change one of these parameters"),
               severity="warning" if one.warns else "problem")


def _shown(kind: str, value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{show_number(value * 100)}%" if kind == "percent" else show_number(value)
    return value.zh() if isinstance(value, Span) else str(value)
