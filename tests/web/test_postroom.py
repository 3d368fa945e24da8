"""The outbox in the administration: what went wrong is seen, tried and sent again, by administrators alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from engine.notices import Channel, Http, Notices, Telling
from engine.service import StreetService
from tests.unit.gateway import Gateway, sms_gateway
from tests.web.conftest import Visits
from tests.web.desk import log_in, said
from tests.web.matters import entered

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with sms_gateway() as found:
        yield found


def with_texts(service: StreetService, gateway: Gateway) -> None:
    """Let the street tell its staff by text message."""
    channel = Channel("短信", "phone", http=Http(f"http://127.0.0.1:{gateway.port}/", body={"to": "{地址}", "text": "{正文}"}))
    directory = service.street.directory
    people = {one.id: replace(one, phone="13900000001" if one.id == "zhangming" else "") for one in directory.people.values()}
    service.use(replace(service.street, notices=Notices({"短信": channel}, staff=Telling(("短信",))), directory=replace(directory, people=people)))
    service.put_in_force()


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)], ids=["phone-no-scripts", "desktop"])
def test_an_administrator_sees_what_went_wrong_and_sends_it_again(visit: Visits, gateway: Gateway, size: str, javascript: bool,
                                                                    barriers: Barriers, shoot: Shoot) -> None:
    service = visit.site.service
    page = log_in(visit(size, javascript=javascript), "zhangming")
    page.goto("/admin/outbox")
    expect(page.get_by_role("main")).to_contain_text("消息只在页面里看得到")
    with_texts(service, gateway)
    gateway.answers = [(500, "")]
    done = entered(service)
    service.tick()
    page.goto("/admin")
    expect(page.get_by_role("main")).to_contain_text("1条说不准送到没有")
    page.get_by_role("link", name="发件", exact=True).click()
    page.goto("/admin/outbox?state=unsure")
    expect(page.get_by_role("main")).to_contain_text("网关出错（500），可能已经送到")
    if javascript:
        assert barriers(page) == []
    shoot(page, f"admin-outbox-{size}")
    page.get_by_role("button", name=f"重发 {done.number} 张明").click()
    said(page, "很快会再发一次")
    service.tick()
    assert [one["status"] for one in gateway.heard] == [500, 200]
    page.get_by_role("button", name="发测试消息").click()
    said(page, "测试消息已发出")
    assert gateway.texts[-1] == "这是柳河街道发出的测试消息，收到说明这条渠道能用。"
    gateway.answers = [(403, "")]
    page.get_by_role("button", name="发测试消息").click()
    expect(page.get_by_role("main")).to_contain_text("网关拒收（403）")


def test_nobody_else_sees_the_outbox(visit: Visits) -> None:
    page = log_in(visit(), "liuwei")
    answer = page.goto("/admin/outbox")
    assert answer is not None
    assert answer.status == 403
