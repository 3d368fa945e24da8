"""Time acting on cases: limits, pauses, rework, reminders.  2014-09-08 and 2014-10-01 to 07 are holidays."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case import Anytime, Event, Reproject, Resume
from engine.scenarios import Stage
from tests.small_street import act, done, due, moment, refused, small_street

TWO = """
办: {由: 甲组, 时限: {内: 时限POLICY}, 动作: {办好: {转: 看}}}
看: {由: 甲组, 动作: {行: {转: 完}, 不行: {回: 办}}}
"""


def paused(stage: Stage, at: str) -> None:
    done(stage, "anna", Anytime("暂停", reason="等材料"), at)


def told(events: list[Event]) -> list[str]:
    return [event.body["cause"] for event in events if event.type == "told"]


def test_a_limit_in_working_days_skips_the_holiday(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    assert due(stage) == "2014-09-09 17:30"


def test_counting_from_the_same_day_ends_a_day_earlier(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ", 起算: 当日"))
    assert due(stage) == "2014-09-05 17:30"


def test_counting_from_the_same_day_survives_a_pause(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ", 起算: 当日"))
    paused(stage, "2014-09-02 10:00")
    done(stage, "anna", Resume(), "2014-09-02 11:00")
    assert due(stage) == "2014-09-05 17:30"


def test_a_pause_within_one_day_moves_nothing(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    paused(stage, "2014-09-03 10:00")
    done(stage, "bo", Resume(), "2014-09-03 17:00")
    assert due(stage) == "2014-09-09 17:30"


def test_a_pause_over_days_moves_the_limit_by_them(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    paused(stage, "2014-09-02 10:00")
    done(stage, "anna", Resume(), "2014-09-04 10:00")
    assert due(stage) == "2014-09-11 17:30"


def test_a_pause_on_the_last_day_leaves_the_day_it_runs_again(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    paused(stage, "2014-09-09 10:00")
    done(stage, "anna", Resume(), "2014-09-12 10:00")
    assert due(stage) == "2014-09-12 17:30"


def test_what_is_overdue_is_not_excused_by_a_pause(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    paused(stage, "2014-09-10 10:00")
    done(stage, "anna", Resume(), "2014-09-12 10:00")
    assert due(stage) == "2014-09-09 17:30"


def test_office_hours_are_kept_to_the_minute_over_a_pause(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""), limit="4工作时")
    assert due(stage) == "2014-09-01 14:30"
    paused(stage, "2014-09-01 10:00")
    done(stage, "anna", Resume(), "2014-09-02 08:30")
    assert due(stage) == "2014-09-02 11:30"


def test_months_left_are_days_after_a_pause(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""), limit="2个月")
    assert due(stage) == "2014-11-03 17:30"
    paused(stage, "2014-09-11 10:00")
    done(stage, "anna", Resume(), "2014-09-13 10:00")
    assert due(stage) == "2014-11-05 17:30"


def test_a_pause_ends_by_itself(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    paused(stage, "2014-09-02 10:00")
    events = [event.type for _, event in stage.let_pass(moment("2014-09-11 08:00"))]
    assert events == ["rung_fired", "clock_resumed"]
    assert due(stage) == "2014-09-16 17:30"


def test_a_paused_limit_cannot_be_paused_and_a_running_one_not_resumed(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    assert "没有暂停" in refused(stage, "anna", Resume())
    paused(stage, "2014-09-02 10:00")
    assert "没有正在走的时限" in refused(stage, "anna", Anytime("暂停", reason="再停"))
    assert "只有" in refused(stage, "xi", Resume())


@pytest.mark.parametrize(("policy", "expected"), [
    ("", "2014-09-11 17:30"), ("重新计", "2014-09-11 17:30"), ("接着计", "2014-09-10 17:30"), ("短时限", "2014-09-05 17:30"),
])
def test_a_round_of_rework_runs_as_its_policy_says(tmp_path: Path, policy: str, expected: str) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", f", 重办时: {policy}" if policy else ""))
    act(stage, "anna", "办好", "2014-09-02 09:00")
    act(stage, "anna", "不行", "2014-09-03 09:00")
    assert stage.cases[""].round == 2
    assert due(stage) == expected


def test_the_policy_also_rules_the_steps_after_the_one_gone_back_to(tmp_path: Path) -> None:
    stage = small_street(tmp_path, """
        先: {由: 甲组, 动作: {好: {转: 办}}}
        办: {由: 甲组, 时限: {内: 时限, 重办时: 接着计}, 动作: {办好: {转: 看}}}
        看: {由: 甲组, 动作: {行: {转: 完}, 不行: {回: 先}}}
        """)
    act(stage, "anna", "好")
    act(stage, "anna", "办好", "2014-09-03 09:00")
    act(stage, "anna", "不行")
    act(stage, "anna", "好", "2014-09-04 09:00")
    assert due(stage) == "2014-09-10 17:30"


def test_taking_back_leaves_the_limit_as_it_was(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    act(stage, "anna", "办好", "2014-09-02 09:00")
    done(stage, "anna", Anytime("拿回"), "2014-09-02 15:00")
    assert (stage.cases[""].step, stage.cases[""].round, due(stage)) == ("办", 1, "2014-09-09 17:30")


def test_only_the_last_who_acted_may_take_back(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    act(stage, "anna", "办好")
    assert "上一步不是您办的" in refused(stage, "bo", Anytime("拿回"))


def test_a_limit_may_count_from_when_an_earlier_step_was_left(tmp_path: Path) -> None:
    stage = small_street(tmp_path, """
        先: {由: 甲组, 动作: {好: {转: 办}}}
        办: {由: 甲组, 动作: {办好: {转: 看}}}
        看: {由: 甲组, 时限: {自: 先, 内: 时限}, 动作: {行: {转: 完}}}
        """)
    act(stage, "anna", "好", "2014-09-02 09:00")
    act(stage, "anna", "办好", "2014-09-05 09:00")
    assert due(stage) == "2014-09-10 17:30"
    paused(stage, "2014-09-05 10:00")
    done(stage, "anna", Resume(), "2014-09-05 16:00")
    assert due(stage) == "2014-09-10 17:30"


def test_reminders_come_once_each_and_after_the_holiday(tmp_path: Path) -> None:
    stage = small_street(tmp_path, """
        办:
          由: 甲组
          时限: {内: 时限, 督促: [{到期前: 1个工作日, 知会: [甲组]}, {到期后: 即时, 知会: [甲组]}, {到期后: 1个工作日, 知会: [甲组]}]}
          动作: {办好: {转: 完}}
        """, now="2014-09-24 09:00")
    assert due(stage) == "2014-09-30 17:30"
    events = [event for _, event in stage.let_pass(moment("2014-10-09 09:00"))]
    assert told(events) == ["到期前提醒", "逾期", "逾期"]
    assert [event.at[:16] for event in events if event.type == "rung_fired"] == ["2014-09-29T17:30", "2014-09-30T17:30", "2014-10-08T17:30"]
    assert not stage.let_pass(moment("2014-12-01 09:00"))


def test_a_limit_can_move_the_case_on(tmp_path: Path) -> None:
    stage = small_street(tmp_path, """
        办: {由: 甲组, 时限: {内: 时限, 督促: [{到期后: 即时, 转: 看}]}, 动作: {办好: {转: 看}}}
        看: {由: 甲组, 动作: {行: {转: 完}}}
        """)
    stage.let_pass(moment("2014-09-09 17:29"))
    assert stage.cases[""].step == "办"
    stage.let_pass(moment("2014-09-09 17:30"))
    assert stage.cases[""].step == "看"


def test_working_a_deadline_out_again_changes_nothing_while_the_calendar_stays(tmp_path: Path) -> None:
    stage = small_street(tmp_path, TWO.replace("POLICY", ", 起算: 当日"))
    assert done(stage, "system", Reproject()) == []
    paused(stage, "2014-09-02 10:00")
    done(stage, "anna", Resume(), "2014-09-04 10:00")
    assert done(stage, "system", Reproject()) == []


def test_a_closure_moves_a_running_deadline_when_it_is_worked_out_again(tmp_path: Path) -> None:
    from dataclasses import replace
    from datetime import date

    stage = small_street(tmp_path, TWO.replace("POLICY", ""))
    stage.use(replace(stage.street, closures={date(2014, 9, 4): "台风"}))
    [moved] = done(stage, "system", Reproject())
    assert (moved.type, due(stage)) == ("clock_moved", "2014-09-10 17:30")
