"""What boards and papers may tell of an evaluation: of everybody who is scored, and of one result.

In: the items of 评价.  Out: names with their types.  A column shows a name as it stands, so there every name is text;
a condition compares, so there numbers are numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler.names import Names
from engine.compiler.scopes import NUMBER_NAME, Scopes
from engine.compiler.scoring_words import (
    BEARER,
    BOARD,
    CHOICE,
    COUNTED_WORDS,
    DENOMINATOR,
    FROM_LAST,
    NUMERATOR,
    OF_A_RESULT,
    RESULT,
    TABLE,
    WHY,
)
from engine.formulas.types import NUMBER, TEXT, Scope, Type
from engine.schema import Item

ALSO_OF_A_PERIOD = (BEARER, RESULT, CHOICE, WHY)
NumbersOf = Mapping[str, tuple[str, ...]]  # evaluation → the names of its numbers


def numbers_of(method: Item) -> dict[str, tuple[str, ...]]:
    """The names of what each evaluation counts and works out on the way, numerators and denominators apart."""
    return {name: (*_inner(one, "indicators"), *_inner(one, "derived"), *_inner(one, "components"),
                   *(f"{inner}{word}" for inner in _inner(one, "indicators") for word in (NUMERATOR, DENOMINATOR)))
            for name, one in method.entries("evaluations")}


def _inner(item: Item, key: str) -> tuple[str, ...]:
    return tuple(name for name, _ in item.entries(key))


def columns_of_table(numbers: Iterable[str]) -> Mapping[str, Type]:
    """What a column may show of everybody who is scored."""
    return dict.fromkeys((*TABLE, *numbers), TEXT)


def columns_of_result(numbers: Iterable[str]) -> Mapping[str, Type]:
    """What a column of a board may show of a result that was signed."""
    return dict.fromkeys((*BOARD, *numbers), TEXT)


def columns_on_paper(numbers: Iterable[str]) -> Mapping[str, Type]:
    """What a paper or a ledger may show of a result."""
    return dict.fromkeys((NUMBER_NAME, *OF_A_RESULT, *numbers), TEXT)


def columns_of_period(numbers: Iterable[str]) -> Mapping[str, Type]:
    """What a paper over a whole period may show of everybody: also what was signed for them."""
    return dict.fromkeys((*TABLE, *ALSO_OF_A_PERIOD, *numbers), TEXT)


def condition_scope(names: Names, told: Iterable[str], numbers: Iterable[str]) -> Scope:
    """What a condition may ask of whoever is scored, or of a result: the same names, numbers as numbers, and parameters."""
    counted = {*COUNTED_WORDS, *numbers}
    return Scopes(names, {}, ()).at(None, extra={name: NUMBER if name in counted else TEXT for name in (*told, FROM_LAST)})
