"""Duties in a real browser: the list and month, arranging a change, the announcement, the front page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from engine.service import StreetService, open_service
from engine.service.accounts import set_password
from engine.service.duework import let_pass
from tests.duty_street import moment, read_duty_street
from tests.web.conftest import PASSWORD, Clock, Site, Visits
from tests.web.desk import log_in, said


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    read_duty_street(tmp_path)
    method = tmp_path / "methods" / "duties"
    method.parent.mkdir()
    (tmp_path / "duties").rename(method)
    clock = Clock(moment("2016-02-01"))
    made = open_service(tmp_path, clock)
    for person in ("li", "zu", "shi"):
        set_password(made, person, PASSWORD, must_change=False)

    def stand(now: object) -> None:
        clock.now = now  # type: ignore[assignment]

    let_pass(made, moment("2016-02-07"), stand)
    return made


def test_a_leader_sees_what_is_owed_and_sends_somebody_else(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("phone")
    log_in(page, "li")
    page.get_by_role("link", name="履职").click()
    expect(page.get_by_role("link", name="领导进社区接访").first).to_be_visible()
    look_over(page, "duties-list-phone")
    page.get_by_role("link", name="月历").click()
    expect(page.get_by_text("2016年2月14日")).to_be_visible()
    look_over(page, "duties-month-phone")
    page.get_by_role("link", name="领导进社区接访·东社区").first.click()
    expect(page.get_by_text("副区长", exact=True)).to_be_visible()
    page.get_by_text("请人代替", exact=True).first.click()
    page.get_by_role("button", name="请人代替").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明原因")
    page.locator("#reason-substitute").fill("外出学习")
    page.get_by_role("button", name="请人代替").click()
    said(page, "已经安排好")
    expect(page.get_by_text("由吴强代替：外出学习")).to_be_visible()
    look_over(page, "duties-page-phone")


def test_a_supervisor_sees_who_lags_and_a_month_of_a_unit(visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("desktop", javascript=False)
    log_in(page, "zu")
    page.goto("/work/duties/behind")
    expect(page.get_by_role("cell", name="李明").first).to_be_visible()
    look_over(page, "duties-behind-desktop", scripts=False)
    page.goto("/work/duties/month?month=2016-02&unit=小区")
    expect(page.get_by_role("link", name="李明 领导进社区接访·东社区").first).to_be_visible()
    look_over(page, "duties-month-desktop", scripts=False)
    page.goto("/work/duties/counts?month=2016-02&lang=en")
    expect(page.get_by_role("heading", name="How duties came out")).to_be_visible()


def test_a_record_begins_with_what_is_known(visit: Visits) -> None:
    page = visit("desktop")
    log_in(page, "li")
    page.get_by_role("link", name="履职").click()
    page.get_by_role("link", name="领导进社区接访").first.click()
    page.get_by_role("link", name="填写记录").click()
    expect(page.locator("[id='f-走访日']")).to_have_value("2016-02-14")
    expect(page.locator("[id='f-走访人']")).to_have_value("li")


def test_residents_read_when_leaders_come_and_take_the_calendar(site: Site, visit: Visits, look_over: Callable[..., None]) -> None:
    page = visit("narrow")
    page.goto("/")
    expect(page.get_by_role("heading", name="近期接访")).to_be_visible()
    expect(page.get_by_role("region", name="近期接访").get_by_text("东社区活动室")).to_be_visible()
    look_over(page, "front-visits-narrow")
    answer = page.request.get("/visits.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert page.request.get("/calendar/" + "0" * 32 + ".ics").status == 404
    assert page.request.get(f"/calendar/{site.service.duties.feed_address('li')}.ics").ok
