"""The method's page, and its drawing as a pure function."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine.model import Workflow
from engine.service import StreetService
from engine.text import Lang
from tests.web.conftest import METHOD, WORKFLOW, Visits
from web.drawing import draw
from web.lanes import plan, width_of, wrap

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def workflow(service: StreetService) -> Workflow:
    """The six steps."""
    return service.street.methods[METHOD].workflows[WORKFLOW]


def texts(svg: str) -> str:
    """Everything written in a drawing."""
    return "".join(one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_every_step_way_and_end_is_named_in_the_drawing(workflow: Workflow) -> None:
    written = texts(draw(workflow))
    for step in workflow.steps.values():
        assert step.title in written
        assert all(action.title in written for action in step.actions.values())
    assert all(outcome.title in written for outcome in workflow.outcomes.values())


def test_the_document_s_own_steps_head_the_drawing_in_order(workflow: Workflow) -> None:
    assert plan(workflow, "zh").stages == ("意见收集", "分类梳理", "公开领办", "限时办结", "督查督办", "评议考核")


def test_ways_back_are_drawn_apart(workflow: Workflow) -> None:
    svg = draw(workflow)
    assert 'marker-end="url(#to-back)"' in svg
    assert texts(svg).count("↩") == 4  # 退单, 返回重新交办 twice, 重新交办


def test_where_a_case_is_and_has_been_is_said_in_words(workflow: Workflow) -> None:
    written = texts(draw(workflow, here="限时办结", been=frozenset({"分类梳理", "公开领办"})))
    assert written.count("现在在这一步") == 1
    assert written.count("走过") == 2
    assert "now here" in texts(draw(workflow, here="限时办结", lang="en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_words_overlap_and_none_leave_the_picture(workflow: Workflow, lang: Lang) -> None:
    root = ElementTree.fromstring(draw(workflow, here="会诊", lang=lang))
    wide, high = (float(one) for one in root.attrib["viewBox"].split()[2:])
    boxes = []
    for one in root.iter(f"{SVG}text"):
        size, x, y = float(one.attrib["font-size"]), float(one.attrib["x"]), float(one.attrib["y"])
        width = width_of(one.text or "") * size
        left = x - width / 2 if one.attrib["text-anchor"] == "middle" else x
        assert left >= 0
        assert left + width <= wide
        assert y <= high
        boxes.append((left, left + width, y - size * 0.8, y + size * 0.1, one.text))
    for n, (left, right, top, bottom, text) in enumerate(boxes):
        crossed = [other[4] for other in boxes[n + 1:] if left < other[1] and other[0] < right and top < other[3] and other[2] < bottom]
        assert not crossed, (text, crossed)


def test_no_line_runs_through_a_card(workflow: Workflow) -> None:
    root = ElementTree.fromstring(draw(workflow))
    cards = [[float(one.attrib[name]) for name in ("x", "y", "width", "height")] for group in root.findall(f"{SVG}g")
             if group.find(f"{SVG}title") is not None for one in group.findall(f"{SVG}rect")]
    paths = [path.attrib["d"] for group in root.findall(f"{SVG}g") if "stroke" in group.attrib for path in group.findall(f"{SVG}path")]
    for x1, y1, x2, y2 in (segment for path in paths for segment in segments(path)):
        for x, y, width, height in cards:
            through = min(x1, x2) < x + width - 1 and max(x1, x2) > x + 1 and min(y1, y2) < y + height and max(y1, y2) > y
            assert not through, (x1, y1, x2, y2)


def segments(path: str) -> list[tuple[float, float, float, float]]:
    """The straight pieces of a path of moves, horizontals and verticals."""
    found, x, y = [], 0.0, 0.0
    for letter, rest in re.findall(r"([MHV])([^MHV]+)", path):
        numbers = [float(one) for one in rest.split()]
        to = (numbers[0], numbers[1]) if letter == "M" else (numbers[0], y) if letter == "H" else (x, numbers[0])
        if letter != "M":
            found.append((x, y, *to))
        x, y = to
    return found


def test_the_letters_are_readable_at_desktop_width(workflow: Workflow) -> None:
    root = ElementTree.fromstring(draw(workflow))
    wide = float(root.attrib["viewBox"].split()[2])
    smallest = min(float(one.attrib["font-size"]) for one in root.iter(f"{SVG}text"))
    assert smallest * min(1, 1150 / wide) >= 11.9


def test_a_closing_mark_never_begins_a_line() -> None:
    assert all(line[0] not in "，。、" for line in wrap("短时间确实无法解决，提请召开情况说明会。", 9))


@pytest.mark.parametrize("size", ["narrow", "desktop"])
def test_the_method_page_draws_lists_and_has_no_barriers(
        visit: Visits, barriers: Callable[[Page], list[str]], shoot: Callable[[Page, str], None], size: str) -> None:
    page = visit(size)
    page.goto(f"/methods/{METHOD}")
    expect(page.get_by_role("img", name="「群众问题」流程图")).to_be_visible()
    expect(page.locator("#parameters")).to_contain_text("20个工作日")
    expect(page.locator("#clauses tr[id=B24]")).to_contain_text("已写进规则（有解读）")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    shoot(page, f"method-{size}")


def test_the_english_page_marks_the_method_s_own_words_as_chinese(visit: Visits, barriers: Callable[[Page], list[str]]) -> None:
    page = visit("desktop")
    page.goto(f"/methods/{METHOD}?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_attribute("lang", "zh")
    expect(page.locator("#parameters")).to_contain_text("20 working days")
    assert barriers(page) == []


def test_what_decides_the_next_step_can_be_opened(visit: Visits) -> None:
    page = visit("desktop")
    page.goto(f"/methods/{METHOD}")
    table = page.locator("details.decision").filter(has=page.locator("summary", has_text="评议安排"))
    expect(table.get_by_role("cell", name="转到「群众评议会」")).to_be_hidden()
    table.locator("summary").click()
    expect(table.get_by_role("columnheader")).to_have_text(["群众态度", "涉及面广", "诉求人", "怎么走", "条款"])
    expect(table.get_by_role("row").nth(3).get_by_role("cell")).to_have_text(["没有填", "是", "—", "转到「群众评议会」 涉及群众面较广", "B26"])


def test_a_long_page_is_folded_and_what_an_address_points_at_is_unfolded(visit: Visits) -> None:
    page = visit("phone")
    page.goto(f"/methods/{METHOD}")
    expect(page.locator("#B24")).to_be_hidden()
    expect(page.locator("#steps tbody tr").first).to_be_visible()
    page.goto(f"/methods/{METHOD}?lang=zh#B24")
    expect(page.locator("#B24")).to_be_in_viewport()


def test_parameters_and_clauses_are_found_without_a_script(visit: Visits, barriers: Callable[[Page], list[str]]) -> None:
    page = visit("phone", javascript=False)
    page.goto(f"/methods/{METHOD}")
    page.get_by_label("在参数和条款里找").fill("办结时限")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#parameters tbody tr")).to_have_count(1)
    expect(page.locator("#parameters")).to_contain_text("20个工作日")
    seen = visit("desktop")
    seen.goto(f"{page.url.partition('#')[0]}#parameters")
    assert barriers(seen) == []
