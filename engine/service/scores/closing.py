"""Periods closed on their own, worked out again when something under them changes, and what follows from both.

In: the moment.  Out: streams of kind `period`; each portion is a transaction of its own, however many processes look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from engine.case import SYSTEM, Event
from engine.model import Evaluation, Method
from engine.scores import Period, containing, read_period
from engine.scores.book import Book, builds_on, builds_upon, counts_rows_of, settled_by
from engine.scores.closing import Closed, differences, evolve, follow
from engine.scores.noting import note_value
from engine.scores.proposing import Proposal
from engine.scores.showing import exact, print_of, table_of
from engine.service.scores.circulars import put_up_tables
from engine.service.scores.effects import take_effect
from engine.service.scores.keeping import recount, to_recount
from engine.service.scores.papers import papers_issued
from engine.service.scores.people import closes_at
from engine.service.scores.records import book_of, closed_now
from engine.service.scores.telling import tell_of, title_of
from engine.service.service import Service
from engine.store import counting, definitions, periods
from engine.store.streams import Standing

DECIDED = ("consequence_signed", "consequence_declined", "withdrawn", "withdrawal_proposed", "withdrawal_dropped", "withdrawal_declined")


def next_due(service: Service, until: datetime) -> datetime | None:
    """When the next period closes, a signed consequence takes effect, or something is to be worked out again."""
    moments = [at for method in service.street.methods.values() for evaluation in method.evaluations.values()
               if (found := _to_close(service, method, evaluation, until)) is not None for at in [found[1]]]
    moments += [datetime.fromisoformat(at) for at, _ in periods.to_take_effect(service.store, until.isoformat())[:1]]
    moments += [datetime.fromisoformat(one[3]) for one in _dirty(service)]
    moments += [datetime.fromisoformat(now.at) for name in to_recount(service) if (now := counting.state(service.store, name)) is not None]
    return min((one for one in moments if one <= until), default=None)


def close_due(service: Service, now: datetime) -> int:
    """Count anew what has to be, close what is over, work out again what changed, let take effect what is signed."""
    done = recount(service)
    while due := [(method, evaluation, found[0]) for method in service.street.methods.values() for evaluation in method.evaluations.values()
                  if (found := _to_close(service, method, evaluation, now)) is not None]:
        for method, evaluation, period in due:
            with service.store.write():
                done += close(service, method, evaluation, period, now)
    for name, evaluation_name, key, _, because in _dirty(service):
        with service.store.write():
            _revise(service, name, evaluation_name, key, because, now)
        done += 1
    return done + _effect_due(service, now)


# --- closing ------------------------------------------------------------------------------------------------------------


def _to_close(service: Service, method: Method, evaluation: Evaluation, until: datetime) -> tuple[Period, datetime] | None:
    """The next period of an evaluation to be closed by a moment, and when."""
    last = periods.last_closed(service.store, method.id, evaluation.name)
    if last:
        period = containing(date.fromisoformat(last), evaluation.period).after()
    else:
        began = definitions.introduced(service.store, method.id, evaluation.name)
        if not began:
            return None
        period = containing(datetime.fromisoformat(began).date(), evaluation.period)
    if period.last >= until.date() or _waits_for_others(service, method, evaluation, period):
        return None
    at = closes_at(service, method, evaluation, period)
    return (period, at) if at <= until else None


def _waits_for_others(service: Service, method: Method, evaluation: Evaluation, period: Period) -> bool:
    """Whether a period is built on others that are not signed yet: what nobody has signed leads to nothing, also not here."""
    for other, word in builds_upon(method, evaluation.name):
        began = definitions.introduced(service.store, method.id, other.name) if other.signed_by else ""
        for one in (period.inside(other.period) if word else (period,)) if began else ():
            if one.last.isoformat() >= began[:10]:
                closed = closed_now(service, periods.identity(service.street.id, method.id, other.name, one.key))
                if closed is None or not closed.stands:
                    return True
    return False


def close(service: Service, method: Method, evaluation: Evaluation, period: Period, now: datetime) -> int:
    """Close a period, inside a write; one that another process has closed stays as it is."""
    name = periods.identity(service.street.id, method.id, evaluation.name, period.key)
    if periods.load(service.store, name) is not None:
        return 0
    book = book_of(service, method)
    body = {"id": name, "method": method.id, "evaluation": evaluation.name, "period": period.key, "rev": 1,
            **computed(service, book, evaluation, period), "needs_signing": bool(evaluation.signed_by)}
    events = [Event("computed", body, now.isoformat(), SYSTEM)]
    closed = evolve(None, events[0])
    append(service, book, None, Standing(name), [*events, *what_follows(book, closed, now)], now)
    return 1


def computed(service: Service, book: Book, evaluation: Evaluation, period: Period) -> dict[str, Any]:
    """What a period comes to now, with what it rests on."""
    table = table_of(book.lines(evaluation.name, period), book.places(evaluation.name, period))
    known = book.parameters(period)
    parameters = {name: note_value(known[name]) for name in sorted(parameters_of(book.method, evaluation)) if name in known}
    return {"digest": book.method.digest, "pos": periods.last_pos(service.store), "table": table, "parameters": parameters,
            "inputs": print_of(book.method.digest, parameters, table)}


def parameters_of(method: Method, evaluation: Evaluation) -> frozenset[str]:
    """The parameters a score, its ranking and what it leads to rest on."""
    ranking = evaluation.ranking
    names = {ranking.ties, ranking.at_least, *ranking.within} if ranking is not None else set()
    return frozenset((settled_by(evaluation) | names) & method.parameters.keys())


def what_follows(book: Book, closed: Closed, now: datetime) -> list[Event]:
    """What a period that stands leads to, beside what it has led to before; nothing while it waits to be signed."""
    if not closed.stands:
        return []
    return follow(closed, [_body(one) for one in book.proposals(closed.evaluation, closed.span)], SYSTEM, now.isoformat())


def _body(one: Proposal) -> dict[str, Any]:
    return {"key": f"{one.consequence}/{one.bearer}/{one.subject}", "rule": one.consequence, "bearer": one.bearer, "subject": one.subject,
            "because": {name: note_value(value) for name, value in one.because.items()}, "feeds": exact(one.feeds) or ""}


def append(service: Service, book: Book, before: Closed | None, standing: Standing, events: Sequence[Event], now: datetime) -> Closed:
    """Append events of a period, inside a write: papers are numbered, people told, boards brought in step."""
    closed = _after(before, events)
    if issued := papers_issued(service, book, before, closed, events, now):
        events, closed = [*events, *issued], _after(closed, issued)
    if events:
        periods.put_period(service.store, standing, events, closed, title_of(book.method, closed))
        tell_of(service, book, closed, events, standing.seq + 1, now)
        put_up_tables(service, book, closed, events, now)
        _mark_runs(service, book.method, closed, events, now)
        _mark_builds(service, book.method, before, closed, now)
    return closed


def _after(before: Closed | None, events: Sequence[Event]) -> Closed:
    closed = before
    for event in events:
        closed = evolve(closed, event)
    assert closed is not None
    return closed


def _effect_due(service: Service, now: datetime) -> int:
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
            append(service, book, closed, standing, [take_effect(service, book, closed, led, now) for led in due], now)
            done += len(due)
    return done


def _mark_runs(service: Service, method: Method, closed: Closed, events: Sequence[Event], now: datetime) -> None:
    """What counts how often something was borne in a row is worked out again where that was decided otherwise: signed or
    declined, to be withdrawn, withdrawn or upheld.  So all that must be withdrawn is listed at once."""
    rules = {closed.led[event.body["key"]].rule for event in events if event.type in DECIDED}
    periods.mark_since(service.store, method.id, counts_rows_of(method, rules), closed.span.last.isoformat(), now.isoformat(), "、".join(sorted(rules)))


def _mark_builds(service: Service, method: Method, before: Closed | None, closed: Closed, now: datetime) -> None:
    """What is built on a period is worked out again once other numbers of it hold."""
    if before is None or not closed.stands or (before.stands and before.holding.table == closed.holding.table):
        return
    day, why = closed.span.last.isoformat(), title_of(method, closed)
    others = [(name, day, why) for name in builds_on(method, closed.evaluation) if name != closed.evaluation]
    periods.mark(service.store, method.id, others, now.isoformat())


# --- working out again --------------------------------------------------------------------------------------------------


def _dirty(service: Service) -> Iterator[tuple[str, str, str, str, str]]:
    waits = set(to_recount(service))
    known = service.street.methods
    return iter([one for one in periods.dirty(service.store) if one[0] not in waits and one[0] in known and one[1] in known[one[0]].evaluations])


def _revise(service: Service, name: str, evaluation_name: str, key: str, because: str, now: datetime) -> None:
    """Work a closed period out again, inside a write; what it led to and does not follow any more is proposed for withdrawal."""
    periods.clean(service.store, name, evaluation_name, key)
    loaded = periods.load(service.store, periods.identity(service.street.id, name, evaluation_name, key))
    period = read_period(key)
    if loaded is None or period is None:
        return
    closed, standing = loaded
    method = service.street.methods[name]
    book = book_of(service, method)
    made = computed(service, book, method.evaluations[evaluation_name], period)
    events: list[Event] = []
    if made["table"] != closed.table:
        body = {**made, "rev": closed.rev + 1, "because": because, "changes": differences(closed.table, made["table"])}
        events.append(Event("revised", body, now.isoformat(), SYSTEM))
    append(service, book, closed, standing, [*events, *what_follows(book, _after(closed, events), now)], now)
