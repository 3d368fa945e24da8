"""Values that were tried, as they could be set: written with an end, and held against everything that must hold of them.

In: a method, the values of a period, what was tried.  Out: weights that can be written and add up; what would not pass, told as the check tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.checks import parameter_checks, weights
from engine.compiler.policy import ALWAYS, show_value
from engine.formulas.functions import half_up
from engine.model import Method
from engine.problems import Problem, Report
from engine.text import say

DECIMALS = 4  # of a weight, so that a percentage is written with two


def written(values: Mapping[str, Fraction], given: Iterable[str]) -> tuple[dict[str, Fraction], str]:
    """Weights that gave way, with two decimals of a percent, and which of them took the rest; '' where none had to.

    >>> third = Fraction(1, 3)
    >>> made, last = written({"甲": Fraction(1, 2), "乙": third, "丙": Fraction(1, 6)}, ["甲"])
    >>> [str(one * 100) for one in made.values()], last, sum(made.values())
    (['50', '3333/100', '1667/100'], '丙', Fraction(1, 1))
    """
    ways = [name for name in values if name not in set(given)]
    if all(half_up(values[name], Fraction(DECIMALS)) == values[name] for name in ways):
        return dict(values), ""
    left, found = sum((values[name] for name in ways), Fraction(0)), dict(values)
    for name in ways[:-1]:
        found[name] = min(half_up(values[name], Fraction(DECIMALS)), left)
        left -= found[name]
    found[ways[-1]] = left
    return found, ways[-1]


def unfit(method: Method, now: Mapping[str, Any], tried: Mapping[str, Fraction]) -> tuple[Problem, ...]:
    """What does not hold with the values that were tried beside those of the period; warnings too."""
    values = {**now, **tried}
    changed = {name: replace(one, dated=((ALWAYS, values.get(name)),)) for name, one in method.parameters.items()}
    then, report = replace(method, parameters=changed), Report()
    for name, value in tried.items():
        one = method.parameters[name]
        if (isinstance(one.low, Fraction) and value < one.low) or (isinstance(one.high, Fraction) and value > one.high):
            report.add("out-of-range", one.mark, say(
                "「{name}」是{value}，要在{low}到{high}之间", "“{name}” is {value} and must lie between {low} and {high}", name=name,
                value=show_value(one, value), low=show_value(one, one.low), high=show_value(one, one.high)))
    parameter_checks.check(then, report)
    weights.check(then, report)
    return (*report.problems, *report.warnings)
