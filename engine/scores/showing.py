"""Lines of scores as plain JSON, exact to the last number, and numbers as people read them.

In: lines and places.  Out: the table a closed period keeps, and a print of everything it rests on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.formulas.functions import half_up
from engine.scores.computing import Line
from engine.scores.counting import Counted
from engine.scores.ranking import Place
from engine.values import show_number

PLACES = 4  # decimals of numbers on the way, as people see them


def table_of(lines: Mapping[str, Line], places: Mapping[str, Place]) -> dict[str, dict[str, Any]]:
    """Subject → score, place and every number on the way."""
    return {subject: {**_placed(places.get(subject)), "score": exact(line.score), "exact": exact(line.exact),
                      "why": [line.why.zh, line.why.en] if line.why is not None else [],
                      "indicators": {name: _counted(one) for name, one in line.indicators.items()},
                      "derived": {name: exact(value) for name, value in line.derived.items()},
                      "parts": {name: [exact(one.value), exact(one.weight), exact(one.counted)] for name, one in line.parts.items()}}
            for subject, line in lines.items()}


def _placed(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"place": None, "from_last": None, "of": 0, "group": ""}
    return {"place": place.place, "from_last": place.from_last, "of": place.of, "group": place.group}


def _counted(one: Counted) -> dict[str, Any]:
    return {"value": exact(one.value), "num": one.sums.num, "den": one.sums.den, "rows": one.sums.rows, "settled": one.settled,
            "why": [one.why.zh, one.why.en] if one.why is not None else []}


def exact(number: Fraction | None) -> str | None:
    """An exact number as text.

    >>> exact(Fraction(461, 5)), exact(None)
    ('461/5', None)
    """
    return None if number is None else str(number)


def shown(text: str | None, decimals: int = PLACES) -> str:
    """A number as people read it; '' where there is none.

    >>> shown("461/5", 2), shown("2/3"), shown(None)
    ('92.2', '0.6667', '')
    """
    return "" if text is None else show_number(half_up(Fraction(text), Fraction(decimals)))


def fixed(text: str | None, decimals: int) -> str:
    """A published score, always with its decimals.

    >>> fixed("461/5", 2), fixed("-1/8", 2), fixed("90", 0), fixed(None, 2)
    ('92.20', '-0.13', '90', '')
    """
    if text is None:
        return ""
    digits = int(half_up(Fraction(text) * 10**decimals, Fraction(0)))
    whole, rest = divmod(abs(digits), 10**decimals)
    return f"{'-' if digits < 0 else ''}{whole}" + (f".{rest:0{decimals}}" if decimals else "")


def percent(text: str | None, decimals: int = 2) -> str:
    """A share as people read it.

    >>> percent("23974/24932")
    '96.16%'
    """
    return "" if text is None else f"{show_number(half_up(Fraction(text) * 100, Fraction(decimals)))}%"


def amount(text: str | None, decimals: int = PLACES, *, share: bool = False) -> str:
    """A number on the way, a share as a percentage.

    >>> amount("1/8"), amount("1/8", share=True)
    ('0.125', '12.5%')
    """
    return percent(text) if share else shown(text, decimals)


def print_of(digest: str, parameters: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    """A print of what a table rests on: the rules, the values, and what was counted."""
    counted = {subject: {name: [one["num"], one["den"], one["rows"], one["value"]] for name, one in row["indicators"].items()}
               for subject, row in table.items()}
    return hashlib.sha256(json.dumps([digest, parameters, counted], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
