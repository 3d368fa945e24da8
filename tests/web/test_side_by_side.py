"""Several units on one matter in the browser: their parts side by side, one more added, a deadline put off and approved,
and the resident who asks again after it was closed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.case import PUBLIC, Act
from engine.service import Done, StreetService, open_service
from engine.service.accounts import set_password
from tests.web.conftest import MORNING, PASSWORD, Clock, Site, Visits
from tests.web.desk import box, hand_in, log_in, open_case

DISPATCH = Path(__file__).parents[1] / "dispatch"
Barriers = Callable[[Page], list[str]]


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    """The street of the dispatch stories, with accounts."""
    street = tmp_path / "street"
    (street / "methods" / "dispatch").mkdir(parents=True)
    shutil.copy(DISPATCH / "工作法.yaml", street / "methods" / "dispatch")
    shutil.copy(DISPATCH / "情景" / "街道.yaml", street / "street.yaml")
    made = open_service(street, Clock(MORNING))
    for person in ("du", "ling", "dong", "cheng"):
        set_password(made, person, PASSWORD, must_change=False)
    return made


@pytest.fixture
def matter(service: StreetService) -> Done:
    """A matter that two units work on."""
    made = service.open(PUBLIC, "dispatch", "派单", "东社区", {"事项": "路灯不亮，线头露着。", "提出人": {"姓名": "郑阿姨", "电话": "13800000001"}})
    service.do("du", made.case, Act("派出", {"承办单位": ["城管科", "东社区"], "要的特长": "水电"}))
    return made


def test_parts_stand_side_by_side_and_one_more_is_added(visit: Visits, matter: Done, barriers: Barriers) -> None:
    page = log_in(visit("phone", javascript=False), "dong")
    open_case(page, matter.case, "办好")
    box(page, "办理情况").fill("围了警示带，等城管科修。")
    hand_in(page)
    sides = page.locator("section[aria-labelledby=sides]")
    expect(sides).to_contain_text("东社区（董琴）")
    expect(sides).to_contain_text("围了警示带，等城管科修。")
    expect(sides).to_contain_text("还没办")
    desk = log_in(visit(), "du")
    open_case(desk, matter.case, "加派")
    expect(box(desk, "给")).not_to_contain_text("东社区")
    box(desk, "给").select_option(["供电所"]) if box(desk, "给").evaluate("one => one.tagName") == "SELECT" else desk.get_by_label("供电所").check()
    box(desk, "理由").fill("灯杆归供电所管。")
    hand_in(desk)
    expect(desk.locator("section[aria-labelledby=sides]")).to_contain_text("供电所")
    assert barriers(desk) == []


def test_a_deadline_is_put_off_once_it_is_approved(visit: Visits, matter: Done, site: Site) -> None:
    page = log_in(visit(), "dong")
    open_case(page, matter.case, "延期")
    box(page, "延到").fill("2026-03-12")
    box(page, "事由").select_option("等材料") if box(page, "事由").count() else page.get_by_label("等材料").check()
    hand_in(page)
    boss = log_in(visit("narrow"), "ling")
    boss.goto("/work")
    expect(boss.locator("main")).to_contain_text(matter.number)
    open_case(boss, matter.case, "批准延期")
    expect(boss.locator("#do")).to_contain_text("董琴：2026-03-12，等材料")
    hand_in(boss)
    expect(boss.locator("section.history")).to_contain_text("期限改为")
    assert site.service.case_page("du", matter.case).due.at.isoformat() == "2026-03-12T17:30:00+08:00"  # type: ignore[union-attr]


def test_a_resident_asks_again_with_the_code(visit: Visits, matter: Done, site: Site, barriers: Barriers) -> None:
    for who in ("cheng", "dong"):
        site.service.do(who, matter.case, Act("办不成", {"难处": "没有配件"}))
    for action in ("看过", "办结"):
        site.service.do("zhi1" if action == "看过" else _holder(site, matter), matter.case, Act(action))
    page = visit("phone")
    page.goto("/follow")
    page.get_by_label("编号").fill(matter.number)
    page.get_by_label("查询码").fill(matter.code)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("问题又出现了")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("说说现在的情况").fill("又不亮了。")
    page.get_by_role("button", name="请重新办理").click()
    expect(page.locator("main")).to_contain_text("重新办理")
    expect(page.locator("main")).to_contain_text("第2轮")


def _holder(site: Site, matter: Done) -> str:
    loaded = site.service.store.load(matter.case)
    assert loaded is not None
    return next(seat.person for seat in loaded[0].open_seats())
