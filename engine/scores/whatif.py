"""What would change if a weight were another: nothing is written, everything is computed with the same functions.

In: a book of scores, a parameter and its other value.  Out: who moves, which consequences appear or vanish, and for
each neighbouring pair the smallest change of that weight that swaps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from engine.compiler.scoring_words import SERIES
from engine.errors import BihuanError
from engine.formulas.functions import half_up
from engine.model import Evaluation
from engine.scores.book import Book, Records, reads_of
from engine.scores.computing import Line
from engine.scores.periods import Period
from engine.scores.proposing import Proposal
from engine.scores.ranking import Place
from engine.text import say

STEP = Fraction(1, 1000)  # weights are tried in tenths of a percent


@dataclass(frozen=True, slots=True)
class Move:
    """One subject before and after."""

    subject: str
    score: Fraction | None
    other_score: Fraction | None
    place: Place | None
    other_place: Place | None


@dataclass(frozen=True, slots=True)
class Flip:
    """From which value of the weight a pair of neighbours has swapped; None where no value within the range does it."""

    ahead: str
    behind: str
    at: Fraction | None
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Everything another value changes; `values` are the parameters as they would be."""

    values: Mapping[str, Any]
    moves: tuple[Move, ...]
    appear: tuple[Proposal, ...]
    vanish: tuple[Proposal, ...]


class Changed:
    """Records as they are, under other parameters."""

    def __init__(self, records: Records, values: Mapping[str, Any]) -> None:
        self._records, self._values = records, values

    def parameters(self, day: date) -> Mapping[str, Any]:
        """The parameters of a day with the changed ones over them."""
        return {**self._records.parameters(day), **self._values}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)


def gives_way(evaluation: Evaluation, parameters: Mapping[str, Any], name: str, value: Fraction,
              told: Iterable[str] = ()) -> dict[str, Fraction]:
    """The weights of an evaluation with one of them set: the others, or those that are told, give way in proportion.

    Refuses a value that leaves them less than nothing."""
    weights = weights_of(evaluation)
    if name not in weights:
        return {name: value}
    giving = [one for one in weights if one != name and (one in set(told) or not told)]
    fixed = sum((parameters[one] for one in weights if one != name and one not in giving), Fraction(0))
    left = evaluation.adds_to - value - fixed
    held = sum((parameters[one] for one in giving), Fraction(0))
    if left < 0 or (not giving and left != 0):
        raise BihuanError(say("「{name}」不能是{value}%：别的权重让不出来", "“{name}” cannot be {value}%: the other weights cannot give way",
                              name=name, value=float(value * 100)))
    share = {one: parameters[one] * left / held if held else left / len(giving) for one in giving}
    return {name: value, **share}


def weights_of(evaluation: Evaluation) -> list[str]:
    """The parameters that are weights of an evaluation's parts, in the order written."""
    found = [next(iter(part.weight.reads)) for part in evaluation.components.values() if len(part.weight.reads) == 1 and not part.weight.calls]
    return list(dict.fromkeys(found)) if len(found) == len(evaluation.components) else []


def depends(book: Book, name: str, changed: Iterable[str]) -> bool:
    """Whether an evaluation's score can change with these parameters, itself or through what it is built on."""
    evaluation = book.method.evaluations[name]
    reads = reads_of(evaluation)
    settles = {evaluation.missing, evaluation.min_sample, *(bound for one in evaluation.indicators.values() for bound in (one.cap, one.floor))}
    if (reads | settles) & set(changed):
        return True
    return any(depends(book, other, changed) for other in book.method.evaluations
               if other != name and any(f"{other}{word}" in reads for word in ("", *SERIES)))


def changed_book(book: Book, values: Mapping[str, Any]) -> Book:
    """The book under other parameters; tables they cannot touch are taken over."""
    other = Book(book.method, Changed(book.records, values))
    other._lines = {key: lines for key, lines in book._lines.items() if not depends(book, key[0], values)}
    return other


def what_if(book: Book, name: str, period: Period, values: Mapping[str, Any]) -> WhatIf:
    """An evaluation of a period before and after, in the order of places after."""
    other = changed_book(book, values)
    before, after = book.lines(name, period), other.lines(name, period)
    places, new_places = book.places(name, period), other.places(name, period)
    moves = [Move(subject, line.score, after[subject].score, places.get(subject), new_places.get(subject)) for subject, line in before.items()]
    old = {one.key: one for one in book.proposals(name, period)}
    new = {one.key: one for one in other.proposals(name, period)}
    return WhatIf(values, tuple(sorted(moves, key=_by_place)), tuple(one for key, one in new.items() if key not in old),
                  tuple(one for key, one in old.items() if key not in new))


def _by_place(move: Move) -> tuple[str, int, str]:
    place = move.other_place
    return (place.group, place.place, move.subject) if place is not None else ("~", 0, move.subject)


def flips(book: Book, name: str, period: Period, weight: str, low: Fraction = Fraction(0), high: Fraction = Fraction(1)) -> list[Flip]:
    """For each neighbouring pair of the ranking, the smallest change of a weight, in tenths of a percent, after which the
    published scores stand the other way round.

    A score is a straight line in a weight whose others give way in proportion, so two points give it exactly; a third
    one makes sure that it is."""
    evaluation = book.method.evaluations[name]
    parameters = book.parameters(period)
    now = parameters[weight]
    ends = (Fraction(0), evaluation.adds_to)
    first, middle, last = (changed_book(book, gives_way(evaluation, parameters, weight, at)).lines(name, period)
                           for at in (ends[0], (ends[0] + ends[1]) / 2, ends[1]))
    sign = -1 if evaluation.ranking is not None and evaluation.ranking.order == "low" else 1
    places = book.places(name, period)
    groups: dict[str, list[str]] = {}
    for subject, place in sorted(places.items(), key=lambda one: (one[1].group, one[1].place, one[0])):
        groups.setdefault(place.group, []).append(subject)
    found: list[Flip] = []
    for members in groups.values():
        for ahead, behind in pairwise(members):
            lines = [_line(first[one], middle[one], last[one], ends, sign) for one in (ahead, behind)]
            at = _flips_at(lines[0], lines[1], now, (max(low, ends[0]), min(high, ends[1])), evaluation.decimals)
            found.append(Flip(ahead, behind, at, at - now if at is not None else None))
    return found


Straight = tuple[Fraction, Fraction]  # a score as a + b × weight


def _line(first: Line, middle: Line, last: Line, ends: tuple[Fraction, Fraction], sign: int) -> Straight | None:
    """The score over the weight; None where there is none, or where it is no straight line."""
    if first.exact is None or middle.exact is None or last.exact is None or first.exact + last.exact != 2 * middle.exact:
        return None
    slope = sign * (last.exact - first.exact) / (ends[1] - ends[0])
    return sign * first.exact - slope * ends[0], slope


def _flips_at(ahead: Straight | None, behind: Straight | None, now: Fraction, bounds: tuple[Fraction, Fraction], decimals: int) -> Fraction | None:
    if ahead is None or behind is None or ahead[1] == behind[1]:
        return None
    crossing = (behind[0] - ahead[0]) / (ahead[1] - behind[1])
    up = crossing > now or (crossing == now and ahead[1] < behind[1])
    steps = (crossing - now) / STEP
    tried = now + STEP * (-(-steps.numerator // steps.denominator) if up else steps.numerator // steps.denominator)
    while bounds[0] <= tried <= bounds[1]:
        shown = [half_up(line[0] + line[1] * tried, Fraction(decimals)) for line in (ahead, behind)]
        if shown[1] > shown[0]:
            return tried
        tried += STEP if up else -STEP
    return None

