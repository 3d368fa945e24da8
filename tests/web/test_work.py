"""A matter through all hands in a real browser: entered by phone, assigned, handled, judged, closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Visits
from tests.web.desk import box, fill_assignment, hand_in, log_in, open_case, said
from tests.web.going import again
from tests.web.matters import assigned, entered


def enter_by_phone(page: Page) -> tuple[str, str]:
    """A community cadre writes down what somebody says on the phone; number and code."""
    page.get_by_role("link", name="登记一件").click()
    box(page, "所属").select_option("柳南社区")
    box(page, "渠道").select_option("个别访谈")
    box(page, "问题").fill("六号楼楼道灯坏了，晚上看不清。")
    page.get_by_text("热点难点问题").click()
    page.get_by_label("姓名").fill("刘桂兰")
    page.get_by_label("电话").fill("13800000001")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登记好了")
    number, code = page.locator(".slip .big").all_inner_texts()
    return number, code.replace(" ", "")


def claim(page: Page, number: str) -> None:
    """Claim a matter from the list."""
    page.goto("/work?tab=claim")
    page.get_by_role("button", name=f"领取 {number}").click()
    said(page, "已领取")


def judge(page: Page, link: str) -> None:
    """Answer the supervisors' sheet."""
    page.locator("#do").get_by_role("link", name=link).click()
    page.locator("[id='f-是否到位']").get_by_text("满意", exact=True).click()
    box(page, "评议意见").fill("到现场看过，灯亮了。")
    hand_in(page)


@pytest.mark.parametrize(("size", "javascript"), [("desktop", True), ("phone", False)], ids=["desktop", "phone-no-scripts"])
def test_a_phoned_matter_goes_through_all_hands_to_satisfied(visit: Visits, size: str, javascript: bool) -> None:
    cadre = log_in(visit(size, javascript=javascript), "wangli")
    number, code = enter_by_phone(cadre)

    office = log_in(visit(size, javascript=javascript), "zhangming")
    claim(office, number)
    office.locator("#do").get_by_role("link", name="交办", exact=True).click()
    fill_assignment(office)
    hand_in(office)
    expect(office.get_by_role("heading", level=1)).to_have_text("核对一遍")
    expect(office.get_by_role("main")).to_contain_text("周志远")
    office.get_by_role("button", name="确认：交办").click()
    said(office, "现在是「公开领办」")

    handler = log_in(visit(size, javascript=javascript), "liuwei")
    claim(handler, number)
    handler.locator("#do").get_by_role("link", name="领办", exact=True).click()
    hand_in(handler)
    handler.locator("#do").get_by_role("link", name="在时限内办结").click()
    box(handler, "办理结果").fill("换了六盏声控灯。")
    hand_in(handler)
    said(handler, "督办评议")

    for person in ("chenjing", "tianxiuying"):
        voter = log_in(visit(size, javascript=javascript), person)
        voter.get_by_role("link", name=f"打开 {number}").click()
        judge(voter, "填写评议")
    again(office)
    judge(office, "替石建国填写评议")
    said(office, "群众评议")

    resident = visit(size, javascript=javascript)
    resident.goto("/follow")
    resident.get_by_label("编号").fill(number)
    resident.get_by_label("查询码").fill(code)
    resident.get_by_role("button", name="查询", exact=True).click()
    resident.get_by_role("button", name="满意", exact=True).click()

    again(office)
    expect(office.locator(".state")).to_contain_text("满意办结")
    expect(office.locator("#do")).to_contain_text("已经结束")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_refused_form_keeps_what_was_typed_and_says_what_to_mend(visit: Visits, javascript: bool) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit("phone", javascript=javascript), "zhangming")
    open_case(page, case, "交办")
    fill_assignment(page, households="0")
    hand_in(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("涉及户数")
    if javascript:
        expect(summary).to_be_focused()
    expect(box(page, "路线图")).to_have_value("先查漏点，再补防水。")
    expect(box(page, "督办人")).to_have_value("chenjing")
    expect(page.locator("[id='f-涉及户数-error']")).to_be_visible()
    assert visit.site.service.case_page("zhangming", case).case.step == "分类梳理"


def test_what_cannot_be_undone_can_be_gone_back_to_and_changed(visit: Visits) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit(), "zhangming")
    open_case(page, case, "交办")
    fill_assignment(page)
    hand_in(page)
    page.get_by_role("button", name="返回修改").click()
    expect(box(page, "路线图")).to_have_value("先查漏点，再补防水。")
    expect(box(page, "责任单位")).to_have_value("建设办")


def press_twice(page: Page, then: str = "submit") -> str:
    """Hand the open form in twice, as a slow line and an impatient finger do; what the second answer shows."""
    form = page.locator("#do-form").evaluate("form => Object.fromEntries(new FormData(form))")
    answers = [page.request.post(page.url.split("?")[0] + "/do", form={**form, "then": then}) for _ in range(2)]
    return answers[1].text()


def test_handing_in_twice_does_it_once(visit: Visits) -> None:
    service = visit.site.service
    case = entered(service).case
    page = log_in(visit(javascript=False), "zhangming")
    open_case(page, case, "催办")
    box(page, "理由").fill("请今天看一下。")
    assert "没有重复办" in press_twice(page)
    assert [entry.kind for entry in service.case_page("zhangming", case).timeline].count("urged") == 1


def test_handing_a_step_in_twice_says_it_was_done_before(visit: Visits) -> None:
    service = visit.site.service
    case = entered(service).case
    assigned(service, case)
    page = log_in(visit(javascript=False), "liuwei")
    open_case(page, case, "领办")
    assert "没有重复办" in press_twice(page)
    assert service.case_page("liuwei", case).case.step == "限时办结"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_an_expired_login_loses_nothing(visit: Visits, javascript: bool) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit("phone", javascript=javascript), "zhangming")
    open_case(page, case, "交办")
    fill_assignment(page)
    page.context.clear_cookies()
    hand_in(page)
    expect(page.get_by_role("main")).to_contain_text("登录已过期")
    page.get_by_label("账号", exact=True).fill("zhangming")
    page.get_by_label("密码", exact=True).fill("liuhe-2026-demo")
    page.get_by_role("button", name="登录").click()
    expect(box(page, "路线图")).to_have_value("先查漏点，再补防水。")
    expect(box(page, "涉及户数")).to_have_value("3")
    hand_in(page)
    page.get_by_role("button", name="确认：交办").click()
    said(page, "公开领办")


def test_a_form_kept_over_a_login_is_not_shown_to_somebody_else(visit: Visits) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit(), "zhangming")
    open_case(page, case, "交办")
    fill_assignment(page)
    page.context.clear_cookies()
    hand_in(page)
    page.get_by_label("账号", exact=True).fill("wangli")
    page.get_by_label("密码", exact=True).fill("liuhe-2026-demo")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("main")).not_to_contain_text("先查漏点")
    assert visit.site.service.draft("wangli", f"case/{case}/交办") is None


def test_the_slower_of_two_is_told_what_changed_and_keeps_the_text(visit: Visits) -> None:
    service = visit.site.service
    case = entered(service).case
    assigned(service, case)
    slow, fast = log_in(visit(), "liuwei"), log_in(visit("phone"), "zhaomin")
    open_case(slow, case, "退单")
    box(slow, "退单理由").fill("这栋楼还在保修期，该找开发商。")
    open_case(fast, case, "领办")
    hand_in(fast)
    said(fast, "限时办结")
    hand_in(slow)
    alert = slow.get_by_role("alert")
    expect(alert).to_contain_text("没有办成")
    expect(alert).to_contain_text("赵敏")
    expect(alert).to_contain_text("这栋楼还在保修期，该找开发商。")
    assert service.case_page("liuwei", case).case.step == "限时办结"


def test_what_is_typed_saves_itself(visit: Visits) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit(), "zhangming")
    open_case(page, case, "不予受理")
    box(page, "不受理理由").fill("已经在法院审理。")
    page.get_by_role("button", name="保存草稿").focus()
    expect(page.locator("[data-saved]")).to_contain_text("草稿已保存")
    open_case(page, case, "不予受理")
    expect(box(page, "不受理理由")).to_have_value("已经在法院审理。")


def test_a_draft_is_kept_without_scripts(visit: Visits) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit("phone", javascript=False), "zhangming")
    open_case(page, case, "不予受理")
    box(page, "不受理理由").fill("已经在法院审理。")
    page.get_by_role("button", name="保存草稿").click()
    said(page, "草稿已保存")
    expect(box(page, "不受理理由")).to_have_value("已经在法院审理。")


def test_changing_the_language_keeps_the_text(visit: Visits) -> None:
    case = entered(visit.site.service).case
    page = log_in(visit(), "zhangming")
    open_case(page, case, "交办")
    fill_assignment(page)
    page.get_by_role("button", name="English").click()
    expect(box(page, "路线图")).to_have_value("先查漏点，再补防水。")
    expect(page.get_by_role("heading", name="What I can do now")).to_be_visible()
