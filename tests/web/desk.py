"""What tests of the staff's pages do again and again: log in, open a case, hand a form in."""

from __future__ import annotations

import re
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import PASSWORD


def log_in(page: Page, person: str, password: str = PASSWORD) -> Page:
    """Log in through the login page."""
    page.goto("/login")
    page.get_by_label("账号", exact=True).fill(person)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    return page


def open_case(page: Page, case_id: str, do: str = "") -> None:
    """Open a case, with a form where one is named."""
    page.goto(f"/work/cases/{case_id}" + (f"?do={quote(do)}" if do else ""))


def box(page: Page, field: str) -> Locator:
    """The control of a field of the method."""
    return page.locator(f"[id='f-{field}']")


def hand_in(page: Page) -> None:
    """Press the main button of the open form."""
    page.locator("#do-form").get_by_role("button", name=re.compile("^(提交|核对后提交)")).click()


def fill_assignment(page: Page, households: str = "3") -> None:
    """The form 交办, filled in completely."""
    box(page, "类别").select_option("物业管理")
    box(page, "涉及户数").fill(households)
    box(page, "责任领导").select_option("zhouzhiyuan")
    box(page, "责任单位").select_option("建设办")
    box(page, "时间表").fill("2026-03-10")
    box(page, "路线图").fill("先查漏点，再补防水。")
    box(page, "督办人").select_option("chenjing")


def said(page: Page, words: str | re.Pattern[str]) -> None:
    """The page says it was done."""
    expect(page.locator("main .flash").first).to_contain_text(words)
