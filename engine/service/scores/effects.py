"""What happens once a consequence is signed and the time to answer is over: boards show it, and are corrected when it is withdrawn.

In: a closed period and what was signed in it.  Out: issues of boards, in the transaction that notes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import SYSTEM, Event
from engine.model import Consequence, Method
from engine.scores.book import Book
from engine.scores.closing import Closed, Led
from engine.scores.telling import Told, tell_line, tell_result
from engine.service.issuing import announce
from engine.service.scores.opening import open_after
from engine.service.scores.records import street_records
from engine.service.scores.telling import named, unit_of, who_answers
from engine.service.service import Service
from engine.text import say

SIGNED_AGAIN = say("重新签定", "signed again")


def take_effect(service: Service, book: Book, closed: Closed, led: Led, now: datetime) -> Event:
    """Show what was signed, inside a write; the event that notes it, and who is told."""
    method = book.method
    rule = method.evaluations[closed.evaluation].consequences.get(led.rule)
    told = sorted({*who_answers(service, book, led), *named(service, book, rule, led)})
    put_up = [_put_up(service, book, closed, led, board, now, because=SIGNED_AGAIN.zh) for board in _boards(method, rule)]
    opened = open_after(service, street_records(book), closed.id, rule, led, told_of(book, closed, led).shown, now)
    return Event("took_effect", {"key": led.key, "told": told, "put_up": put_up, **({"opened": opened} if opened else {})}, now.isoformat(), SYSTEM)


def take_back(service: Service, book: Book, closed: Closed, led: Led, reason: str, now: datetime) -> None:
    """Correct what showed a consequence, inside the write that withdraws it."""
    if not led.took_effect:
        return
    rule = book.method.evaluations[closed.evaluation].consequences.get(led.rule)
    for board in _boards(book.method, rule):
        _put_up(service, book, closed, led, board, now, withdrawn=reason)


def put_right(service: Service, book: Book, closed: Closed, because: str, now: datetime) -> None:
    """Correct what boards show of results that still follow, where other numbers stand behind them now, inside a write.
    What does not follow any more shows what was signed, until its withdrawal is signed too."""
    rules = book.method.evaluations[closed.evaluation].consequences
    for led in closed.led.values():
        if led.took_effect and led.state == "signed" and not led.kept:
            for board in _boards(book.method, rules.get(led.rule)):
                _put_up(service, book, closed, led, board, now, because=because)


def _boards(method: Method, rule: Consequence | None) -> tuple[str, ...]:
    return tuple(board for board in rule.effects.publish if board in method.boards) if rule is not None else ()


def _put_up(service: Service, book: Book, closed: Closed, led: Led, board: str, now: datetime, *, withdrawn: str = "", because: str = "") -> str:
    method = book.method
    return announce(service, method, method.boards[board], f"{closed.id}/{led.key}", told_of(book, closed, led, withdrawn).shown,
                    unit_of(book, led), now, source=closed.id, reason=withdrawn or because)


def told_of(book: Book, closed: Closed, led: Led, withdrawn: str = "") -> Told:
    """What boards and papers may tell of a consequence, by the names their columns use; one that is withdrawn keeps the
    numbers it was signed with."""
    records = street_records(book)
    evaluation = book.method.evaluations[closed.evaluation]
    rule = evaluation.consequences.get(led.rule)
    line = tell_line(book.method, evaluation, closed.span, led.subject, _row_behind(closed, led), records.call, records.unit_of(led.subject))
    return tell_result(line, rule.title if rule is not None else led.rule, led, records.call, withdrawn)


def _row_behind(closed: Closed, led: Led) -> Mapping[str, Any]:
    """The numbers behind a result: as published, or as they were signed once it does not follow from those any more."""
    settled = led.given and (led.state in ("withdrawing", "withdrawn") or led.kept)
    found: Mapping[str, Any] = led.given[-1]["row"] if settled else closed.holding.table.get(led.subject, {})
    return found
