"""Boards that are drawn up by a period: due work, each issue once, however many processes look.

In: the moment.  Out: how many issues were drawn up; where somebody approves they wait as drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import cache
from typing import Any, cast

from engine.boards import BoardLine, Ground, Sheet, Window, draw_up, window_after
from engine.calendar import Recurrence, read_recurrence
from engine.calendar.days import Roll
from engine.case import SYSTEM, Case, Event, evolve
from engine.documents import Line, RowLine
from engine.model import Board, Method
from engine.service.access import private_value
from engine.service.duties.lines import occasion_lines
from engine.service.issuing import begin
from engine.service.rows import ANYBODY, rows_of
from engine.service.scores.tables import board_lines
from engine.service.service import Service
from engine.store import issues as kept
from engine.store.streams import events_of
from engine.values import read_time

_ROLLS = ("next", "previous", "none")


def next_due(service: Service, until: datetime) -> datetime | None:
    """The first moment up to `until` at which a board is to be drawn up."""
    found = [window.at for _, _, window in _windows(service) if window.at <= until]
    return min(found, default=None)


def draw_due(service: Service, now: datetime) -> int:
    """Draw up every board that is due; what was missed meanwhile comes one after the other."""
    drawn = 0
    while due := [one for one in _windows(service) if one[2].at <= now]:
        for method, board, window in due:
            drawn += _draw(service, method, board, window)
    return drawn


def _draw(service: Service, method: Method, board: Board, window: Window) -> int:
    sheets = sheets_of(service, method, board, window)
    with service.store.write():
        if kept.drawn_until(service.store, method.id, board.name) >= window.at.isoformat():
            return 0
        for sheet in sheets:
            begin(service, method, board, sheet, f"{window.key}/{sheet.per}", window.at, period=window.period, since=window.since.isoformat(),
                  until=window.until.isoformat())
        kept.put_drawn(service.store, method.id, board.name, window.at.isoformat())
    return 1 + len(sheets)


def _windows(service: Service) -> Iterator[tuple[Method, Board, Window]]:
    """The next window of every periodic board whose period is settled."""
    for method in service.street.methods.values():
        for board in method.boards.values():
            if not board.recurs:
                continue
            since = kept.drawn_until(service.store, method.id, board.name) or kept.in_force_since(service.store, method.id, method.digest)
            if since:
                after = datetime.fromisoformat(since)
                timing = _timing(board, service.parameters(method, after.date()) if _named(board) else {})
                if timing is not None:
                    yield method, board, window_after(*timing, board.as_of, service.calendar(method.calendar), after)


def _named(board: Board) -> bool:
    """Whether a parameter says when."""
    return isinstance(board.recurs, str) or board.on_rest not in _ROLLS or bool(board.at)


def _timing(board: Board, parameters: Mapping[str, Any]) -> tuple[Recurrence, time | None, Roll] | None:
    """Recurrence, hour and what rest days do, as settled by the street; None while something is undecided."""
    recurs = board.recurs if isinstance(board.recurs, Recurrence) else _recurrence(str(parameters.get(board.recurs) or ""))
    rest = board.on_rest if board.on_rest in _ROLLS else parameters.get(board.on_rest)
    hour = read_time(str(parameters.get(board.at, board.at))) if board.at else None
    if recurs is None or rest is None or (board.at and hour is None):
        return None
    return recurs, hour, cast(Roll, rest)


@cache
def _recurrence(text: str) -> Recurrence | None:
    return read_recurrence(text)


# --- what lies in a window ------------------------------------------------------------------------------------------


def sheets_of(service: Service, method: Method, board: Board, window: Window, stood: datetime | None = None) -> list[Sheet]:
    """A board drawn up over a window, from matters as they stood at its end or at another moment."""
    world = service.world(SYSTEM, method.id, window.at, method.digest)
    known: dict[tuple[str, str], list[BoardLine]] = {}

    def cases(workflow: str, dated_by: str) -> list[BoardLine]:
        if (workflow, dated_by) not in known:
            found = kept.cases_in(service.store, method.id, workflow, dated_by, window.since.isoformat(), window.until.isoformat())
            cases_then = (case_at(service, one, stood or window.until) for one in found)
            known[workflow, dated_by] = [BoardLine(case, method.workflows[workflow], world) for case in cases_then if case is not None]
        return known[workflow, dated_by]

    rows: Sequence[Line] = register_lines(service, method, board) if board.kind == "register" else []
    note = None
    if board.whole_table:
        rows, note = board_lines(service, method, board, window, stood or window.at)
    found = draw_up(board, Ground(method, world.directory, world.parameters, cases, rows, lambda value: private_value(service, value),
                                  _occasions(service, method, window, stood)))
    return [replace(sheet, title="，".join(one for one in (sheet.title, note.zh) if one)) for sheet in found] if note is not None else found


def _occasions(service: Service, method: Method, window: Window, stood: datetime | None) -> Callable[[str], list[RowLine]]:
    """The occasions of an obligation that fall due in a window, as they stood when it was drawn up."""
    def owed(rule: str) -> list[RowLine]:
        found = occasion_lines(service, method, rule, window.since.date().isoformat(), window.until.date().isoformat(), stood or window.at)
        return [line for one, line in found if window.since < datetime.fromisoformat(one.due) <= window.until]

    return owed


def case_at(service: Service, case_id: str, moment: datetime) -> Case | None:
    """A case as it stood at a moment."""
    if not kept.changed_after(service.store, case_id, moment.isoformat()):
        loaded = service.store.load(case_id)
        return loaded[0] if loaded else None
    case: Case | None = None
    for _, at, actor, type_, body in events_of(service.store, case_id):
        if at <= moment.isoformat():
            case = evolve(case, Event(type_, body, at, actor))
    return case


def register_lines(service: Service, method: Method, board: Board) -> list[Line]:
    """The rows of the board's register."""
    fields = {field.name: field for field in method.registers[board.source].form}
    return [RowLine(row.id, fields, row.values, row.unit, row.entered, row.opener, row.number, row.linked)
            for row in rows_of(service, ANYBODY, method, board.source)]
