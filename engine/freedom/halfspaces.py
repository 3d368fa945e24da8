"""What one unknown can be under linear equations and inequalities, exactly, by eliminating the others one after another.

In: lines such as 2x + 3y - 1 ≥ 0.  Out: an interval with open or closed ends; nothing where the lines contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Relation = Literal["=", "≥", ">"]
Sum = Mapping[str, Fraction]  # name → factor; '' → what is added
MOST = 4000  # inequalities at any moment; more are not gone into


@dataclass(frozen=True, slots=True)
class Line:
    """A sum that is 0, at least 0, or above 0."""

    sum: Sum
    relation: Relation


@dataclass(frozen=True, slots=True)
class Interval:
    """Everything between two ends; None where there is no end; an open end does not belong to it."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def single(self) -> bool:
        """Whether exactly one number lies in it."""
        return self.low is not None and self.low == self.high and not self.empty

    def holds(self, number: Fraction) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or number > self.low or (number == self.low and not self.low_open)
        return above and (self.high is None or number < self.high or (number == self.high and not self.high_open))


class TooMany(Exception):
    """More inequalities than are gone into; whoever asked leaves the answer open."""


def interval(lines: Iterable[Line], name: str) -> Interval:
    """What `name` can be when every line holds for some values of the others.

    >>> third = Fraction(1, 3)
    >>> found = interval([Line({"x": Fraction(1), "y": Fraction(1), "": Fraction(-1)}, "="), Line({"y": Fraction(1), "": -third}, ">")], "x")
    >>> found.low, found.high, found.high_open
    (None, Fraction(2, 3), True)
    """
    left = [one for line in lines if (one := _lean(line)) is not None]
    while (other := next((other for line in left for other in line.sum if other not in ("", name)), None)) is not None:
        left = _without(left, other)
        if len(left) > MOST:
            raise TooMany
    return _between(left, name)


def rank(lines: Iterable[Line]) -> int:
    """How many of the equations say something of their own."""
    left, found = [kept.sum for line in lines if line.relation == "=" and (kept := _lean(line)) is not None and any(kept.sum)], 0
    while left:
        first, *rest = left
        pivot = next(other for other in first if other and first[other])
        found += 1
        made = [_added(one, first, -one.get(pivot, Fraction(0)) / first[pivot]) for one in rest]
        left = [one for one in made if any(one)]
    return found


def _lean(line: Line) -> Line | None:
    """A line without names that do not count; None for one that says nothing."""
    kept = {key: value for key, value in line.sum.items() if value or not key}
    constant = kept.get("", Fraction(0))
    if any(kept) or (constant < 0 or (constant == 0 and line.relation == ">") or (constant != 0 and line.relation == "=")):
        return Line(kept, line.relation)
    return None


def _added(one: Sum, other: Sum, times: Fraction) -> dict[str, Fraction]:
    return {key: value for key in {**one, **other} if (value := one.get(key, Fraction(0)) + times * other.get(key, Fraction(0))) or not key}


def _without(lines: list[Line], name: str) -> list[Line]:
    """The same said of the other names: by an equation where there is one, else by every pair of bounds."""
    equation = next((line for line in lines if line.relation == "=" and name in line.sum), None)
    if equation is not None:
        made = [Line(_added(line.sum, equation.sum, -line.sum.get(name, Fraction(0)) / equation.sum[name]), line.relation)
                for line in lines if line is not equation]
    else:
        above = [line for line in lines if line.sum.get(name, 0) > 0]
        below = [line for line in lines if line.sum.get(name, 0) < 0]
        made = [line for line in lines if name not in line.sum]
        made += [Line(_added(up.sum, down.sum, up.sum[name] / -down.sum[name]), ">" if ">" in (up.relation, down.relation) else "≥")
                 for up in above for down in below]
    return list({(tuple(sorted(one.sum.items())), one.relation): one for line in made if (one := _lean(line)) is not None}.values())


def _between(lines: list[Line], name: str) -> Interval:
    low: tuple[Fraction, bool] | None = None
    high: tuple[Fraction, bool] | None = None
    for line in lines:
        factor, bound = line.sum.get(name), None
        if not factor:
            return Interval(Fraction(1), Fraction(0))  # what is left says that 0 is something else
        bound = (-line.sum.get("", Fraction(0)) / factor, line.relation == ">")
        if line.relation == "=" or factor > 0:
            low = bound if low is None else max(low, bound)
        if line.relation == "=" or factor < 0:
            high = bound if high is None else min(high, bound, key=lambda one: (one[0], not one[1]))
    return Interval(low[0] if low else None, high[0] if high else None, bool(low and low[1]), bool(high and high[1]))
