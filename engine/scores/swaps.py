"""From which value of a weight two neighbours of a ranking stand the other way round.

In: a book of scores and a weight.  Out: for each neighbouring pair the smallest change of it that swaps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

from engine.formulas.functions import half_up
from engine.model import Evaluation
from engine.scores.book import Book
from engine.scores.computing import Line
from engine.scores.periods import Period
from engine.scores.whatif import changed_book, gives_way, giving, weights_of

STEP = Fraction(1, 1000)  # weights are tried in tenths of a percent
NONE, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Flip:
    """From which value of the weight a pair of neighbours has swapped; None where no value within the range does it.

    `known` is False where that cannot be told: the score of one of them is no even curve over the weight."""

    ahead: str
    behind: str
    at: Fraction | None
    change: Fraction | None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """A score over a weight w, higher is better: (a + b·w) ÷ (c + d·w).  Without spread weights that is a straight line."""

    a: Fraction
    b: Fraction
    c: Fraction = ALL
    d: Fraction = NONE

    @property
    def straight(self) -> bool:
        """Whether it is a straight line."""
        return self.d == 0

    def at(self, weight: Fraction) -> Fraction | None:
        """The score at a weight; None where nothing that is there has any weight."""
        under = self.c + self.d * weight
        return (self.a + self.b * weight) / under if under else None


def flips(book: Book, name: str, period: Period, weight: str, low: Fraction = NONE, high: Fraction = ALL, told: Iterable[str] = ()) -> list[Flip]:
    """For each neighbouring pair of the ranking, the smallest change of a weight, in tenths of a percent, after which the
    published scores stand the other way round.

    Two tables give every score over the weight exactly; a third one makes sure that they do."""
    evaluation = book.method.evaluations[name]
    parameters = book.parameters(period)
    now, told = parameters[weight], tuple(told)
    bounds = _bounds(evaluation, parameters, weight, low, high, told)
    tried = [bounds[0] + (bounds[1] - bounds[0]) * Fraction(part, 4) for part in (1, 2, 3)]
    tables = [changed_book(book, gives_way(evaluation, parameters, {weight: at}, told)).lines(name, period) for at in tried] if bounds[0] < bounds[1] else []
    sign = -1 if evaluation.ranking is not None and evaluation.ranking.order == "low" else 1
    groups: dict[str, list[str]] = {}
    for subject, place in sorted(book.places(name, period).items(), key=lambda one: (one[1].group, one[1].place, one[0])):
        groups.setdefault(place.group, []).append(subject)
    return [_flip(ahead, behind, [_curve([table[one] for table in tables], tried, sign) for one in (ahead, behind)], now, bounds, evaluation.decimals)
            for members in groups.values() for ahead, behind in pairwise(members)]


def _bounds(evaluation: Evaluation, parameters: Mapping[str, Any], weight: str, low: Fraction, high: Fraction,
            told: tuple[str, ...]) -> tuple[Fraction, Fraction]:
    """What a weight can be set to, so that the others can give way."""
    if weight not in weights_of(evaluation):
        return low, high
    _, fixed = giving(evaluation, parameters, {weight}, told)
    return max(low, NONE), min(high, evaluation.adds_to - fixed)


def _curve(lines: list[Line], tried: list[Fraction], sign: int) -> Curve | None:
    """The score over the weight, from its values at three weights; None where they do not lie on one curve of this kind."""
    if not lines or any(line.exact is None for line in lines):
        return None
    tops, unders = zip(*(_over(line) for line in lines), strict=True)
    rise, grow = ((values[2] - values[0]) / (tried[2] - tried[0]) for values in (tops, unders))
    made = Curve(sign * (tops[0] - rise * tried[0]), sign * rise, unders[0] - grow * tried[0], grow)
    fits = tops[0] + tops[2] == 2 * tops[1] and unders[0] + unders[2] == 2 * unders[1]
    return made if fits and all(made.at(weight) == sign * line.exact for weight, line in zip(tried, lines, strict=True) if line.exact is not None) else None


def _over(line: Line) -> tuple[Fraction, Fraction]:
    """A score as what its parts add up to, over the share of the whole that those which are there had."""
    there = [one for one in line.parts.values() if one.value is not None]
    whole = sum((one.weight for one in line.parts.values()), NONE)
    if len(there) == len(line.parts) or not whole:
        assert line.exact is not None
        return line.exact, ALL
    return sum((one.value * one.weight for one in there if one.value is not None), NONE), sum((one.weight for one in there), NONE) / whole


def _flip(ahead: str, behind: str, curves: list[Curve | None], now: Fraction, bounds: tuple[Fraction, Fraction], decimals: int) -> Flip:
    first, second = curves
    if first is None or second is None:
        return Flip(ahead, behind, None, None, known=False)
    at = _line_up(first, second, now, bounds, decimals) if first.straight and second.straight else _nearest(first, second, now, bounds, decimals)
    return Flip(ahead, behind, at, at - now if at is not None else None)


def _line_up(ahead: Curve, behind: Curve, now: Fraction, bounds: tuple[Fraction, Fraction], decimals: int) -> Fraction | None:
    """Of two straight lines: the one behind gains in one direction only, so the first step past their crossing is near."""
    gain = (behind.b / behind.c) - (ahead.b / ahead.c)
    if not gain:
        return None
    lacks = (ahead.a + ahead.b * now) / ahead.c - (behind.a + behind.b * now) / behind.c
    steps = max(1, -((-lacks / abs(gain) / STEP) // 1))
    way = STEP if gain > 0 else -STEP
    while bounds[0] <= (tried := now + way * steps) <= bounds[1]:
        if _swapped(ahead, behind, tried, decimals):
            return tried
        steps += 1
    return None


def _nearest(ahead: Curve, behind: Curve, now: Fraction, bounds: tuple[Fraction, Fraction], decimals: int) -> Fraction | None:
    """Of curves that may cross twice: every step is tried, the nearest first, in whole numbers."""
    one, other = _in_steps(ahead, now), _in_steps(behind, now)
    down, up = int((now - bounds[0]) // STEP), int((bounds[1] - now) // STEP)
    for steps in range(1, max(down, up) + 1):
        for tried in (steps, -steps):
            if -down <= tried <= up:
                first, second = _published(one, tried, decimals), _published(other, tried, decimals)
                if first is not None and second is not None and second > first:
                    return now + STEP * tried
    return None


def _in_steps(curve: Curve, now: Fraction) -> tuple[int, int, int, int]:
    """A curve over steps from now, its numbers brought to one denominator: (a + b·step) ÷ (c + d·step)."""
    exact = (curve.a + curve.b * now, curve.b * STEP, curve.c + curve.d * now, curve.d * STEP)
    whole = lcm(*(one.denominator for one in exact))
    a, b, c, d = (int(one * whole) for one in exact)
    return a, b, c, d


def _published(curve: tuple[int, int, int, int], step: int, decimals: int) -> int | None:
    """The published score at a step, in its last decimal."""
    a, b, c, d = curve
    top, under = a + b * step, c + d * step
    if not under:
        return None
    unit: int = 10**decimals
    rounded = (2 * abs(top) * unit + abs(under)) // (2 * abs(under))
    return rounded if (top < 0) == (under < 0) else -rounded


def _swapped(ahead: Curve, behind: Curve, weight: Fraction, decimals: int) -> bool:
    one, other = ahead.at(weight), behind.at(weight)
    return one is not None and other is not None and half_up(other, Fraction(decimals)) > half_up(one, Fraction(decimals))
