"""The functions every formula may call.

In: values already worked out by the evaluator.
Out: exact values, or a `FormulaRefusal` that the evaluator gives its place.
有填, 如果 and 含 are not here: they look at their arguments before, or without, working them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.errors import FormulaRefusal
from engine.formulas.types import DATE, MANY, MOMENT, NUMBER, TABLE, Function, Param, Type
from engine.text import say

SPECIAL = {"有填": "有填", "has": "有填", "如果": "如果", "if": "如果", "含": "含", "contains": "含"}
MOST_PLACES = 6


def half_up(number: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    """Rounded to so many decimals, a half away from zero; at most 6 decimals.

    >>> half_up(Fraction("87.25"), Fraction(1)), half_up(Fraction("-0.5"))
    (Fraction(873, 10), Fraction(-1, 1))
    """
    if places.denominator != 1 or not 0 <= places <= MOST_PLACES:
        raise FormulaRefusal("out-of-range", say("小数位数要写 0 到 {most} 的整数。",
                                                 "the number of decimals is a whole number from 0 to {most}.",
                                                 most=MOST_PLACES))
    scaled = abs(number) * 10 ** places.numerator
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(units if number >= 0 else -units, 10 ** places.numerator)


def up(number: Fraction) -> Fraction:
    """The next whole number, the number itself when it is whole.

    >>> up(Fraction("2.1")), up(Fraction(3))
    (Fraction(3, 1), Fraction(3, 1))
    """
    return Fraction(-(-number.numerator // number.denominator))


def down(number: Fraction) -> Fraction:
    """The whole number not above.

    >>> down(Fraction("-2.1"))
    Fraction(-3, 1)
    """
    return Fraction(number.numerator // number.denominator)


def total(numbers: Sequence[object]) -> Fraction:
    """The sum of several numbers; of none it is 0.

    >>> total((Fraction(1), Fraction("0.5")))
    Fraction(3, 2)
    """
    result = Fraction(0)
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, (Fraction, int)):
            raise FormulaRefusal("wrong-kind", say("要相加的值里有一个不是数。", "one of the values to add is not a number."))
        result += number
    return result


def count(values: Sequence[object]) -> Fraction:
    """How many values or rows there are."""
    return Fraction(len(values))


def _largest(*values: Fraction) -> Fraction:
    return max(values)


def _smallest(*values: Fraction) -> Fraction:
    return min(values)


_NUMBERS = Type("many", of=NUMBER)
_ORDERED = Param((NUMBER, DATE, MOMENT))
_ONE = (Param((NUMBER,)),)

BUILT_IN: tuple[Function, ...] = (
    Function("最大", "max", (_ORDERED,), None, _largest, last_repeats=True),
    Function("最小", "min", (_ORDERED,), None, _smallest, last_repeats=True),
    Function("四舍五入", "round", (Param((NUMBER,)), Param((NUMBER,))), NUMBER, half_up, required=1),
    Function("向上取整", "ceil", _ONE, NUMBER, up),
    Function("向下取整", "floor", _ONE, NUMBER, down),
    Function("合计", "sum", (Param((_NUMBERS,)),), NUMBER, total),
    Function("个数", "count", (Param((MANY, TABLE)),), NUMBER, count),
)
