"""What would change if a weight were another: nothing is written, everything is computed with the same functions.

In: a book of scores, a parameter and its other value.  Out: who moves, which consequences appear or vanish.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from engine.compiler.scoring_words import SERIES
from engine.errors import BihuanError
from engine.model import Evaluation
from engine.scores.book import Book, Records, settled_by
from engine.scores.periods import Period
from engine.scores.proposing import Proposal
from engine.scores.ranking import Place
from engine.scores.showing import percent
from engine.text import say


@dataclass(frozen=True, slots=True)
class Move:
    """One subject before and after."""

    subject: str
    score: Fraction | None
    other_score: Fraction | None
    place: Place | None
    other_place: Place | None


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

    def decided(self, evaluation: str, consequence: str, bearer: str, period: Period) -> tuple[frozenset[str], frozenset[str]]:
        """What was signed followed from the values as they are; what was declined is taken to be declined again."""
        return frozenset(), self._records.decided(evaluation, consequence, bearer, period)[1]

    def published(self, book: Book, evaluation: str, period: Period) -> Book | None:
        """What is published, under the other values."""
        found = self._records.published(book, evaluation, period)
        return found if found is None or found is book else changed_book(found, self._values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)


def gives_way(evaluation: Evaluation, parameters: Mapping[str, Any], given: Mapping[str, Fraction], told: Iterable[str] = ()) -> dict[str, Fraction]:
    """What is given, with the weights of an evaluation that give way to it: those that are told, else all others, in proportion.

    Refuses values that leave them, or a weight itself, less than nothing, or that do not add up where nothing can give way."""
    weights = {name: given[name] for name in weights_of(evaluation) if name in given}
    if not weights:
        return dict(given)
    others, fixed = giving(evaluation, parameters, weights, told)
    whole = sum(weights.values(), fixed)
    left, held = evaluation.adds_to - whole, sum((parameters[one] for one in others), Fraction(0))
    if min(weights.values()) < 0 or left < 0 or (not others and left != 0):
        (name, value), *more = weights.items()
        raise BihuanError(say("这几项权重加起来是{sum}，要等于{whole}", "these weights add up to {sum} and must be {whole}", sum=percent(str(whole)),
                              whole=percent(str(evaluation.adds_to))) if more else
                          say("「{name}」不能是{value}：别的权重让不出来", "“{name}” cannot be {value}: the other weights cannot give way",
                              name=name, value=percent(str(value), 4)))
    return {**given, **{one: parameters[one] * left / held if held else left / len(others) for one in others}}


def giving(evaluation: Evaluation, parameters: Mapping[str, Any], given: Container[str], told: Iterable[str]) -> tuple[list[str], Fraction]:
    """The weights that give way to those that are given, and what the rest hold together."""
    others, asked = [one for one in weights_of(evaluation) if one not in given], {one for one in told if one not in given}
    gives = [one for one in others if one in asked or not asked]
    return gives, sum((parameters[one] for one in others if one not in gives), Fraction(0))


def weights_of(evaluation: Evaluation) -> list[str]:
    """The parameters that are the weights of an evaluation's parts, in the order written; none where a weight is worked
    out, since what such weights come to is for their formulas to say."""
    found = [part.weight.text.strip() for part in evaluation.components.values() if part.weight.text.strip() in part.weight.reads]
    return list(dict.fromkeys(found)) if len(found) == len(evaluation.components) else []


def depends(book: Book, name: str, changed: Iterable[str]) -> bool:
    """Whether an evaluation's score can change with these parameters, itself or through what it is built on."""
    evaluation = book.method.evaluations[name]
    reads = settled_by(evaluation)
    if reads & set(changed):
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
