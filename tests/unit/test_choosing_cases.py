"""Fields that choose another case: only cases that exist can be chosen, pages offer them, and they are carried along."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from engine.case import Act
from engine.problems import Report
from engine.rendering import render_text
from engine.scenarios import empty_street
from engine.service import Refused, StreetService
from engine.service.duework import let_pass
from engine.source import Sources
from engine.street import read_street
from engine.values import SHANGHAI

METHOD = """
工作法: meetings
标题: 会议
单位: {社区: {上级: 街道}}
角色: {书记: {设在: 街道}}
参数: {重办次数: {类型: 整数, 值: 0}}
流程:
  会议:
    归属: 街道
    主题: 议题
    发起: {由: 书记, 表单: {议题: 文字}}
    环节:
      记录:
        由: 书记
        动作:
          记好: {表单: {研究的: {选件: 问题, 几: 是, 选填: 是}}, 转: 完}
    结局: {完: {计为: 不计}}
  问题:
    归属: 社区
    主题: 事项
    发起: {由: 书记, 另立自: [问题], 表单: {事项: 文字, 上次会议: {选件: 会议, 选填: 是}}}
    重办: {至多: 重办次数, 超过转: 不办}
    环节:
      研究:
        由: 书记
        表单:
          研究会议: {选件: 会议}
          再办日: 日期
        动作:
          办: {转: 办好}
          回头看: {另立: {流程: 问题, 带: {上次会议: 研究会议}}, 转: 办好}
          缓办: {转: 缓一缓}
          重来: {回: 研究}
    随时:
      提到: {由: 书记, 在: 全程, 表单: {提到的会议: {选件: 会议}, 哪天: {类型: 日期, 默认: 今日}}}
    结局:
      办好: {计为: 办结}
      不办: {计为: 未办结}
      缓一缓: {计为: 未办结, 可重开: {到日: 再办日, 回: 研究}}
"""
STREET = """
街道: 小街
代号: small
沿用: {meetings: {}}
单位: {东社区: {种类: 社区}}
人员: {shu: {姓名: 舒记, 任职: {书记: 小街}, 管理员: 是}}
"""


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    """A street with a meeting and a matter, at a moment that tests move."""
    (tmp_path / "meetings").mkdir()
    (tmp_path / "meetings" / "工作法.yaml").write_text(METHOD, encoding="utf-8")
    (tmp_path / "street.yaml").write_text(STREET, encoding="utf-8")
    report, sources = Report(), Sources()
    street = read_street(tmp_path / "street.yaml", report, sources, methods=tmp_path)
    assert street is not None
    assert not report.problems, render_text(report, sources, "zh")
    return empty_street(street, datetime(2014, 3, 3, 9, tzinfo=SHANGHAI))


def begun(service: StreetService, workflow: str, **values: str) -> str:
    """A case that has begun."""
    return service.open("shu", "meetings", workflow, "小街" if workflow == "会议" else "东社区", values).case


def data(service: StreetService, case: str) -> dict[str, object]:
    """What a case holds."""
    loaded = service.store.load(case)
    assert loaded is not None
    return dict(loaded[0].data)


def test_only_a_case_of_the_workflow_can_be_chosen(service: StreetService) -> None:
    meeting, matter = begun(service, "会议", 议题="停车"), begun(service, "问题", 事项="停车难")
    number = service.case_page("shu", meeting).case.number
    for wrong in ("2014-999", matter, "会议"):
        with pytest.raises(Refused, match="没有编号是"):
            service.do("shu", matter, Act("办", {"研究会议": wrong, "再办日": "2014-03-05"}))
    service.do("shu", matter, Act("办", {"研究会议": number, "再办日": "2014-03-05"}))
    assert data(service, matter)["研究会议"] == {"case": meeting, "number": number}


def test_a_page_offers_the_cases_with_what_they_are_about(service: StreetService) -> None:
    meeting, matter = begun(service, "会议", 议题="停车"), begun(service, "问题", 事项="停车难")
    page = service.case_page("shu", matter)
    offer = next(one for one in page.offers if one.name == "办")
    field = next(one for one in service.form("shu", matter, offer) if one.field.name == "研究会议")
    assert [(one.value, one.title.split(" ", 1)[1]) for one in field.choices] == [(meeting, "停车")]


def test_what_is_said_at_any_time_offers_them_too(service: StreetService) -> None:
    meeting, matter = begun(service, "会议", 议题="停车"), begun(service, "问题", 事项="停车难")
    offer = next(one for one in service.case_page("shu", matter).offers if one.name == "提到")
    chosen, day = service.form("shu", matter, offer)
    assert [one.value for one in chosen.choices] == [meeting]
    assert day.value == "2014-03-03"


def test_several_can_be_chosen_and_are_shown_by_number(service: StreetService) -> None:
    meeting = begun(service, "会议", 议题="停车")
    numbers = [service.case_page("shu", begun(service, "问题", 事项=one)).case.number for one in ("甲", "乙")]
    service.do("shu", meeting, Act("记好", {"研究的": numbers}))
    shown = {one.name: one.text.zh for one in service.case_page("shu", meeting).values}
    assert shown["研究的"] == "、".join(numbers)


def test_a_chosen_case_is_carried_to_the_next(service: StreetService) -> None:
    meeting, matter = begun(service, "会议", 议题="停车"), begun(service, "问题", 事项="停车难")
    service.do("shu", matter, Act("回头看", {"研究会议": meeting, "再办日": "2014-03-05"}))
    later = next(row.case for row in service.worklist("shu", "todo").rows if row.workflow == "问题")
    assert data(service, later)["上次会议"] == data(service, matter)["研究会议"]


def test_a_case_that_begins_again_on_its_day_is_not_stopped_by_the_rounds_of_rework(service: StreetService) -> None:
    meeting = begun(service, "会议", 议题="停车")
    for action, step, outcome in (("重来", "", "不办"), ("缓办", "研究", "")):
        matter = begun(service, "问题", 事项="停车难")
        service.do("shu", matter, Act(action, {"研究会议": meeting, "再办日": "2014-03-05"}))
        now = datetime(2014, 3, 6, 9, tzinfo=SHANGHAI)
        let_pass(service, now, lambda at: setattr(service, "clock", lambda: at))
        loaded = service.store.load(matter)
        assert loaded is not None
        assert (loaded[0].step if not loaded[0].outcome else "", loaded[0].outcome) == (step, outcome)
