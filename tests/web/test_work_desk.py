"""The desk: lists, private values, lost codes, messages; and every staff page without barriers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Visits
from tests.web.desk import log_in, open_case
from tests.web.matters import assigned, entered, handled

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]


def test_the_list_finds_one_chinese_character_and_shows_due_in_words(visit: Visits) -> None:
    service = visit.site.service
    number = entered(service).number
    entered(service, 问题="小区南门路灯不亮。")
    visit.site.clock.forward(days=1)
    page = log_in(visit("phone"), "zhangming")
    page.goto("/work?tab=claim")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("还剩1个工作日")
    page.get_by_label("编号或内容").fill("漏")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(number)
    page.get_by_label("编号或内容").fill("鼎")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".empty")).to_contain_text("没有找到")


def test_private_values_are_masked_and_looking_is_logged(visit: Visits) -> None:
    service = visit.site.service
    case = entered(service).case
    page = log_in(visit(javascript=False), "zhangming")
    open_case(page, case)
    expect(page.get_by_role("main")).not_to_contain_text("刘桂兰")
    page.get_by_role("button", name="显示").click()
    expect(page.locator(".revealed")).to_contain_text("刘桂兰 13800000001")
    looked = service.store.conn.execute("SELECT person, field FROM looked").fetchall()
    assert [tuple(row) for row in looked] == [("zhangming", "诉求人")]


def test_a_lost_code_is_given_again_only_after_the_phone_was_checked(visit: Visits) -> None:
    service = visit.site.service
    done = entered(service)
    page = log_in(visit(javascript=False), "zhangming")
    open_case(page, done.case)
    page.get_by_role("link", name="核对电话后补发").click()
    page.get_by_role("button", name="补发新的查询码").click()
    expect(page.get_by_role("alert")).to_contain_text("请先核对电话")
    page.get_by_label("电话已核对").check()
    page.get_by_role("button", name="补发新的查询码").click()
    code = page.locator(".slip .code").inner_text().replace(" ", "")
    assert code != done.code
    assert service.follow(done.number, code).number == done.number


def test_messages_are_counted_opened_and_read(visit: Visits) -> None:
    service = visit.site.service
    case = entered(service).case
    assigned(service, case)
    page = log_in(visit(), "zhouzhiyuan")
    expect(page.get_by_role("link", name="知会我")).to_contain_text("1未读")
    page.get_by_role("link", name="知会我").click()
    page.locator("tbody").get_by_role("button").click()
    expect(page).to_have_url(f"{visit.site.url}/work/cases/{case}")
    expect(page.get_by_role("link", name="知会我")).not_to_contain_text("未读")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_staff_pages_have_no_barriers(visit: Visits, size: str, barriers: Barriers, shoot: Shoot) -> None:
    service = visit.site.service
    case = entered(service).case
    other = entered(service, 问题="小区南门路灯不亮。").case
    assigned(service, other)
    handled(service, other)
    page = visit(size)
    page.goto("/login")
    found = barriers(page)
    log_in(page, "zhangming")
    for name, address in {"list": "/work?tab=claim", "enter": "/work/new/six-step/群众问题", "messages": "/work/messages", "case": f"/work/cases/{case}",
                          "form": f"/work/cases/{case}?do=交办", "other": f"/work/cases/{other}", "code": f"/work/cases/{case}/code",
                          "english": f"/work/cases/{case}?lang=en", "password": "/password?lang=zh"}.items():
        page.goto(address)
        found += barriers(page)
        shoot(page, f"work-{name}-{size}")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], address
    assert found == []
