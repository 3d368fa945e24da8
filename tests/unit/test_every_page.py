"""Every page there is, asked for by strangers and with hostile questions: nothing is open by oversight, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from engine.case import Event
from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.ledger_street import make, visit
from web import create_app

PUBLIC = {"public", "ballots", "draws", "boards", "method", "feeds", "static"}  # whole parts that residents use
OPEN = {"documents.blank", "documents.template", "auth.login", "auth.log_in", "auth.log_out"}
ONES_OWN = {"work.listing", "work.messages", "work.new", "supervise.listing", "duties.listing", "duties.month", "duties.behind", "duties.counts",
            "registers.listing", "ledgers.listing", "ledgers.page", "imports.listing", "scores.listing", "auth.password"}
ONWARD = {"work.back_to_ballot", "work.back_to_draw", "scores.source"}  # they only lead to another page
HOSTILE = ("?_external=1&_scheme=javascript&_anchor=x", "?_scheme=x", "?endpoint=x&_method=POST&case_id=y&self=z", "?page=99999999999999999999&month=9999-99",
           "?q=%00%27%22%3Cscript%3E&unit=%00&whose=%00&step=%00&lang=en", "?hash=%27deadbeef&from=%EF%BC%91&to=zz&as=docx")
PASSWORD = "柳河-2026-试用"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[StreetService]:
    """A street with one visit by 张明, and somebody with an account and no post."""
    made = make(tmp_path / "street")
    with made.store.write():
        made.append_directory([Event("person_set", {"person": ["wai", "外人"]}, made.clock().isoformat(), "system")], made.directory())
    for person in ("wai", "zhang"):
        set_password(made, person, PASSWORD, must_change=False)
    yield made
    made.store.close()


def pages(app: Flask, case: str) -> Iterator[tuple[str, str]]:
    """Every address that can be got: (endpoint, address)."""
    given = {"case_id": case, "method": "ledgers", "method_id": "ledgers", "name": "民情台账", "workflow": "走访", "person": "zhang"}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            with app.test_request_context():
                yield rule.endpoint, url_for(rule.endpoint, **{name: given.get(name, "1") for name in rule.arguments})


def visitor(app: Flask, person: str = "") -> FlaskClient:
    """A browser, with a login where a person is named."""
    found = app.test_client()
    if person:
        assert found.post("/login", data={"name": person, "password": PASSWORD}).status_code == 302
    return found


def the_app(service: StreetService) -> Flask:
    app = create_app(service, secret=b"for tests only", testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_what_is_not_for_residents_asks_for_a_login(service: StreetService) -> None:
    app = the_app(service)
    stranger, case = visitor(app), visit(service, "zhang").case
    for endpoint, address in pages(app, case):
        answer = stranger.get(address)
        if endpoint.partition(".")[0] not in PUBLIC and endpoint not in OPEN:
            assert (answer.status_code, answer.headers.get("Location", "")[:6]) == (302, "/login"), address
        assert "no-store" in answer.headers["Cache-Control"] or endpoint in ("feeds.visits", "public.report"), address


def test_an_account_without_a_post_opens_only_its_own_lists(service: StreetService) -> None:
    app = the_app(service)
    nobody, case = visitor(app, "wai"), visit(service, "zhang", 情况="屋顶漏水已经三天")
    for endpoint, address in pages(app, case.case):
        answer = nobody.get(address)
        known = endpoint.partition(".")[0] in PUBLIC or endpoint in OPEN | ONES_OWN | ONWARD
        assert known or answer.status_code in (403, 404, 422), (unquote(address), answer.status_code)
        assert "屋顶漏水已经三天".encode() not in answer.data, address
        assert case.number.encode() not in answer.data, address


def test_no_question_breaks_a_page_or_turns_its_links_elsewhere(service: StreetService) -> None:
    app = the_app(service)
    known, case = visitor(app, "zhang"), visit(service, "zhang").case
    for _, address in pages(app, case):
        for asked in HOSTILE:
            answer = known.get(address + asked)
            assert answer.status_code < 500, unquote(address + asked)
            assert b'href="javascript:' not in answer.data, address
            assert not answer.headers.get("Location", "").startswith(("javascript:", "//", "http")), address
