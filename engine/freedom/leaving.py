"""For each evaluation: which of its numbers the document fixes, which it leaves, and how far each of those can go.

In: a compiled method.  Out: exact intervals, alone and together with the others; nothing is read from prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.formulas import Formula
from engine.freedom.constraints import NUMBERS, ONE, constraints, values_of
from engine.freedom.halfspaces import Interval, Line, TooMany, interval, rank
from engine.model import Evaluation, Method, Parameter


@dataclass(frozen=True, slots=True)
class Number:
    """A number of an evaluation that is left open: what it can be together with the others that are left, what alone
    (None where its own range is all that binds it, or while others are undecided), and the value chosen."""

    parameter: Parameter
    together: Interval
    alone: Interval | None
    chosen: Fraction | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over several that must come to a value while each lies within bounds; `settled`: each can only be that value."""

    parameter: Parameter
    item: str
    value: Fraction
    bounds: Interval
    settled: bool


@dataclass(frozen=True, slots=True)
class Freedom:
    """What an evaluation leaves: `equations` of their own bind the numbers that are left."""

    evaluation: Evaluation
    fixed: tuple[Parameter, ...]
    left: tuple[Number, ...]
    equations: int
    means: tuple[Mean, ...]


def freedoms(method: Method) -> list[Freedom]:
    """The freedom of every evaluation that has numbers, in the order of the method."""
    values = values_of(method)
    lines = constraints(method, values)
    set_by_document = {name: value for name, value in values.items() if not method.parameters[name].decided_by}
    found: list[Freedom] = []
    for evaluation in method.evaluations.values():
        names = [name for name in _numbers(evaluation) if name in method.parameters and method.parameters[name].type in NUMBERS]
        plain = [method.parameters[name] for name in names if not method.parameters[name].by]
        fixed = tuple(one for one in plain if one.name in set_by_document)
        left = tuple(_number(one, lines, values, set_by_document) for one in plain if one.name not in set_by_document)
        means = tuple(_means(method, evaluation, lines, values))
        if fixed or left or means:
            own = {one.parameter.name for one in left}
            bound = [line for line in _put(lines, set_by_document) if {name for name in line.sum if name} <= own]
            found.append(Freedom(evaluation, fixed, left, rank(bound), means))
    return found


def _numbers(evaluation: Evaluation) -> list[str]:
    """The names that stand in an evaluation's weights, shares, accounts, formulas and bounds, weights first."""
    formulas: list[Formula | None] = [part.weight for part in evaluation.components.values()]
    formulas += [share for part in evaluation.components.values() for share in part.shares.values()]
    formulas += [*evaluation.accounts.values(), evaluation.score, *(part.value for part in evaluation.components.values()), *evaluation.derived.values()]
    formulas += [one for rule in evaluation.consequences.values() for one in (rule.when, rule.feeds)]
    names = [name for formula in formulas if formula is not None for name in sorted(formula.reads)]
    bounds = [bound for one in evaluation.indicators.values() for bound in (one.cap, one.floor)]
    return list(dict.fromkeys([*names, *bounds, evaluation.min_sample, evaluation.ranking.at_least if evaluation.ranking else ""]))


def _number(parameter: Parameter, lines: list[Line], values: Mapping[str, Fraction], document: Mapping[str, Fraction]) -> Number:
    """One number: the others that are left may be anything that fits; then all of them as they are."""
    name = parameter.name
    others = {other: value for other, value in values.items() if other != name}
    together = _within(_put(lines, document), name)
    alone = _within(_put(lines, others), name, alone=True)
    return Number(parameter, together or Interval(), alone, values.get(name))


def _within(lines: list[Line], name: str, *, alone: bool = False) -> Interval | None:
    near = _near(lines, name)
    if alone and any(other not in ("", name) for line in near for other in line.sum):
        return None  # a number beside it is undecided
    try:
        return interval(near, name)
    except TooMany:
        return None


def _near(lines: list[Line], name: str) -> list[Line]:
    """The lines a name is bound by, through however many other names."""
    names, found = {name}, list[Line]()
    while more := [line for line in lines if line not in found and names & set(line.sum)]:
        found += more
        names |= {other for line in more for other in line.sum if other}
    return found


def _put(lines: Iterable[Line], values: Mapping[str, Fraction]) -> list[Line]:
    """The lines with values in the place of names."""
    made = []
    for line in lines:
        constant = sum((factor * (values[name] if name else ONE) for name, factor in line.sum.items() if not name or name in values), Fraction(0))
        made.append(Line({**{name: factor for name, factor in line.sum.items() if name and name not in values and factor}, "": constant}, line.relation))
    return [line for line in made if any(line.sum)]


def _means(method: Method, evaluation: Evaluation, lines: list[Line], values: Mapping[str, Fraction]) -> Iterator[Mean]:
    """Means over a group that a consequence holds against numbers, each of those averaged within the bounds of these numbers."""
    for name in evaluation.means:
        against = {other for rule in evaluation.consequences.values() if name in rule.when.reads
                   for one in rule.when.reads - {name} for other in _through(evaluation, one)} & method.parameters.keys()
        found = [_within(_put(lines, {other: value for other, value in values.items() if other != one}), one) for one in sorted(against)]
        bounds = next((one for one in found if one is not None and one.low is not None and one.high is not None), None)
        if bounds is None:
            continue
        for other in sorted(against):
            for item, value in _values(method.parameters[other]):
                yield Mean(method.parameters[other], item, value, bounds, value in (bounds.low, bounds.high))


def _values(parameter: Parameter) -> list[tuple[str, Fraction]]:
    value = parameter.dated[-1][1] if parameter.dated else None
    if isinstance(value, Mapping):
        return [(item, one) for item, one in value.items() if isinstance(one, Fraction)]
    return [("", value)] if isinstance(value, Fraction) and parameter.type in NUMBERS else []


def _through(evaluation: Evaluation, name: str) -> set[str]:
    """A name and every one it is worked out from, through the named formulas of its evaluation."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += sorted(evaluation.derived[one].reads | evaluation.derived[one].calls) if one in evaluation.derived else []
    return found
