"""Scores in a real browser: the table, a receipt down to its cases, signing, trying another weight without a script, files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import expect

from engine.scores.receipts import verify_receipt
from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.score_street import Scored
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.desk import log_in, said

TABLE = "/work/scores/scored/" + quote("月评")


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    street = Scored(tmp_path / "street")
    street.rewrite("street.yaml", "姓名: 西干事", "姓名: '=1+1'")
    street.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    street.at("2026-04-10 08:00")
    street.matters(甲格="满", 乙格="满", 丙格="满不")
    street.at("2026-05-04 09:00")
    for person in ("kao", "shu"):
        set_password(street.service, person, PASSWORD, must_change=False)
    street.service.clock = Clock(street.now)
    return street.service


def test_a_score_opens_from_the_table_down_to_its_cases(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("phone")
    log_in(page, "kao")
    page.get_by_role("link", name="评价", exact=True).click()
    look_over(page, "scores-listing-phone")
    page.get_by_role("link", name="月评", exact=True).click()
    expect(page.get_by_role("img", name="得分比较")).to_be_visible()
    look_over(page, "scores-table-phone")
    page.goto(f"{TABLE}?period=2026-03")
    page.get_by_role("link", name="乙格", exact=True).click()
    expect(page.get_by_text("80.00", exact=True).first).to_be_visible()
    page.get_by_text("满意率", exact=True).click()
    expect(page.get_by_role("link", name="诉求2026-0004").last).to_be_visible()
    look_over(page, "scores-receipt-phone")


def test_whoever_signs_signs_and_declines_on_the_page(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("desktop")
    log_in(page, "kao")
    page.goto("/work/scores")
    notice = page.locator("form.sheet", has_text="通报：包保二").first
    notice.get_by_role("button", name="签", exact=True).click()
    said(page, "请选一项")
    notice.get_by_label("怎样处理").select_option("批评")
    notice.get_by_role("button", name="签", exact=True).click()
    said(page, "签好了")
    page.locator("form.sheet", has_text="流动红旗").first.get_by_role("button", name="不签").click()
    said(page, "请写原因")
    red = page.locator("form.sheet", has_text="流动红旗").first
    red.get_by_label("原因").fill("没有检查")
    red.get_by_role("button", name="不签").click()
    said(page, "记下了")
    look_over(page, "scores-signing-desktop")
    page.goto(f"{TABLE}?period=2026-03")
    expect(page.get_by_text("之前可以申辩")).to_be_visible()


def test_another_weight_is_tried_without_a_script_and_in_english(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("phone", javascript=False)
    log_in(page, "kao")
    page.goto(f"{TABLE}/try?period=2026-03")
    page.get_by_role("spinbutton", name="日常占比").fill("100")
    page.get_by_role("button", name="试一试").click()
    expect(page.get_by_text("满意占比 40% → 0%")).to_be_visible()
    expect(page.get_by_text("会消失的结果")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="后2名")).to_contain_text("进来 甲格")
    page.get_by_role("spinbutton", name="日常占比").fill("140")
    page.get_by_role("button", name="试一试").click()
    expect(page.get_by_role("alert")).to_contain_text("140")
    page.goto(f"{TABLE}/try?period=2026-03&set-{quote('日常占比')}=100&lang=en")
    expect(page.get_by_role("heading", name="Results that would vanish")).to_be_visible()


def test_what_would_change_follows_the_slider(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("desktop")
    log_in(page, "kao")
    page.goto(f"{TABLE}/try?period=2026-03")
    look_over(page, "scores-try-nothing-yet")
    page.get_by_role("slider", name="日常占比").fill("100")
    expect(page.get_by_text("满意占比 40% → 0%")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="日常占比")).to_have_value("100")
    look_over(page, "scores-try-desktop")


def test_scores_over_time_show_who_had_none_in_words_and_in_the_picture(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("phone")
    log_in(page, "kao")
    page.goto(TABLE)
    page.get_by_role("link", name="历期走势").click()
    expect(page.get_by_role("img", name="历期得分")).to_be_visible()
    page.get_by_label("看谁（1）").select_option("乙格")
    page.get_by_role("button", name="看走势").click()
    table = page.get_by_role("table", name="历期得分和名次")
    expect(table.get_by_role("row").filter(has_text="2026年3月")).to_contain_text("80.00 第2名")
    expect(table.get_by_role("row").filter(has_text="2026年3月")).to_contain_text("80.00")
    look_over(page, "scores-trend-phone")


def test_tables_and_receipts_are_taken_away(visit: Visits) -> None:
    page = visit("desktop")
    log_in(page, "kao")
    book = page.request.get(f"{TABLE}?period=2026-03&as=xlsx")
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(book.body())).active.iter_rows()]  # type: ignore[union-attr]
    assert any("乙格" in row and "80.00" in row for row in cells)
    table = page.request.get(f"{TABLE}?period=2026-03&as=csv").body()
    assert table.startswith(b"\xef\xbb\xbf")
    assert "乙格,80.00" in table.decode("utf-8-sig")
    people = f"/work/scores/scored/{quote('红旗榜')}?as="
    assert ",'=1+1," in page.request.get(f"{people}csv").body().decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(page.request.get(f"{people}xlsx").body())).active
    assert "=1+1" in {cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}  # type: ignore[union-attr]
    document = json.loads(page.request.get(f"{TABLE}/receipt?subject={quote('乙格')}&period=2026-03&as=json").body())
    assert verify_receipt(document) == []
