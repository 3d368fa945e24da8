"""Whole tables and single results on boards: put up, masked, approved, corrected and never quietly changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case import Reopen
from engine.service import Refused
from engine.service.boards import IssueLine, IssueView
from tests.unit.score_street import Scored
from tests.unit.told_street import told


@pytest.fixture
def street(tmp_path: Path) -> Scored:
    return told(tmp_path)


def issues(street: Scored, board: str, person: str = "shu") -> list[IssueLine]:
    return street.service.issues(person, board=board)


def page(street: Scored, board: str, person: str = "shu") -> IssueView:
    return street.service.issue(person, issues(street, board, person)[0].id)


def shown(view: IssueView) -> list[tuple[str, ...]]:
    return [tuple(line.cells.values()) for line in view.lines]


def test_a_whole_table_waits_for_approval_once_its_period_is_closed(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满好")
    street.at("2026-03-31 23:00")
    assert street.service.drafts_to_sign("kao") == []
    street.at("2026-04-01 08:00")
    [draft] = street.service.drafts_to_sign("kao")
    assert street.service.approve_issue("kao", draft.id) == "通〔2026〕1号"
    view = page(street, "全表通报")
    assert shown(view) == [("2026年3月", "1", "丙格", "100.00", "100%（2÷2）", "2", "100%（2÷2）"),
                           ("2026年3月", "1", "甲格", "100.00", "100%（1÷1）", "1", "100%（1÷1）"),
                           ("2026年3月", "3", "乙格", "60.00", "100%（1÷1）", "1", "0%（0÷1）")]
    assert view.period.zh == "2026年3月"
    assert not street.damage()


def test_each_community_has_its_own_sheet_of_those_with_a_place(street: Scored) -> None:
    street.matters(甲格="满", 丙格="坏")
    street.at("2026-04-01 08:00")
    assert {one.unit: [line["对象"] for line in one.lines] for one in issues(street, "分社区通报", "public")} == {"东社区": ["甲格"], "西社区": ["丙格"]}


def test_what_has_to_be_signed_is_shown_once_it_is_signed(street: Scored) -> None:
    street.matters(甲格="满")
    street.at("2027-01-02 08:00")
    assert issues(street, "年度结果", "public") == []
    street.service.scores.sign("shu", street.service.scores.table("shu", "scored", "年评", "2026").id)
    assert [line["得分"] for line in issues(street, "年度结果", "public")[0].lines] == ["100.0", ""]


def test_a_running_week_is_shown_with_surnames_only(street: Scored) -> None:
    street.order()
    street.at("2026-03-09 08:00")
    [week] = issues(street, "每周红旗", "public")
    assert week.lines == ({"期": "2026年第10周", "干事": "东某", "红旗": "2"},)
    street.at("2026-03-16 08:00")
    assert len(issues(street, "每周红旗", "public")) == 1  # nobody had any in the week after


def test_the_last_whole_period_is_shown_and_none_from_before_the_beginning(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏")
    street.at("2026-04-06 08:00")
    assert [[tuple(line.values()) for line in one.lines] for one in issues(street, "上月红旗", "public")] == [
        [("2026年3月", "甲格", "100.00"), ("2026年3月", "乙格", "60.00"), ("2026年3月", "丙格", "")]]


def test_what_is_worked_out_again_corrects_the_published_table_and_the_results_on_boards(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="好")
    street.at("2026-04-01 08:00")
    street.service.approve_issue("kao", street.service.drafts_to_sign("kao")[0].id)
    for red in [one for one in street.service.scores.proposals("kao") if one.title == "流动红旗"]:
        street.service.scores.sign("kao", red.period, red.key)
    case = street.service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case' AND unit = '丙格'").fetchone()[0]
    street.at("2026-04-02 08:00")
    street.service.act("bing", case, Reopen("又坏了"))
    street.service.tick()
    [draft] = street.service.drafts_to_sign("kao")
    street.service.approve_issue("kao", draft.id)
    view = page(street, "全表通报")
    assert view.corrects is not None
    assert "重新计算" in view.reason
    assert [tuple(line.cells[name] for name in ("名次", "网格")) for line in view.lines] == [("1", "甲格"), ("2", "乙格"), ("", "丙格")]
    assert [sorted(line.changed & {"名次", "得分"}) for line in view.lines] == [[], ["名次"], ["名次", "得分"]]
    assert [one.number for one in street.service.issue("shu", view.corrects.id).corrected] == [view.number]
    assert not street.damage()


def test_a_withdrawn_result_corrects_what_hangs_and_a_declined_draft_stays_declined(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="坏")
    street.at("2026-04-01 08:00")
    street.service.decline_issue("kao", street.service.drafts_to_sign("kao")[0].id, "先不通报")
    red = next(one for one in street.service.scores.proposals("kao") if one.title == "流动红旗")
    street.service.scores.sign("kao", red.period, red.key)
    case = street.service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case' AND unit = '甲格'").fetchone()[0]
    street.at("2026-04-02 08:00")
    street.service.act("jia", case, Reopen("又坏了"))
    street.service.tick()
    assert street.service.drafts_to_sign("kao") == []
    gone = next(one for one in street.service.scores.proposals("kao") if one.state == "withdrawing")
    street.service.scores.sign("kao", gone.period, gone.key, reason="重算后不是第一")
    wall = page(street, "荣誉墙", "public")
    assert wall.lines[0].cells["称号"] == "撤销：流动红旗"
    assert wall.corrects is not None
    assert not street.damage()


def test_a_late_sheet_tells_how_matters_stood(street: Scored) -> None:
    street.order()
    street.now = street.now.replace(day=7)  # the sheet of Friday was not drawn up yet when more was done in the same week
    street.order()
    street.service.tick()
    assert [one.lines[0]["红旗"] for one in issues(street, "每周红旗", "public")] == ["2"]


def test_a_draft_is_drawn_up_again_and_a_published_table_that_holds_needs_no_correction(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏")
    street.at("2026-04-01 08:00")
    [draft] = street.service.drafts_to_sign("kao")
    case = street.service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case' AND unit = '甲格'").fetchone()[0]
    street.service.act("jia", case, Reopen("又坏了"))
    street.service.tick()
    assert [one.id for one in street.service.drafts_to_sign("kao")] == [draft.id]  # not published yet, so brought in step
    street.service.redraw_issue("kao", draft.id)
    street.service.approve_issue("kao", draft.id)
    assert [line.cells["网格"] for line in page(street, "全表通报").lines] == ["乙格", "丙格", "甲格"]
    assert street.service.correction_preview("kao", draft.id) == []
    with pytest.raises(Refused, match="没有要更正的"):
        street.service.correct_issue("kao", draft.id, "再看一遍")


def test_a_line_taken_down_does_not_come_back_with_a_correction(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="好")
    street.at("2026-04-01 08:00")
    number = street.service.drafts_to_sign("kao")[0].id
    street.service.approve_issue("kao", number)
    street.service.redact_line("kao", number, 1, "依法撤下")
    gone = page(street, "全表通报")
    left = {line.cells["网格"] for line in gone.lines if not line.struck}
    case = street.service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case' AND unit = '乙格'").fetchone()[0]
    street.service.act("yi", case, Reopen("又坏了"))
    street.service.tick()
    street.service.approve_issue("kao", street.service.drafts_to_sign("kao")[0].id)
    assert {line.cells["网格"] for line in page(street, "全表通报").lines} == left
    assert not street.damage()
