"""What residents do without an account, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.web.conftest import Site, Visits
from tests.web.going import again, back
from tests.web.matters import assigned, entered, handled, met

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]


def photo(name: str = "屋顶.jpg") -> Any:
    """A small picture as a phone would send it."""
    made = BytesIO()
    Image.new("RGB", (640, 480), (120, 140, 150)).save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


def fill_what(page: Page) -> None:
    """The first page of the form."""
    page.get_by_label("在哪个社区").select_option("柳南社区")
    page.locator("[id='f-问题']").fill("六号楼屋顶漏水，下雨天家里接水。")
    page.get_by_text("热点难点问题").click()


def look_up(page: Page, number: str, code: str) -> None:
    """Open a matter by its number and code."""
    page.goto("/follow")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", ["narrow", "desktop"])
def test_a_resident_puts_a_matter_in_and_follows_it(visit: Visits, size: str, javascript: bool, shoot: Shoot) -> None:
    page = visit(size, javascript=javascript)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="反映问题").click()
    fill_what(page)
    page.locator("input[type=file]").set_input_files([photo()])
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("姓名").fill("刘桂兰")
    page.get_by_label("电话").fill("13800000001")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("main")).to_contain_text("屋顶.jpg")
    expect(page.get_by_role("main")).to_contain_text("刘桂兰 13800000001")
    page.get_by_role("button", name="提交").click()
    number, code = page.locator(".slip .big").all_inner_texts()
    assert re.fullmatch(r"2026-\d{4}", number)
    expect(page.locator(".slip")).to_contain_text("2026年3月4日(周三) 17:30前")
    expect(page.locator(".slip")).to_contain_text("还剩2个工作日")
    shoot(page, f"entered-{size}")
    look_up(page, number, code)
    assert code not in page.url
    assert code.replace(" ", "") not in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("六号楼屋顶漏水，下雨天家里接水。")
    page.get_by_text("这个日期是怎么算出来的").click()
    expect(page.get_by_text("第2个工作日")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    shoot(page, f"matter-{size}")


def test_what_is_missing_is_said_on_top_and_at_the_field_and_nothing_typed_is_lost(visit: Visits, shoot: Shoot) -> None:
    page = visit("phone")
    page.goto("/report")
    page.locator("[id='f-地点']").fill("学府小区门口")
    page.locator("input[type=file]").set_input_files([photo("门口.jpg")])
    page.get_by_role("button", name="下一步").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("还有3处要改")
    summary.get_by_role("link", name="请填写「问题」").click()
    expect(page.locator("[id='f-问题']")).to_be_focused()
    expect(page.locator("[id='f-地点']")).to_have_value("学府小区门口")
    expect(page.locator(".kept")).to_contain_text("门口.jpg")
    shoot(page, "report-mistakes")


def test_a_poster_opens_the_form_with_place_and_community(visit: Visits) -> None:
    page = visit("phone")
    page.goto("/report?place=学府小区3号楼&unit=学府社区")
    expect(page.locator("[id='f-地点']")).to_have_value("学府小区3号楼")
    expect(page.get_by_label("在哪个社区")).to_have_value("学府社区")


def test_a_made_up_community_in_the_address_is_ignored(visit: Visits) -> None:
    page = visit("phone")
    page.goto("/report?unit=没有这个社区&channel=飞鸽")
    expect(page.get_by_label("在哪个社区")).to_have_value("")


def test_changing_the_language_keeps_what_was_typed(visit: Visits) -> None:
    page = visit("desktop", javascript=False)
    page.goto("/report")
    fill_what(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is it about")
    expect(page.locator("[id='f-问题']")).to_have_value("六号楼屋顶漏水，下雨天家里接水。")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Large print").click()
    expect(page.locator("html")).to_have_class("elder")
    expect(page.locator("[id='f-问题']")).to_have_value("六号楼屋顶漏水，下雨天家里接水。")
    page.goto("/")
    expect(page.get_by_role("main").get_by_role("link", name="Put a matter in")).to_be_visible()


def test_the_browser_s_back_button_brings_back_what_was_typed(visit: Visits) -> None:
    page = visit("phone", javascript=False)
    page.goto("/report")
    fill_what(page)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("姓名").fill("刘桂兰")
    page.get_by_role("button", name="下一步").click()
    back(page)
    expect(page.get_by_label("姓名")).to_have_value("刘桂兰")
    back(page)
    expect(page.locator("[id='f-问题']")).to_have_value("六号楼屋顶漏水，下雨天家里接水。")


def test_handing_in_twice_enters_one_matter(visit: Visits, site: Site) -> None:
    page = visit("desktop", javascript=False)
    page.goto("/report")
    fill_what(page)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".slip .big").first).to_be_visible()
    first = page.locator(".slip .big").all_inner_texts()
    back(page)
    page.get_by_role("button", name="提交").click()
    assert page.locator(".slip .big").all_inner_texts() == first
    assert site.service.counts("zhangming")["claim"] == 1


def test_a_file_that_is_no_picture_is_refused_and_the_text_stays(visit: Visits) -> None:
    page = visit("desktop")
    page.goto("/report")
    fill_what(page)
    page.locator("input[type=file]").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}])
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("还有1处要改")
    expect(page.locator("[id='f-问题']")).to_have_value("六号楼屋顶漏水，下雨天家里接水。")


def test_a_wrong_phone_number_leads_back_to_its_page(visit: Visits) -> None:
    page = visit("desktop")
    page.goto("/report")
    fill_what(page)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("姓名").fill("刘桂兰")
    page.get_by_label("电话").fill("打不通")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("电话号码")
    expect(page.get_by_label("姓名")).to_have_value("刘桂兰")


def test_a_wrong_code_does_not_tell_which_part_was_wrong(visit: Visits, site: Site) -> None:
    done = entered(site.service)
    page = visit("phone")
    said = []
    for number, code in ((done.number, "AAAA2222"), ("2026-9999", done.code)):
        look_up(page, number, code)
        said.append(page.get_by_role("alert").inner_text())
    assert said[0] == said[1]


def test_a_looked_up_matter_closes_after_half_an_hour(visit: Visits, site: Site) -> None:
    done = entered(site.service)
    page = visit("phone")
    look_up(page, done.number, done.code)
    site.clock.forward(minutes=31)
    again(page)
    expect(page.get_by_label("查询码")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_one_tap_judges_the_result(visit: Visits, site: Site, javascript: bool, shoot: Shoot) -> None:
    done = entered(site.service)
    assigned(site.service, done.case)
    handled(site.service, done.case)
    page = visit("phone", javascript=javascript)
    look_up(page, done.number, done.code)
    shoot(page, "judge")
    page.locator("[id='f-群众的话']").fill("修得快，谢谢。")
    page.get_by_role("button", name="满意", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("谢谢，您的评价已经记下。")
    expect(page.get_by_role("main")).to_contain_text("满意办结")
    assert "张明" not in page.content()
    assert "刘伟" not in page.content()
    shoot(page, "judged")


def test_results_of_matters_that_concern_many_are_on_the_board(visit: Visits, site: Site, shoot: Shoot) -> None:
    done = entered(site.service)
    assigned(site.service, done.case, households="45")
    handled(site.service, done.case)
    met(site.service, done.case)
    page = visit("desktop")
    page.goto("/boards")
    expect(page.get_by_role("main")).to_contain_text("屋顶防水层已经重做")
    shoot(page, "boards")
    page.get_by_label("社区").select_option("学府社区")
    expect(page.get_by_role("main")).to_contain_text("这个范围里没有公示")
    assert "13800000001" not in page.content()


@pytest.mark.parametrize("path", ["/", "/report", "/follow", "/boards", "/methods", "/privacy", "/nowhere"])
@pytest.mark.parametrize(("size", "view"), [("narrow", "elder"), ("desktop", "normal")])
def test_pages_for_residents_have_no_barriers(visit: Visits, barriers: Barriers, path: str, size: str, view: str) -> None:
    page = visit(size)
    page.goto(f"{path}?view={view}&lang={'en' if view == 'elder' else 'zh'}")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize(("view", "least"), [("normal", 44), ("elder", 60)])
def test_what_can_be_tapped_is_large_enough(visit: Visits, view: str, least: int) -> None:
    page = visit("narrow")
    page.goto(f"/report?view={view}")
    heights = page.locator(".button, .option, .switch, .menu a, select, input[type=text]").evaluate_all(
        "all => all.filter(one => one.offsetParent).map(one => one.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= least
