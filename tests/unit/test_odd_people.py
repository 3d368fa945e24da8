"""Who must get nothing: somebody who left, an account under a word of the engine; and odd text on its way to others."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.case import Event
from engine.service import Refused, StreetService, casting, intake
from engine.service.duties.feed import feed_of, public_feed
from engine.service.duties.views import Coming
from engine.service.rows import rows_of
from engine.values import SHANGHAI
from tests.ballot_street import began, sheet
from tests.unit.ledger_street import make
from tests.visiting import visits


def people(service: StreetService, *rows: dict[str, str]) -> intake.Intake:
    """A sheet of people taken in."""
    headings = ("账号", "姓名", "电话", "角色", "单位", "证件", "包片", "管理员")
    body = "\n".join(["\t".join(headings), *("\t".join(f'"{row.get(one, "")}"' for one in headings) for row in rows)])
    return intake.take_in(service, "wang", intake.upload(service, "wang", "people", "", "人.csv", body.encode()))


@pytest.mark.parametrize("account", ["system", "public", "party", "a/b", "a\nb", "<b>", "Zhang", "张三", "a" * 41])
def test_no_sheet_makes_an_account_that_a_streets_file_could_not(tmp_path: Path, account: str) -> None:
    service = make(tmp_path)
    found = people(service, {"账号": account, "姓名": "某人", "角色": "联络员", "单位": "柳南社区"})
    assert (found.good, len(found.failed)) == (0, 1)
    assert "账号" in found.failed[0].reason.zh
    assert account not in service.directory().people


def test_a_sheet_of_people_keeps_what_it_does_not_speak_of(tmp_path: Path) -> None:
    service = make(tmp_path)
    with service.store.write():
        service.append_directory([Event("person_set", {"person": ["li", "李芳", "138", "督办1号", False, False, "li@example.org"]},
                                        service.clock().isoformat(), "system")], service.directory())
    assert people(service, {"账号": "li", "姓名": "李芳", "电话": "139", "角色": "联络员", "单位": "柳南社区"}).good == 1
    known = service.directory().people["li"]
    assert (known.phone, known.credential, known.email) == ("139", "督办1号", "li@example.org")


def test_a_name_with_a_line_break_becomes_one_line(tmp_path: Path) -> None:
    service = make(tmp_path)
    assert people(service, {"账号": "qian", "姓名": "钱\n进\tX"}).good == 1
    assert service.directory().people["qian"].name == "钱 进 X"


def test_whoever_left_sees_no_row_though_it_is_linked_to_them(tmp_path: Path) -> None:
    home: dict[str, Any] = {"门牌": "一号楼101", "户主": {"姓名": "张大爷", "电话": "13800000001"}, "人口": "3"}
    with visits(tmp_path) as street:
        row = street.add_row("wang", "visits", "住户", "柳南", home, linked=["li"])
        method = street.method("visits")
        assert [one.needed for one in rows_of(street, "li", method, "住户")] == [True]
        with street.store.write():
            street.append_directory([Event("left", {"person": "li"}, street.clock().isoformat(), "system")], street.directory())
        with pytest.raises(Refused, match="没有这一行"):
            street.register_row("li", row)
        assert rows_of(street, "li", method, "住户") == ()


# --- odd text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["\0", "\ud800", "好" * 100_000, {"a": {"b": "c"}}, b"x"])
def test_a_sheet_with_what_no_form_could_hold_is_refused_and_its_code_stays_good(tmp_path: Path, odd: Any) -> None:
    made, _, codes = began(tmp_path)
    answers = sheet(random.Random(1))
    for name in ("意见", "作风"):
        with pytest.raises(Refused):
            casting.cast(made.service, codes["党员"][0], {**answers, name: odd})
    assert casting.cast(made.service, codes["党员"][0], answers) == casting.RECEIVED


@pytest.mark.parametrize("code", ["", "\0", "\ud800", "../../etc", "ABCD\nEFGH", "%s%s", "A" * 100_000, "ＡＢＣＤ-ＥＦＧＨ"])
def test_what_is_no_code_is_told_so(tmp_path: Path, code: str) -> None:
    made, _, _ = began(tmp_path)
    for ask in (lambda: casting.cast_page(made.service, code), lambda: casting.cast(made.service, code, {})):
        with pytest.raises(Refused, match="没有这个测评码"):
            ask()
    assert len(list((tmp_path / "urns").iterdir())) == 1


@pytest.mark.parametrize("evil", ["接访\r\nATTACH:http://x\r\nBEGIN:VALARM", "a\rATTACH:x", "a\u2028ATTACH:x\x0bATTACH:y", "长" * 300])
def test_no_text_begins_a_property_of_a_calendar(evil: str) -> None:
    now = datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)
    for body in (public_feed(evil, [Coming("one", evil, date(2026, 3, 2), "09:00", {"地点": evil, "人": evil})], now), feed_of(evil, (), now)):
        lines = body.decode().split("\r\n")
        assert not [line for line in lines if line.startswith(("ATTACH", "BEGIN:VALARM"))]
        assert not any(len(line.encode()) > 75 or "\r" in line or "\n" in line for line in lines)
