"""Words of stories that speak of many cases: repeating, counting, the ledger, cases opened by others, several methods."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import shipped
from engine.scenarios import Runner, ScenarioResult

SIX_STEP = shipped.workflows() / "six-step" / "情景" / "街道.yaml"
HEAD = """情景: 试一试
工作法: {method}
假如: {{现在: {now}, 街道: 街道.yaml}}
经过:
"""
ENTER = """  - 重复: {times}
    当: 群众 登记
    流程: 群众问题
    件: 第{{次:2}}件
    过: 1小时
    所属: 学府社区
    填: {{问题: "第{{次}}盏灯坏了", 问题性质: 为民服务}}
"""


def told(result: ScenarioResult) -> list[tuple[str, str, str]]:
    assert not result.problems, result.problems
    return [(one.what.zh, one.expected.zh, one.got.zh) for one in result.differences]


def played(folder: Path, course: str, *, now: str = "2014-05-12 09:00", method: str = "six-step", street: str = "") -> ScenarioResult:
    (folder / "街道.yaml").write_text(street or SIX_STEP.read_text(encoding="utf-8"), encoding="utf-8")
    story = folder / "试.yaml"
    story.write_text(HEAD.format(now=now, method=method) + course, encoding="utf-8")
    return Runner().run(story)


def test_a_repeated_beat_enters_many_cases_that_are_counted(tmp_path: Path) -> None:
    result = played(tmp_path, ENTER.format(times=51) + """
  - {当: 张明 不予受理, 件: 第07件, 填: {类别: 物业管理, 不受理理由: 不归街道管}, 那么: {结局: 不予受理}}
  - 重复: 12-20
    当: 张明 不予受理
    件: 第{次:2}件
    填: {类别: 物业管理, 不受理理由: 不归街道管}
  - 那么:
      件数:
        - {流程: 群众问题, 数: 51}
        - {流程: 群众问题, 结局: 不予受理, 数: 10}
        - {工作法: six-step, 环节: 分类梳理, 所属: 学府社区, 数: 41}
        - {值: {问题: 第33盏灯坏了}, 数: 1}
        - {自: 2014-05-13, 到: 2014-05-13, 数: 24}
        - {结局: 满意办结, 数: 0}
      账:
        - {规则: six-step/群众问题/办结, 谁: 学府社区, 组: 不予受理, 数: 0}
""")
    assert told(result) == []
    assert len(result.cases) == 51


def test_several_steps_are_repeated_together(tmp_path: Path) -> None:
    result = played(tmp_path, """
  - 重复: 3
    经过:
      - {当: 黄勇 登记, 件: "件{次}", 流程: 群众问题, 所属: 河湾社区, 填: {问题: "第{次}处护栏断了", 问题性质: 为民服务}, 那么: {环节: 分类梳理}}
      - {当: 李娟 领取, 那么: {待办: 李娟}}
  - {当: 李娟 不予受理, 件: 件2, 填: {类别: 物业管理, 不受理理由: 不归街道管}, 那么: {件数: [{结局: 不予受理, 数: 1}, {环节: 分类梳理, 数: 2}]}}
""")
    assert told(result) == []


def test_a_repeated_beat_that_goes_wrong_is_told_once(tmp_path: Path) -> None:
    result = played(tmp_path, ENTER.format(times=30) + "    那么: {轮次: 2}\n")
    assert told(result) == [("轮次", "2", "1")]


@pytest.mark.parametrize(("then", "what", "expected", "got"), [
    ("件数: [{流程: 群众问题, 数: 4}]", "件数", "4", "3"),
    ("账: [{规则: six-step/群众问题/按期/分类梳理, 数: 1}]", "账「six-step/群众问题/按期/分类梳理」", "1", "0"),
    ("另立: {群众问题: 又一件}", "另立", "群众问题 1", "群众问题 0"),
    ("另立: 群众问题", "另立", "群众问题", "没有"),
    ("另立: 无", "", "", ""),
])
def test_counts_that_differ_are_told(tmp_path: Path, then: str, what: str, expected: str, got: str) -> None:
    result = played(tmp_path, ENTER.format(times=3) + f"  - {{过: 1小时, 那么: {{{then}}}}}\n")
    assert told(result) == ([(what, expected, got)] if what else [])


def test_a_repetition_is_written_as_numbers(tmp_path: Path) -> None:
    result = played(tmp_path, ENTER.format(times="很多"))
    assert [(one.rule, one.mark.line) for one in result.problems] == [("bad-format", 5)]


@pytest.mark.parametrize(("now", "due"), [("2004-05-10 09:00", "2004-05-12 17:30"), ("2026-09-24 09:00", "2026-09-29 17:30")])
def test_a_story_may_be_told_in_any_gazetted_year(tmp_path: Path, now: str, due: str) -> None:
    course = f"  - {{当: 群众 登记, 流程: 群众问题, 所属: 学府社区, 填: {{问题: 灯坏了, 问题性质: 为民服务}}, 那么: {{到期: {due}}}}}\n"
    assert told(played(tmp_path, course, now=now)) == []


SECOND = """工作法: errands
标题: 跑腿
单位: {社区: {上级: 街道}}
角色: {跑腿人: {设在: 社区}}
流程:
  跑腿:
    归属: 社区
    发起: {由: [公众, 跑腿人], 表单: {送什么: {类型: 文字}}}
    环节: {送: {由: 跑腿人, 动作: {送到: {转: 完}}}}
    结局: {完: {计为: 办结}}
"""


def test_a_story_may_speak_of_several_methods_of_its_street(tmp_path: Path) -> None:
    (tmp_path / "methods" / "errands").mkdir(parents=True)
    (tmp_path / "methods" / "errands" / "工作法.yaml").write_text(SECOND, encoding="utf-8")
    street = SIX_STEP.read_text(encoding="utf-8").replace("沿用:\n", "沿用:\n  errands: {}\n")
    for unit in ("柳南社区", "河湾社区", "学府社区"):
        street = street.replace(f"承办人: {unit}", f"承办人: {unit}, 跑腿人: {unit}")
    result = played(tmp_path, """
  - {当: 群众 登记, 件: 灯, 流程: 群众问题, 所属: 河湾社区, 填: {问题: 灯坏了, 问题性质: 为民服务}, 那么: {环节: 分类梳理}}
  - {当: 群众 登记, 件: 药, 工作法: errands, 所属: 河湾社区, 填: {送什么: 给五楼送药}, 那么: {待办: 钱进}}
  - {当: 钱进 送到, 件: 药, 那么: {结局: 完, 件数: [{工作法: errands, 结局: 完, 数: 1}, {工作法: six-step, 数: 1}]}}
  - {当: 群众 登记, 件: 信, 工作法: nothing, 所属: 河湾社区}
""", street=street)
    assert told(result) == [("群众 登记", "能看懂的一步", "街道没有沿用「nothing」这套工作法")]
