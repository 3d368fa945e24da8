"""Who is ranked with whom, who answers for a result, ties across a cut, and what a row tells of a step's own limit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.case import Act
from engine.scores import containing
from engine.service.scores.records import StreetRecords
from tests.unit.score_street import Scored
from tests.unit.written_scores import YEAR, method, year_of

METHOD = "methods/scored/工作法.yaml"
RANKED = "排名: {同组: 全部, 并列: 同名次, 参加: 排不排名 = 排}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Scored(tmp_path / "street").service.store.close()
    return tmp_path / "street"


def places(street: Scored, key: str = "2026-03") -> dict[str, int]:
    return {line.name: line.place for line in street.service.scores.table("kao", "scored", "月评", key).lines}


@pytest.mark.parametrize(("group", "found"), [
    ("全部", {"甲格": 1, "乙格": 2, "丙格": 3}), ("社区", {"甲格": 1, "乙格": 2, "丙格": 1})])
def test_a_street_settles_who_is_ranked_with_whom(folder: Path, group: str, found: dict[str, int]) -> None:
    street = Scored(folder)
    street.rewrite(METHOD, "  排不排名:", "  怎么分组: {类型: 选项, 取值: [全部, 社区], 值: 全部, 由谁定: 街道}\n  排不排名:")
    street.rewrite(METHOD, RANKED, RANKED.replace("同组: 全部", "同组: [怎么分组]"))
    street.rewrite("street.yaml", "沿用: {scored: {}}", f"沿用: {{scored: {{参数: {{怎么分组: {group}}}}}}}")
    street.matters(甲格="满满", 乙格="满坏", 丙格="坏不")
    assert places(street) == found
    street.service.store.close()


def test_those_of_two_roles_are_ranked_apart_where_both_words_are_given(folder: Path) -> None:
    street = Scored(folder)
    street.rewrite(METHOD, "    对象: 干事\n    周期: 每周", "    对象: [干事, 网格员]\n    周期: 每周")
    street.rewrite(METHOD, "得分: 红旗\n    小数: 0\n    排名: {同组: 全部", "得分: 红旗\n    小数: 0\n    排名: {同组: [社区, 角色]")
    street.order("东社区")
    table = street.service.scores.table("kao", "scored", "红旗榜", "2026-W10")
    assert {line.name: (line.place, line.group) for line in table.lines} == {
        "东干事": (1, "东社区 / 干事"), "甲格员": (1, "东社区 / 网格员"), "乙格员": (1, "东社区 / 网格员"),
        "西干事": (1, "西社区 / 干事"), "丙格员": (1, "西社区 / 网格员")}
    street.service.store.close()


def test_a_tie_across_the_cut_can_get_nothing(tmp_path: Path) -> None:
    made, _ = method(tmp_path)
    scores = {"甲": (99, 99, 99), "乙": (98, 98, 98), "丙": (90, 90, 90), "丁": (90, 90, 90), "戊": (10, 10, 10)}
    places = year_of(made, scores).places("年评", YEAR)
    assert {unit: one.place + one.tied - 1 for unit, one in places.items()} == {"甲": 1, "乙": 2, "丙": 4, "丁": 4, "戊": 5}


def test_a_unit_whose_people_cover_a_grid_answers_for_it(folder: Path) -> None:
    street = Scored(folder)
    street.rewrite(METHOD, "  网格: {上级: 社区}", "  网格: {上级: 社区}\n  公司: {上级: 街道}")
    street.rewrite(METHOD, "  包保单位: {设在: 网格}", "  包保单位: {设在: 网格}\n  联络人: {设在: 公司, 包片: 网格}")
    street.rewrite("street.yaml", "人员:\n", "  甲公司: {种类: 公司}\n人员:\n  lian: {姓名: 联络员, 任职: {联络人: 甲公司}, 包片: {联络人: [甲格, 乙格]}}\n")
    known = street.service.street.methods["scored"]
    records = StreetRecords(street.service, known)
    bearers = {grid: records.bearers(grid, "公司", known.evaluations["月评"], containing(date(2026, 3, 1), "month")) for grid in ("甲格", "乙格", "丙格")}
    assert bearers == {"甲格": ("甲公司",), "乙格": ("甲公司",), "丙格": ()}
    street.service.store.close()


def test_on_time_is_counted_over_what_was_due_not_over_what_was_settled(folder: Path) -> None:
    street = Scored(folder)
    street.rewrite(METHOD, "按期率: {取自: 诉求, 比率: {分子: 按期 且 计为 = 办结}, 性质: 定量}",
                   "按期率: {取自: 诉求, 期按: 办理到期, 比率: {分子: 办理按期}, 性质: 定量}")
    street.matter("甲格")
    street.matter("甲格", action="")
    late = street.matter("甲格", action="")
    street.at("2026-03-20 09:00")
    street.service.act("jia", late, Act("办结", {"满意吗": "满意"}))
    table = street.service.scores.table("kao", "scored", "月评", "2026-03")
    number = next(line for line in table.lines if line.name == "甲格").numbers[0]
    assert (number.num, number.den) == ("1", "3")  # one in time, one late, one still open
    street.service.store.close()


def test_an_average_begins_with_the_first_period_on_record(folder: Path) -> None:
    street = Scored(folder)
    street.rewrite(METHOD, "  年评:\n", "  社区月评: {对象: 社区, 周期: 每月, 指标: {办过: {取自: 诉求, 计数: 是}}, 得分: 办过}\n  年评:\n")
    street.rewrite(METHOD, "    得分: 处置率 × 100\n    小数: 1", "    得分: 社区月评平均\n    小数: 1")
    street.matters(甲格="满满满满", 丙格="满满")
    street.at("2027-01-02 09:00")
    table = street.service.scores.table("shu", "scored", "年评", "2026")
    assert {line.name: line.score for line in table.lines} == {"东社区": "0.4", "西社区": "0.2"}  # ten months, from March on
    street.service.store.close()
