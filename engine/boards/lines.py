"""One line of a board: what a case, a row of a register or an announcement says in each column.

In: a line with the board.  Out: texts, with personal values masked and sentences chosen by how the matter stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from engine.boards.masks import HIDDEN, masked
from engine.compiler.boards import COUNTS_AS, DUE_ON, STANDING, WORDING
from engine.directory import Directory
from engine.documents.lines import CaseFacts, CaseLine, Line
from engine.errors import FormulaRefusal
from engine.filling import PRIVATE_KEY, show
from engine.filling.showing import show_day, show_moment
from engine.formulas import EMPTY, Formula, show_value
from engine.model import Board, Workflow
from engine.model.board import wording_of
from engine.values import show_number

Look = Callable[[Any], Any]  # a kept value → the value in full, None when it was erased

_COUNTED = {"settled": "办结", "unsettled": "未办结", "uncounted": "不计"}


@dataclass
class BoardFacts(CaseFacts):
    """A case's values and what a board may tell of it besides."""

    def value(self, name: str) -> Any:
        """The value of one name, EMPTY where there is none."""
        case = self.case
        assert case is not None
        if name not in (STANDING, COUNTS_AS, DUE_ON) or name in self.workflow.all_fields() or name in self.workflow.derived:
            return super().value(name)
        outcome = self.workflow.outcomes.get(case.outcome)
        if name == COUNTS_AS:
            return _COUNTED[outcome.counts_as] if outcome else "在办"
        if name == STANDING:
            return standing(self.workflow, case.outcome, case.step)
        clock = case.clocks.get(case.step) if case.step else None
        return datetime.fromisoformat(clock.due).date() if clock is not None else EMPTY


def standing(workflow: Workflow, outcome: str, step: str) -> str:
    """How a matter stands in plain words: the outcome's title, or the step of the document it is at."""
    if outcome:
        return workflow.outcomes[outcome].title if outcome in workflow.outcomes else outcome
    stage = next((one.title for one in workflow.stages.values() if step in one.contains), "")
    return f"办理中（{stage or (workflow.steps[step].title if step in workflow.steps else step)}）"


@dataclass(frozen=True)
class BoardLine(CaseLine):
    """A case as a line of a board."""

    def work_out(self, formula: Formula) -> Any:
        """What a formula comes to for the case, EMPTY where something it needs is missing."""
        try:
            return BoardFacts(self.workflow, self.case, self.world).work_out(formula)
        except FormulaRefusal:
            return EMPTY

    def holds(self, formula: Formula | None) -> bool:
        """Whether a condition holds; one that cannot be told does not."""
        return formula is None or self.work_out(formula) is True


def cells(board: Board, line: Line, directory: Directory, look: Look) -> dict[str, str]:
    """What a line says, column by column."""
    return {title: _cell(board, title, formula, line, directory, look) for title, formula in board.formulas().items()}


def _cell(board: Board, title: str, formula: Formula, line: Line, directory: Directory, look: Look) -> str:
    name = formula.text.strip()
    if name == WORDING and name not in line.fields:
        return _sentence(board, line, directory, look)
    return _value(board, name, formula, line, directory, look, board.mask.get(title) or board.mask.get(name))


def _value(board: Board, name: str, formula: Formula, line: Line, directory: Directory, look: Look, mask: Any) -> str:
    field = line.fields.get(name)
    if field is not None:
        kept = line.data.get(name)
        if mask is not None and kept is not None:
            return masked(mask, field, look(kept))
        return HIDDEN if _is_private(kept) else show(field, kept, directory).zh
    if mask is not None or any(_is_private(line.data.get(read)) for read in formula.reads):
        return HIDDEN
    value = line.work_out(formula)
    return words(value, formula, directory)


def words(value: Any, formula: Formula, directory: Directory) -> str:
    """A worked-out value for people; '' where there is none."""
    if value is EMPTY or value is None:
        return ""
    if formula.type.kind == "unit":
        return directory.call_unit(str(value))
    if formula.type.kind == "person":
        return directory.call(str(value))
    if isinstance(value, datetime):
        return show_moment(value).zh
    if isinstance(value, date):
        return show_day(value).zh
    if isinstance(value, Fraction):
        return f"{show_number(value * 100, 2)}%" if formula.type.share else show_number(value)
    return show_value(value, "zh")


def _sentence(board: Board, line: Line, directory: Directory, look: Look) -> str:
    if not isinstance(line, CaseLine):
        return ""
    outcome = line.workflow.outcomes.get(line.case.outcome)
    wording = board.wording.get(wording_of(outcome))
    if wording is None:
        return outcome.title if outcome else ""
    said = [_value(board, name, wording.formulas[name], line, directory, look, board.mask.get(name)) for name in wording.names]
    return wording.pieces[0] + "".join(f"{value}{piece}" for value, piece in zip(said, wording.pieces[1:], strict=True))


def _is_private(kept: Any) -> bool:
    return isinstance(kept, Mapping) and PRIVATE_KEY in kept
