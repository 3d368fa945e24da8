"""Trying other values of parameters: what would change, with the same functions as the real thing.

In: a book, values as they are typed.  Out: views; refusals where a value is none, or the weights cannot give way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.errors import BihuanError
from engine.model import Evaluation, Method
from engine.scores import Period
from engine.scores.book import Book
from engine.scores.noting import note_value
from engine.scores.proposing import Proposal
from engine.scores.ranking import Place
from engine.scores.showing import fixed, percent
from engine.scores.swaps import flips
from engine.scores.whatif import WhatIf, gives_way, weights_of, what_if
from engine.service.refused import Refused
from engine.service.scores.closing import parameters_of
from engine.service.scores.fitting import unfit, written
from engine.service.scores.reading import said
from engine.service.scores.records import street_records
from engine.service.scores.views import Changed, Lever
from engine.text import say
from engine.values import read_number, read_percent, show_number

UNKNOWN = "?"  # of a pair whose scores follow no even curve over the weight
NUMBERS = ("whole", "decimal", "percent", "points")
EXACTLY = 6  # decimals of a percentage: a value is shown as it can be set


def tryable(book: Book, evaluation: Evaluation, period: Period) -> list[Lever]:
    """The numbers a score rests on, weights first, and those its accounts are made of."""
    known, parameters = book.method.parameters, book.parameters(period)
    weights = weights_of(evaluation)
    names = [*weights, *sorted(rests_on(book.method, evaluation) - set(weights))]
    return [Lever(name, value_shown(book, name, parameters[name]), _bound(book, name, known[name].low), _bound(book, name, known[name].high),
                  name in weights)
            for name in names if known[name].type in NUMBERS and isinstance(parameters.get(name), Fraction)]


def rests_on(method: Method, evaluation: Evaluation) -> frozenset[str]:
    """The parameters a score rests on, and those its accounts are made of."""
    accounts = [*evaluation.accounts.values(), *(share for part in evaluation.components.values() for share in part.shares.values())]
    return parameters_of(method, evaluation) | {name for one in accounts for name in one.reads & method.parameters.keys()}


def _range(book: Book, name: str) -> tuple[Fraction, Fraction]:
    """From what to what a weight may be set."""
    one = book.method.parameters[name]
    return (one.low if isinstance(one.low, Fraction) else Fraction(0), one.high if isinstance(one.high, Fraction) else Fraction(1))


def _bound(book: Book, name: str, value: Any) -> str:
    return value_shown(book, name, value) if isinstance(value, Fraction) else ""


def value_shown(book: Book, name: str, value: Any) -> str:
    """A parameter's value as people write it."""
    share = book.method.parameters[name].type == "percent"
    if not isinstance(value, Fraction):
        return said(note_value(value), share=share)
    return percent(str(value), EXACTLY) if share else show_number(value)


def read_value(book: Book, name: str, text: str) -> Fraction:
    """A value as typed; refuses what is no number of this parameter, or out of its range."""
    parameter = book.method.parameters.get(name)
    if parameter is None or parameter.type not in NUMBERS:
        raise Refused("no-parameter", say("「{name}」不是可以试的参数", "“{name}” is no parameter that can be tried", name=name))
    text = text.strip()
    value = read_percent(text if text.endswith(("%", "％")) else f"{text}%") if parameter.type == "percent" else read_number(text)
    low, high = parameter.low, parameter.high
    fits = value is not None and (not isinstance(low, Fraction) or value >= low) and (not isinstance(high, Fraction) or value <= high)
    if value is None or not fits or (parameter.type == "whole" and value.denominator != 1):
        raise Refused("bad-value", say("「{text}」不能作「{name}」的值", "“{text}” cannot be the value of “{name}”", text=text, name=name))
    return value


def what_if_view(book: Book, evaluation: Evaluation, period: Period, values: Mapping[str, str], told: tuple[str, ...],
                 ends: tuple[int, int]) -> Changed:
    """Who moves, who enters or leaves the first and the last so many, what appears or vanishes, and where neighbours swap."""
    read = {name: read_value(book, name, text) for name, text in values.items()}
    now = dict(book.parameters(period))
    weights = weights_of(evaluation)
    if any(name not in weights for name in told):
        raise Refused("no-weight", say("让出来的只能是权重：{weights}", "only weights can give way: {weights}", weights="、".join(weights)))
    together = sum(name in weights for name in read)
    try:
        changed = gives_way(evaluation, now, read, told)
    except BihuanError as refused:
        raise Refused("weights", refused.text) from refused
    ways = {name: value for name, value in changed.items() if name in weights}
    settled, rest = written(ways, read)
    changed |= settled
    made = what_if(book, evaluation.name, period, changed)
    weight = next((name for name in read if name in weights), "")
    return replace(_view(book, evaluation, now, made, period, weight if together == 1 else "", told), edges=_edges(book, made, ends),
                   unfit=unfit(book.method, now, changed), rest=rest)


def _edges(book: Book, made: WhatIf, ends: tuple[int, int]) -> tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...]:
    """Who enters and who leaves the first and the last so many places."""
    call = street_records(book).call

    def inside(place: Place | None, end: str, many: int) -> bool:
        return place is not None and (place.place if end == "top" else place.from_last) <= many

    found = []
    for end, many in zip(("top", "bottom"), ends, strict=True):
        was = {one.subject for one in made.moves if inside(one.place, end, many)}
        then = {one.subject for one in made.moves if inside(one.other_place, end, many)}
        enters, leaves = (tuple(call(one.subject) for one in made.moves if one.subject in some) for some in (then - was, was - then))
        found.append((end, many, enters, leaves))
    return tuple(found)


def _view(book: Book, evaluation: Evaluation, now: Mapping[str, Any], made: WhatIf, period: Period, weight: str,
          gives: tuple[str, ...]) -> Changed:
    call, decimals = street_records(book).call, evaluation.decimals

    def told(one: Proposal) -> tuple[str, str, str]:
        return evaluation.consequences[one.consequence].title, call(one.bearer), call(one.subject)

    def score(value: Fraction | None) -> str:
        return fixed(str(value) if value is not None else None, decimals)

    moves = tuple((call(one.subject), score(one.score), one.place.place if one.place else 0, score(one.other_score),
                   one.other_place.place if one.other_place else 0) for one in made.moves)
    swaps = flips(book, evaluation.name, period, weight, *_range(book, weight), gives) if weight and evaluation.ranking is not None else []
    shown_flips = tuple((call(one.ahead), call(one.behind), percent(str(one.at), 2) if one.at is not None else "",
                         percent(str(one.change), 2) if one.change is not None else "" if one.known else UNKNOWN) for one in swaps)
    values = tuple((name, value_shown(book, name, now[name]), value_shown(book, name, value)) for name, value in made.values.items())
    return Changed(values, moves, tuple(told(one) for one in made.appear), tuple(told(one) for one in made.vanish), shown_flips)
