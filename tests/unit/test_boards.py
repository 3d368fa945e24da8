"""Boards: what gets on them, when, how it is said, and that an issue is never quietly changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from engine.service import Refused
from engine.store import Store, m006_boards
from engine.store.issues import issues, lines_of
from engine.store.tables import PARTS, migrations_of
from engine.store.verify import examine, stored_methods
from tests.unit.board_street import NOTICES, Board
from tests.unit.hall import ok, run


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    made = Board(tmp_path / "street")
    yield made
    made.service.store.close()


def test_solved_not_yet_and_cannot_are_said_in_different_words(board: Board) -> None:
    board.solve(board.matter())
    board.act(board.matter("修桥"), "没办好", {"预计时间": "2026-05-01"})
    board.act(board.matter("搬迁"), "办不了", {"沟通日期": "2026-03-01"})
    said = [line["情况"] for issue in board.service.issues(board="成效公示") for line in issue.lines]
    assert sorted(said) == ["已于2026年3月1日(周日)当面沟通", "暂时没有办好，预计2026年5月1日(周五)办好", "装了四盏灯，2026年3月2日(周一) 09:00办结"]


def test_a_name_is_masked_and_the_event_holds_no_line(board: Board) -> None:
    case = board.matter()
    board.solve(case)
    issue = board.newest("成效公示")
    assert (issue.number, issue.lines[0].cells["反映人"], issue.lines[0].cells["社区"]) == ("成效2026-001", "欧阳某", "光明社区")
    bodies = [row[0] for row in board.service.store.conn.execute("SELECT body FROM event WHERE type LIKE 'issue%' OR type = 'published'")]
    assert bodies
    assert not [body for body in bodies if "欧阳" in body or "四盏灯" in body]


def test_family_matters_reach_no_public_board(board: Board) -> None:
    case = board.matter(kind="自家事")
    board.solve(case)
    assert [(one.title, one.lines) for one in board.service.told_to_party(case)] == [("答复", ({"解决成效": "装了四盏灯"},))]
    assert not board.service.issues(board="答复")
    board.at("2026-04-01 09:00")
    assert not board.service.issues(board="成效公示")
    assert not board.service.drafts_to_sign("zhaoshuji")


def test_the_monthly_sheet_waits_for_approval_one_for_each_community(board: Board) -> None:
    board.solve(board.matter("修路灯"))
    board.matter("修桥")
    board.matter("清沟", who="liqiang", unit="江滨社区")
    board.at("2026-03-31 17:29")
    assert not board.service.drafts_to_sign("zhaoshuji")
    board.at("2026-03-31 17:30")
    (draft,) = board.service.drafts_to_sign("zhaoshuji")
    assert [(one.cause, one.case, one.headline) for one in board.service.messages("zhaoshuji")] == [("公示待审", draft.id, "办事进度表")]
    page = board.service.issue("zhaoshuji", draft.id)
    assert [(line.cells["摘要"], line.cells["状态"], line.cells["打分"]) for line in page.lines] == [
        ("修路灯", "解决", "满意"), ("修桥", "办理中（办理）", "")]
    with pytest.raises(Refused):
        board.service.issue("public", draft.id)
    with pytest.raises(Refused):
        board.service.approve_issue("qianshuji", draft.id)
    assert board.service.approve_issue("zhaoshuji", draft.id) == "光明社区2026-01"
    assert board.newest("办事进度表").sheet == "光明社区"
    assert len(board.service.drafts_to_sign("qianshuji")) == 1


def test_a_sheet_is_drawn_up_once_however_often_anybody_looks(board: Board) -> None:
    board.matter()
    board.at("2026-04-10 09:00")
    other = Board(board.folder)
    other.now = board.now
    other.service.tick()
    board.service.tick()
    assert len(board.service.drafts_to_sign("zhaoshuji")) == 1
    other.service.store.close()


def test_a_sheet_drawn_up_late_tells_how_matters_stood_when_it_was_due(board: Board) -> None:
    case = board.matter()
    board.now = board.now.replace(month=4, day=2)
    board.solve(case)
    board.service.tick()
    (draft,) = board.service.drafts_to_sign("zhaoshuji")
    assert board.service.issue("zhaoshuji", draft.id).lines[0].cells["状态"] == "办理中（办理）"


def test_a_share_shows_what_it_was_divided_by_and_small_counts_are_not_shown(board: Board) -> None:
    for text in ("一", "二", "三", "四"):
        case = board.matter(text)
        if text in "一二":
            board.solve(case)
    board.matter("五", who="liqiang", unit="江滨社区")
    board.at("2026-04-07 17:30")
    issue = board.newest("服务橱窗")
    assert issue.period.zh == "2026年3月"
    assert [dict(line.cells) for line in issue.lines] == [
        {"社区": "光明社区", "受理件数": "4", "办结情况": "50.0%（4件中2件）"},
        {"社区": "江滨社区", "受理件数": "少于2，不显示", "办结情况": "少于2，不显示"}]


def test_a_weekly_bulletin_is_numbered_and_an_empty_week_has_none(board: Board) -> None:
    for day in ("2026-03-03 10:00", "2026-03-18 10:00"):
        board.at(day)
        case = board.service.open("sunzhuren", "notices", "作风问题", "望江街道", {"问题种类": "懒", "情况": "窗口无人"}).case
        board.act(case, "属实", {}, "sunzhuren")
    board.at("2026-03-20 16:00")
    issues = board.service.issues("wangfang", board="作风周通报")
    assert [(one.number, one.period.zh) for one in issues] == [("第2期", "2026年第12周"), ("第1期", "2026年第10周")]
    assert not board.service.issues("public", board="作风周通报")


def test_a_correction_is_a_new_issue_linked_to_what_it_corrects(board: Board) -> None:
    case = board.matter("修路灯")
    board.at("2026-03-31 17:30")
    (draft,) = board.service.drafts_to_sign("zhaoshuji")
    board.service.approve_issue("zhaoshuji", draft.id)
    board.at("2026-04-01 09:00")
    board.solve(case)
    old = board.newest("办事进度表")
    with pytest.raises(Refused, match="为什么"):
        board.service.correct_issue("zhaoshuji", old.id, " ")
    made = board.service.correct_issue("zhaoshuji", old.id, "登记晚了")
    board.service.approve_issue("zhaoshuji", made.id)
    new, was = board.newest("办事进度表"), board.service.issue("public", old.id)
    assert (new.number, new.corrects.number, was.corrected[0].number) == ("光明社区2026-02", "光明社区2026-01", "光明社区2026-02")
    assert (was.lines[0].cells["状态"], new.lines[0].cells["状态"]) == ("办理中（办理）", "解决")
    assert new.lines[0].changed == {"状态", "打分"}
    with pytest.raises(Refused, match="最新"):
        board.service.correct_issue("zhaoshuji", old.id, "再改")
    assert not board.damage()


def test_a_line_taken_down_is_gone_and_its_notice_stays(board: Board) -> None:
    board.solve(board.matter())
    issue = board.newest("成效公示")
    with pytest.raises(Refused):
        board.service.redact_line("wangfang", issue.id, 1, "本人要求")
    board.service.redact_line("sunzhuren", issue.id, 1, "本人要求")
    page = board.newest("成效公示")
    assert (page.lines[0].struck, dict(page.lines[0].cells), page.hash) == ("本人要求", {}, issue.hash)
    assert not board.service.store.conn.execute("SELECT cells FROM issue_line WHERE issue = ?", (issue.id,)).fetchall()
    found = examine(board.service.store, stored_methods(board.service.store))
    assert not found.damage
    assert [one.zh for one in found.erased if "撤下" in one.zh]


def test_a_line_changed_behind_the_record_is_found(board: Board) -> None:
    board.solve(board.matter())
    assert not board.damage()
    with board.service.store.write() as conn:
        conn.execute("UPDATE issue_line SET cells = replace(cells, '四盏', '八盏')")
    assert "第1行被改动过" in board.damage()[0]


def test_a_declined_draft_says_why_and_can_be_drawn_up_no_more(board: Board) -> None:
    board.matter()
    board.at("2026-03-31 17:30")
    (draft,) = board.service.drafts_to_sign("zhaoshuji")
    board.service.redraw_issue("zhaoshuji", draft.id)
    board.service.decline_issue("zhaoshuji", draft.id, "有误")
    assert board.service.issue("zhaoshuji", draft.id).declined == "有误"
    with pytest.raises(Refused):
        board.service.approve_issue("zhaoshuji", draft.id)
    assert not board.damage()


def test_the_story_of_the_wall_sheet_passes() -> None:
    assert "1个通过" in ok("test", NOTICES / "methods" / "notices")


def test_a_story_tells_what_hangs_differently(tmp_path: Path) -> None:
    shutil.copytree(NOTICES, tmp_path / "street")
    story = tmp_path / "street" / "methods" / "notices" / "情景" / "上墙.yaml"
    story.write_text(story.read_text(encoding="utf-8").replace("期数: 2", "期数: 3").replace("欧阳某", "欧阳小雪"), encoding="utf-8")
    told = run("test", story).output
    assert "应为  3" in told
    assert "应为  欧阳小雪" in told


def test_a_visit_is_announced_a_week_before_and_corrected_when_it_moves(board: Board) -> None:
    board.at("2026-03-03 23:00")
    issue = board.newest("下社区预告")
    assert dict(issue.lines[0].cells) == {"姓名": "周玲", "职务": "副主任", "时间": "2026年3月10日（周二）18:00", "地点": "光明社区"}
    (visit,) = [row for row in board.service.duties.mine("zhouling", date(2026, 3, 1), date(2026, 3, 31)) if row.rule == "下社区"]
    board.service.duties.move("zhouling", visit.id, date(2026, 3, 12), "开会")
    board.at("2026-03-06 09:00")
    moved = board.newest("下社区预告")
    assert (moved.number, moved.corrects.number, moved.lines[0].cells["时间"]) == ("预告2026-02", "预告2026-01", "2026年3月12日（周四）18:00")
    assert not board.damage()


def test_an_honour_wall_shows_the_rows_of_a_register(board: Board) -> None:
    board.service.add_row("wangfang", "notices", "服务明星", "光明社区", {"姓名": "王芳", "红旗": "5"})
    board.at("2026-03-31 18:00")
    issue = board.newest("荣誉墙")
    assert (issue.sheet, [dict(line.cells) for line in issue.lines]) == ("光明社区", [{"姓名": "王芳", "红旗": "5"}])


def test_an_issue_hangs_as_long_as_the_board_says(tmp_path: Path) -> None:
    folder = tmp_path / "street"
    shutil.copytree(NOTICES, folder)
    method = folder / "methods" / "notices" / "工作法.yaml"
    method.write_text(method.read_text(encoding="utf-8").replace("    遮: {反映人: 留姓}\n", "    遮: {反映人: 留姓}\n    留: 10天\n"), encoding="utf-8")
    board = Board(folder)
    board.solve(board.matter())
    issue = board.newest("成效公示").id
    board.at("2026-03-13 09:00")
    assert not board.service.issues(board="成效公示")
    with pytest.raises(Refused, match="张贴的时间"):
        board.service.issue("public", issue)
    assert board.service.issue("sunzhuren", issue).number == "成效2026-001"
    board.service.store.close()


def test_what_an_earlier_version_put_up_still_hangs(tmp_path: Path) -> None:
    database = Database(tmp_path / "bihuan.db")
    migrations_of(tuple(part for part in PARTS if part is not m006_boards)).apply(database)
    columns = "id, street, kind, seq, hash, state, digest, method, workflow, number, unit, step, round, outcome, headline, due, opened, closed, provisional"
    case = ("one", "wangjiang", "case", 1, "", "{}", "", "notices", "事项", "", "光明社区", "", 1, "", "", "", "", "", 0)
    database.execute(f"INSERT INTO stream ({columns}) VALUES ({', '.join('?' * len(case))})", case)
    line = ("wangjiang", "notices", "成效公示", "2025-001", "one", '{"编号": "甲"}', "hash", "2025-03-02T09:00:00+08:00")
    database.execute("INSERT INTO board_line VALUES (?,?,?,?,?,?,?,?)", line)
    database.conn.commit()
    store = Store(tmp_path / "bihuan.db", "wangjiang")
    store.migrate()
    (row,) = issues(store, [("notices", "成效公示")])
    assert (row.number, row.unit, dict(lines_of(store, row.id)[0].cells)) == ("2025-001", "光明社区", {"编号": "甲"})
    store.close()
    database.close()
