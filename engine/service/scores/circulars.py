"""Whole tables on boards: put up once the results of a period stand; these and single results put right when they are worked out again.

In: a period that has just been closed, signed or worked out again.  Out: issues of boards in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.boards import draw_up
from engine.case import Event
from engine.model.board import WITH_PERIOD
from engine.scores.book import Book
from engine.scores.closing import TURNS, Closed
from engine.service.issuing import ground, renew
from engine.service.scores.effects import put_right
from engine.service.scores.tables import table_lines
from engine.service.service import Service
from engine.text import say


def put_up_tables(service: Service, book: Book, closed: Closed, events: Sequence[Event], now: datetime) -> None:
    """Bring the boards that show a whole period in step with it, inside a write; nothing while it waits to be signed."""
    if not closed.stands or not any(event.type in TURNS for event in events):
        return
    method, evaluation = book.method, book.method.evaluations[closed.evaluation]
    because = ""
    if closed.revisions:
        because = say("重新计算（{because}）", "worked out again ({because})", because=closed.revisions[-1]["because"]).zh
        put_right(service, book, closed, because, now)
    for board in method.boards.values():
        if board.when == WITH_PERIOD and (board.kind, board.source) == ("evaluation", evaluation.name):
            lines = table_lines(book, evaluation, closed.span, closed.holding.table, closed.id)
            for sheet in draw_up(board, ground(service, method, now, lines)):
                renew(service, method, board, sheet, f"{closed.period}/{sheet.per}", now, period=closed.period, reason=because)
