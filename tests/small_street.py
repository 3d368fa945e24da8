"""A street and a method of a few lines, on a stage in memory.

In: the steps of a workflow as YAML.  Out: a `Stage` with a case that has just been entered.
"""

from __future__ import annotations

import textwrap
from datetime import datetime
from pathlib import Path

from engine.case import Act, Command, Event, Open, Refusal
from engine.problems import Report
from engine.rendering import render_text
from engine.scenarios import Stage, empty_street
from engine.source import Sources
from engine.street import read_street
from engine.values import SHANGHAI

_METHOD = """
工作法: small
标题: 小办法
单位: {{社区: {{上级: 街道}}}}
角色:
  甲组: {{设在: 街道}}
  乙组: {{设在: 社区}}
参数:
  时限: {{类型: 时长, 值: {limit}, 由谁定: 街道}}
  短时限: {{类型: 时长, 值: 2个工作日, 由谁定: 街道}}
  停多久: {{类型: 时长, 值: 5个工作日, 由谁定: 街道}}
流程:
  小事:
    归属: 社区
    发起: {{由: 甲组, 表单: {{什么事: {{类型: 文字}}}}}}
    重办: {{至多: 不限}}
    环节:
{steps}
    随时:
      拿回: {{作用: 拿回, 由: [甲组, 乙组], 在: 全程}}
      暂停: {{作用: 暂停, 由: [甲组, 乙组], 在: 全程, 最长: 停多久}}
    结局:
      完: {{计为: 办结}}
"""
_STREET = """
街道: 小街
代号: small
沿用: {small: {}}
单位: {东社区: {种类: 社区}, 西社区: {种类: 社区}}
人员:
  anna: {姓名: 安娜, 任职: {甲组: 小街}, 管理员: 是}
  bo: {姓名: 波, 任职: {甲组: 小街}}
  dong: {姓名: 东子, 任职: {乙组: 东社区}}
  xi: {姓名: 西子, 任职: {乙组: 西社区}}
"""


def small_street(folder: Path, steps: str, *, limit: str = "5个工作日", now: str = "2014-09-01 09:00") -> Stage:
    """A stage with the case 「」 opened by anna in 东社区 at `now`."""
    place = folder / "small"
    place.mkdir(parents=True)
    indented = textwrap.indent(textwrap.dedent(steps).strip("\n"), " " * 6)
    (place / "工作法.yaml").write_text(_METHOD.format(limit=limit, steps=indented), encoding="utf-8")
    (folder / "street.yaml").write_text(_STREET, encoding="utf-8")
    report, sources = Report(), Sources()
    street = read_street(folder, report, sources, methods=folder)
    assert street is not None
    assert not report.problems, render_text(report, sources, "zh")
    stage = Stage(empty_street(street, moment(now)), street.methods["small"], moment(now))
    done(stage, "anna", Open("c1", "小事", "东社区", {"什么事": "灯坏了"}))
    return stage


def moment(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def done(stage: Stage, actor: str, command: Command, at: str = "") -> list[Event]:
    """Carry out a command that must be accepted, perhaps later."""
    if at:
        stage.let_pass(moment(at))
    made = stage.do("", command, actor)
    assert not isinstance(made, Refusal), made.text.zh
    assert stage.replays("")
    return [event for _, event in made]


def refused(stage: Stage, actor: str, command: Command) -> str:
    """Why a command is refused; it must leave the case as it was."""
    before, events = stage.cases[""], len(stage.events[""])
    made = stage.do("", command, actor)
    assert isinstance(made, Refusal)
    assert (stage.cases[""], len(stage.events[""])) == (before, events)
    return made.text.zh


def act(stage: Stage, actor: str, action: str, at: str = "", **values: object) -> list[Event]:
    """Choose an action that must be accepted."""
    return done(stage, actor, Act(action, values), at)


def due(stage: Stage) -> str:
    """When the step the case is at is due."""
    case = stage.cases[""]
    return f"{datetime.fromisoformat(case.clocks[case.step].due):%Y-%m-%d %H:%M}"
