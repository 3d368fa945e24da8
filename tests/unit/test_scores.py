"""Scores, places and what they lead to, worked out from sums: exact, independent of order, and open to the last number."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model import Method, Ranking
from engine.rendering import render_text
from engine.scores import Sums, containing, rank, read_period
from engine.scores.computing import Line
from engine.scores.counting import Counted
from engine.scores.whatif import gives_way, what_if
from engine.source import Sources
from tests.unit.written_scores import YEAR, Written, method, year_of


def test_the_document_s_shares_give_sixty_to_forty_exactly(tmp_path: Path) -> None:
    _, report = method(tmp_path)
    assert not report.problems, render_text(report, Sources(), "zh")


def test_another_share_of_the_quarter_is_a_problem_that_says_what_it_comes_to(tmp_path: Path) -> None:
    _, report = method(tmp_path, quarter="40%")
    found = [one for one in report.problems if one.rule == "accounts"]
    assert len(found) == 1
    assert "56%" in found[0].message.zh
    assert "60%" in found[0].message.zh


def test_a_score_is_the_weighted_sum_rounded_once(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    line = year_of(made, {"东": (97, 88, 91)}).lines("年评", YEAR)["东"]
    assert line.exact == Fraction("0.4") * 97 + Fraction("0.4") * 88 + Fraction("0.2") * 91 == line.score
    assert {name: part.counted for name, part in line.parts.items()} == {"日常": Fraction("0.4"), "季度": Fraction("0.4"), "年终": Fraction("0.2")}


@pytest.mark.parametrize(("missing", "score"), [("不评", None), ("按0分", "75.2"), ("分摊", "94")])
def test_a_missing_number_is_settled_as_declared(tmp_path: Path, missing: str, score: str | None) -> None:
    made, _ = method(tmp_path, missing=missing)
    book = year_of(made, {"东": (100, 88, 50), "西": (90, 80, 70)})
    book.records.sums[("年终分", "2025")] = {"西": Sums(num=70 * 10**6, rows=1)}  # type: ignore[attr-defined]
    line = book.lines("年评", YEAR)["东"]
    assert line.score == (None if score is None else Fraction(score))
    assert (line.why is None) == (score is not None)


def test_without_rows_there_is_no_ratio_and_no_place(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    book = year_of(made, {"东": (97, 88, 91)}, units=["东", "空"])
    line = book.lines("年评", YEAR)["空"]
    assert line.indicators["处置率"].value is None
    assert line.score is None
    assert line.why is not None
    assert list(book.places("年评", YEAR)) == ["东"]


def test_equal_scores_share_a_place_and_the_next_number_is_skipped(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    places = year_of(made, {"甲": (90, 90, 90), "乙": (90, 90, 90), "丙": (80, 80, 80), "丁": (95, 95, 95)}).places("年评", YEAR)
    assert {unit: (one.place, one.from_last, one.of) for unit, one in places.items()} == {
        "丁": (1, 4, 4), "甲": (2, 2, 4), "乙": (2, 2, 4), "丙": (4, 1, 4)}


def test_a_cut_through_a_tie_takes_all_of_them(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    scores = {"甲": (99, 99, 99), "乙": (98, 98, 98), "丙": (90, 90, 90), "丁": (90, 90, 90), "戊": (10, 10, 10)}
    proposed = year_of(made, scores).proposals("年评", YEAR)
    assert [one.subject for one in proposed if one.consequence == "优秀"] == ["丁", "丙", "乙", "甲"]


def test_twice_in_a_row_counts_what_was_signed_in_the_adjoining_period(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    scores = {unit: (value, value, value) for unit, value in zip("甲乙丙丁", (90, 80, 70, 60), strict=True)}
    book = year_of(made, scores, signed={"通报/丁": [("2024", 1)], "通报/丙": [("2023", 1)]})
    assert [(one.consequence, one.bearer) for one in book.proposals("年评", YEAR) if one.consequence == "约谈"] == [("约谈", "丁")]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=12), st.randoms())
def test_places_do_not_depend_on_the_order_of_input(scores: list[tuple[int, int]], chance: random.Random) -> None:
    made = _made()
    lines = {f"单位{at}": Line(f"单位{at}", score=Fraction(one[0]), exact=Fraction(one[0])) for at, one in enumerate(scores)}
    shuffled = list(lines.items())
    chance.shuffle(shuffled)
    ranking = made.evaluations["年评"].ranking
    assert ranking is not None
    places = rank(ranking, lines, lambda subject: "", {})
    assert rank(ranking, dict(shuffled), lambda subject: "", {}) == places
    assert all(one.place == 1 + sum(other.score > line.score for other in lines.values()) for subject, one in places.items()  # type: ignore[operator]
               if (line := lines[subject]).score is not None)


@pytest.mark.parametrize(("order", "first"), [("high", "丁"), ("low", "甲")])
def test_a_tie_is_settled_by_the_higher_indicator_whichever_score_comes_first(order: Literal["high", "low"], first: str) -> None:
    ranking = Ranking(order=order, then=("满意率",))
    rates = {"甲": (80, Fraction(9, 10)), "乙": (80, Fraction(1, 2)), "丙": (80, None), "丁": (90, Fraction(0))}
    lines = {who: Line(who, {"满意率": Counted(rate)}, score=Fraction(score)) for who, (score, rate) in rates.items()}
    places = rank(ranking, lines, lambda subject: "", {})
    assert [who for who in places if who != "丁"] == ["甲", "乙", "丙"]
    assert next(iter(places)) == first


_KEPT: list[Method] = []


def _made() -> Method:
    if not _KEPT:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            _KEPT.append(method(Path(folder))[0])
    return _KEPT[0]


def test_the_other_weights_give_way_in_proportion(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    parameters = Written(made, {}).parameters(date(2025, 1, 1))
    assert gives_way(made.evaluations["年评"], parameters, {"日常占比": Fraction("0.5")}) == {
        "日常占比": Fraction(1, 2), "季度占比": Fraction(1, 3), "年终占比": Fraction(1, 6)}
    assert gives_way(made.evaluations["年评"], parameters, {"日常占比": Fraction("0.5")}, ["年终占比"]) == {
        "日常占比": Fraction(1, 2), "年终占比": Fraction(1, 10)}


def test_what_if_tells_who_moves_and_which_consequences_come_and_go(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    book = year_of(made, {"甲": (100, 60, 60), "乙": (60, 90, 90), "丙": (70, 70, 70), "丁": (65, 74, 70)})
    found = what_if(book, "年评", YEAR, gives_way(made.evaluations["年评"], book.parameters(YEAR), {"日常占比": Fraction("0.9")}))
    moves = {move.subject: (move.place.place if move.place else 0, move.other_place.place if move.other_place else 0) for move in found.moves}
    assert moves["甲"] == (2, 1)
    assert moves["乙"] == (1, 4)
    assert {(one.consequence, one.subject) for one in found.vanish} == {("优秀", "乙"), ("通报", "丙")}
    assert {(one.consequence, one.subject) for one in found.appear} == {("优秀", "丁"), ("通报", "乙")}


def test_keys_of_periods_read_back() -> None:
    for day in (date(2024, 12, 30), date(2025, 1, 1), date(2025, 6, 30), date(2026, 2, 28)):
        for length in ("week", "month", "quarter", "half_year", "year"):
            period = containing(day, length)  # type: ignore[arg-type]
            assert read_period(period.key) == period
            assert period.first <= day <= period.last
            assert period.before().after() == period
