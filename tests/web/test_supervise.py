"""What a resident supervisor with a permit sees and does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Visits
from tests.web.desk import box, hand_in, log_in, open_case, said
from tests.web.matters import assigned, entered, handled

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]


@pytest.mark.parametrize(("size", "javascript"), [("phone", True), ("desktop", False)], ids=["phone", "desktop-no-scripts"])
def test_a_supervisor_notes_what_is_wrong_from_the_list(visit: Visits, size: str, javascript: bool) -> None:
    service = visit.site.service
    done = entered(service)
    assigned(service, done.case)
    page = log_in(visit(size, javascript=javascript), "tianxiuying")
    page.get_by_role("link", name="督办", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("督办证 督办001")
    page.get_by_role("link", name=f"督办 {done.number}").click()
    box(page, "发现的问题").fill("三天了还没有人来看。")
    hand_in(page)
    said(page, "「督办」办好了")
    expect(page.locator(".history")).to_contain_text("三天了还没有人来看。")


def test_the_list_holds_what_is_in_hand_in_the_own_community_and_tells_what_is_late(visit: Visits) -> None:
    service = visit.site.service
    late, elsewhere = entered(service), entered(service, unit="河湾社区", 问题="路口积水。")
    visit.site.clock.forward(days=3)
    service.tick()
    fresh = entered(service, 问题="小区南门路灯不亮。")
    page = log_in(visit(), "tianxiuying")
    page.goto("/supervise")
    rows = page.locator("tbody")
    expect(rows).to_contain_text(late.number)
    expect(rows).to_contain_text("已逾期1个工作日")
    expect(rows).to_contain_text(fresh.number)
    expect(rows).not_to_contain_text(elsewhere.number)
    page.get_by_label("只看").select_option("late")
    expect(rows.locator("tr")).to_have_count(1)


def test_a_supervisor_does_not_see_names_and_phones(visit: Visits) -> None:
    service = visit.site.service
    done = entered(service)
    page = log_in(visit(), "tianxiuying")
    open_case(page, done.case)
    expect(page.get_by_role("main")).not_to_contain_text("刘桂兰")
    expect(page.get_by_role("button", name="显示")).to_have_count(0)


def test_a_matter_of_another_community_is_refused_gently(visit: Visits) -> None:
    done = entered(visit.site.service, unit="河湾社区")
    page = log_in(visit(), "tianxiuying")
    answer = page.goto(f"/work/cases/{done.case}")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("main")).to_contain_text("不归您看")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_supervision_has_no_barriers(visit: Visits, size: str, barriers: Barriers, shoot: Shoot) -> None:
    service = visit.site.service
    done, settled = entered(service), entered(service, 问题="小区南门路灯不亮。")
    assigned(service, done.case)
    assigned(service, settled.case)
    handled(service, settled.case)
    page = log_in(visit(size), "tianxiuying")
    found: list[str] = []
    for name, address in {"list": "/supervise", "case": f"/work/cases/{done.case}", "note": f"/work/cases/{done.case}?do=督办"}.items():
        page.goto(address)
        found += barriers(page)
        shoot(page, f"supervise-{name}-{size}")
    assert found == []
