"""What an administrator changes of units and links in a browser: facts of a unit, and who covers what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.service import StreetService, open_service
from engine.service.accounts import set_password
from tests.duty_street import moment, read_duty_street
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.desk import log_in, said


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    read_duty_street(tmp_path)
    method = tmp_path / "methods" / "duties"
    method.parent.mkdir()
    (tmp_path / "duties").rename(method)
    made = open_service(tmp_path, Clock(moment("2016-02-01")))
    for person in ("zu", "li"):
        set_password(made, person, PASSWORD, must_change=False)
    return made


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)], ids=["phone-no-scripts", "desktop"])
def test_facts_of_a_unit_and_who_covers_it_are_changed_and_recorded(visit: Visits, service: StreetService, size: str, javascript: bool,
                                                                    barriers: Callable[[Page], list[str]],
                                                                    shoot: Callable[[Page, str], None]) -> None:
    page = log_in(visit(size, javascript=javascript), "zu")
    page.goto("/admin/units")
    expect(page.get_by_role("row", name="东社区")).to_contain_text("李明（领导）")
    shoot(page, f"admin-units-{size}")
    page.get_by_role("link", name="看情况 东社区").click()
    page.get_by_label("地点").fill("东社区会议室")
    shoot(page, f"admin-unit-{size}")
    if javascript:
        assert not barriers(page)
    page.get_by_role("button", name="改情况").click()
    said(page, "情况改好了")
    assert service.directory().unit_facts["东社区"]["地点"] == "东社区会议室"

    page.goto("/admin/people/li")
    expect(page.get_by_label("东社区")).to_be_checked()
    page.get_by_label("东社区").uncheck()
    page.get_by_label("西社区").check()
    shoot(page, f"admin-covers-{size}")
    if javascript:
        assert not barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="改包片 领导").click()
    said(page, "包片改好了")
    assert service.directory().covered("li", "领导") == ("西社区",)
    page.goto("/admin/units")
    expect(page.get_by_role("row", name="西社区")).to_contain_text("李明（领导）")


def test_nobody_but_an_administrator_changes_units(visit: Visits) -> None:
    page = log_in(visit(), "li")
    for address in ("/admin/units", "/admin/units/东社区"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403
