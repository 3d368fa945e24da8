"""Whether exactly one row of a choice holds."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.formulas import (
    EMPTY,
    NUMBER,
    TEXT,
    YES_NO,
    Domain,
    Formula,
    Hole,
    Overlap,
    Scope,
    TooMany,
    Unreachable,
    check_choices,
    compile_formula,
    evaluate,
    item_of,
)
from engine.problems import Mark, Report

GRADE = item_of("满意度", "满意", "基本满意", "不满意", scale=True)
SCOPE = Scope(names={"度": GRADE, "线": GRADE, "广": YES_NO, "热": YES_NO, "甲": NUMBER, "乙": NUMBER, "丙": NUMBER, "文": TEXT},
              maybe=frozenset({"热", "线", "丙"}))


def rows_of(*texts: str) -> list[Formula | None]:
    found: list[Formula | None] = []
    for text in texts:
        report = Report()
        made = None if text == "其余" else compile_formula(text, Mark("x", 1, 1), SCOPE, YES_NO, report)
        assert not report.problems, (text, report.problems[0].message.zh)
        found.append(made)
    return found


@pytest.mark.parametrize("texts", [
    ("广", "非 广"), ("甲 ≥ 乙", "甲 < 乙"), ("甲 ≥ 乙", "乙 > 甲"), ("甲 < 10", "甲 ≥ 10 且 甲 < 20", "甲 ≥ 20"),
    ("度 是 满意", "度 是 基本满意 或 不满意"), ("度 ≥ 基本满意", "度 = 不满意"), ("广 且 甲 > 3", "其余"),
    ("有填(热) 且 热", "其余"), ("有填(丙) 且 丙 > 3", "非 有填(丙)", "有填(丙) 且 丙 ≤ 3"), ("文 = '一'", "文 ≠ '一'"),
    ("如果(广、甲 > 1、甲 ≤ 1)", "如果(广、甲 ≤ 1、甲 > 1)"), ("甲 = 乙", "甲 < 乙", "甲 > 乙"), ("甲 ÷ 乙 ≥ 50%", "甲 ÷ 乙 < 50%"),
    ("广 = 是", "广 = 否"),
])
def test_rows_of_which_one_always_holds_are_proved(texts: tuple[str, ...]) -> None:
    assert check_choices(rows_of(*texts)) == []


@pytest.mark.parametrize(("texts", "sentence"), [
    (("甲 > 乙", "甲 < 乙"), "当 甲 = 乙 时没有一行合适。"),
    (("广 且 甲 ≥ 乙", "非 广"), "当 广 = 是 且 甲 < 乙 时没有一行合适。"),
    (("度 是 满意", "度 是 基本满意"), "当 度 = 不满意 时没有一行合适。"),
    (("甲 < 10", "甲 > 20"), "当 甲 ≥ 10 且 甲 ≤ 20 时没有一行合适。"),
    (("有填(热) 且 热", "有填(热) 且 非 热"), "当 热 没有填 时没有一行合适。"),
    (("文 = '一'", "文 = '二'"), "当 文 是别的值 时没有一行合适。"),
    (("有填(丙) 且 丙 > 1", "有填(丙) 且 丙 ≤ 1"), "当 丙 没有填 时没有一行合适。"),
])
def test_the_first_hole_is_shown_as_a_case(texts: tuple[str, ...], sentence: str) -> None:
    found = check_choices(rows_of(*texts))
    assert isinstance(found[0], Hole)
    assert found[0].text.zh == sentence


def test_the_first_overlap_is_shown_with_its_rows() -> None:
    found = check_choices(rows_of("甲 ≥ 10", "甲 < 20", "其余"))
    assert isinstance(found[0], Overlap)
    assert found[0].rows == (0, 1)
    assert found[0].text.zh == "当 甲 ≥ 10 且 甲 < 20 时第 1、2 行同时合适。"
    assert found[1] == Unreachable(found[1].text, 2)


def test_what_is_known_of_values_narrows_the_cases() -> None:
    rows = rows_of("甲 ≥ 0 且 甲 < 1", "甲 ≥ 1")
    assert check_choices(rows)
    assert check_choices(rows, {"甲": Domain(least=Fraction(0))}) == []
    assert check_choices(rows_of("甲 > 0", "甲 = 0"), {"甲": Domain(least=0, greatest=5)}) == []
    assert check_choices(rows_of("度 = 满意", "度 = 基本满意"), {"度": Domain(items=("满意", "基本满意"))}) == []


def test_an_order_that_contradicts_itself_is_no_case() -> None:
    assert check_choices(rows_of("甲 < 3 且 乙 > 5 且 甲 ≥ 乙", "其余"))[0].text.zh == "第 1 行任何情形都轮不到。"


def test_too_many_cases_are_never_a_pass() -> None:
    rows = rows_of(*(" 且 ".join(f"甲 + {one} > 乙 × {one}" for one in range(start, start + 6)) for start in (1, 10)), "其余")
    found = check_choices(rows)
    assert len(found) == 1
    assert isinstance(found[0], TooMany)


ATOMS = ["广", "有填(热) 且 热", "有填(热)", "度 = 满意", "度 ≥ 基本满意", "有填(线) 且 度 ≥ 线", "度 是 满意 或 不满意", "甲 > 1", "甲 ≤ 2",
         "甲 = 1", "2 < 甲", "甲 ≥ 乙", "乙 > 甲", "乙 < 2", "有填(丙) 且 丙 > 甲", "有填(丙) 且 丙 ≠ 1", "文 = '一'", "文 ≠ '二'", "甲 + 1 > 乙"]
conditions = st.recursive(st.sampled_from(ATOMS), lambda inner: st.one_of(
    inner.map("非 ({})".format), st.tuples(inner, inner).map(lambda two: f"({two[0]}) 且 ({two[1]})"),
    st.tuples(inner, inner).map(lambda two: f"({two[0]}) 或 ({two[1]})"),
    st.tuples(inner, inner).map(lambda two: f"如果(广、{two[0]}、{two[1]})")), max_leaves=3)
NUMBERS = [Fraction(n, 2) for n in range(1, 6)]
SAMPLES = [dict(zip(("广", "热", "度", "线", "甲", "乙", "丙", "文"), values, strict=True)) for values in itertools.product(
    (True, False), (True, False, EMPTY), ("满意", "基本满意", "不满意"), ("满意", "不满意", EMPTY), NUMBERS[::2], NUMBERS,
    (Fraction(1), Fraction(2), EMPTY), ("一", "二", "三"))]


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=3), st.booleans(), st.randoms(use_true_random=False))
def test_no_hole_and_no_overlap_is_missed(texts: list[str], rest: bool, chance: random.Random) -> None:
    rows = rows_of(*texts, *(["其余"] if rest else []))
    findings = check_choices(rows)
    found = {type(finding) for finding in findings}
    never = {finding.row for finding in findings if isinstance(finding, Unreachable)}
    assert TooMany not in found
    for facts in chance.sample(SAMPLES, 300):
        holding = [at for at, row in enumerate(rows) if row is not None and evaluate(row, facts) is True]
        assert holding or rest or Hole in found, facts
        assert len(holding) < 2 or Overlap in found, facts
        assert not never & set(holding), facts
