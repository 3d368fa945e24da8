"""Scores, places and what they lead to, worked out from sums: exact, independent of order, and open to the last number."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checks import check_method
from engine.compiler import compile_method, read_folder
from engine.model import Evaluation, Method
from engine.problems import Report
from engine.rendering import render_text
from engine.scores import Period, Sums, containing, rank, read_period
from engine.scores.book import Book
from engine.scores.computing import Line
from engine.scores.receipts import fingerprint, receipt, verify_receipt
from engine.scores.whatif import flips, gives_way, what_if
from engine.source import Sources

METHOD = """
工作法: rated
标题: 评一评
单位:
  社区: {上级: 街道}
角色:
  干事: {设在: 社区}
  考核办: {设在: 街道}
清单:
  满意度: {等级: 是, 项: [满意, 基本满意, 不满意], 由谁定: 街道}
参数:
  办理时限: {类型: 时长, 值: 5个工作日, 由谁定: 街道}
  日常占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  季度占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  年终占比: {类型: 百分比, 值: 20%, 由谁定: 街道}
  日常定量: {类型: 百分比, 值: 100%, 由谁定: 街道}
  季度定量: {类型: 百分比, 值: QUARTER, 由谁定: 街道}
  年终定量: {类型: 百分比, 值: 0%, 由谁定: 街道}
  定量占比: {类型: 百分比, 值: 60%, 由谁定: 街道}
  定性占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  前几名: {类型: 整数, 值: 3, 由谁定: 街道}
  后几名: {类型: 整数, 值: 2, 由谁定: 街道}
流程:
  诉求:
    归属: 社区
    发起: {由: 公众, 表单: {内容: {类型: 文字}}}
    环节:
      办理:
        由: 干事
        时限: {内: 办理时限}
        表单: {结果好不好: {选: 满意度}}
        动作: {办结: {转: 已办}}
    结局:
      已办: {计为: 办结}
  打分:
    归属: 社区
    发起: {由: 考核办, 表单: {分: {类型: 小数}}}
    环节:
      记下: {由: 考核办, 动作: {记: {转: 已记}}}
    结局: {已记: {计为: 不计}}
评价:
  季评:
    对象: 社区
    周期: 每季度
    指标: {季度分: {取自: 打分, 最近: 分}}
    得分: 季度分
    小数: 2
  年评:
    对象: 社区
    周期: 每年
    指标:
      处置率: {取自: 诉求, 期按: 到期, 比率: {分子: 计为 = 办结}, 性质: 定量}
      年终分: {取自: 打分, 平均: 分, 性质: 定性}
    构成:
      日常: {取: 处置率 × 100, 权重: 日常占比, 其中: {定量: 日常定量}}
      季度: {取: 季评平均, 权重: 季度占比, 其中: {定量: 季度定量}}
      年终: {取: 年终分, 权重: 年终占比, 其中: {定量: 年终定量}}
    分账: {定量: 定量占比, 定性: 定性占比}
    小数: 2
    缺分: MISSING
    排名: {同组: 全部, 并列: 同名次}
    结果:
      优秀: {若: 名次 ≤ 前几名, 签: 考核办}
      通报: {若: 倒数名次 ≤ 后几名, 签: 考核办}
      约谈: {若: 通报连续 ≥ 2, 签: 考核办}
"""
YEAR = containing(date(2025, 5, 1), "year")
QUARTERS = list(YEAR.inside("quarter"))


def method(folder: Path, quarter: str = "50%", missing: str = "不评") -> tuple[Method, Report]:
    """The method of this file, compiled and checked."""
    place = folder / "rated"
    place.mkdir(parents=True, exist_ok=True)
    (place / "工作法.yaml").write_text(METHOD.replace("QUARTER", quarter).replace("MISSING", missing), encoding="utf-8")
    report = Report()
    item = read_folder(place, report, Sources())
    assert item is not None, render_text(report, Sources(), "zh")
    made = compile_method(item, report)
    check_method(made, report)
    return made, report


class Written:
    """Records written down in a test: scores of subjects in parts, and what was signed."""

    since = date(2024, 1, 1)

    def __init__(self, made: Method, sums: Mapping[tuple[str, str], Mapping[str, Sums]], signed: Mapping[str, list[tuple[str, int]]] | None = None,
                 units: Iterable[str] = ()) -> None:
        self.method, self.sums, self.signed = made, sums, signed or {}
        self.units = list(units) or sorted({subject for table in sums.values() for subject in table})

    def ledger(self, evaluation: Evaluation, period: Period) -> Mapping[str, Mapping[str, Sums]]:
        return {name: self.sums.get((name, period.key), {}) for name in evaluation.indicators}

    def subjects(self, evaluation: Evaluation, period: Period) -> Iterable[str]:
        return self.units

    def parameters(self, day: date) -> Mapping[str, Any]:
        return {name: one.on(day) for name, one in self.method.parameters.items()}

    def facts(self, subject: str) -> Mapping[str, Any]:
        return {}

    def group(self, subject: str, within: str) -> str:
        return ""

    def bearers(self, subject: str, on: str) -> tuple[str, ...]:
        return (subject,)

    def borne(self, consequence: str, bearer: str) -> Iterable[tuple[str, int]]:
        return self.signed.get(f"{consequence}/{bearer}", [])


def year_of(made: Method, scores: Mapping[str, tuple[int, int, int]], **more: Any) -> Book:
    """A book in which each subject settled so many of 100, and had these marks in every quarter and at the year's end."""
    sums = {("处置率", "2025"): {unit: Sums(num=one[0], den=100, rows=100) for unit, one in scores.items()},
            ("年终分", "2025"): {unit: Sums(num=one[2] * 10**6, rows=1, latest=0) for unit, one in scores.items()}}
    for quarter in QUARTERS:
        sums[("季度分", quarter.key)] = {unit: Sums(latest=one[1] * 10**6, rows=1) for unit, one in scores.items()}
    return Book(made, Written(made, sums, **more))


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
    assert gives_way(made.evaluations["年评"], parameters, "日常占比", Fraction("0.5")) == {
        "日常占比": Fraction(1, 2), "季度占比": Fraction(1, 3), "年终占比": Fraction(1, 6)}
    assert gives_way(made.evaluations["年评"], parameters, "日常占比", Fraction("0.5"), ["年终占比"]) == {
        "日常占比": Fraction(1, 2), "年终占比": Fraction(1, 10)}


@given(st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=2, max_size=6))
def test_the_value_that_swaps_two_neighbours_is_the_one_brute_force_finds(scores: list[tuple[int, int, int]]) -> None:
    made = _made()
    book = year_of(made, {f"单位{at}": one for at, one in enumerate(scores)})
    evaluation, parameters = made.evaluations["年评"], book.parameters(YEAR)
    tables = {step: Book(made, _Under(book, gives_way(evaluation, parameters, "日常占比", Fraction(step, 50)))).lines("年评", YEAR)
              for step in range(51)}
    for flip in flips(book, "年评", YEAR, "日常占比"):
        now = tables[20]
        if now[flip.ahead].score == now[flip.behind].score:
            continue  # they share a place: neither is ahead
        swapped = [step for step, lines in tables.items() if lines[flip.behind].score > lines[flip.ahead].score]  # type: ignore[operator]
        if flip.at is None:
            assert not swapped
        else:
            assert all(abs(Fraction(step, 50) - Fraction("0.4")) >= abs(flip.change or 0) for step in swapped)
            beyond = [step for step in range(51) if (Fraction(step, 50) - flip.at) * (flip.change or 0) > Fraction(1, 20) * abs(flip.change or 0)]
            assert set(beyond) <= set(swapped)


class _Under(Written):
    """The same records under other parameters."""

    def __init__(self, book: Book, values: Mapping[str, Any]) -> None:
        kept = book.records
        super().__init__(book.method, kept.sums)  # type: ignore[attr-defined]
        self.values = values

    def parameters(self, day: date) -> Mapping[str, Any]:
        return {**super().parameters(day), **self.values}


def test_what_if_tells_who_moves_and_which_consequences_come_and_go(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    book = year_of(made, {"甲": (100, 60, 60), "乙": (60, 90, 90), "丙": (70, 70, 70), "丁": (65, 74, 70)})
    found = what_if(book, "年评", YEAR, gives_way(made.evaluations["年评"], book.parameters(YEAR), "日常占比", Fraction("0.9")))
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


def _receipt(folder: Path) -> dict[str, Any]:
    made, _ = method(folder)
    book = year_of(made, {"东": (97, 88, 91), "西": (90, 90, 91)})
    cases = [{"source": f"件{at}", "day": "2025-03-01", "at": at, "num": int(at < 97), "den": 1} for at in range(100)]
    marks = [{"source": "年终", "day": "2025-12-20", "at": 1, "num": 91 * 10**6, "den": 1}]
    written: dict[str, Any] = json.loads(json.dumps(receipt(book, "年评", YEAR, "东", {"处置率": cases, "年终分": marks})))
    return written


def test_a_receipt_comes_out_again_from_nothing_but_itself(tmp_path: Path) -> None:
    document = _receipt(tmp_path)
    assert verify_receipt(document) == []
    assert document["score"] == "461/5"
    assert document["ranking"]["place"] == 1


@pytest.mark.parametrize(("where", "value"), [
    (("score",), "93"), (("exact",), "93"), (("ranking", "place"), 2), (("indicators", 0, "list", 0, "num"), 0),
    (("indicators", 0, "value"), "1"), (("parts", 1, "weight_formula"), "日常占比 × 2"), (("read", "日常占比", "value"), "1/2")])
def test_a_receipt_that_was_changed_does_not_come_out(tmp_path: Path, where: tuple[Any, ...], value: Any) -> None:
    document = _receipt(tmp_path)
    at: Any = document
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    assert len(verify_receipt(document)) >= 2  # the fingerprint, and the number itself
    document["sha256"] = fingerprint(document)
    assert verify_receipt(document)


def test_a_receipt_that_is_none_is_refused_in_words() -> None:
    assert verify_receipt({"kind": "something"})
    assert verify_receipt({"kind": "bihuan-score", "version": 1, "sha256": ""})
