"""Results and consequences signed or declined, and what does not hold any more withdrawn or upheld: each by a person.

In: who acts, what, and the reason.  Out: events of the period's stream, or `Refused` with the reason in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.case import Event
from engine.model import Consequence, Evaluation, Method
from engine.scores.book import Book
from engine.scores.closing import Closed, Led, evolve
from engine.service.refused import Refused
from engine.service.scores.closing import append, what_follows
from engine.service.scores.effects import take_back, take_effect
from engine.service.scores.records import book_of
from engine.service.scores.telling import signers, unit_of, who_answers
from engine.service.service import Service
from engine.service.submitted import require_sound
from engine.store import periods
from engine.store.streams import Standing
from engine.text import Text, say
from engine.values import Span

NO_REASON = say("请写原因", "please write why")


@dataclass(frozen=True)
class _At:
    """A closed period somebody acts on."""

    book: Book
    closed: Closed
    standing: Standing
    evaluation: Evaluation

    @property
    def method(self) -> Method:
        return self.book.method


def load(service: Service, period: str) -> _At:
    """A closed period of a method in force; refuses one that is not there."""
    loaded = periods.load(service.store, period)
    if loaded is None or loaded[0].method not in service.street.methods:
        raise Refused("no-period", say("没有这一期评价", "there is no such period of an evaluation"))
    closed, standing = loaded
    method = service.street.methods[closed.method]
    if closed.evaluation not in method.evaluations:
        raise Refused("no-period", say("现在的规则里没有「{name}」了", "the rules in force have no “{name}” any more", name=closed.evaluation))
    return _At(book_of(service, method), closed, standing, method.evaluations[closed.evaluation])


def may_sign(service: Service, person: str, at: _At, led: Led | None = None) -> bool:
    """Whether somebody signs a period's results, or one consequence of them."""
    if led is None:
        return person in signers(service, at.evaluation.signed_by, "")
    rule = at.evaluation.consequences.get(led.rule)
    return rule is not None and person in signers(service, rule.signed_by, unit_of(at.book, led))


def sign_period(service: Service, person: str, period: str) -> Closed:
    """Sign the results of a period; what follows from them is proposed at once."""
    with service.store.write():
        at, now = load(service, period), service.clock()
        if not at.closed.waits:
            raise Refused("signed", say("这一期不用再签", "this period needs no signature"))
        _require(may_sign(service, person, at))
        events = [Event("signed", {}, now.isoformat(), person)]
        after = evolve(at.closed, events[0])
        return append(service, at.book, at.closed, at.standing, [*events, *what_follows(at.book, after, now)], now)


def sign(service: Service, person: str, period: str, key: str, *, choice: str = "", reason: str = "") -> Closed:
    """Sign a proposed consequence, or the withdrawal of one that does not follow any more."""
    require_sound({"period": period, "key": key, "choice": choice, "reason": reason}, {})

    def act(at: _At, led: Led, rule: Consequence, now: datetime) -> list[Event]:
        if led.state == "withdrawing":
            why = reason or say("重算以后不再符合", "it does not follow any more").zh
            take_back(service, at.book, at.closed, led, why, now)
            withdrawn = Event("withdrawn", {"key": led.key, "reason": why}, now.isoformat(), person)
            return [withdrawn, *what_follows(at.book, evolve(at.closed, withdrawn), now)]
        if led.state != "proposed":
            raise _settled(led)
        known = at.method.lists[rule.choices].type.items if rule.choices else ()
        if (known and choice not in known) or (choice and not known):
            raise Refused("choice", say("请选一项：{known}", "choose one of {known}", known="、".join(known)) if known else say(
                "这项结果没有可选的", "there is nothing to choose here"))
        effective = _effective(service, at.method, rule, now)
        signed = Event("consequence_signed", {"key": led.key, "choice": choice, "reason": reason, "effective": effective.isoformat()},
                       now.isoformat(), person)
        if effective > now:
            return [signed]
        after = evolve(at.closed, signed)
        return [signed, take_effect(service, at.book, after, after.led[led.key], now)]

    return _act(service, person, period, key, act)


def decline(service: Service, person: str, period: str, key: str, reason: str) -> Closed:
    """Decline a proposed consequence, take one back before it takes effect, or uphold one that was to be withdrawn."""
    require_sound({"period": period, "key": key, "reason": reason}, {})
    if not reason.strip():
        raise Refused("reason", NO_REASON, (("reason", NO_REASON),))

    def act(at: _At, led: Led, rule: Consequence, now: datetime) -> list[Event]:
        kinds = {"proposed": "consequence_declined", "withdrawing": "withdrawal_declined"}
        kind = "withdrawn" if led.state == "signed" and not led.took_effect else kinds.get(led.state, "")
        if not kind:
            raise _settled(led)
        more = {"taken_back": True} if kind == "withdrawn" else {}  # not a correction: what was taken back is not proposed again
        return [Event(kind, {"key": led.key, "reason": reason.strip(), **more}, now.isoformat(), person)]

    return _act(service, person, period, key, act)


def may_answer(service: Service, person: str, at: _At, led: Led) -> bool:
    """Whether somebody may answer a result: whoever bears it, between its signing and its taking effect."""
    waits = led.state == "signed" and not led.took_effect and led.effective > service.clock().isoformat()
    return waits and person in who_answers(service, at.book, led)


def answer(service: Service, person: str, period: str, key: str, text: str) -> Closed:
    """What whoever bears a result says to it before it takes effect; those who sign are told, and may take it back."""
    require_sound({"period": period, "key": key, "text": text}, {})
    if not text.strip():
        raise Refused("reason", NO_REASON, (("reason", NO_REASON),))
    with service.store.write():
        at, now = load(service, period), service.clock()
        led = at.closed.led.get(key)
        if led is None:
            raise Refused("no-result", say("没有这项结果", "there is no such consequence"))
        if not may_answer(service, person, at, led):
            raise Refused("not-yours", say("现在不能申辩：要由承担的人，在签了以后、生效以前提出",
                                           "there is nothing to answer: whoever bears a result may, after it is signed and before it takes effect"))
        return append(service, at.book, at.closed, at.standing, [Event("answered", {"key": key, "text": text.strip()}, now.isoformat(), person)], now)


def _act(service: Service, person: str, period: str, key: str, act: Callable[[_At, Led, Consequence, datetime], list[Event]]) -> Closed:
    with service.store.write():
        at, now = load(service, period), service.clock()
        led = at.closed.led.get(key)
        rule = at.evaluation.consequences.get(led.rule) if led is not None else None
        if led is None or rule is None:
            raise Refused("no-result", say("没有这项结果", "there is no such consequence"))
        _require(may_sign(service, person, at, led))
        done = append(service, at.book, at.closed, at.standing, act(at, led, rule, now), now)
    service.settle(now)
    return done


def _effective(service: Service, method: Method, rule: Consequence, now: datetime) -> datetime:
    """From when a consequence takes effect: once the time to answer is over."""
    span = service.parameters(method, now.date()).get(rule.appeal) if rule.appeal else None
    return service.calendar(method.calendar).add(now, span).at if isinstance(span, Span) else now


def _require(allowed: bool) -> None:
    if not allowed:
        raise Refused("not-yours", say("这不由您签", "this is not yours to sign"))


STATES: dict[str, Text] = {
    "proposed": Text("待签", "to be signed"), "signed": Text("已签", "signed"), "declined": Text("没有签", "declined"),
    "dropped": Text("不再符合，没有签", "no longer follows, was not signed"), "withdrawing": Text("待撤销", "to be withdrawn"),
    "withdrawn": Text("已撤销", "withdrawn")}


def _settled(led: Led) -> Refused:
    return Refused("settled", say("这项结果{state}，不能再改", "this is {state} and cannot be changed", state=STATES[led.state]))
