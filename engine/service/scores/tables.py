"""An evaluation's table as lines of boards and papers: everybody by place, whoever has none at the end.

In: an evaluation and a period, as it was closed or as it runs.  Out: a `FactLine` for each subject, named by the period and the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.boards.windows import Window
from engine.documents.facts import FactLine
from engine.model import Board, Evaluation, Method
from engine.scores import Period, containing, read_period
from engine.scores.book import Book
from engine.scores.showing import table_of
from engine.scores.telling import tell_line
from engine.service.scores.records import book_of, closed_at, street_records
from engine.service.service import Service
from engine.store import periods
from engine.text import Text, say


def board_lines(service: Service, method: Method, board: Board, window: Window, stood: datetime) -> tuple[list[FactLine], Text | None]:
    """What a board of an evaluation shows in a window, as it was at a moment: the period that is over, or the one that runs.

    While that waits for its signature, the last one that was signed stands in for it, and the text says so."""
    evaluation = method.evaluations[board.source]
    period = read_period(window.period) if board.when else None
    if period is None:
        running = containing(date.fromisoformat(window.key.partition("/")[0]), evaluation.period)
        period = running.before() if board.as_of == "period_end" else running
    name = periods.identity(service.street.id, method.id, evaluation.name, period.key)
    closed = closed_at(service, name, stood)
    book = book_of(service, method, stood)
    if period.last < book.records.since:
        return [], None  # nothing was recorded yet
    is_result = closed is not None or board.as_of == "period_end"  # else it says itself that the period still runs
    if is_result and evaluation.signed_by and (closed is None or not closed.stands):
        return _last_signed(service, book, evaluation, period, stood)  # what nobody has signed yet is not shown as a result
    table = closed.holding.table if closed is not None else table_of(book.lines(evaluation.name, period), book.places(evaluation.name, period))
    return table_lines(book, evaluation, period, table, name), None


def _last_signed(service: Service, book: Book, evaluation: Evaluation, period: Period, stood: datetime) -> tuple[list[FactLine], Text | None]:
    """The last period before one that was signed by a moment, and that it stands in; nothing where none was."""
    one = period.before()
    while one.last >= book.records.since:
        name = periods.identity(service.street.id, book.method.id, evaluation.name, one.key)
        closed = closed_at(service, name, stood)
        if closed is not None and closed.stands:
            note = say("{period}还没有签定，登的是{last}的", "{period} is not signed yet; this is {last}", period=period.title, last=one.title)
            return table_lines(book, evaluation, one, closed.holding.table, name), note
        one = one.before()
    return [], None


def table_lines(book: Book, evaluation: Evaluation, period: Period, table: Mapping[str, Mapping[str, Any]], name: str) -> list[FactLine]:
    """Everybody of a table by place; `name` is the period's stream."""
    records, parameters = street_records(book), book.parameters(period)
    found = []
    for subject, row in sorted(table.items(), key=lambda one: (not one[1]["place"], one[1]["group"], one[1]["place"] or 0, one[0])):
        unit = records.unit_of(subject)
        told = tell_line(book.method, evaluation, period, subject, row, records.call, unit)
        people = frozenset({subject} & records.directory.people.keys())
        found.append(FactLine(f"{name}#{subject}", told.shown, unit, told.known, people, period.last.isoformat(), parameters))
    return found
