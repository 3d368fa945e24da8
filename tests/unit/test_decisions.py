"""Decision tables: conditions as a clerk reads them, proved complete or shown with the case that is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import shipped
from engine.cli import main
from engine.compiler import compile_method, read_folder
from engine.decisions import Decision, decision_at
from engine.problems import Report
from engine.source import Sources

HEAD = """工作法: dispatch
标题: 分流
单位: {部门: {上级: 街道}}
角色: {分派员: {设在: 街道}}
清单:
  事类: {项: {大事: [规划, 预算], 小事: [路灯, 井盖], 私事: [邻里]}}
  难度: {等级: 是, 项: [不难, 较难, 很难]}
参数:
  门槛: {类型: 百分比, 值: 50%, 范围: [0%, 100%], 由谁定: 街道}
  限期: {类型: 时长, 按: 事类, 值: {规划: 20个工作日, 预算: 20个工作日, 路灯: 3个工作日, 井盖: 3个工作日, 邻里: 未定}, 由谁定: 街道}
流程:
  事项:
    发起:
      由: 公众
      表单:
        类别: {选: 事类}
        急: {类型: 是否}
        难: {选: 难度}
        比例: {类型: 百分比, 须: 比例 ≥ 0% 且 比例 ≤ 100%}
        家数: {类型: 整数, 选填: 是}
    环节:
      分流:
        分流:
ROWS
      办:
        由: 分派员
        时限: {内: 限期(类别)}
        动作: {办好: {转: 完}}
    结局: {完: {计为: 办结}, 存档: {计为: 不计}, 上报: {计为: 办结}}
"""


def decided(folder: Path, *rows: str, step: str = "分流") -> Decision:
    """The table of a step; each row is written `condition → target`."""
    lines = "\n".join("          - {{若: {}, 转: {}}}".format(*row.split(" → ")) for row in rows)
    (folder / "工作法.yaml").write_text(HEAD.replace("ROWS", lines), encoding="utf-8")
    report = Report()
    item = read_folder(folder, report, Sources())
    assert item is not None
    method = compile_method(item, report)
    assert not report.problems, report.problems
    flow = method.workflows["事项"]
    return decision_at(method, flow, flow.steps[step])


def cells(decision: Decision) -> list[dict[str, str] | None]:
    return [None if line.cells is None else {name: one.zh for name, one in line.cells.items()} for line in decision.lines]


@pytest.mark.parametrize(("rows", "finding"), [
    # nested lists
    (("类别 是 规划 或 预算 → 上报", "类别 是 路灯 或 井盖 → 办", "类别 是 邻里 → 存档"), ""),
    (("类别 是 规划 或 预算 → 上报", "类别 是 路灯 → 办", "类别 是 邻里 → 存档"), "当 类别 = 井盖 时没有一行合适。"),
    (("类别 是 规划 或 预算 → 上报", "类别 是 预算 或 路灯 或 井盖 → 办", "其余 → 存档"), "当 类别 = 预算 时第 1、2 行同时合适。"),
    # two fields
    (("类别 是 规划 或 预算 且 难 ≥ 较难 → 上报", "类别 是 规划 或 预算 且 难 < 较难 → 办", "非 类别 是 规划 或 预算 → 存档"), ""),
    (("类别 是 邻里 → 存档", "类别 是 规划 或 预算 且 难 = 很难 → 上报", "非 类别 是 邻里 且 难 > 很难 → 办"),
     "当 类别 是 路灯 或 井盖 且 难 = 很难 时没有一行合适。"),
    # yes or no, a share with a threshold
    (("急 且 比例 ≥ 门槛 → 上报", "急 且 比例 < 门槛 → 办", "非 急 → 存档"), ""),
    (("急 且 比例 > 门槛 → 上报", "急 且 比例 < 门槛 → 办", "非 急 → 存档"), "当 急 = 是 且 比例 = 门槛 时没有一行合适。"),
    (("比例 ≥ 80% → 上报", "比例 ≥ 50% 且 比例 ≤ 80% → 办", "比例 < 50% → 存档"), "当 比例 = 80% 时第 1、2 行同时合适。"),
    # what may be left empty
    (("有填(家数) 且 家数 ≥ 10 → 上报", "有填(家数) 且 家数 < 10 → 办", "非 有填(家数) → 存档"), ""),
    (("有填(家数) 且 家数 ≥ 10 → 上报", "有填(家数) 且 家数 < 10 → 办"), "当 家数 没有填 时没有一行合适。"),
])
def test_a_table_is_proved_or_shown_with_the_case_it_lacks(tmp_path: Path, rows: tuple[str, ...], finding: str) -> None:
    found = [one.zh for one in decided(tmp_path, *rows).findings]
    assert found[:1] == ([finding] if finding else [])


def test_conditions_stand_by_what_they_ask_about(tmp_path: Path) -> None:
    table = decided(tmp_path, "有填(家数) 且 家数 ≥ 10 且 急 → 上报", "有填(家数) 且 家数 ≥ 10 且 非 急 → 办", "其余 → 存档")
    assert table.columns == ("家数", "急")
    assert cells(table) == [{"家数": "≥ 10", "急": "是"}, {"家数": "≥ 10", "急": "否"}, None]


def test_what_holds_in_several_ways_has_a_line_for_each(tmp_path: Path) -> None:
    table = decided(tmp_path, "急 或 类别 是 规划 或 预算 → 上报", "非（急 或 类别 是 规划 或 预算） → 办")
    assert cells(table) == [{"急": "是"}, {"类别": "是 规划 或 预算"}, {"急": "否", "类别": "不是（是 规划 或 预算）"}]
    assert [line.to for line in table.lines] == ["上报", "上报", "办"]
    assert not table.findings


def test_a_limit_by_kind_is_shown_with_what_is_still_open(tmp_path: Path) -> None:
    table = decided(tmp_path, "急 → 办", "非 急 → 存档", step="办")
    [limits] = table.tables
    assert (limits.name, limits.by) == ("限期", "事类")
    assert {item: value.zh for item, value in limits.values.items()} == {
        "规划": "20个工作日", "预算": "20个工作日", "路灯": "3个工作日", "井盖": "3个工作日", "邻里": "未定"}
    assert [(line.chosen, line.to) for line in table.lines] == [("办好", "完")]


@pytest.mark.parametrize("method", ["six-step"])
def test_every_table_of_a_shipped_method_can_be_shown(method: str) -> None:
    report = Report()
    item = read_folder(shipped.workflows() / method, report, Sources())
    assert item is not None
    made = compile_method(item, report)
    for flow in made.workflows.values():
        for step in flow.steps.values():
            table = decision_at(made, flow, step)
            assert table.lines
            assert not table.findings
            assert {line.to for line in table.lines} <= {"", *flow.steps, *flow.outcomes}


def test_the_command_shows_a_table_and_speaks_to_programs() -> None:
    shown = CliRunner().invoke(main, ["table", "six-step", "群众问题", "限时办结", "--lang", "en"])
    assert shown.exit_code == 0
    assert "上报会诊" in shown.output
    assert "B19" in shown.output
    data = json.loads(CliRunner().invoke(main, ["table", "six-step", "群众问题", "评议安排", "--format", "json"]).output)
    assert data["columns"] == ["群众态度", "涉及面广", "诉求人"]
    assert data["lines"][0] == {"conditions": {"群众态度": "是 理解"}, "chosen": "", "to": "理解办结", "back": False,
                                "title": "群众理解", "cite": ["B20", "B27"]}


@pytest.mark.parametrize("words", [("no-such", "群众问题", "评议安排"), ("six-step", "群众", "评议安排"), ("six-step", "群众问题", "评议")])
def test_names_that_are_not_there_are_wrong_usage(words: tuple[str, ...]) -> None:
    refused = CliRunner().invoke(main, ["table", *words])
    assert refused.exit_code == 2
    assert "群众问题" in refused.output or "six-step" in refused.output or "评议安排" in refused.output


def test_a_table_with_a_gap_exits_with_one(tmp_path: Path) -> None:
    decided(tmp_path, "急 且 比例 ≥ 门槛 → 上报", "非 急 → 办")
    result = CliRunner().invoke(main, ["table", str(tmp_path), "事项", "分流"])
    assert result.exit_code == 1
    assert "当 急 = 是 且 比例 < 门槛 时没有一行合适。" in result.output
