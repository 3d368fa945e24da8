"""Registers: who keeps and sees them, rows that are alike, changes with a reason, links, and what stays private."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.service import Refused, StreetService
from engine.service.accounts import set_password
from engine.store.verify import verify
from tests.visiting import visits
from web import create_app

HOME: dict[str, Any] = {"门牌": "一号楼101", "户主": {"姓名": "张大爷", "电话": "13800000001"}, "人口": "3"}


@pytest.fixture
def street(tmp_path: Path) -> Iterator[StreetService]:
    with visits(tmp_path) as service:
        yield service
        assert verify(service.store, service.method) == []


def add(street: StreetService, who: str = "wang", **more: Any) -> str:
    return street.add_row(who, "visits", "住户", "柳南", {**HOME, **more})


def test_two_rows_may_not_be_alike_in_what_is_unique(street: StreetService) -> None:
    first = add(street)
    with pytest.raises(Refused, match="门牌"):
        add(street, 人口="2")
    street.close_row("wang", first, "搬走了")
    second = add(street)
    with pytest.raises(Refused, match="门牌"):
        street.close_row("wang", first, "又搬回来了")
    street.change_row("wang", second, {"门牌": "一号楼102"}, reason="门牌写错了")
    street.close_row("wang", first, "又搬回来了")
    assert [one.number for one in street.register_rows("wang", "visits", "住户").rows] == ["0001", "0002"]


def test_a_change_needs_a_reason_and_keeps_what_is_not_given(street: StreetService) -> None:
    row = add(street)
    with pytest.raises(Refused, match="理由"):
        street.change_row("wang", row, {"人口": "4"})
    street.change_row("wang", row, {"人口": "4"}, reason="添了一口人")
    page = street.register_row("wang", row)
    assert {one.name: one.text.zh for one in page.line.values} == {
        "门牌": "一号楼101", "户主": "张大爷 13800000001", "人口": "4"}
    assert [(one.what.zh, one.reason) for one in page.history] == [("记入", ""), ("修改", "添了一口人")]


def test_only_keepers_write_and_only_those_near_see(street: StreetService) -> None:
    row = add(street)
    with pytest.raises(Refused):
        add(street, "jian", 门牌="二号楼1")
    with pytest.raises(Refused):
        add(street, "li", 门牌="二号楼1")
    with pytest.raises(Refused):
        street.register_row("jian", row)
    assert street.register_rows("li", "visits", "住户").total == 0
    assert [kept.register.name for kept in street.registers("cheng")] == ["民意智库", "住户"]


def test_private_values_are_open_to_keepers_and_to_those_linked(street: StreetService) -> None:
    row = street.add_row("wang", "visits", "住户", "柳南", HOME, linked=["li"])
    def holder(who: str) -> str:
        return next(one.text.zh for one in street.register_row(who, row).line.values if one.name == "户主")

    assert holder("wang") == holder("li") == "张大爷 13800000001"
    assert holder("cheng") == "张** *******0001"
    assert street.register_rows("li", "visits", "住户", mine=True).total == 0
    said = repr(street.store.conn.execute("SELECT * FROM register_row").fetchall()) + repr(street.store.conn.execute("SELECT body FROM event").fetchall())
    assert "张大爷" not in said
    assert "一号楼101" not in said


def test_those_linked_must_hold_the_role(street: StreetService) -> None:
    with pytest.raises(Refused, match="联系人"):
        street.add_row("wang", "visits", "住户", "柳南", HOME, linked=["jian"])


def test_the_same_submission_writes_one_row(street: StreetService) -> None:
    first = street.add_row("wang", "visits", "住户", "柳南", HOME, key="k1")
    assert street.add_row("wang", "visits", "住户", "柳南", HOME, key="k1") == first
    with pytest.raises(Refused):
        street.add_row("wang", "visits", "住户", "柳南", {**HOME, "人口": "9"}, key="k1")


def test_rows_are_found_by_plain_words_and_by_unit(street: StreetService) -> None:
    add(street)
    street.add_row("li", "visits", "住户", "柳北", {**HOME, "人口": "7"} | {"门牌": "三号楼"})
    assert street.register_rows("wang", "visits", "住户", search="0002").total == 1
    assert street.register_rows("wang", "visits", "住户", search="张大爷").total == 0
    assert [one.unit for one in street.register_rows("wang", "visits", "住户", unit="柳北").rows] == ["柳北"]
    assert street.worklist("wang", "all", search="0001").rows == ()


def test_a_form_filled_over_an_older_row_takes_nobody_elses_change_away(street: StreetService) -> None:
    row = add(street)
    seen = len(street.register_row("wang", row).history)
    street.change_row("wang", row, {"人口": "4"}, reason="添了一口人", seen=seen, key="first")
    assert street.change_row("wang", row, {"人口": "4"}, reason="添了一口人", seen=seen, key="first") == row
    with pytest.raises(Refused, match="刚才有人改过"):
        street.change_row("wang", row, {"人口": "3", "门牌": "一号楼103"}, reason="门牌写错了", seen=seen)
    street.change_row("wang", row, {"门牌": "一号楼103"}, reason="门牌写错了", seen=seen + 1)
    kept = street.store.conn.execute("SELECT json_extract(state, '$.values') FROM stream WHERE id = ?", (row,)).fetchone()[0]
    assert '"4"' in kept or ": 4" in kept


def test_the_page_says_that_somebody_was_faster_and_then_lets_it_be_written(street: StreetService) -> None:
    row = add(street)
    set_password(street, "wang", "柳河-2026-试用", must_change=False)
    app = create_app(street, secret=b"for tests only", testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.post("/login", data={"name": "wang", "password": "柳河-2026-试用"})
    assert 'name="seen" value="1"' in browser.get(f"/registers/rows/{row}/edit").text
    street.change_row("wang", row, {"人口": "4"}, reason="添了一口人")
    typed = {"seen": "1", "理由": "门牌写错了", "f.门牌": "一号楼103", "f.人口": "3"}
    late = browser.post(f"/registers/rows/{row}/edit", data=typed)
    assert (late.status_code, "刚才有人改过" in late.text, "一号楼103" in late.text, 'name="seen" value="2"' in late.text) == (409, True, True, True)
    assert len(street.register_row("wang", row).history) == 2
