"""Whether a region can happen as far as the order of quantities goes.

In: facts and a region of them.
Out: False when the order contradicts itself (a < b, b < c, c < a; or a > 5, b < 3, a < b), else True.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from engine.formulas.cutting import Facts, Region, measure
from engine.formulas.facts import Fact

Vertex = tuple[Any, ...]
Step = tuple[Vertex, Vertex, bool]  # from the smaller to the larger; True when they cannot be equal


def possible(facts: Facts, region: Region) -> bool:
    """Whether some quantities lie as the region says; only contradictions of order are found."""
    if not any(fact.kind == "order" for fact in facts.all):
        return True
    steps = [step for fact in facts.all for step in _steps(fact, fact.values[region[fact.at]])]
    steps += [step for fact in facts.all for step in _limits(facts, fact)]
    return not _contradicts([*steps, *_ladder(steps)])


def _steps(fact: Fact, value: Any) -> Iterator[Step]:
    if fact.kind == "order":
        low, high = ((fact.key,), (fact.other_key,))
        yield from _related(low, high, value)
    if fact.kind == "cut":
        at, open_ = value // 2, value % 2 == 0
        if not open_:
            yield from _related((fact.key,), _bound(fact.bounds[at]), 0)
        if open_ and at < len(fact.bounds):
            yield from _related((fact.key,), _bound(fact.bounds[at]), -1)
        if open_ and at > 0:
            yield from _related((fact.key,), _bound(fact.bounds[at - 1]), 1)


def _related(one: Vertex, other: Vertex, sign: int) -> Iterator[Step]:
    if sign <= 0:
        yield (one, other, sign < 0)
    if sign >= 0:
        yield (other, one, sign > 0)


def _bound(value: Any) -> Vertex:
    return ("", type(value).__name__, *measure(value))


def _limits(facts: Facts, fact: Fact) -> Iterator[Step]:
    """What is known of the least and greatest value of the names that are compared."""
    for key in (fact.key, fact.other_key) if fact.kind == "order" else ():
        domain = facts.domains.get(key.removeprefix("name:"))
        if domain is not None and domain.least is not None:
            yield (_bound(domain.least), (key,), False)
        if domain is not None and domain.greatest is not None:
            yield ((key,), _bound(domain.greatest), False)


def _ladder(steps: list[Step]) -> Iterator[Step]:
    """The written quantities among themselves."""
    bounds = {end for low, high, _ in steps for end in (low, high) if len(end) > 1}
    for _, group in itertools.groupby(sorted(bounds, key=lambda end: end[:3]), key=lambda end: end[:3]):
        rising = sorted(group, key=lambda end: end[3])
        for low, high in itertools.pairwise(rising):
            yield (low, high, True)


def _contradicts(steps: list[Step]) -> bool:
    """Whether some quantity would have to be smaller than itself."""
    reach: dict[tuple[Vertex, Vertex], bool] = {}
    for low, high, strict in steps:
        reach[low, high] = reach.get((low, high), False) or strict
    ends = {end for low, high in reach for end in (low, high)}
    for middle, low, high in itertools.product(ends, ends, ends):
        if (low, middle) in reach and (middle, high) in reach:
            strict = reach[low, middle] or reach[middle, high]
            reach[low, high] = reach.get((low, high), False) or strict
    return any(strict for (low, high), strict in reach.items() if low == high)
