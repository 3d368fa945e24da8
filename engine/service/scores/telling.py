"""People told of results: those who sign, those who bear them, those whom the method names; in the pages, by text and by mail.

In: new events of a period.  Out: messages and notices, once each, in the transaction of their cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine.case import Case, Event
from engine.case.seats import may_take
from engine.filling import show_moment
from engine.model import Consequence, Method, Who
from engine.scores.book import Book
from engine.scores.closing import Closed, Led
from engine.service import outbox
from engine.service.causes import (
    ANSWERED,
    NOT_SIGNED,
    RESULT,
    STILL_OPEN,
    TAKEN_BACK,
    TO_ANSWER,
    TO_SIGN,
    TO_WITHDRAW,
    cause_words,
)
from engine.service.outbox import Notice
from engine.service.scores.records import street_records
from engine.service.service import Service
from engine.store.duties import put_messages
from engine.text import Text, say


def tell_of(service: Service, book: Book, closed: Closed, events: Sequence[Event], first: int, now: datetime) -> None:
    """Tell whoever has to know of new events, inside a write; `first` is the number of the first of them."""
    _tell_signers(service, book, closed, events, first, now)
    for seq, event in enumerate(events, start=first):
        if (key := event.body.get("key")) and (told := _told_by(service, book, closed, event)) is not None:
            _tell(service, book.method, closed, [closed.led[key]], told[1], told[0], now, f"{closed.id}/{seq}/{told[0]}")
        if event.type == "withdrawn" and (handlers := still_handling(service, closed.led[event.body["key"]])):
            _tell(service, book.method, closed, [closed.led[event.body["key"]]], handlers, STILL_OPEN, now, f"{closed.id}/{seq}/{STILL_OPEN}")


def _told_by(service: Service, book: Book, closed: Closed, event: Event) -> tuple[str, Iterable[str]] | None:
    """The cause and the people, where an event of one result tells anybody."""
    led = closed.led[event.body["key"]]
    rule = book.method.evaluations[closed.evaluation].consequences.get(led.rule)
    if event.type == "took_effect":
        return RESULT, event.body["told"]
    if event.type == "consequence_signed" and event.body["effective"] > event.at:
        return TO_ANSWER, who_answers(service, book, led)
    if event.type == "consequence_declined":
        return NOT_SIGNED, named(service, book, rule, led)
    if event.type == "withdrawn":
        return TAKEN_BACK, led.told if led.took_effect else who_answers(service, book, led)
    if event.type == "answered" and rule is not None:
        return ANSWERED, signers(service, rule.signed_by, unit_of(book, led))
    return None


def _tell_signers(service: Service, book: Book, closed: Closed, events: Sequence[Event], first: int, now: datetime) -> None:
    """Tell those who are to sign of what was proposed, each once for all of it."""
    evaluation = book.method.evaluations[closed.evaluation]
    people: dict[str, dict[str, list[Led]]] = {}
    for event in events:
        if event.type in ("proposed", "withdrawal_proposed"):
            led = closed.led[event.body["key"]]
            rule = evaluation.consequences.get(led.rule)
            cause = TO_SIGN if event.type == "proposed" else TO_WITHDRAW
            for one in signers(service, rule.signed_by, unit_of(book, led)) if rule is not None else ():
                people.setdefault(cause, {}).setdefault(one, []).append(led)
        elif event.type in ("computed", "revised") and closed.waits:
            for one in signers(service, evaluation.signed_by, ""):
                people.setdefault(TO_SIGN, {}).setdefault(one, [])
    for cause, told in people.items():
        for one, leds in sorted(told.items()):
            _tell(service, book.method, closed, leds, (one,), cause, now, f"{closed.id}/{first}/{cause}")


def _tell(service: Service, method: Method, closed: Closed, leds: Sequence[Led], people: Iterable[str], cause: str, now: datetime, dedupe: str) -> None:
    told = list(people)
    put_messages(service.store, closed.id, told, cause, now.isoformat(), dedupe)
    if not service.street.notices.channels:
        return
    lang = service.street.notices.staff.lang
    content = _content(service, method, closed, leds).to(lang)
    until = leds[0].effective if cause == TO_ANSWER else ""
    facts = {"内容": content, "名目": cause_words(cause).to(lang), "期限": show_moment(datetime.fromisoformat(until)).to(lang) if until else ""}
    kind = "to_sign" if cause in (TO_SIGN, TO_WITHDRAW, ANSWERED) else "result"
    for person in told:
        outbox.keep(service, Notice("staff", kind, person, f"{dedupe}/{person}", closed.id, facts=facts), now)


def _content(service: Service, method: Method, closed: Closed, leds: Sequence[Led]) -> Text:
    """What it is about: the evaluation and its period, and which results of whom."""
    directory, evaluation = service.directory(), method.evaluations[closed.evaluation]

    def call(one: str) -> str:
        return directory.call_unit(one) if one in directory.units else directory.call(one)

    results = "、".join(f"{rule.title if (rule := evaluation.consequences.get(led.rule)) else led.rule}（{call(led.bearer)}）" for led in leds)
    return say("{title}（{period}）{results}", "{title} ({period}){results}", title=evaluation.title, period=closed.span.title,
               results=Text(f"：{results}", f": {results}") if results else Text("", ""))


def title_of(method: Method, closed: Closed) -> str:
    """What a closed period is called in lists."""
    return f"{method.evaluations[closed.evaluation].title}（{closed.span.title.zh}）"


def still_open(service: Service, led: Led) -> Case | None:
    """The case a result opened, while it is in hand: withdrawing the result does not end it."""
    loaded = service.store.load(led.opened) if led.opened else None
    return loaded[0] if loaded is not None and not loaded[0].outcome else None


def still_handling(service: Service, led: Led) -> tuple[str, ...]:
    """Who works on the case a result opened, while it is in hand."""
    case, directory = still_open(service, led), service.directory()
    seats = [seat for seat in case.seats.values() if seat.state == "open"] if case is not None else []
    return tuple(sorted(one for one, known in directory.people.items() if not known.left and any(may_take(seat, one, directory) for seat in seats)))


# --- who ----------------------------------------------------------------------------------------------------------------


def signers(service: Service, who: Who, unit: str) -> tuple[str, ...]:
    """Who signs for a unit: holders there or at the nearest unit above, else whoever holds the role at all."""
    directory = service.directory()
    near = directory.behind(door for actor in who if actor.kind == "role" for door in directory.doors(actor.name, unit or directory.root))
    return near or tuple(dict.fromkeys(one for actor in who if actor.kind == "role" for one in directory.everywhere(actor.name)))


def unit_of(book: Book, led: Led) -> str:
    """The unit a consequence concerns: the bearer's, else the subject's."""
    records = street_records(book)
    return records.unit_of(led.bearer) or records.unit_of(led.subject)


def who_answers(service: Service, book: Book, led: Led) -> tuple[str, ...]:
    """Who may answer for whoever bears a result: that person, or everybody with a post at that unit."""
    directory = service.directory()
    if led.bearer in directory.people:
        return (led.bearer,)
    return tuple(sorted(one for one, known in directory.people.items()
                        if not known.left and any(unit == led.bearer and role in book.method.roles for role, unit in directory.doors_of(one))))


def named(service: Service, book: Book, rule: Consequence | None, led: Led) -> tuple[str, ...]:
    """Whom the method names under 知会, at the unit a result concerns or the nearest above it."""
    directory = service.directory()
    actors = [actor for tell in rule.effects.tell for actor in tell.who] if rule is not None else []
    return directory.behind(door for actor in actors if actor.kind == "role" for door in directory.doors(actor.name, unit_of(book, led)))
