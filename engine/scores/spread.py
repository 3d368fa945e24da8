"""How scores lie: quartiles, the middle, how many in each step.

In: exact numbers.  Out: where they lie, for a picture and the table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

WIDTHS = tuple(Fraction(width) * Fraction(10) ** power for power in range(-2, 6) for width in (1, 2, 5))
MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """How many numbers lie from `low` up to `high`; only the last step holds its own upper end."""

    low: Fraction
    high: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers that say how others lie, and steps of equal width."""

    count: int
    low: Fraction
    first: Fraction
    middle: Fraction
    third: Fraction
    high: Fraction
    steps: tuple[Step, ...]


def spread_of(numbers: Iterable[Fraction]) -> Spread | None:
    """How numbers lie; None where there are none.

    >>> found = spread_of([Fraction(n) for n in (90, 70, 80, 85)])
    >>> [str(one) for one in (found.low, found.first, found.middle, found.third, found.high)]
    ['70', '155/2', '165/2', '345/4', '90']
    >>> [(int(one.low), one.count) for one in found.steps]
    [(70, 1), (72, 0), (74, 0), (76, 0), (78, 0), (80, 1), (82, 0), (84, 1), (86, 0), (88, 1)]
    """
    given = sorted(numbers)
    if not given:
        return None
    return Spread(len(given), given[0], quantile(given, Fraction(1, 4)), quantile(given, Fraction(1, 2)), quantile(given, Fraction(3, 4)),
                  given[-1], _steps(given))


def quantile(given: Sequence[Fraction], share: Fraction) -> Fraction:
    """The number below which a share of sorted numbers lies, on the straight line between its neighbours.

    >>> quantile([Fraction(1), Fraction(2), Fraction(4)], Fraction(3, 4))
    Fraction(3, 1)
    """
    at = share * (len(given) - 1)
    below = floor(at)
    above = min(below + 1, len(given) - 1)
    return given[below] + (given[above] - given[below]) * (at - below)


def middle(numbers: Iterable[Fraction]) -> Fraction | None:
    """The median; None where there are no numbers.

    >>> middle([Fraction(3), Fraction(1), Fraction(2), Fraction(10)])
    Fraction(5, 2)
    """
    given = sorted(numbers)
    return quantile(given, Fraction(1, 2)) if given else None


def _steps(given: Sequence[Fraction]) -> tuple[Step, ...]:
    """Steps on round numbers, at most ten; all alike is one step."""
    width = next((one for one in WIDTHS if _count(given, one) <= MOST_STEPS), WIDTHS[-1])
    begin, many = floor(given[0] / width) * width, _count(given, width)
    counts = [0] * many
    for number in given:
        counts[min(floor((number - begin) / width), many - 1)] += 1
    return tuple(Step(begin + width * at, begin + width * (at + 1), count) for at, count in enumerate(counts))


def _count(given: Sequence[Fraction], width: Fraction) -> int:
    begin, span = floor(given[0] / width) * width, given[-1]
    return max(1, -floor(-(span - begin) / width))
