"""Boards in the browser: residents read and print them, those who answer for one decide on its issues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.board_street import Board
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.test_documents import log_in

Barriers = Callable[[Page], list[str]]


@pytest.fixture
def board(tmp_path: Path) -> Board:
    """A street with boards, a month on: one sheet approved, another waiting."""
    made = Board(tmp_path / "street")
    made.solve(made.matter("修路灯"))
    made.matter("清沟")
    made.matter("调解", kind="自家事")
    made.solve(made.matter("栽树", who="liqiang", unit="江滨社区"), who="liqiang")
    made.at("2026-04-07 18:00")
    made.service.approve_issue("zhaoshuji", made.service.drafts_to_sign("zhaoshuji")[0].id)
    for person in ("zhaoshuji", "qianshuji"):
        set_password(made.service, person, PASSWORD, must_change=False)
    return made


@pytest.fixture
def service(board: Board) -> StreetService:
    """The street the site serves."""
    board.service.clock = Clock(board.now)
    return board.service


def test_residents_read_a_sheet_filter_by_community_and_print_it(visit: Visits, board: Board, barriers: Barriers) -> None:
    page = visit("phone", javascript=False)
    page.goto("/boards")
    expect(page.get_by_role("main")).to_contain_text("装了四盏灯")
    assert "欧阳小雪" not in page.content()
    assert "调解" not in page.content()
    page.get_by_label("社区").select_option("江滨社区")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("main")).not_to_contain_text("光明社区2026-01")
    page.goto("/boards")
    page.get_by_role("link", name="光明社区2026-01").click()
    expect(page.get_by_role("article")).to_contain_text("办理中（办理）")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="A3上墙版").click()
    expect(page.locator("body")).to_have_class("print-document print-a3")
    seen = visit("desktop")
    for path in ("/boards", f"/boards/issues/{board.newest('办事进度表').id}", "/boards/notices/成效公示", "/boards?lang=en"):
        seen.goto(path)
        assert barriers(seen) == [], path


def test_a_remark_on_an_issue_carries_its_number(visit: Visits, board: Board, barriers: Barriers) -> None:
    page = visit("phone")
    page.goto(f"/boards/issues/{board.newest('服务橱窗').id}")
    page.get_by_role("link", name="对这一期提意见").click()
    expect(page.get_by_label("期号")).to_have_value("服务橱窗 2026-002")
    assert barriers(page) == []


def test_who_answers_for_a_sheet_approves_corrects_and_takes_a_line_down(visit: Visits, board: Board, barriers: Barriers) -> None:
    page = visit("desktop")
    log_in(page, "qianshuji")
    page.goto("/boards")
    page.get_by_role("link", name="办事进度表 2026年3月").click()
    assert barriers(page) == []
    page.get_by_role("button", name="审定，公示").click()
    expect(page.get_by_role("status")).to_contain_text("江滨社区2026-01")
    other = visit("desktop")
    log_in(other, "zhaoshuji")
    board.act(board.entered["清沟"], "没办好", {"预计时间": "2026-05-01"})
    other.goto("/boards")
    other.get_by_role("link", name="光明社区2026-01").click()
    other.get_by_role("link", name="看看哪些行和现在不一样").click()
    other.locator("#correct-reason").fill("登记晚了")
    other.get_by_role("button", name="出一期更正").click()
    expect(other.get_by_role("status")).to_contain_text("等待审定")
    other.get_by_role("button", name="审定，公示").click()
    expect(other.get_by_role("article")).to_contain_text("光明社区2026-01")
    other.get_by_label("撤下第几行").fill("1")
    other.locator("#redact-reason").fill("本人要求")
    other.get_by_role("button", name="撤下这一行").click()
    expect(other.get_by_role("article")).to_contain_text("这一行已经撤下：本人要求")
    assert barriers(other) == []
    page.goto(other.url)
    expect(page.get_by_role("button", name="撤下这一行")).to_have_count(0)
