"""What an administrator does: passwords, a leaver's work, matters nobody can move; and that nobody else can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine.case import Event
from tests.web.conftest import PASSWORD, Visits
from tests.web.desk import log_in, said
from tests.web.matters import assigned, entered

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)], ids=["phone-no-scripts", "desktop"])
def test_a_given_password_must_be_changed_before_anything_else(visit: Visits, size: str, javascript: bool) -> None:
    admin = log_in(visit(size, javascript=javascript), "zhangming")
    admin.goto("/admin/people/shijianguo")
    admin.get_by_label("临时密码").fill("短")
    admin.get_by_role("button", name="设密码").click()
    expect(admin.get_by_role("alert")).to_contain_text("至少要10个字符")
    admin.get_by_label("临时密码").fill("lin-shi-mi-ma-1")
    admin.get_by_role("button", name="设密码").click()
    said(admin, "密码已经设好")

    page = log_in(visit(size, javascript=javascript), "shijianguo", "lin-shi-mi-ma-1")
    page.goto("/supervise")
    expect(page.get_by_role("heading", level=1)).to_have_text("改密码")
    page.get_by_label("现在的密码").fill("lin-shi-mi-ma-1")
    page.get_by_label("新密码", exact=True).fill("zi-ji-de-mi-ma-2")
    page.get_by_label("再写一遍新密码").fill("zi-ji-de-mi-ma-2")
    page.get_by_role("main").get_by_role("button", name="改密码").click()
    said(page, "密码已经改好")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")


def test_a_new_password_ends_the_logins_there_are(visit: Visits) -> None:
    page = log_in(visit("phone"), "shijianguo")
    admin = log_in(visit("desktop"), "zhangming")
    admin.goto("/admin/people/shijianguo")
    admin.get_by_label("临时密码").fill("lin-shi-mi-ma-1")
    admin.get_by_role("button", name="设密码").click()
    said(admin, "密码已经设好")
    page.goto("/work")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作人员登录")


@pytest.mark.parametrize(("size", "javascript"), [("phone", True), ("desktop", False)], ids=["phone", "desktop-no-scripts"])
def test_a_leavers_work_is_handed_over_in_one_act(visit: Visits, size: str, javascript: bool) -> None:
    service = visit.site.service
    done = entered(service)
    assigned(service, done.case)
    worker = log_in(visit(size, javascript=javascript), "liuwei")
    worker.goto("/work?tab=claim")
    worker.get_by_role("button", name=f"领取 {done.number}").click()

    admin = log_in(visit(size, javascript=javascript), "zhangming")
    admin.goto("/admin/people/liuwei")
    admin.get_by_role("button", name="核对交接").click()
    expect(admin.get_by_role("alert")).to_contain_text("请写明理由")
    admin.get_by_label("交给谁").select_option("zhaomin")
    admin.get_by_label("理由").fill("调到区里工作")
    admin.get_by_role("button", name="核对交接").click()
    expect(admin.get_by_role("main")).to_contain_text("1件")
    admin.get_by_role("button", name="确认交接").click()
    said(admin, "1件待办已转给赵敏")

    worker.goto("/work")
    expect(worker.get_by_role("heading", level=1)).to_have_text("工作人员登录")
    successor = log_in(visit(size, javascript=javascript), "zhaomin")
    expect(successor.locator("tbody")).to_contain_text(done.number)


def test_a_matter_nobody_can_move_is_given_to_somebody_and_recorded(visit: Visits) -> None:
    service = visit.site.service
    done = entered(service)
    assigned(service, done.case)
    for leaver in ("liuwei", "zhaomin"):
        service.hand_over("zhangming", leaver, "chenjing", "调走")
    service.hand_over("zhangming", "chenjing", "fenglei", "退休")
    with service.store.write():
        directory = service.directory()
        service.append_directory([Event("revoked", {"person": "fenglei", "role": "承办人", "unit": "建设办"},
                                        service.clock().isoformat(), "zhangming")], directory)
    visit.site.clock.forward(hours=1)
    page = log_in(visit(), "zhangming")
    page.goto("/admin")
    expect(page.locator(".stuck")).to_contain_text(done.number)
    page.get_by_role("button", name=f"指定办理 {done.number}").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("指定谁办").select_option("qianjin")
    page.get_by_label("理由").fill("建设办暂时没有人")
    page.get_by_role("button", name=f"指定办理 {done.number}").click()
    said(page, "已指定钱进办理")
    expect(page.locator(".stuck")).to_have_count(0)
    page.goto(f"/work/cases/{done.case}")
    expect(page.locator(".history")).to_contain_text("建设办暂时没有人")


def test_nobody_else_gets_in(visit: Visits) -> None:
    page = log_in(visit(), "liuwei")
    for address in ("/admin", "/admin/people", "/admin/people/zhangming"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403
        expect(page.get_by_role("main")).to_contain_text("没有权限")


def test_pages_of_staff_ask_strangers_to_log_in_and_go_on_from_there(visit: Visits) -> None:
    page = visit()
    page.goto("/supervise?only=late")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作人员登录")
    page.get_by_label("账号", exact=True).fill("chenjing")
    page.get_by_label("密码", exact=True).fill("wrong-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{visit.site.url}/supervise?only=late")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_administration_has_no_barriers(visit: Visits, size: str, barriers: Barriers, shoot: Shoot) -> None:
    page = log_in(visit(size), "zhangming")
    found: list[str] = []
    for name, address in {"home": "/admin", "people": "/admin/people", "person": "/admin/people/liuwei"}.items():
        page.goto(address)
        found += barriers(page)
        shoot(page, f"admin-{name}-{size}")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], address
    assert found == []
