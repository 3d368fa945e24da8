"""Counting columns: how many, which share, the sum or the mean, always with what it was divided by.

In: a board, the cases of its stretch, and whose sheet it is.  Out: rows of finished texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.compiler.names import OPENER
from engine.documents.lines import Line, RowLine
from engine.documents.subjects import belongs, owners
from engine.formulas import Formula
from engine.model import Board, Count, Per
from engine.values import show_number

if TYPE_CHECKING:
    from engine.boards.sheets import Ground

SUPPRESSED = "少于{least}，不显示"
NONE = "没有"


def counted(board: Board, ground: Ground, sheet: Per, mine: str, unit: str) -> list[dict[str, str]]:
    """The rows of the sheet of `mine`; without `row` there is one."""
    columns = {title: column for title, column in board.columns.items() if isinstance(column, Count)}
    lines = {title: [line for line in _counted(column, ground)
                     if belongs(sheet, mine, line, ground.directory) and _holds(line, column.only)
                     and (column.workflow != board.source or _holds(line, board.only))] for title, column in columns.items()}
    least = ground.parameters.get(board.suppress) if board.suppress else None
    bound = least if isinstance(least, Fraction) else Fraction(0)
    if not board.row:
        return [{title: _value(column, lines[title], bound) for title, column in columns.items()}]
    per = _row_per(board, ground)
    names = _subjects(per, ground, lines, unit)
    rows: list[dict[str, str]] = []
    for subject, shown in names.items():
        of = {title: [line for line in found if subject in owners(per, line, ground.directory)] for title, found in lines.items()}
        rows.append({board.row: shown, **{title: _value(column, of[title], bound) for title, column in columns.items()}})
    return rows


def _counted(column: Count, ground: Ground) -> Sequence[Line]:
    """The cases a column counts, or the occasions of an obligation."""
    return ground.cases(column.workflow, column.dated_by) if column.workflow in ground.method.workflows else ground.owed(column.workflow)


def _holds(line: Line, formula: Formula | None) -> bool:
    return formula is None or line.work_out(formula) is True


def _row_per(board: Board, ground: Ground) -> Per:
    if board.row == OPENER:
        return Per("opener", OPENER)
    if board.row in ground.method.roles and board.row not in _fields(board, ground):
        return Per("role", board.row)
    return Per("unit" if board.row in ground.method.units or board.row not in _fields(board, ground) else "field", board.row)


def _fields(board: Board, ground: Ground) -> Mapping[str, object]:
    flow = ground.method.workflows.get(board.source)
    return flow.all_fields() if flow is not None else {}


def _subjects(per: Per, ground: Ground, lines: Mapping[str, list[Line]], unit: str) -> dict[str, str]:
    """Identity → name of every row: all units of the kind below the sheet's unit, else whoever or whatever occurs."""
    directory = ground.directory
    if per.kind == "unit":
        return {one.name: directory.call_unit(one.name) for one in directory.units.values()
                if one.is_a(per.name) and unit in directory.chain(one.name)}
    if per.kind == "role":
        return {one: directory.call(one) for one in directory.holders(per.name, unit)}
    found = sorted({one for some in lines.values() for line in some for one in owners(per, line, directory)})
    return {one: directory.call_unit(one) if one in directory.units else directory.call(one) for one in found}


def _value(column: Count, lines: list[Line], least: Fraction) -> str:
    if column.share is not None:
        return _share(sum(1 for line in lines if _holds(line, column.share)), len(lines), least, _each(lines))
    amount = column.sum or column.mean
    if amount is None:
        return _whole(len(lines), least)
    values = [value for line in lines if isinstance(value := line.work_out(amount), Fraction)]
    if 0 < len(values) < least:
        return SUPPRESSED.format(least=show_number(least))
    if column.sum is not None:
        return show_number(sum(values, Fraction(0)))
    return f"{show_number(sum(values, Fraction(0)) / len(values), 1)}（{len(values)}{_each(lines)}的平均）" if values else NONE


def _whole(number: int, least: Fraction) -> str:
    return SUPPRESSED.format(least=show_number(least)) if 0 < number < least else str(number)


def _each(lines: Sequence[Line]) -> str:
    return "次" if any(isinstance(line, RowLine) for line in lines) else "件"


def _share(part: int, whole: int, least: Fraction, each: str) -> str:
    """A share with both its numbers; nothing is said where one of them is so small that it points at somebody."""
    if whole == 0:
        return NONE
    if 0 < whole < least or 0 < part < least or 0 < whole - part < least:
        return SUPPRESSED.format(least=show_number(least))
    return f"{show_number(Fraction(100 * part, whole), 1)}%（{whole}{each}中{part}{each}）"
