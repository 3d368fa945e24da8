"""Numbers that were published about these methods come out of the counting as they were printed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.formulas import NUMBER, Scope, compile_formula, evaluate
from engine.model import Indicator
from engine.problems import NOWHERE, Report
from engine.scores import Sums, count
from engine.scores.showing import percent

RATE = Indicator("率", "率", "ratio", "件")


def rate(num: int, den: int) -> Fraction:
    value = count(RATE, Sums(num, den, den), None, (None, None)).value
    assert value is not None
    return value


@pytest.mark.parametrize(("num", "den", "printed"), [(23974, 24932, "96.16%"), (22345, 24932, "89.62%"), (450, 500, "90%")])
def test_a_published_rate_is_the_numerator_over_what_was_due(num: int, den: int, printed: str) -> None:
    assert percent(str(rate(num, den))) == printed


def test_settled_on_time_is_measured_against_what_was_due_and_not_against_what_was_closed() -> None:
    assert percent(str(rate(22345, 23974))) == "93.21%"  # what dividing by the closed ones would have claimed


def test_at_no_less_than_99_percent_so_many_settled_mean_at_most_so_many_accepted() -> None:
    assert rate(41643, 42063) >= Fraction(99, 100) > rate(41643, 42064)


def test_three_kinds_make_up_the_whole() -> None:
    kinds = (87, 578, 695)
    assert [percent(str(rate(one, 1360))) for one in kinds] == ["6.4%", "42.5%", "51.1%"]
    assert sum(rate(one, 1360) for one in kinds) == 1


def test_forty_percent_of_51_members_is_21_people() -> None:
    report = Report()
    formula = compile_formula("向上取整(党员数 × 重点比例)", NOWHERE, Scope(names={"党员数": NUMBER, "重点比例": NUMBER}), NUMBER, report)
    assert formula is not None, [one.message.zh for one in report.problems]
    assert evaluate(formula, {"党员数": Fraction(51), "重点比例": Fraction("0.4")}) == 21
    assert rate(21, 51) >= Fraction("0.4") > rate(20, 51)
