"""What is behind a published number, in the browser: residents open it without an account, staff go to their own page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.scores.receipts import verify_receipt
from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.score_street import Scored
from tests.unit.test_score_open_receipts import BOARDS, METHOD
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.desk import log_in


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    street = Scored(tmp_path / "street")
    street.rewrite(METHOD, "公示栏:\n", BOARDS)
    street.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    street.at("2026-04-02 08:00")
    for person in ("kao", "jia"):
        set_password(street.service, person, PASSWORD, must_change=False)
    street.service.clock = Clock(street.now)
    return street.service


def test_a_resident_opens_a_published_score_and_takes_the_file_along(visit: Visits, service: StreetService, barriers: Callable[[Page], list[str]],
                                                                    shoot: Callable[[Page, str], None], tmp_path: Path) -> None:
    page = visit("phone", javascript=False)
    page.goto("/boards/issues/" + service.issues(board="月表")[0].id)
    page.get_by_role("link", name="80.00").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("算分单：乙格")
    page.get_by_text("满意率", exact=True).click()
    expect(page.get_by_text("不列编号的2条").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "诉求2026" not in page.content()
    with page.expect_download() as got:
        page.get_by_role("link", name="下载算分单").click()
    got.value.save_as(tmp_path / "receipt.json")
    assert verify_receipt(json.loads((tmp_path / "receipt.json").read_text(encoding="utf-8"))) == []
    seen = visit("desktop")
    for path in (page.url, f"{page.url}?lang=en"):
        seen.goto(path)
        shoot(seen, f"open-receipt-{'en' if 'lang' in path else 'zh'}")
        assert barriers(seen) == []


def test_an_address_that_is_guessed_opens_nothing(visit: Visits, service: StreetService) -> None:
    inside, chosen = (service.issues("admin", board=board)[0].id for board in ("内表", "前茅"))
    draft = service.drafts_to_sign("shu")[0].id
    page = visit("desktop")
    for address in (f"{inside}/1", f"{chosen}/2", f"{chosen}/0", f"{draft}/1", "issue-000000000000000000000000/1", f"{inside}/1?as=json",
                    f"{chosen}/99999999999999999999"):
        answer = page.goto(f"/boards/issues/{address}")
        assert answer is not None
        assert answer.status == 404, address
    log_in(page, "jia")  # a grid worker, who may not read the board of the office
    answer = page.goto(f"/boards/issues/{inside}/1")
    assert answer is not None
    assert answer.status == 404


def test_staff_go_from_a_board_to_the_receipt_of_their_own_pages(visit: Visits, service: StreetService) -> None:
    page = visit("desktop")
    log_in(page, "kao")
    page.goto("/boards/issues/" + service.issues("kao", board="内表")[0].id)
    page.get_by_role("link", name="80.00").click()
    expect(page.get_by_text("满意率", exact=True)).to_be_visible()
    assert "/work/scores/scored/" in page.url
