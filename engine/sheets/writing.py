"""Excel files: ledgers to print, and templates to fill in.

In: headings, rows of text, choices.  Out: the bytes of an .xlsx file in which nothing is a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from engine.rendering import width
from engine.sheets.headings import COUNTED, REASON
from engine.sheets.opening import MOST_ROWS

FONT = "宋体"
LINE = 15.75  # points
_SAFE: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of a ledger under one heading; '' where there is only one."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A ledger for a sheet of paper: title, lines below it, headings, sections, and what stands at its end."""

    title: str
    under: tuple[str, ...]
    headings: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()
    name: str = "台账"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template: its heading, what to write, what may be chosen, an example."""

    heading: str
    note: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""
    wide: int = 14
    free: bool = field(default=False)  # several choices, or others than listed, may be written


def write_book(book: Book) -> bytes:
    """A ledger as an Excel file that prints on A4 with its headings on every page."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, _SAFE)
    sheet = file.add_worksheet(_sheet_name(book.name))
    formats = _formats(file)
    last = len(book.headings)
    sheet.merge_range(0, 0, 0, max(last, 1), "", formats["title"])
    sheet.write_string(0, 0, book.title, formats["title"])
    sheet.set_row(0, 30)
    at = 1
    for line in book.under:
        sheet.write_string(at, 0, line, formats["under"])
        at += 1
    head = at
    for column, heading in enumerate((COUNTED, *book.headings)):
        sheet.write_string(head, column, heading, formats["head"])
    wide = [_wide(book, column) for column in range(last)]
    at, number = head + 1, 0
    for section in book.sections:
        if section.title:
            sheet.merge_range(at, 0, at, max(last, 1), "", formats["section"])
            sheet.write_string(at, 0, section.title, formats["section"])
            at += 1
        for row in section.rows:
            number += 1
            sheet.write_number(at, 0, number, formats["cell"])
            for column, text in enumerate(row, 1):
                sheet.write_string(at, column, text, formats["cell"])
            sheet.set_row(at, LINE * max((_lines(text, columns) for text, columns in zip(row, wide, strict=True)), default=1))
            at += 1
    for line in book.closing:
        at += 1
        sheet.write_string(at, 0, line, formats["under"])
    _page(sheet, [width(COUNTED) + 2, *wide], head)
    file.close()
    return out.getvalue()


def _page(sheet: Any, wide: Sequence[int], head: int) -> None:
    for column, columns in enumerate(wide):
        sheet.set_column(column, column, columns)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    if sum(wide) > 100:
        sheet.set_landscape()
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _lines(text: str, columns: int) -> int:
    """How many lines a text takes in a cell so wide; not every program works out the height of a row by itself."""
    return sum(max(1, -(-width(line) // max(columns - 2, 1))) for line in text.split("\n"))


def _wide(book: Book, column: int) -> int:
    longest = max((width(line) for section in book.sections for row in section.rows for line in row[column].split("\n")), default=0)
    return min(max(longest, width(book.headings[column])) + 2, 44)


def write_template(title: str, columns: Sequence[Column], help_lines: Sequence[str], rows: Sequence[Sequence[str]] = (),
                   reasons: Sequence[str] = (), sheet_name: str = "") -> bytes:
    """A sheet to fill in: headings with remarks, drop-down lists, an example row and a help sheet; with `rows` filled in,
    and with `reasons` beside them what was wrong with each."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, _SAFE)
    sheet = file.add_worksheet(_sheet_name(sheet_name or title))
    formats = _formats(file)
    headings = [COUNTED, *(f"{one.heading}*" if one.required else one.heading for one in columns), *([REASON] if reasons else [])]
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, formats["must" if heading.endswith("*") else "reason" if heading == REASON else "head"])
    sheet.set_column(0, 0, 6, formats["text"])
    for at, one in enumerate(columns, 1):
        sheet.set_column(at, at, max(one.wide, width(one.heading) + 3), formats["text"])
        remark = "\n".join(text for text in ("必填" if one.required else "", one.note) if text)
        if remark:
            sheet.write_comment(0, at, remark, {"x_scale": 1.6})
    start = 1
    if not rows:
        for at, text in enumerate(("示例", *(one.example for one in columns))):
            sheet.write_string(1, at, text, formats["example"])
        start = 2
    for line, row in enumerate(rows, start):
        for at, text in enumerate((str(line), *row)):
            sheet.write_string(line, at, text, formats["text"])
        if reasons:
            sheet.write_string(line, len(columns) + 1, reasons[line - start], formats["why"])
    if reasons:
        sheet.set_column(len(columns) + 1, len(columns) + 1, 50, formats["why"])
    sheet.freeze_panes(1, 2)
    _drop_downs(file, sheet, columns, start)
    _help(file, title, columns, help_lines, formats)
    file.close()
    return out.getvalue()


def _drop_downs(file: Any, sheet: Any, columns: Sequence[Column], start: int) -> None:
    """Choices on a hidden sheet, so that there may be any number of any length."""
    with_choices = [(at, one) for at, one in enumerate(columns, 1) if one.choices]
    if not with_choices:
        return
    kept = file.add_worksheet("选项")
    for place, (at, one) in enumerate(with_choices):
        for line, choice in enumerate(one.choices):
            kept.write_string(line, place, choice)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        rule: dict[str, Any] = {"validate": "list", "source": f"=选项!${letter}$1:${letter}${len(one.choices)}",
                                "error_title": "请从列表里选", "error_message": "这一格只能选列表里的内容。"}
        if one.free:
            rule |= {"error_type": "information", "error_message": "可以写列表以外的内容；几个用顿号「、」隔开。"}
        sheet.data_validation(start, at, MOST_ROWS, at, rule)
    kept.hide()


def _help(file: Any, title: str, columns: Sequence[Column], lines: Sequence[str], formats: dict[str, Any]) -> None:
    sheet = file.add_worksheet("填写说明")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 70, formats["wrap"])
    sheet.write_string(0, 0, f"{title}：怎么填", formats["title_left"])
    at = 1
    for line in lines:
        sheet.write_string(at, 0, line)
        at += 1
    for place, heading in enumerate(("列", "必填", "怎么写")):
        sheet.write_string(at + 1, place, heading, formats["head"])
    for row, one in enumerate(columns, at + 2):
        few = f"可选：{'、'.join(one.choices[:12])}{'……' if len(one.choices) > 12 else ''}" if one.choices else ""
        sheet.write_string(row, 0, one.heading)
        sheet.write_string(row, 1, "必填" if one.required else "")
        sheet.write_string(row, 2, "  ".join(text for text in (one.note, few, f"例：{one.example}" if one.example else "") if text), formats["wrap"])


def _formats(file: Any) -> dict[str, Any]:
    border = {"border": 1, "font_name": FONT, "text_wrap": True, "valign": "vcenter"}
    return {name: file.add_format(one) for name, one in {
        "title": {"bold": True, "font_size": 18, "align": "center", "valign": "vcenter", "font_name": FONT},
        "title_left": {"bold": True, "font_size": 14, "font_name": FONT}, "under": {"font_name": FONT},
        "head": {**border, "bold": True, "align": "center", "bg_color": "#E8EEF4"},
        "must": {**border, "bold": True, "align": "center", "bg_color": "#F4E4C8"},
        "reason": {**border, "bold": True, "align": "center", "bg_color": "#F4D4D0"},
        "section": {**border, "bold": True, "bg_color": "#F3F3F3"}, "cell": border, "text": {"num_format": "@", "font_name": FONT},
        "example": {"num_format": "@", "italic": True, "font_color": "#7A7A7A", "font_name": FONT},
        "why": {"text_wrap": True, "font_color": "#A61B1B", "font_name": FONT}, "wrap": {"text_wrap": True, "valign": "top"}}.items()}


def _sheet_name(text: str) -> str:
    """A name that Excel takes.

    >>> _sheet_name("《“三问”[记录]表》/2014")
    '《“三问”记录表》2014'
    """
    return re.sub(r"[\[\]:*?/\\']", "", text)[:31] or "表"
