"""Scenarios: those of the shipped methods come out as written, and what differs is told readably with its place."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import shipped
from engine.cli import main
from engine.scenarios import Coverage, Runner, ScenarioResult, possible, scenario_files

SIX_STEP = shipped.workflows() / "six-step"
METHODS = sorted(path.parent for path in shipped.workflows().glob("[!_]*/工作法.yaml"))
STORIES = scenario_files(METHODS)
HEAD = """情景: 试一试
依据: [B08]
工作法: six-step
假如: {现在: 2014-05-12 09:00, 街道: 街道.yaml}
经过:
"""
OPEN = "  - {当: 群众 登记, 流程: 群众问题, 所属: 学府社区, 渠道: 街道网站, " + \
    "填: {问题: 灯坏了, 问题性质: 为民服务, 诉求人: {姓名: 贺先生, 电话: \"13800000012\"}}"


@cache
def runner() -> Runner:
    return Runner()


@cache
def shipped_story(path: Path) -> ScenarioResult:
    """A shipped story, told once."""
    return runner().run(path)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_shipped_scenario(path: Path) -> None:
    """The story comes out as written, and its events replay to the same case after every beat."""
    result = shipped_story(path)
    assert not result.problems
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))


@pytest.mark.parametrize("folder", METHODS, ids=lambda folder: folder.name)
def test_the_scenarios_of_a_method_show_everything_there_is(folder: Path) -> None:
    covered = Coverage()
    for path in scenario_files([folder]):
        covered |= shipped_story(path).coverage
    missing = {kind: row["missing"] for kind, row in covered.within(possible(runner().methods[folder.name])).items()}
    assert missing == {"steps": [], "actions": [], "routes": [], "outcomes": [], "clauses": []}


def played(folder: Path, course: str, head: str = HEAD) -> ScenarioResult:
    """A scenario in a folder of its own, beside a copy of the street."""
    (folder / "街道.yaml").write_text((SIX_STEP / "情景" / "街道.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    story = folder / "试.yaml"
    story.write_text(head + course, encoding="utf-8")
    return runner().run(story)


def told(result: ScenarioResult) -> list[tuple[str, str, str, int]]:
    return [(one.what.zh, one.expected.zh, one.got.zh, one.mark.line) for one in result.differences]


@pytest.mark.parametrize(("then", "what", "expected", "got"), [
    ("环节: 公开领办", "环节", "公开领办", "分类梳理"),
    ("待办: [张明]", "待办", "张明", "张明、李娟"),
    ("待办: 承办人@建设办", "待办", "刘伟、赵敏", "张明、李娟"),
    ("结局: 满意办结", "结局", "满意办结", "没有"),
    ("轮次: 2", "轮次", "2", "1"),
    ("退单: 1", "退单", "1", "0"),
    ("到期: 2014-05-14 09:00", "到期", "2014-05-14 09:00", "2014-05-14 17:30"),
    ("到期: 无", "到期", "无", "2014-05-14 17:30"),
    ("还剩: 3", "还剩", "3", "2"),
    ("知会: [张明]", "知会", "张明", "没有"),
    ("出单: 问题解决交办单", "出单", "问题解决交办单", "没有"),
    ("公示: 解决结果公告", "公示", "解决结果公告", "没有"),
    ("值: {问题: 灯亮了}", "值「问题」", "灯亮了", "灯坏了"),
    ("值: {轮次: 100%}", "", "", ""),
    ("值: {诉求人: 贺先生 13800000012}", "", "", ""),
    ("值: {类别: 空}", "", "", ""),
    ("单据: {交办: {责任单位: 建设办}}", "单据「交办」栏里的「责任单位」", "建设办", "没有"),
    ("卡住: 是", "卡住", "是", "否"),
    ("可办: [领取]", "可办", "领取", "没有"),
    ("拒绝: 不行", "群众 登记", "被拒绝：…不行…", "办成了"),
])
def test_what_differs_is_shown_side_by_side(tmp_path: Path, then: str, what: str, expected: str, got: str) -> None:
    result = played(tmp_path, f"{OPEN}, 那么: {{{then}}}}}\n")
    assert told(result) == ([(what, expected, got, 6)] if what else [])
    assert result.passed is not bool(what)


@pytest.mark.parametrize(("beat", "what", "got"), [
    ("{当: 刘伟 领取}", "刘伟 领取", "被拒绝：现在不该您办，该办的是：李娟、张明"),
    ("{当: 刘大伟 领取}", "刘大伟 领取", "街道文件里没有叫「刘大伟」的人"),
    ("{当: 张明 领取, 件: 乙}", "张明 领取", "还没有登记「乙」这一件"),
    ("{于: 2014-05-11 09:00}", "时间往回走了", "2014-05-11 09:00"),
    ("{当: 刘伟 领取, 那么: {拒绝: 已经结了}}", "刘伟 领取", "被拒绝：现在不该您办"),
    ("{当: 张明 领, 那么: {环节: 分类梳理}}", "张明 领", "被拒绝：「分类梳理」这一环节没有「领」这个动作"),
])
def test_a_beat_that_cannot_happen_says_why(tmp_path: Path, beat: str, what: str, got: str) -> None:
    [(said, _, found, line)] = told(played(tmp_path, f"{OPEN}}}\n  - {beat}\n"))
    assert (said, line) == (what, 7)
    assert found.startswith(got)


def test_time_passes_by_working_days_at_the_same_hour(tmp_path: Path) -> None:
    result = played(tmp_path, f"{OPEN}}}\n  - {{过: 5个工作日}}\n  - {{过: 4工作时}}\n  - {{过: 1小时}}\n  - {{过: 2天}}\n")
    assert result.passed
    assert f"{result.now:%Y-%m-%d %H:%M}" == "2014-05-21 15:30"


def test_a_scenario_with_mistakes_is_told_with_their_places(tmp_path: Path) -> None:
    result = played(tmp_path, f"{OPEN}, 那麽: {{}}}}\n")
    assert not result.passed
    assert [(one.rule, one.mark.line) for one in result.problems] == [("unknown-key", 6)]


def test_values_of_a_scenario_are_checked_as_a_street_s_are(tmp_path: Path) -> None:
    result = played(tmp_path, f"{OPEN}}}\n", HEAD.replace("街道.yaml}", "街道.yaml, 参数: {退单次数: 9}}"))
    assert [one.rule for one in result.problems] == ["out-of-range"]


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_lists_scenarios_and_what_is_not_covered() -> None:
    result = CliRunner().invoke(main, ["test", str(SIX_STEP / "情景" / "不予受理.yaml")])
    assert result.exit_code == 0, result.output
    assert "✓ 不归街道受理的事" in result.output
    assert "1个情景，1个通过，0个没有通过" in result.output
    assert "群众问题.满意办结" in result.output


def test_the_command_speaks_to_programs_and_fails_when_a_story_does(tmp_path: Path) -> None:
    played(tmp_path, f"{OPEN}, 那么: {{轮次: 2}}}}\n")
    result = CliRunner().invoke(main, ["test", str(tmp_path), "--format", "json", "--lang", "en"])
    assert result.exit_code == 1
    data = json.loads(result.output)
    assert (data["passed"], data["failed"]) == (0, 1)
    assert data["coverage"]["steps"] | {"missing": []} == {"covered": 1, "total": 19, "missing": []}
    [difference] = data["scenarios"][0]["differences"]
    assert (difference["what"], difference["expected"], difference["got"]) == ("round", "2", "1")


def test_a_failure_is_shown_below_its_scenario(tmp_path: Path) -> None:
    played(tmp_path, f"{OPEN}, 那么: {{轮次: 2}}}}\n")
    output = CliRunner().invoke(main, ["test", str(tmp_path)]).output
    assert "✗ 试一试" in output
    assert "应为  2" in output
    assert "实际  1" in output


def test_a_place_without_scenarios_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["test", str(tmp_path)]).exit_code == 2
    assert CliRunner().invoke(main, ["test", str(tmp_path / "nothing")]).exit_code == 2
