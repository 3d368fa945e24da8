"""What evaluations publish in a real browser: a circular, a certificate, a bulletin, and an answer to a notice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.told_street import told
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.desk import log_in


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    street = told(tmp_path / "street")
    street.matters(甲格="满满好", 乙格="满坏", 丙格="好不")
    street.at("2026-04-01 09:00")
    for one in street.service.scores.waiting("kao"):
        street.service.scores.sign("kao", one.period, one.key, choice="批评" if one.choices else "")
    for person in ("kao", "shu", "bao2"):
        set_password(street.service, person, PASSWORD, must_change=False)
    street.service.clock = Clock(street.now)
    return street.service


def test_a_circular_is_approved_and_papers_are_opened_and_printed(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("desktop")
    log_in(page, "kao")
    page.goto("/boards")
    page.locator("main").get_by_role("link", name="全表通报").first.click()
    look_over(page, "scores-circular-draft")
    page.get_by_role("button", name="审定，公示").first.click()
    expect(page.get_by_text("编号：通〔2026〕1号")).to_be_visible()
    expect(page.get_by_role("cell", name="100%（3÷3）").first).to_be_visible()
    look_over(page, "scores-circular")
    page.goto("/work/scores/scored/" + quote("月评") + "?period=2026-03")
    page.get_by_role("link", name="荣誉证书 荣〔2026〕1号").click()
    expect(page.get_by_role("heading", name="荣誉证书")).to_be_visible()
    look_over(page, "scores-certificate")
    page.emulate_media(media="print")
    page.screenshot(path="tests/web/shots/scores-certificate-print.png", full_page=True)
    page.emulate_media(media="screen")
    with page.expect_download() as found:
        page.get_by_role("link", name="下载 Word 文件").click()
    assert found.value.suggested_filename.endswith(".docx")
    page.goto("/work/ledgers/scored/" + quote("月度通报"))
    expect(page.get_by_role("heading", name="月度通报（2026年3月 报〔2026〕1号）")).to_be_visible()
    look_over(page, "scores-bulletin")


def test_a_notice_is_answered_on_a_phone_and_taken_back(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("phone")
    log_in(page, "bao2")
    page.goto("/work/scores")
    page.get_by_label("您的申辩").first.fill("这两件不归我们管")
    look_over(page, "scores-answer-phone")
    page.get_by_role("button", name="提出申辩").first.click()
    expect(page.get_by_text("申辩记下了")).to_be_visible()
    other = visit("phone")
    log_in(other, "kao")
    other.goto("/work/scores")
    expect(other.get_by_role("heading", name="有人申辩")).to_be_visible()
    look_over(other, "scores-answered-phone")
    other.get_by_label("撤回的原因").first.fill("申辩成立")
    other.get_by_role("button", name="撤回这项结果").first.click()
    expect(other.get_by_role("heading", name="有人申辩")).to_have_count(0)
