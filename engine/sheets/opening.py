"""From the bytes of an uploaded file to a grid of texts, whoever made the file and whatever they meant by it.

In: bytes and the file's name.  Out: a `Grid`: the first visible sheet as rows of texts with notes on what was done, or
`SheetRefused` with what to do.  A file that would swell when unpacked, hides entities or holds too much is refused
before it is read.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from engine.errors import BihuanError
from engine.sheets.texts import text_of
from engine.text import Text, say

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_ROWS = 20_000
MOST_CELLS = 1_000_000
MOST_COLUMNS = 200
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_SAVE_AS = "请用 Excel 或 WPS 打开，选「另存为」，类型选「Excel 工作簿（.xlsx）」，再上传一次"
_SAVE_AS_EN = "open it in Excel or WPS, choose “Save as”, type “Excel workbook (.xlsx)”, and upload that"


class SheetRefused(BihuanError):
    """A file that cannot be read as a table; `text` says why and what to do."""

    def __init__(self, zh: str, en: str, /, **facts: object) -> None:
        super().__init__(say(zh, en, **facts))


@dataclass
class Grid:
    """Rows of texts as they stand, by row number from 1; `wrong` holds cells without a usable value, by (row, column)."""

    rows: list[list[str]]
    sheet: str = ""
    notes: list[Text] = field(default_factory=list)
    wrong: dict[tuple[int, int], Text] = field(default_factory=dict)


def open_grid(data: bytes, name: str, wanted: str = "") -> Grid:
    """The table in a file; of several sheets the one called `wanted`, else the first that is visible and not empty."""
    if not data.strip():
        raise SheetRefused("文件是空的，请选填好的表", "the file is empty; choose the filled-in sheet")
    if len(data) > MOST_BYTES:
        raise SheetRefused("文件有{n}MB，最多{most}MB；请分成几个文件", "the file has {n} MB; at most {most} MB, so split it into several",
                           n=len(data) // 1024 // 1024, most=MOST_BYTES // 1024 // 1024)
    if data[:4] == _OLE:
        raise SheetRefused("「{name}」是旧版 Excel（.xls）或者加了密码，读不了；" + _SAVE_AS,
                           "“{name}” is an old .xls file or has a password; " + _SAVE_AS_EN, name=name)
    if data[:2] == _ZIP:
        return _excel(data, name, wanted)
    if data[:5] == b"%PDF-" or data[:3] == b"\xff\xd8\xff" or data[:4] == b"\x89PNG":
        raise SheetRefused("「{name}」是 PDF 或图片，不是表格；请上传 Excel（.xlsx）或 CSV",
                           "“{name}” is a PDF or picture, not a table; upload .xlsx or CSV", name=name)
    return _csv(data, name)


# --- CSV ------------------------------------------------------------------------------------------------------------


def _csv(data: bytes, name: str) -> Grid:
    text, coded = _decoded(data, name)
    if "\0" in text:
        raise SheetRefused("「{name}」不是表格文件；请上传 Excel（.xlsx）或 CSV", "“{name}” is not a table; upload .xlsx or CSV", name=name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    sign = max(("\t", ";", ","), key=first.count)
    grid = Grid([])
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            grid.rows.append([text_of(cell) for cell in row[:MOST_COLUMNS]])
            if len(grid.rows) > MOST_ROWS:
                raise _too_many(len(text.splitlines()))
    except csv.Error as failed:
        raise SheetRefused("「{name}」第{n}行附近的引号不成对，读不下去",
                           "the quotes near line {n} of “{name}” do not match", name=name, n=len(grid.rows) + 1) from failed
    if coded:
        grid.notes.append(say("文件是 {coded} 编码，按它读了", "the file is in {coded} and was read as such", coded=coded))
    return grid


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "GBK"
    except UnicodeDecodeError as failed:
        raise SheetRefused("「{name}」的文字认不出来；" + _SAVE_AS, "the text of “{name}” cannot be made out; " + _SAVE_AS_EN, name=name) from failed


# --- Excel ----------------------------------------------------------------------------------------------------------


def _excel(data: bytes, name: str, wanted: str) -> Grid:
    _require_harmless(data, name)
    book = _load(data, name, values=False)
    sheet = _visible(book, wanted)
    grid = Grid([], str(sheet.title))
    others = [str(one.title) for one in book.worksheets if one is not sheet]
    hidden = [str(one.title) for one in book.worksheets if one.sheet_state != "visible"]
    if set(others) - set(hidden) - {"选项", "填写说明"}:
        grid.notes.append(say("只读了「{sheet}」这一张表", "only the sheet “{sheet}” was read", sheet=grid.sheet))
    if set(hidden) - {"选项"}:
        grid.notes.append(say("隐藏的表没有读：{names}", "hidden sheets were not read: {names}", names="、".join(sorted(set(hidden) - {"选项"}))))
    has_formula = any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    worked_out = _visible(_load(data, name, values=True), wanted) if has_formula else sheet
    _read_cells(grid, sheet, worked_out)
    _spread_merged(grid, sheet)
    return grid


def _require_harmless(data: bytes, name: str) -> None:
    """Refuse what would swell, declares entities, or has more rows than anybody fills in."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if not any(one.filename == "[Content_Types].xml" for one in members):
                raise SheetRefused("「{name}」是压缩包，不是表格；请解开后上传里面的 Excel 文件",
                                   "“{name}” is an archive, not a table; unpack it first", name=name)
            if sum(one.file_size for one in members) > MOST_UNPACKED or len(members) > 2000:
                raise SheetRefused("「{name}」展开后太大，没有读", "“{name}” would be too large when unpacked and was not read", name=name)
            if not any(one.filename.startswith("xl/worksheets/") for one in members):
                raise SheetRefused("「{name}」里没有工作表（是 Word 文件吗？）；请上传 Excel（.xlsx）或 CSV",
                                   "“{name}” holds no worksheet; upload .xlsx or CSV", name=name)
            for one in members:
                _require_plain(packed, one, name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as failed:
        raise _broken(name) from failed


def _require_plain(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    if not member.filename.endswith((".xml", ".rels")):
        return
    rows = cells = read = 0
    with packed.open(member) as stream:
        while chunk := stream.read(1 << 20):
            read += len(chunk)
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk or read > MOST_UNPACKED:
                raise _broken(name)
            rows, cells = rows + len(_ROW.findall(chunk)), cells + len(_CELL.findall(chunk))
    if member.filename.startswith("xl/worksheets/") and rows > MOST_ROWS + 100:
        raise _too_many(rows)
    if cells > MOST_CELLS:
        raise SheetRefused("「{name}」有{n}个格子，太多了；请删掉不用的行和列", "“{name}” has {n} cells, which is too many; delete unused rows and columns",
                           name=name, n=cells)


_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[ >/]"), re.compile(rb"<(?:\w+:)?c[ >/]")


def _load(data: bytes, name: str, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library leaves out (drawings, some validations) does not matter here
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as failed:  # the library answers a damaged file with whatever it stumbled over
        raise _broken(name) from failed


def _visible(book: Any, wanted: str) -> Worksheet:
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    named = [one for one in shown if one.title == wanted]
    filled = [one for one in shown if one.max_row > 1 or one.cell(1, 1).value is not None]
    if not shown:
        raise SheetRefused("工作表都是隐藏的；请取消隐藏再上传", "all sheets are hidden; show them and upload again")
    return (named or filled or shown)[0]


def _read_cells(grid: Grid, sheet: Worksheet, worked_out: Worksheet) -> None:
    formulas = 0
    for at, (written, seen) in enumerate(zip(sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)),
                                             worked_out.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)), strict=False), 1):
        texts: list[str] = []
        for column, (cell, value) in enumerate(zip(written, seen, strict=False), 1):
            texts.append(text_of(value.value, str(cell.number_format or "")))
            if cell.data_type == "f":
                formulas += value.value is not None
                if value.value is None:
                    grid.wrong[at, column] = say("是公式，没有算出来的值；请复制后「只粘贴数值」",
                                                   "a formula without a value; copy it and paste the value only")
            if value.data_type == "e":
                grid.wrong[at, column] = say("是出错的公式（{value}）", "a formula in error ({value})", value=value.value)
                texts[-1] = ""
        grid.rows.append(texts)
    if formulas:
        grid.notes.append(say("有{n}格是公式，按算出来的值读了", "{n} cell(s) hold formulas; their values were read", n=formulas))
    if any(one.hidden for one in sheet.row_dimensions.values()):
        grid.notes.append(say("隐藏（筛选掉）的行也读了", "hidden rows were read too"))


def _spread_merged(grid: Grid, sheet: Worksheet) -> None:
    """A cell merged downwards stands for each of its rows, as it does for whoever reads the sheet."""
    spread = 0
    for merged in sheet.merged_cells.ranges:
        if merged.min_row >= merged.max_row or merged.min_col > MOST_COLUMNS:
            continue
        value = grid.rows[merged.min_row - 1][merged.min_col - 1]
        for row in range(merged.min_row + 1, min(merged.max_row, len(grid.rows)) + 1):
            grid.rows[row - 1][merged.min_col - 1] = value
        spread += 1
    if spread:
        grid.notes.append(say("有{n}处合并的格子，里面的每一行都按同一个值读了", "{n} merged cell(s) were read as the same value in each row", n=spread))


def _broken(name: str) -> SheetRefused:
    return SheetRefused("「{name}」损坏了或者不是正常的 Excel 文件；" + _SAVE_AS, "“{name}” is damaged or not a proper Excel file; " + _SAVE_AS_EN, name=name)


def _too_many(rows: int) -> SheetRefused:
    return SheetRefused("表里有{n}行，一次最多{most}行（空着但设过格式的行也算）；请删掉空行，或者分成几个文件",
                        "the table has {n} rows; at most {most} at a time (formatted empty rows count): delete rows or split it",
                        n=rows, most=MOST_ROWS)


def visible_rows(grid: Grid) -> Iterator[tuple[int, list[str]]]:
    """Rows with anything in them, by number."""
    return ((at, row) for at, row in enumerate(grid.rows, 1) if any(row))
