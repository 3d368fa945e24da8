"""Registers in the browser: a clerk with a phone and no scripts writes a visit with several matters, and keeps a register."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from engine.service import open_service
from engine.service.accounts import set_password
from engine.store.history import cases
from tests.visiting import METHOD, STREET, moment
from tests.web.conftest import PASSWORD, Clock, Site, Visits
from tests.web.serving import served
from web import create_app


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The street of visits on a free port."""
    (tmp_path / "methods" / "visits").mkdir(parents=True)
    (tmp_path / "methods" / "visits" / "工作法.yaml").write_text(METHOD, encoding="utf-8")
    (tmp_path / "street.yaml").write_text(STREET, encoding="utf-8")
    service = open_service(tmp_path, Clock(moment("2016-01-20 09:00")))
    for person in ("wang", "jian"):
        set_password(service, person, PASSWORD, must_change=False)
    server = create_server(create_app(service, demo=True, secret=b"for tests only", testing=True), host="127.0.0.1", port=0, threads=4,
                           asyncore_use_poll=hasattr(select, "poll"))
    with served(server) as port:
        yield Site(f"http://127.0.0.1:{port}", service, service.clock)  # type: ignore[arg-type]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visits]:
    """Visitors to this street."""
    with ExitStack() as stack:
        yield Visits(browser, site, stack)


def log_in(page: Page, who: str) -> None:
    page.goto("/login")
    page.get_by_role("textbox", name="账号").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_visit_with_several_matters_is_written_on_a_phone_without_scripts(visit: Visits, site: Site, shoot: Callable[[Page, str], None]) -> None:
    page = visit("narrow", javascript=False)
    log_in(page, "wang")
    number = site.service.open("wang", "visits", "走访", "柳南", {}).case
    page.goto(f"/work/cases/{number}")
    page.get_by_role("link", name="有问题").click()
    for row, (text, kind, who) in enumerate((("夜里施工", "噪音", "张大爷"), ("车没处停", "停车", "李大妈")), start=1):
        box = page.get_by_role("group", name=f"第{row}行", exact=True)
        box.get_by_label("问题").fill(text)
        box.get_by_label(kind).check()
        box.get_by_label("姓名").fill(who)
        box.get_by_label("涉及户数").fill("2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shoot(page, "table-on-a-phone")
    page.get_by_role("button", name="有问题").click()
    confirm = page.get_by_role("button", name="确认")
    if confirm.count():
        confirm.first.click()
    assert len(cases(site.service.store, workflow="诉求")) == 2
    page.get_by_role("link", name="诉求2016-0002").click()
    page.get_by_role("link", name="走访2016-0001").click()


def test_a_register_is_kept_and_every_change_stays_in_sight(visit: Visits, shoot: Callable[[Page, str], None],
                                                            barriers: Callable[[Page], list[str]]) -> None:
    page = visit("phone")
    log_in(page, "wang")
    page.goto("/registers")
    page.get_by_role("link", name="住户").click()
    page.get_by_role("link", name="记一行").click()
    page.get_by_label("归哪个单位").select_option("柳南")
    page.get_by_label("门牌").fill("一号楼101")
    page.get_by_label("姓名").fill("张大爷")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("人口")
    page.get_by_label("人口").fill("3")
    page.get_by_role("checkbox", name="王芳").check()
    found = barriers(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("张大爷")).to_be_visible()
    found += barriers(page)
    shoot(page, "register-row")
    page.get_by_role("link", name="修改").click()
    page.get_by_label("人口").fill("4")
    page.get_by_label("理由").fill("添了一口人")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("添了一口人")).to_be_visible()
    page.goto("/registers/visits/住户?show=mine")
    expect(page.get_by_role("cell", name="王芳")).to_be_visible()
    found += barriers(page)
    shoot(page, "register-rows")
    assert found == []
