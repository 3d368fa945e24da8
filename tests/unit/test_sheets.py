"""Tables as people really send them: read, or refused with what to do."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sheets import Column, SheetRefused, Table, as_csv, read_table, serial_day, write_template

KNOWN, MUST = ("姓名", "电话", "日期", "份额"), ("姓名",)


def excel(change: Callable[[Any], None] = lambda sheet: None, rows: tuple[tuple[Any, ...], ...] = (("张三", 13800000001, "", ""),)) -> bytes:
    """A workbook with the known headings, rows, and whatever `change` does to its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(KNOWN)
    for row in rows:
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "表.xlsx") -> Table:
    return read_table(data, name, KNOWN, MUST)


def refusal(data: bytes, name: str = "表.xlsx") -> str:
    with pytest.raises(SheetRefused) as caught:
        read(data, name)
    assert caught.value.text.en
    return caught.value.text.zh


def test_numbers_dates_and_shares_read_as_they_look() -> None:
    def share(sheet: Any) -> None:
        sheet.cell(2, 4).number_format = "0%"

    row = read(excel(share, (("张三", 13800000001.0, date(2026, 3, 2), 0.4),))).rows[0]
    assert row.cells == {"姓名": "张三", "电话": "13800000001", "日期": "2026-03-02", "份额": "40%"}


def test_headings_are_found_below_a_title_and_with_stars_and_spaces() -> None:
    def title(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet.cell(1, 1).value = "柳河街道人员表"
        sheet.cell(3, 1).value = " 姓 名*（必填）"

    table = read(excel(title))
    assert [(row.number, row.cells["姓名"]) for row in table.rows] == [(4, "张三")]


@pytest.mark.parametrize(("written", "said"), [("姓 名", ""), ("名字", "缺少"), ("性名", "是不是「姓名」")])
def test_a_wrong_heading_is_told_with_the_nearest_right_one(written: str, said: str) -> None:
    def rename(sheet: Any) -> None:
        sheet.cell(1, 1).value = written

    if said:
        assert said in refusal(excel(rename))
    else:
        assert read(excel(rename)).rows


def test_an_unknown_column_is_left_out_and_said() -> None:
    def more(sheet: Any) -> None:
        sheet.cell(1, 5).value, sheet.cell(2, 5).value = "电活", "x"

    def only(sheet: Any) -> None:
        more(sheet)
        sheet.delete_cols(2)

    assert any("「电活」" in note.zh for note in read(excel(more)).notes)
    assert any("是不是「电话」" in note.zh for note in read(excel(only)).notes)


def test_a_column_twice_is_refused() -> None:
    def twice(sheet: Any) -> None:
        sheet.cell(1, 5).value = "姓名"

    assert "写了两次" in refusal(excel(twice))


def test_cells_merged_downwards_count_for_each_row() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B2:B3")

    table = read(excel(merge, (("张三", "12345678", "", ""), ("李四", "", "", ""))))
    assert [row.cells["电话"] for row in table.rows] == ["12345678", "12345678"]
    assert any("合并" in note.zh for note in table.notes)


def test_a_formula_without_a_value_is_wrong_at_its_cell() -> None:
    row = read(excel(rows=(("张三", "=1+1", "", ""),))).rows[0]
    assert "只粘贴数值" in row.wrong["电话"].zh


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(KNOWN)
    book.active.append(("藏着的", "", "", ""))
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("看得见")
    shown.append(KNOWN)
    shown.append(("张三", "", "", ""))
    out = io.BytesIO()
    book.save(out)
    table = read(out.getvalue())
    assert [row.cells["姓名"] for row in table.rows] == ["张三"]
    assert any("隐藏的表没有读" in note.zh for note in table.notes)


def test_examples_and_empty_rows_are_left_out() -> None:
    template = write_template("人员", [Column("姓名", required=True, example="示例人"), Column("电话")], ["一行一个"])
    assert "没有填内容" in refusal(template)


def test_a_template_holds_its_lists_on_a_hidden_sheet_and_says_how_to_fill_it_in() -> None:
    choices = tuple(f"第{n}社区居民委员会" for n in range(60))
    book = openpyxl.load_workbook(io.BytesIO(write_template("单位", [Column("姓名", "写全名", True, choices)], ["一行一个"])))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("单位", "visible"), ("选项", "hidden"), ("填写说明", "visible")]
    assert book["单位"].data_validations.dataValidation[0].formula1 == "选项!$A$1:$A$60"
    assert "写全名" in str(book["单位"]["B1"].comment)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_in_any_usual_coding_is_read(coding: str, sign: str) -> None:
    body = f"姓名{sign}电话\r\n张三{sign}１３８\r\n".encode(coding)
    assert read(body, "表.csv").rows[0].cells == {"姓名": "张三", "电话": "１３８"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(excel())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
        made.writestr("xl/worksheets/sheet9.xml", b"0" * (130 * 1024 * 1024))
    return out.getvalue()


def with_member(name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(excel())) as source, zipfile.ZipFile(out, "w") as made:
        for one in source.namelist():
            made.writestr(one, change(source.read(one)) if one == name else source.read(one))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(("data", "said"), [
    (b"", "空的"),
    (b"  \n", "空的"),
    (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版 Excel"),
    (b"%PDF-1.4 ...", "不是表格"),
    (b"PK\x03\x04broken", "损坏"),
    (bomb(), "展开后太大"),
    (with_member(SHEET, lambda body: b'<!DOCTYPE x [<!ENTITY a "b">]>' + body), "损坏"),
    (with_member(SHEET, lambda body: body[:200]), "损坏"),
    (with_member(SHEET, lambda body: body.replace(b"<sheetData>", b"<sheetData>" + b'<row r="9"></row>' * 20_200)), "一次最多20000行"),
    (excel(lambda sheet: setattr(sheet.cell(1, 1), "value", "x") or sheet.delete_cols(2, 4)), "没有找到表头"),
    ("姓名,电话\n".encode() + b"\x00\x01", "不是表格"),
], ids=["nothing", "blank", "xls", "pdf", "cut", "bomb", "entities", "torn", "rows", "headings", "binary"])
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_word_file_is_told_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w/>")
    assert "Word" in refusal(out.getvalue())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    with contextlib.suppress(SheetRefused):
        assert read(data).rows


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=2, max_size=2), max_size=5))
def test_csv_keeps_every_text_and_runs_none(rows: list[list[str]]) -> None:
    body = as_csv(["甲", "乙"], rows).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(body)))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [[cell.removeprefix("'") for cell in row] for row in rows]
    assert not [cell for row in back for cell in row if cell[:1] in "=@" and cell]


def test_a_day_kept_as_a_number_is_a_day() -> None:
    assert serial_day("46083") == date(2026, 3, 2)
