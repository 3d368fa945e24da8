"""Finding the headings of a sheet, and its rows under the names they are known by.

In: a file and the columns that are known.  Out: a `Table`; wrong headings are told with the nearest right name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.problems import nearest
from engine.sheets.opening import Grid, SheetRefused, open_grid, visible_rows
from engine.text import Text, say

SEARCHED = 20  # rows in which the headings may stand: a title and some remarks may come first
REASON, COUNTED = "原因", "序号"
_IGNORED = frozenset({REASON, COUNTED, "备注（不导入）"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number in the sheet, its texts by column, and cells that have no usable value."""

    number: int
    cells: Mapping[str, str]
    wrong: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet under its headings; `notes` say what was understood rather than taken literally."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Text, ...] = ()
    sheet: str = ""


def read_table(data: bytes, name: str, known: Sequence[str], required: Sequence[str], sheet: str = "") -> Table:
    """The rows of a file under known headings; raises `SheetRefused`.

    Example rows (序号 begins with 示例 or 例) and empty rows are left out.
    """
    grid = open_grid(data, name, sheet)
    at, places, notes = _headings(grid, known, required)
    rows: list[TableRow] = []
    counted = next((column for column, text in enumerate(grid.rows[at - 1]) if _bare(text) == COUNTED), None)
    for number, row in visible_rows(grid):
        if number <= at or (counted is not None and counted < len(row) and row[counted].startswith(("示例", "例"))):
            continue
        cells = {heading: row[column] if column < len(row) else "" for heading, column in places.items()}
        wrong = {heading: grid.wrong[number, column + 1] for heading, column in places.items() if (number, column + 1) in grid.wrong}
        if any(cells.values()) or wrong:
            rows.append(TableRow(number, cells, wrong))
    if not rows:
        raise SheetRefused("表里只有表头，没有填内容", "there are headings but no filled-in rows")
    return Table(tuple(places), tuple(rows), (*grid.notes, *notes), grid.sheet)


def _headings(grid: Grid, known: Sequence[str], required: Sequence[str]) -> tuple[int, dict[str, int], list[Text]]:
    """The row of the headings, the column of each known one, and what to say of the others."""
    names = {_bare(one): one for one in known}
    candidates = [(sum(_bare(cell) in names for cell in row), -number) for number, row in list(visible_rows(grid))[:SEARCHED]]
    matched, negative = max(candidates, default=(0, 0))
    if not matched:
        raise SheetRefused("没有找到表头；表头要有这些列：{known}。可以先下载模板来填",
                           "no headings were found; these columns are expected: {known}. Download the template to start from", known="、".join(known))
    at, places, unknown = -negative, dict[str, int](), list[str]()
    for column, cell in enumerate(grid.rows[at - 1]):
        name = names.get(_bare(cell))
        if name in places:
            raise SheetRefused("「{name}」这一列写了两次；请删掉一列", "the column “{name}” stands twice; delete one", name=name)
        if name is not None:
            places[name] = column
        elif _bare(cell) and _bare(cell) not in _IGNORED:
            unknown.append(cell)
    _require_all(required, places, unknown, known)
    return at, places, [_not_read(one, known, places) for one in unknown]


def _require_all(required: Sequence[str], places: Mapping[str, int], unknown: Sequence[str], known: Sequence[str]) -> None:
    missing = [one for one in required if one not in places]
    if not missing:
        return
    close = {one: nearest(one, missing) for one in unknown}
    found = [(written, meant) for written, meant in close.items() if meant is not None]
    if found:
        raise SheetRefused("缺少「{missing}」；{hints}", "missing: {missing}; {hints_en}", missing="、".join(missing),
                           hints="；".join(f"「{written}」是不是「{meant}」？请改成一样的字" for written, meant in found),
                           hints_en="; ".join(f"is “{written}” meant for “{meant}”? Write it so" for written, meant in found))
    raise SheetRefused("缺少必填的列：{missing}", "required columns are missing: {missing}", missing="、".join(missing))


def _not_read(written: str, known: Sequence[str], places: Mapping[str, int]) -> Text:
    close = nearest(written, [one for one in known if one not in places])
    if close is None:
        return say("「{written}」这一列不认识，没有读", "the column “{written}” is not known and was not read", written=written)
    return say("「{written}」这一列不认识，没有读；是不是「{close}」？", "the column “{written}” is not known and was not read; did you mean “{close}”?",
               written=written, close=close)


def _bare(heading: str) -> str:
    """A heading without what people put around it.

    >>> _bare(" 姓 名*（必填）"), _bare("电话：")
    ('姓名', '电话')
    """
    text = unicodedata.normalize("NFKC", heading).replace(" ", "").replace("\n", "")
    for mark in ("(必填)", "(选填)", "*", ":"):
        text = text.replace(mark, "")
    return unicodedata.normalize("NFKC", text)
