"""Sheets taken in: nothing before it was shown, nothing half, nothing twice, and every failed row comes back with its reason."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.service import Refused, StreetService, intake
from engine.service.intake import Intake
from tests.unit.hall import ok, run
from tests.unit.ledger_street import make

VISIT = {"归属单位": "柳南社区", "走访日期": "2026-03-01", "类别": "住房", "件数": "２", "情况": "屋顶漏水", "是否解决": "否"}


@pytest.fixture
def street(tmp_path: Path) -> StreetService:
    return make(tmp_path)


def filled(service: StreetService, person: str, kind: str, target: str, rows: list[dict[str, Any]]) -> bytes:
    """The downloaded template with rows typed in below its example."""
    body, _ = intake.template(service, person, kind, target)
    book = openpyxl.load_workbook(io.BytesIO(body))
    sheet = book.worksheets[0]
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for at, row in enumerate(rows, 3):
        for heading, value in row.items():
            sheet.cell(at, places[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(service: StreetService, person: str, kind: str, target: str, rows: list[dict[str, Any]]) -> Intake:
    body = filled(service, person, kind, target, rows)
    return intake.intake(service, person, intake.upload(service, person, kind, target, "表.xlsx", body))


def all_in(service: StreetService, person: str, sheet: str, most: int = 200) -> Intake:
    found = intake.take_in(service, person, sheet, most)
    while not found.finished:
        found = intake.take_in(service, person, sheet, most)
    return found


def cases(service: StreetService) -> int:
    return len(service.worklist("wang", "all").rows)


def why(found: Intake) -> list[tuple[int, str]]:
    return [(one.number, one.reason.zh) for one in found.failed]


def test_rows_are_forecast_first_and_nothing_happens_until_confirmed(street: StreetService) -> None:
    found = uploaded(street, "zhang", "cases", "走访", [VISIT, VISIT | {"类别": "房子", "件数": "两三"}])
    assert (found.good, found.confirmed, cases(street)) == (1, False, 0)
    ((number, reason),) = why(found)
    assert number == 4
    assert "「类别」没有「房子」这一项" in reason
    assert "「件数」" in reason
    found = all_in(street, "zhang", found.id)
    assert (found.good, len(found.failed), cases(street)) == (1, 1, 1)


def test_a_case_from_a_sheet_is_the_case_a_page_would_make(street: StreetService) -> None:
    row = VISIT | {"来访人姓名": "赵大爷", "来访人电话": 13800000001, "走访日期": 46083}
    all_in(street, "zhang", uploaded(street, "zhang", "cases", "走访", [row]).id)
    (line,) = street.worklist("wang", "all").rows
    page = street.case_page("wang", line.case)
    shown = {value.name: value.text.zh for value in page.values}
    assert (page.unit, shown["件数"], shown["走访日期"], shown["来访人"]) == ("柳南社区", "2", "2026年3月2日(周一)", "赵** *******0001")


def test_the_same_sheet_twice_makes_nothing_twice(street: StreetService) -> None:
    rows = [VISIT | {"表号": "A1"}, VISIT | {"情况": "停车难"}]
    all_in(street, "zhang", uploaded(street, "zhang", "cases", "走访", rows).id)
    again = uploaded(street, "zhang", "cases", "走访", [*rows, VISIT | {"表号": "A1", "情况": "改了字"}])
    assert (again.good, again.again) == (0, 3)
    assert all_in(street, "zhang", again.id).good == 0
    assert cases(street) == 2


def test_two_rows_alike_need_numbers_of_their_own(street: StreetService) -> None:
    found = uploaded(street, "zhang", "cases", "走访", [VISIT, VISIT, VISIT | {"表号": "7"}])
    assert found.good == 2
    assert "和第3行一样" in why(found)[0][1]


def test_a_sheet_goes_on_where_it_stood(street: StreetService) -> None:
    found = uploaded(street, "zhang", "cases", "走访", [VISIT | {"表号": str(n)} for n in range(7)])
    half = intake.take_in(street, "zhang", found.id, most=3)
    assert (half.done, half.finished, cases(street)) == (3, False, 3)
    done = all_in(street, "zhang", found.id, most=3)
    assert (done.good, done.again, done.finished, cases(street)) == (7, 0, True, 7)


def test_failed_rows_come_back_with_reasons_and_can_be_mended_and_sent_again(street: StreetService) -> None:
    found = all_in(street, "zhang", uploaded(street, "zhang", "cases", "走访", [VISIT | {"件数": "x"}, VISIT]).id)
    body, _ = intake.failed_sheet(street, "zhang", found.id)
    book = openpyxl.load_workbook(io.BytesIO(body))
    sheet = book.worksheets[0]
    headings = [str(cell.value).rstrip("*") for cell in sheet[1]]
    assert headings[-1] == "原因"
    assert "不是数" in str(sheet.cell(2, len(headings)).value)
    sheet.cell(2, headings.index("件数") + 1).value = 3
    out = io.BytesIO()
    book.save(out)
    again = intake.upload(street, "zhang", "cases", "走访", "改好.xlsx", out.getvalue())
    assert all_in(street, "zhang", again).good == 1
    assert cases(street) == 2


def test_an_upload_is_its_owners_and_is_gone_when_dropped(street: StreetService) -> None:
    found = uploaded(street, "zhang", "cases", "走访", [VISIT])
    with pytest.raises(Refused):
        intake.intake(street, "li", found.id)
    intake.forget(street, "zhang", found.id)
    with pytest.raises(Refused):
        intake.intake(street, "zhang", found.id)


@pytest.mark.parametrize(("person", "kind", "target"), [("zhang", "people", ""), ("zhang", "units", ""), ("wang", "cases", "走访"),
                                                        ("zhang", "nothing", ""), ("zhang", "cases", "没有")])
def test_who_may_not_is_told_so_before_any_file_is_read(street: StreetService, person: str, kind: str, target: str) -> None:
    with pytest.raises(Refused):
        intake.template(street, person, kind, target)


# --- people, units, registers ---------------------------------------------------------------------------------------


def test_units_and_people_arrive_and_go_back_into_the_same_sheet(street: StreetService) -> None:
    all_in(street, "wang", uploaded(street, "wang", "units", "", [{"单位名称": "柳东社区", "种类": "社区", "上级": "柳河街道"}]).id)
    rows = [{"账号": "qian", "姓名": "钱进", "电话": "13800000009", "角色": "联络员", "单位": "柳东社区"},
            {"账号": "qian", "姓名": "钱进", "角色": "联络员", "单位": "柳北社区"}]
    found = all_in(street, "wang", uploaded(street, "wang", "people", "", rows).id)
    assert (found.good, found.failed) == (2, ())
    assert street.directory().doors_of("qian") == (("联络员", "柳东社区"), ("联络员", "柳北社区"))
    for kind in ("people", "units"):
        body, _ = intake.template(street, "wang", kind, filled=True)
        back = intake.intake(street, "wang", intake.upload(street, "wang", kind, "", "表.xlsx", body))
        assert (back.good, back.failed) == (0, ())
        assert back.again == back.total > 1


@pytest.mark.parametrize(("row", "said"), [
    ({"账号": "zhang", "姓名": "别人"}, "已经是张明的"),
    ({"账号": "x y", "姓名": "甲"}, "小写字母和数字"),
    ({"账号": "x", "姓名": "甲", "角色": "联洛员", "单位": "柳南社区"}, "是不是「联络员」？"),
    ({"账号": "x", "姓名": "甲", "角色": "联络员", "单位": "柳河街道"}, "设在社区"),
    ({"账号": "x", "姓名": "甲", "角色": "联络员"}, "一起填"),
    ({"账号": "x", "姓名": "甲", "管理员": "也许"}, "是或否"),
    ({"账号": "x"}, "都要填"),
])
def test_a_wrong_person_is_told_what_is_wrong(street: StreetService, row: dict[str, str], said: str) -> None:
    found = uploaded(street, "wang", "people", "", [row])
    assert said in why(found)[0][1]


@pytest.mark.parametrize(("row", "said"), [
    ({"单位名称": "柳东社区", "种类": "社区", "上级": "柳南社区"}, "要挂在街道下面"),
    ({"单位名称": "柳东社区", "种类": "社区", "上级": "柳河"}, "是不是「柳河街道」？"),
    ({"单位名称": "柳东社区", "种类": "小区", "上级": "柳河街道"}, "是不是「社区」？"),
])
def test_a_wrong_unit_is_told_what_is_wrong(street: StreetService, row: dict[str, str], said: str) -> None:
    assert said in why(uploaded(street, "wang", "units", "", [row]))[0][1]


def test_rows_of_a_register_are_added_changed_by_number_and_kept_apart(street: StreetService) -> None:
    rows = [{"归属单位": "柳南社区", "户主": "张家", "电话": "13800000001"}, {"归属单位": "柳南社区", "户主": "张家", "电话": "13800000002"},
            {"归属单位": "柳北社区", "户主": "李家", "电话": "13800000003"}]
    found = uploaded(street, "zhang", "register", "家庭", rows)
    assert [number for number, _ in why(found)] == [4, 5]
    assert "户主相同的一行" in why(found)[0][1]
    all_in(street, "zhang", found.id)
    body, _ = intake.template(street, "zhang", "register", "家庭", filled=True)
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert [cell.value for cell in book.worksheets[0][2]][1:] == ["0001", "柳南社区", "张家", "13800000001"]
    book.worksheets[0].cell(2, 5).value = "13999999999"
    out = io.BytesIO()
    book.save(out)
    changed = all_in(street, "zhang", intake.upload(street, "zhang", "register", "家庭", "表.xlsx", out.getvalue()))
    assert (changed.good, changed.again, changed.failed) == (1, 0, ())
    body, _ = intake.template(street, "zhang", "register", "家庭", filled=True)
    assert openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].cell(2, 5).value == "13999999999"


# --- the commands ---------------------------------------------------------------------------------------------------


def test_the_commands_check_take_in_and_give_back(street: StreetService, tmp_path: Path) -> None:
    sheet, back = tmp_path / "走访.xlsx", tmp_path / "退回.xlsx"
    sheet.write_bytes(filled(street, "zhang", "cases", "走访", [VISIT, VISIT | {"件数": "x"}]))
    here = ("--street", tmp_path, "--as", "张明")
    words = ("import", "cases", sheet, "--for", "走访", *here)
    dry = run(*words, "--dry-run", "--format", "json")
    assert (dry.exit_code, json.loads(dry.stdout)["good"], cases(street)) == (1, 1, 0)
    done = run(*words, "--failed", back)
    assert done.exit_code == 1
    assert "导入了1行，以前导入过0行，不合格1行" in done.stdout
    assert back.is_file()
    assert cases(street) == 1
    assert "以前导入过1行" in run(*words).stdout
    ok("template", "register", tmp_path / "家庭.xlsx", "--for", "家庭", *here)
    assert openpyxl.load_workbook(tmp_path / "家庭.xlsx").sheetnames[0] == "家庭"


def test_documents_and_ledgers_are_printed_by_commands(street: StreetService, tmp_path: Path) -> None:
    all_in(street, "zhang", uploaded(street, "zhang", "cases", "走访", [VISIT]).id)
    here = ("--street", tmp_path, "--as", "张明")
    number = street.worklist("wang", "all").rows[0].number
    assert "屋顶漏水" in ok("print", number, "走访记录表", *here)
    assert ok("ledger", "民情手册", *here).strip() == "李芳、张明"
    for form, start in (("docx", b"PK"), ("html", b"<!doctype html>")):
        ok("print", number, "走访记录表", *here, "--format", form, "--out", tmp_path / f"a.{form}")
        ok("blank", "民情台账", "--street", tmp_path, "--format", form, "--out", tmp_path / f"b.{form}")
        ok("ledger", "民情手册", *here, "--whose", "张明", "--format", form, "--out", tmp_path / f"c.{form}")
        assert {(tmp_path / f"{name}.{form}").read_bytes()[:len(start)] for name in "abc"} == {start}
    assert run("ledger", "民情手册", *here, "--whose", "没有").exit_code == 2
    assert run("ledger", "民情手册", *here, "--whose", "张明", "--from", "昨天").exit_code == 2
