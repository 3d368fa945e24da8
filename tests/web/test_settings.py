"""Parameters in a real browser: tried, taken over, looked at, signed, seen in the history, taken back; also without a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.score_street import Scored
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.desk import log_in, said

SHARE = "/work/parameters/scored/of/" + quote("日常占比")


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    street = Scored(tmp_path / "street")
    street.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    street.at("2026-05-04 09:00")
    for person in ("admin", "kao"):
        set_password(street.service, person, PASSWORD, must_change=False)
    street.service.clock = Clock(street.now)
    return street.service


def test_what_was_tried_is_taken_over_looked_at_and_signed(visit: Visits, look_over: Callable[..., None], service: StreetService) -> None:
    page = visit("desktop")
    log_in(page, "admin")
    page.goto(f"/work/scores/scored/{quote('月评')}/try?period=2026-03&set-{quote('日常占比')}=50")
    page.get_by_role("link", name="就按这些数去定").click()
    expect(page.get_by_label("日常占比", exact=True)).to_have_value("50%")
    expect(page.get_by_label("满意占比", exact=True)).to_have_value("50%")
    page.get_by_label("从哪天起").fill("2026-04-15")
    page.get_by_label("为什么要改").fill("街道办公会定的")
    look_over(page, "settings-set-desktop")
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_role("alert")).to_contain_text("最早可以从2026-05-01起")
    page.get_by_label("从哪天起").fill("2026-06-01")
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_text("现在还什么都没有改")).to_be_visible()
    expect(page.get_by_text("从2026年6月起按新的值算")).to_be_visible()
    look_over(page, "settings-look-desktop")
    assert "参数" not in (service.folder / "street.yaml").read_text(encoding="utf-8")
    page.get_by_role("button", name="确认并签名").click()
    said(page, "从2026-06-01起生效")
    expect(page.get_by_text("街道办公会定的")).to_be_visible()
    assert "日常占比: {2026-06-01: 50%}" in (service.folder / "street.yaml").read_text(encoding="utf-8")
    look_over(page, "settings-one-desktop")
    page.goto(f"{SHARE}?lang=en")
    look_over(page, "settings-one-desktop-en")


def test_the_phone_without_a_script_sets_and_takes_back(visit: Visits, look_over: Callable[..., None], service: StreetService) -> None:
    page = visit("phone", javascript=False)
    log_in(page, "admin")
    page.get_by_role("link", name="参数", exact=True).click()
    page.get_by_role("link", name="前几名", exact=True).click()
    page.get_by_role("link", name="定新的值").click()
    page.get_by_label("前几名", exact=True).fill("好几个")
    page.get_by_label("为什么要改").fill("多奖一个")
    page.get_by_label("从哪天起").fill("2026-07-01")
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_role("alert")).to_contain_text("不是「前几名」能用的值")
    page.get_by_label("前几名", exact=True).fill("2")
    page.get_by_role("button", name="看看会怎样").click()
    page.get_by_role("button", name="确认并签名").click()
    expect(page.get_by_text("还没到")).to_be_visible()
    page.get_by_text("收回", exact=True).click()
    page.get_by_label("为什么收回").fill("再议")
    page.get_by_role("button", name="看看会怎样").click()
    page.get_by_role("button", name="确认并签名").click()
    said(page, "收回了")
    assert service.street.values["scored"] == {}
    scripted = visit("phone")
    log_in(scripted, "admin")
    for address, name in (("/work/parameters", "listing"), (f"/work/parameters/scored/of/{quote('前几名')}", "one")):
        scripted.goto(address)
        look_over(scripted, f"settings-{name}-phone")


def test_who_does_not_sign_sees_and_cannot_set(visit: Visits) -> None:
    page = visit("desktop")
    log_in(page, "kao")
    expect(page.get_by_role("link", name="参数", exact=True)).to_have_count(0)
    page.goto(SHARE)
    expect(page.get_by_role("heading", name="日常占比")).to_be_visible()
    expect(page.get_by_role("link", name="定新的值")).to_have_count(0)
    assert page.goto(f"/work/parameters/scored/set?set-{quote('日常占比')}=50").status == 403  # type: ignore[union-attr]
