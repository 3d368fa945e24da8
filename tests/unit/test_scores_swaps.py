"""From which weight two neighbours swap: held against every tenth of a percent worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BihuanError
from engine.model import Method
from engine.scores import Sums
from engine.scores.book import Book
from engine.scores.swaps import flips
from engine.scores.whatif import gives_way
from tests.unit.written_scores import YEAR, method, year_of

NOW = Fraction(2, 5)  # 40%; the two others give way two to one
Marks = tuple[int, int, int | None]
MARKS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.none() | st.integers(0, 100)), min_size=2, max_size=5)


@cache
def _made(missing: str) -> Method:
    with TemporaryDirectory() as folder:
        return method(Path(folder), missing=missing)[0]


def _book(marks: list[Marks], missing: str) -> Book:
    book = year_of(_made(missing), {f"单位{at}": (one[0], one[1], one[2] or 0) for at, one in enumerate(marks)})
    final = {f"单位{at}": Sums(num=one[2] * 10**6, rows=1) for at, one in enumerate(marks) if one[2] is not None}
    book.records.sums[("年终分", "2025")] = final  # type: ignore[attr-defined]
    return book


def _by_hand(marks: Marks, step: int, told: bool = False) -> int | None:
    """The published score in hundredths at so many tenths of a percent, in whole numbers: what is missing gives its weight to what is there."""
    weights = (3 * step, 1200, 1800 - 3 * step) if told else (3 * step, 2 * (1000 - step), 1000 - step)
    there = [(value, one) for value, one in zip(marks, weights, strict=True) if value is not None]
    under = sum(one for _, one in there)
    return (200 * sum(value * one for value, one in there) + under) // (2 * under) if under else None


def _nearest(ahead: Marks, behind: Marks, top: int, told: bool = False) -> set[Fraction]:
    """The nearest weights at which the one behind is published above the one ahead."""
    found: dict[Fraction, set[Fraction]] = {}
    for step in range(top + 1):
        one, other = _by_hand(ahead, step, told), _by_hand(behind, step, told)
        if one is not None and other is not None and other > one:
            weight = Fraction(step, 1000)
            found.setdefault(abs(weight - NOW), set()).add(weight)
    return found[min(found)] if found else set()


@settings(max_examples=40, deadline=None)
@given(MARKS)
def test_the_weight_that_swaps_two_neighbours_is_the_nearest_one_there_is(marks: list[Marks]) -> None:
    book = _book(marks, "分摊")
    found = flips(book, "年评", YEAR, "日常占比")
    assert len(found) == len(marks) - 1
    for flip in found:
        nearest = _nearest(marks[int(flip.ahead[2:])], marks[int(flip.behind[2:])], 1000)
        assert flip.known
        assert flip.at in nearest if nearest else flip.at is None
        assert flip.change == (None if flip.at is None else flip.at - NOW)


@settings(max_examples=15, deadline=None)
@given(MARKS)
def test_where_one_weight_is_told_to_give_way_the_others_stay(marks: list[Marks]) -> None:
    book = _book([(one, two, three or 0) for one, two, three in marks], "不评")
    for flip in flips(book, "年评", YEAR, "日常占比", told=("年终占比",)):
        pair = [(one, two, three or 0) for one, two, three in (marks[int(name[2:])] for name in (flip.ahead, flip.behind))]
        nearest = _nearest(pair[0], pair[1], 600, told=True)
        assert flip.at in nearest if nearest else flip.at is None


def test_a_swap_is_looked_for_within_what_the_weight_may_be() -> None:
    book = _book([(100, 0, 0), (0, 60, 60)], "不评")
    assert [flip.at for flip in flips(book, "年评", YEAR, "日常占比")] == [Fraction(374, 1000)]
    assert [flip.at for flip in flips(book, "年评", YEAR, "日常占比", Fraction(2, 5), Fraction(9, 10))] == [None]


@given(st.fractions(0, 1), st.lists(st.sampled_from(["季度占比", "年终占比"]), max_size=2))
def test_weights_give_way_exactly_and_none_becomes_less_than_nothing(value: Fraction, told: list[str]) -> None:
    book = _book([(1, 1, 1)], "不评")
    evaluation, now = book.method.evaluations["年评"], book.parameters(YEAR)
    try:
        made = {**{name: now[name] for name in ("日常占比", "季度占比", "年终占比")}, **gives_way(evaluation, now, {"日常占比": value}, told)}
    except BihuanError:
        kept = sum(now[name] for name in ("季度占比", "年终占比") if told and name not in told)
        assert value + kept > 1
        return
    assert sum(made.values()) == 1
    assert min(made.values()) >= 0
    gives = [name for name in ("季度占比", "年终占比") if not told or name in told]
    assert len({made[name] / now[name] for name in gives}) == 1  # in proportion


@pytest.mark.parametrize("value", [Fraction(-1, 10), Fraction(11, 10)])
def test_a_weight_below_nothing_or_above_the_whole_is_refused(value: Fraction) -> None:
    book = _book([(1, 1, 1)], "不评")
    with pytest.raises(BihuanError, match="让不出来"):
        gives_way(book.method.evaluations["年评"], book.parameters(YEAR), {"日常占比": value})
