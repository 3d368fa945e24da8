"""Cases that begin by themselves, facts of people and units, and counts held against the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.service import Act, Refused
from engine.service.recurring import start_due
from engine.store.history import cases
from engine.store.verify import verify
from tests.visiting import METHOD, STREET, moment, report_of, visits, wait


def days(service: object, workflow: str = "接待") -> list[tuple[str, str]]:
    found = [service.store.load(name)[0] for name in cases(service.store, workflow=workflow)]  # type: ignore[attr-defined]
    return [(one.unit, one.data["接待日期"]) for one in found]


@pytest.mark.parametrize(("roll", "wanted"), [("顺延", "2016-09-26"), ("提前", "2016-09-23"), ("不动", "2016-09-25")])
def test_each_unit_gets_its_case_on_the_day_a_rest_day_leaves(tmp_path: Path, roll: str, wanted: str) -> None:
    with visits(tmp_path, "2016-09-20 09:00", METHOD.replace("接待逢休: {类型: 逢休, 值: 顺延", f"接待逢休: {{类型: 逢休, 值: {roll}")) as street:
        wait(street, "2016-09-30 18:00")
        assert days(street) == [("柳南", wanted), ("柳北", wanted)]


def test_it_begins_once_however_often_somebody_looks(tmp_path: Path) -> None:
    with visits(tmp_path) as street:
        wait(street, "2016-01-25 12:00")
        assert len(days(street)) == 2
        assert start_due(street, moment("2016-01-25 12:00")) == 0
        wait(street, "2016-12-31 12:00")
        assert len(days(street)) == 24
        assert verify(street.store, street.method) == []


def test_what_a_sleeping_street_missed_lately_is_made_up_for_and_the_rest_is_not(tmp_path: Path) -> None:
    with visits(tmp_path) as street:
        street.clock.now = moment("2016-06-01 09:00")  # type: ignore[attr-defined]
        street.tick()
        assert days(street) == [("柳南", "2016-05-25"), ("柳北", "2016-05-25")]


def test_nothing_begins_for_days_before_the_street_ran_the_method(tmp_path: Path) -> None:
    with visits(tmp_path, "2016-01-26 09:00") as street:
        street.tick()
        assert days(street) == []


def test_a_case_begins_ahead_of_its_day(tmp_path: Path) -> None:
    method = METHOD.replace("每: 社区, 逢休", "每: 社区, 提前: 7天, 逢休")
    with visits(tmp_path, method=method) as street:
        wait(street, "2016-02-18 18:00")
        opened = [street.store.load(name)[0].opened[:10] for name in cases(street.store, workflow="接待")]  # type: ignore[index]
        assert [day for day in opened if day > "2016-02"] == ["2016-02-18", "2016-02-18"]


def test_one_for_each_row_of_a_register_names_the_row(tmp_path: Path) -> None:
    method = METHOD.replace("每: 社区, 逢休", "每: 住户, 记入: 户, 逢休").replace("表单: {接待日期: 日期}}", "表单: {接待日期: 日期, 户: {选册: 住户}}}")
    with visits(tmp_path, method=method) as street:
        row = street.add_row("wang", "visits", "住户", "柳南", {"门牌": "一号楼101", "人口": "3"})
        wait(street, "2016-01-26 12:00")
        made = [street.store.load(name)[0] for name in cases(street.store, workflow="接待")]  # type: ignore[index]
        assert [(one.data["户"]["row"], one.unit) for one in made] == [(row, "柳南")]
        assert street.do("wang", made[0].id, Act("记录")).outcome == "完"


def test_facts_and_links_stand_in_the_directory(tmp_path: Path) -> None:
    with visits(tmp_path) as street:
        directory = street.directory()
        assert directory.fact("cheng", "特长") == ["法律"]
        assert directory.unit_fact("柳南", "户数") == "1200"
        assert directory.covered("li", "楼组长") == ("一号楼",)
        assert directory.covering("楼组长", "一号楼") == ("li",)


@pytest.mark.parametrize(("was", "now", "rule", "text"), [
    ("特长: [法律]", "专长: [法律]", "fact", "特长"),
    ("特长: [法律]", "特长: [做饭]", "fact", "做饭"),
    ("户数: '1200'", "户数: 很多", "fact", "很多"),
    ("包片: {楼组长: 一号楼}", "包片: {楼组长: 柳南}", "covers", "柳南"),
    ("包片: {楼组长: 一号楼}", "包片: {联络员: 一号楼}", "covers", "联络员"),
])
def test_what_a_street_tells_wrongly_is_told_where_it_stands(tmp_path: Path, was: str, now: str, rule: str, text: str) -> None:
    assert was in STREET
    found = report_of(tmp_path, street=STREET.replace(was, now)).problems
    assert [one.rule for one in found] == [rule]
    assert text in found[0].message.zh
    assert found[0].mark.path.endswith("street.yaml")


def test_counts_are_held_against_the_document(tmp_path: Path) -> None:
    def counted(**over: str) -> list[str]:
        method, street = METHOD, STREET
        for was, now in over.items():
            method, street = method.replace(was, now), street.replace(was, now)
        return [f"{one.severity}:{one.message.zh}" for one in report_of(tmp_path, method, street).found if one.rule == "count"]

    assert counted() == []
    assert counted(**{"社区数: {类型: 整数, 值: 2": "社区数: {类型: 整数, 值: 9"}) == ["warning:文件说社区有9个，街道里有2个"]
    assert counted(**{", 包片: {楼组长: 一号楼}": ""}) == ["warning:「楼组长」李雷要联系1个楼组，现在0个"]
    assert counted(**{"值: 40%": "值: 120%"}) == ["warning:「部门干部」要不少于3人，现在2人"]
    assert counted(**{"值: 40%": "值: 120%", "不符: 提醒": "不符: 拒绝"}) == ["problem:「部门干部」要不少于3人，现在2人"]


def test_forty_per_cent_of_fifty_one_are_twenty_one(tmp_path: Path) -> None:
    people = "\n".join(f"  p{n}: {{姓名: 干部{n}, 任职: {{社区干部: 柳南}}}}" for n in range(49))
    found = report_of(tmp_path, street=STREET + people + "\n").found
    assert [one.message.zh for one in found if one.rule == "count"] == ["「部门干部」要不少于21人，现在2人"]


def test_facts_and_links_change_while_the_street_runs(tmp_path: Path) -> None:
    with visits(tmp_path) as street:
        street.set_facts("wang", {"特长": ["水电"]}, person="cheng", reason="考了电工证")
        street.set_facts("wang", {"户数": ""}, unit="柳南")
        assert street.directory().fact("cheng", "特长") == ["水电"]
        assert street.directory().unit_fact("柳南", "户数") is None
        with pytest.raises(Refused, match="做饭"):
            street.set_facts("wang", {"特长": ["做饭"]}, person="cheng")
        with pytest.raises(Refused):
            street.set_facts("cheng", {"特长": ["法律"]}, person="cheng")
        street.set_covers("wang", "li", "楼组长", [])
        assert [(name.zh, fine) for name, fine, _ in street.condition() if name.zh == "单位和人数"] == [("单位和人数", True)]
        assert any("李雷要联系1个楼组，现在0个" in how.zh for _, _, how in street.condition())
        assert street.put_in_force() == []
        assert street.directory().covered("li", "楼组长") == ()
        assert verify(street.store, street.method) == []
