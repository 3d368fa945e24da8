"""Drawing a board up: its sheets, each with its lines or its counts.

In: a board, a stretch of time, and the cases or rows that lie in it.
Out: `Sheet`s of finished texts.  Nothing that is withheld gets on a sheet the public sees, whatever the board says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.boards.counting import counted
from engine.boards.lines import BoardLine, Look, cells
from engine.case import is_withheld
from engine.directory import Directory
from engine.documents.lines import Line
from engine.documents.subjects import belongs, subjects
from engine.errors import FormulaRefusal
from engine.filling import for_formula
from engine.formulas import EMPTY, evaluate
from engine.model import Board, Method, Per

CasesOf = Callable[[str, str], Sequence[BoardLine]]  # a workflow, by what its cases are dated → those of the stretch


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet; `source` is the stream it tells of, '' for a count."""

    cells: Mapping[str, str]
    source: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: whose it is ('' for the whole street), its title, and its rows."""

    per: str
    title: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Ground:
    """What a board is drawn up from."""

    method: Method
    directory: Directory
    parameters: Mapping[str, Any]
    cases: CasesOf
    rows: Sequence[Line]
    look: Look
    owed: Callable[[str], Sequence[Line]] = lambda obligation: ()


def draw_up(board: Board, ground: Ground) -> list[Sheet]:
    """Every sheet of a board that has something to say; counts always have."""
    per, directory = _per(board, ground.method), ground.directory
    lines = [] if board.counts else _lines(board, ground)
    found: list[Sheet] = []
    for subject, title in subjects(per, directory, lines, {}).items():
        if not _has_one(board, subject, ground):
            continue
        unit = subject if per.kind == "unit" else next((one for _, one in directory.doors_of(subject)), directory.root) if subject else directory.root
        if board.counts:
            made = tuple(Row(values, unit=unit) for values in counted(board, ground, per, subject, unit))
        else:
            mine = [line for line in lines if belongs(per, subject, line, directory)]
            made = tuple(row_of(board, line, ground) for line in mine)
        if made:
            first = (board.row,) if board.row and board.counts else ()
            found.append(Sheet(subject, title, unit, (*first, *board.columns), made))
    return found


def _has_one(board: Board, subject: str, ground: Ground) -> bool:
    """Whether a unit or person has a sheet; one of whom it cannot be told has none."""
    if board.sheets_for is None:
        return True
    look_up = ground.directory.unit_fact if subject in ground.directory.units else ground.directory.fact
    known = {fact.name: for_formula(fact, look_up(subject, fact.name)) for fact in board.facts}
    try:
        return evaluate(board.sheets_for, {name: known.get(name, ground.parameters.get(name, EMPTY)) for name in board.sheets_for.reads}) is True
    except FormulaRefusal:
        return False


def _per(board: Board, method: Method) -> Per:
    if not board.per:
        return Per("whole")
    return Per("role" if board.per in method.roles else "unit", board.per)


def _lines(board: Board, ground: Ground) -> list[Line]:
    if board.kind == "workflow":
        return [line for line in ground.cases(board.source, board.dated_by) if may_show(board, line)]
    return [line for line in ground.rows if board.only is None or line.work_out(board.only) is True]


def may_show(board: Board, line: BoardLine) -> bool:
    """Whether a case may stand on a board: what it asks for holds, and nothing withheld goes to the public."""
    return line.holds(board.only) and not (board.public and is_withheld(line.workflow, line.case, line.world))


def row_of(board: Board, line: Line, ground: Ground) -> Row:
    """A line's finished row."""
    source = line.case.id if isinstance(line, BoardLine) else str(getattr(line, "id", ""))
    return Row(cells(board, line, ground.directory, ground.look), source, line.unit)
