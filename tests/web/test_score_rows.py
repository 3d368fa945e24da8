"""A receipt with many rows lists them in pages; the file that works itself out again has them all."""

from __future__ import annotations

import re
from pathlib import Path

from engine.service.accounts import set_password
from tests.unit.score_street import Scored
from tests.web.conftest import PASSWORD
from web import create_app

RECEIPT = "/work/scores/scored/月评/receipt"


def test_rows_behind_a_number_are_turned_over_page_by_page(tmp_path: Path) -> None:
    street = Scored(tmp_path / "street")
    street.matters(甲格="满" * 53)
    street.at("2026-04-10 08:00")
    set_password(street.service, "kao", PASSWORD, must_change=False)
    client = create_app(street.service, secret=b"x", testing=True).test_client()
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    assert client.post("/login", data={"name": "kao", "password": PASSWORD, "csrf_token": token[1]}).status_code == 302
    asked = {"subject": "甲格", "period": "2026-03"}

    def listed(**more: str) -> list[list[str]]:
        text = client.get(RECEIPT, query_string={**asked, **more}).get_data(as_text=True)
        return [re.findall(r"诉求2026-\d{4}", part) for part in text.split("<details")[1:]]

    first = listed()
    names = [one["name"] for one in client.get(RECEIPT, query_string={**asked, "as": "json"}).get_json(force=True)["indicators"]]
    whole = [[row["source"] for row in one["list"]] for one in client.get(RECEIPT, query_string={**asked, "as": "json"}).get_json(force=True)["indicators"]]
    longest = max(range(len(whole)), key=lambda at: len(whole[at]))
    assert len(whole[longest]) == 53
    assert first[longest] == whole[longest][:50]
    then = listed(rows=names[longest], page="2")
    assert then[longest] == whole[longest][50:]
    assert [part for at, part in enumerate(then) if at != longest] == [part for at, part in enumerate(first) if at != longest]
    english = client.get(RECEIPT, query_string={**asked, "lang": "en"}).get_data(as_text=True)
    assert "the receipt you download has them all" in english
    street.service.store.close()
