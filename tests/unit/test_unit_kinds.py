"""A unit that several methods call by different words counts as each of them."""

from __future__ import annotations

from pathlib import Path

from engine.directory import Directory
from engine.directory_events import changes
from engine.problems import Report
from engine.source import Sources
from engine.street import Street, read_street

METHOD = """
工作法: {id}
标题: {id}
单位: {{社区: {{上级: 街道}}, {kind}: {{上级: 街道}}}}
角色: {{{role}: {{设在: {kind}}}}}
流程:
  事:
    归属: {kind}
    发起: {{由: {role}, 表单: {{说: 文字}}}}
    环节: {{办: {{由: {role}, 动作: {{好: {{转: 完}}}}}}}}
    结局: {{完: {{计为: 办结}}}}
"""
STREET = """
街道: 两法街道
沿用: {{one: {{}}, two: {{}}}}
单位: {{建设办: {{种类: {kinds}}}, 东社区: {{种类: 社区}}}}
人员: {{wang: {{姓名: 王一, 任职: {{承办人: 建设办, 经办员: 建设办}}}}}}
"""


def _read(folder: Path, kinds: str) -> tuple[Street | None, Report]:
    for name, kind, role in (("one", "部门", "承办人"), ("two", "科室", "经办员")):
        (folder / "methods" / name).mkdir(parents=True)
        (folder / "methods" / name / "工作法.yaml").write_text(METHOD.format(id=name, kind=kind, role=role), encoding="utf-8")
    (folder / "street.yaml").write_text(STREET.format(kinds=kinds), encoding="utf-8")
    report = Report()
    return read_street(folder, report, Sources()), report


def test_one_office_serves_two_methods_that_call_it_differently(tmp_path: Path) -> None:
    street, report = _read(tmp_path, "[部门, 科室]")

    assert street is not None
    assert [one.rule for one in report.problems] == []
    unit = street.directory.units["建设办"]
    assert unit.kind == "部门"
    assert unit.is_a("科室")
    assert not unit.is_a("社区")


def test_a_role_is_held_only_where_one_of_the_kinds_allows_it(tmp_path: Path) -> None:
    _, report = _read(tmp_path, "部门")

    assert {one.rule for one in report.problems} >= {"wrong-unit", "no-unit"}


def test_each_kind_is_known_and_stands_where_it_may(tmp_path: Path) -> None:
    _, report = _read(tmp_path, "[部门, 科室, 课室]")

    assert [one.rule for one in report.problems] == ["unknown-name"]


def test_kinds_stay_in_the_record(tmp_path: Path) -> None:
    street, _ = _read(tmp_path, "[部门, 科室]")

    assert street is not None
    assert Directory.from_json(street.directory.to_json()).units == street.directory.units
    [told] = [body["unit"] for type_, body in changes(Directory(), street.directory) if type_ == "unit_set" and body["unit"][0] == "建设办"]
    assert told == ["建设办", "部门", "两法街道", "", ["科室"]]
