"""What happens once a consequence is signed and the time to answer is over: people are told, boards show it.

In: a closed period and what was signed in it.  Out: messages and issues of boards, in the transaction that notes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine.case import SYSTEM, Event
from engine.model import Actor, Consequence, Method, Who
from engine.scores import read_period
from engine.scores.book import Book
from engine.scores.closing import Closed, Led, evolve
from engine.scores.telling import Told, tell_line, tell_result
from engine.service.issuing import announce
from engine.service.scores.records import StreetRecords, book_of
from engine.service.service import Service
from engine.store import periods
from engine.store.duties import put_messages
from engine.text import say

SIGNED_AGAIN = say("重新签定", "signed again")
TO_SIGN, TO_WITHDRAW, RESULT, TAKEN_BACK = "结果待签", "结果待撤销", "评价结果", "结果已撤销"


def title_of(method: Method, closed: Closed) -> str:
    """What a closed period is called in lists."""
    evaluation, period = method.evaluations[closed.evaluation], read_period(closed.period)
    return f"{evaluation.title}（{period.title.zh if period is not None else closed.period}）"


def signers(service: Service, who: Who, unit: str) -> tuple[str, ...]:
    """Who signs for a unit: holders there or at the nearest unit above, else whoever holds the role at all."""
    directory = service.directory()
    near = directory.behind(door for actor in who if actor.kind == "role" for door in directory.doors(actor.name, unit or directory.root))
    return near or tuple(dict.fromkeys(one for actor in who if actor.kind == "role" for one in directory.everywhere(actor.name)))


def tell_signers(service: Service, book: Book, closed: Closed, events: Sequence[Event], first: int, now: datetime) -> None:
    """Tell those who are to sign of what was proposed, each once for all of it."""
    evaluation = book.method.evaluations[closed.evaluation]
    people: dict[str, set[str]] = {}
    for event in events:
        if event.type in ("proposed", "withdrawal_proposed"):
            led = closed.led[event.body["key"]]
            rule = evaluation.consequences.get(led.rule)
            cause = TO_SIGN if event.type == "proposed" else TO_WITHDRAW
            people.setdefault(cause, set()).update(signers(service, rule.signed_by, unit_of(book, led)) if rule is not None else ())
        elif event.type in ("computed", "revised") and closed.waits:
            people.setdefault(TO_SIGN, set()).update(signers(service, evaluation.signed_by, ""))
    for cause, told in people.items():
        put_messages(service.store, closed.id, sorted(told), cause, now.isoformat(), f"{closed.id}/{first}/{cause}")


def unit_of(book: Book, led: Led) -> str:
    """The unit a consequence concerns: the bearer's, else the subject's."""
    records = book.records
    assert isinstance(records, StreetRecords)
    return records.unit_of(led.bearer) or records.unit_of(led.subject)


def effect_due(service: Service, now: datetime) -> int:
    """Let everything take effect that was signed and whose time to answer is over."""
    done = 0
    for name in dict.fromkeys(name for _, name in periods.to_take_effect(service.store, now.isoformat())):
        with service.store.write():
            loaded = periods.load(service.store, name)
            if loaded is None or loaded[0].method not in service.street.methods:
                continue
            closed, standing = loaded
            book = book_of(service, service.street.methods[closed.method])
            due = [led for led in closed.led.values() if led.state == "signed" and not led.took_effect and led.effective <= now.isoformat()]
            events = [take_effect(service, book, closed, led, now) for led in due]
            after = closed
            for event in events:
                after = evolve(after, event)
            periods.put_period(service.store, standing, events, after, title_of(book.method, after))
            done += len(events)
    return done


def take_effect(service: Service, book: Book, closed: Closed, led: Led, now: datetime) -> Event:
    """Tell and show what was signed, inside a write; the event that notes it."""
    method = book.method
    rule = method.evaluations[closed.evaluation].consequences.get(led.rule)
    told = sorted(_told(service, book, rule, led))
    put_messages(service.store, closed.id, told, RESULT, now.isoformat(), f"{closed.id}/{led.key}/{RESULT}/{led.at}")
    put_up = [_put_up(service, book, closed, led, board, now, because=SIGNED_AGAIN.zh) for board in _boards(method, rule)]
    return Event("took_effect", {"key": led.key, "told": told, "put_up": put_up}, now.isoformat(), SYSTEM)


def take_back(service: Service, book: Book, closed: Closed, led: Led, reason: str, now: datetime) -> None:
    """Correct what showed a consequence and tell whoever heard of it, inside the write that withdraws it."""
    if not led.took_effect:
        return
    rule = book.method.evaluations[closed.evaluation].consequences.get(led.rule)
    for board in _boards(book.method, rule):
        _put_up(service, book, closed, led, board, now, withdrawn=reason)
    put_messages(service.store, closed.id, led.told, TAKEN_BACK, now.isoformat(), f"{closed.id}/{led.key}/{TAKEN_BACK}/{len(closed.revisions)}")


def put_right(service: Service, book: Book, closed: Closed, because: str, now: datetime) -> None:
    """Correct what boards show of results that still hold, where other numbers stand behind them now, inside a write."""
    rules = book.method.evaluations[closed.evaluation].consequences
    for led in closed.led.values():
        if led.took_effect and led.state in ("signed", "withdrawing"):
            for board in _boards(book.method, rules.get(led.rule)):
                _put_up(service, book, closed, led, board, now, because=because)


def _boards(method: Method, rule: Consequence | None) -> tuple[str, ...]:
    return tuple(board for board in rule.effects.publish if board in method.boards) if rule is not None else ()


def _told(service: Service, book: Book, rule: Consequence | None, led: Led) -> set[str]:
    people = {led.bearer} & service.directory().people.keys()
    actors: Iterable[Actor] = (actor for tell in rule.effects.tell for actor in tell.who) if rule else ()
    doors = [door for actor in actors if actor.kind == "role" for door in service.directory().doors(actor.name, unit_of(book, led))]
    return people | set(service.directory().behind(doors))


def _put_up(service: Service, book: Book, closed: Closed, led: Led, board: str, now: datetime, *, withdrawn: str = "", because: str = "") -> str:
    method = book.method
    return announce(service, method, method.boards[board], f"{closed.id}/{led.key}", told_of(book, closed, led, withdrawn).shown,
                    unit_of(book, led), now, source=closed.id, reason=withdrawn or because)


def told_of(book: Book, closed: Closed, led: Led, withdrawn: str = "") -> Told:
    """What boards and papers may tell of a consequence, by the names their columns use."""
    records, period = book.records, read_period(closed.period)
    assert isinstance(records, StreetRecords)
    assert period is not None
    evaluation = book.method.evaluations[closed.evaluation]
    rule = evaluation.consequences.get(led.rule)
    line = tell_line(book.method, evaluation, period, led.subject, closed.holding.table.get(led.subject, {}), records.call, records.unit_of(led.subject))
    return tell_result(line, rule.title if rule is not None else led.rule, led, records.call, withdrawn)
