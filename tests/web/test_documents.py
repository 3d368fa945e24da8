"""Documents on the screen and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.conftest import METHOD, PASSWORD, Site, Visits
from tests.web.matters import assigned, entered, handled

SLIP = "问题解决交办单"


def log_in(page: Page, person: str) -> None:
    """Log in as a member of staff."""
    page.goto("/login")
    page.get_by_role("textbox", name="账号").fill(person)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page).not_to_have_url(re.compile("/login"))


def test_the_blank_form_shows_every_part_in_the_order_of_the_method(visit: Visits, site: Site, barriers: Callable[[Page], list[str]]) -> None:
    page = visit("desktop")
    page.goto(f"/methods/{METHOD}/documents/{SLIP}/blank")
    titles = page.locator(".part-title").all_inner_texts()
    assert titles == [part.title for part in site.service.street.methods[METHOD].documents[SLIP].parts.values()]
    assert barriers(page) == []


def test_a_filled_document_says_who_froze_each_part_and_when(visit: Visits, site: Site, shoot: Callable[[Page, str], None],
                                                            barriers: Callable[[Page], list[str]]) -> None:
    done = entered(site.service)
    assigned(site.service, done.case)
    handled(site.service, done.case)
    page = visit("desktop")
    log_in(page, "zhangming")
    page.goto(f"/work/cases/{done.case}/documents/{SLIP}")
    sheet = page.locator("article.document")
    expect(sheet).to_contain_text("编号：2026-0001")
    expect(sheet).to_contain_text("先查漏点，再修防水层。")
    expect(sheet).to_contain_text("张明，2026年3月2日(周一) 09:00填定")
    assert barriers(page) == []
    shoot(page, "document")


def test_on_paper_there_is_no_navigation(visit: Visits) -> None:
    page = visit("desktop")
    page.goto(f"/methods/{METHOD}/documents/{SLIP}/blank")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("footer.bottom")).to_be_hidden()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    assert page.locator("main").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages == 2


def test_a_document_of_a_case_needs_a_login(visit: Visits, site: Site) -> None:
    done = entered(site.service)
    page = visit("desktop")
    page.goto(f"/work/cases/{done.case}/documents/{SLIP}")
    expect(page.locator("article.document")).to_have_count(0)
    expect(page.get_by_label("密码")).to_be_visible()
