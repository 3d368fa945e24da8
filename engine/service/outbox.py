"""Notices: kept with their cause in one transaction, sent later, each at most once.

In: what happened to a case, or a `Notice` of another part.  Out: messages in the outbox; `send_due` sends those whose
time has come.  A message is marked before it is handed over; whoever is killed in between leaves it `unsure`, and an
administrator decides.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.case import PARTY, Event, holders
from engine.notices import SENSES, Audience, allowed_from
from engine.service.composing import compose
from engine.service.hooks import Appended, consequence
from engine.service.sending import Result
from engine.service.service import Service
from engine.store import outbox as kept
from engine.text import Text, say

LEASE = timedelta(minutes=5)  # longer than any gateway may take
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))  # after so many clear failures it is `failed`
MOST_AT_ONCE = 20  # timers and signals have their turn in between
ABANDONED = say("发送中断，可能已经送到", "sending was interrupted; it may have arrived")
_CAUSES = {"到期前提醒": "reminder", "逾期": "overdue"}
_COUNTED = {"settled": "solved", "unsettled": "not_yet"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something somebody is to be told: an account of the staff, or a party field of a case.

    `dedupe` makes a second one harmless; `facts` are by their Chinese names; `stream` and `seq` point at the event
    it tells of, whose values are read when it is sent, so that nothing private is kept here.
    """

    audience: Audience
    kind: str
    recipient: str
    dedupe: str
    stream: str = ""
    seq: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


def keep(service: Service, notice: Notice, now: datetime) -> int:
    """Put a notice in the outbox by every channel the street has set for it, inside a write; how many were new."""
    telling = service.street.notices.of(notice.audience)
    channels = telling.channels(notice.kind)
    due = allowed_from(telling.hours_of(notice.kind), service.calendar(), now) if channels else now
    return sum(1 for channel in channels if keep_by(service, notice, channel, now, due))


def keep_by(service: Service, notice: Notice, channel: str, now: datetime, due: datetime) -> int:
    """Put a notice in the outbox by one channel, inside a write; its number, 0 where it is there already."""
    return kept.put_message(service.store, f"{notice.dedupe}/{channel}", notice.stream, notice.seq, notice.audience, notice.kind,
                            notice.recipient, channel, notice.facts, now.isoformat(), due.isoformat())


@consequence
def tell_of_events(service: Service, made: Appended) -> None:
    """Keep a notice for everybody whom new events of a case tell something, or give something to do."""
    if not service.street.notices.channels:
        return
    for seq, event in enumerate(made.events, start=made.seq):
        for audience, kind, recipient, facts in _told_by(service, made, event):
            keep(service, Notice(audience, kind, recipient, f"{made.after.id}/{seq}/{audience}/{kind}/{recipient}", made.after.id, seq, facts), made.now)


Told = tuple[Audience, str, str, Mapping[str, str]]


def _told_by(service: Service, made: Appended, event: Event) -> Iterator[Told]:
    """Whom an event tells: (audience, kind, recipient, facts)."""
    body = event.body
    if event.type == "told":
        yield from (("staff", _CAUSES.get(body["cause"], "told"), one, {}) for one in body["to"])
        if body["party"]:
            yield "party", _result_kind(made) or "told", body["party"], {}
    elif event.type in ("urged", "copied"):
        yield from (("staff", event.type, one, {}) for one in body["to"])
    elif event.type in ("transferred", "repaired"):
        to = body["to"] if isinstance(body["to"], list) else [body["to"]]
        yield from (("staff", "task", one, {"seat": body["seat"]}) for one in to)
    elif event.type == "entered":
        yield from _new_seats(service, made, event)
    elif event.type == "closed" and event.actor != PARTY:  # whoever closed it by the own answer knows
        told = {one.body["party"] for one in made.events if one.type == "told"}
        yield from (("party", _result_kind(made) or "told", name, {}) for name in _parties(made) if name not in told)


def _new_seats(service: Service, made: Appended, event: Event) -> Iterator[Told]:
    """Those whose turn has come, but for whoever has just brought it about."""
    directory, rows = service.directory(), set[str]()
    for seat in made.after.open_seats():
        if seat.step != event.body["step"] or seat.kind == "assist":
            continue
        kind = "answer" if seat.kind == "voter" else "task"
        told = [one for one in holders(seat, directory) if one != event.actor and not (seat.row and one in rows)]
        rows |= set(told) if seat.row else set()  # one message for all the rows somebody enters answers for
        yield from (("staff", kind, one, {"seat": seat.id}) for one in told)
        if seat.party:
            yield "party", "answer", seat.party, {"seat": seat.id}


def _parties(made: Appended) -> Iterator[str]:
    """The fields that hold the persons a case is about."""
    for name, field_ in made.method.workflows[made.after.workflow].all_fields().items():
        if field_.kind == "party" and isinstance(made.after.data.get(name), Mapping):
            yield name


def _result_kind(made: Appended) -> str:
    """What a closed case means to its person, '' while it goes on."""
    outcome = made.method.workflows[made.after.workflow].outcomes.get(made.after.outcome)
    if outcome is None:
        return ""
    return SENSES.get(outcome.sense) or _COUNTED.get(outcome.counts_as, "told")


# --- sending --------------------------------------------------------------------------------------------------------


def next_due(service: Service, until: datetime) -> datetime | None:
    """When the next message may go out; None where the service has no way out, as in stories."""
    at = kept.next_message(service.store, until.isoformat()) if service.post is not None else None
    return datetime.fromisoformat(at) if at else None


def send_due(service: Service, now: datetime) -> int:
    """Send what is due, at most a handful; how many were tried."""
    if service.post is None:
        return 0
    with service.store.write():
        kept.doubt_abandoned(service.store, service.clock().isoformat(), ABANDONED.zh)
    return sum(1 for _ in range(MOST_AT_ONCE) if send_one(service, now) is not None)


def send_one(service: Service, now: datetime, n: int = 0) -> kept.Message | None:
    """Send the first message that is due, or the one numbered `n`; None when there is none."""
    moment = service.clock()
    with service.store.write():
        message = kept.lease_message(service.store, now.isoformat(), (moment + LEASE).isoformat(), moment.isoformat(), n)
    if message is None:
        return None
    result = _attempt(service, message, now)
    state, due = _put_off(service, message, now) if result.state == "later" else (str(result.state), "")
    with service.store.write():
        kept.settle_message(service.store, message.n, state, result.reason.zh, service.clock().isoformat(), due)
    return message


def _attempt(service: Service, message: kept.Message, now: datetime) -> Result:
    """Compose a message and hand it over; a fault of the program before that leaves nothing sent."""
    channel = service.street.notices.channels.get(message.channel)
    if channel is None or service.post is None:
        return Result("failed", say("没有「{name}」这条渠道了", "the channel “{name}” is no longer there", name=message.channel))
    try:
        made = compose(service, message, channel)
    except Exception:  # noqa: BLE001 - one message that cannot be written must not hold up the others
        _log.exception("notice %s could not be written", message.dedupe)
        return Result("failed", say("写不出这条消息，详情在服务的日志里", "the message could not be written; see the service's log"))
    if isinstance(made, Result):
        return made
    address, subject, text = made
    try:
        return service.post(channel, address, subject, text)
    except Exception as fault:  # noqa: BLE001 - it may have been handed over; the fault's words may repeat what was sent
        _log.error("notice %s: the channel %s failed with %s", message.dedupe, channel.name, type(fault).__name__)
        return Result("unsure", say("渠道出错，可能已经送到", "the channel failed; it may have arrived"))


def _put_off(service: Service, message: kept.Message, now: datetime) -> tuple[str, str]:
    """When a message that was clearly not taken is tried again, if at all."""
    if message.tries >= len(DELAYS):
        return "failed", ""
    hours = service.street.notices.of(message.audience).hours_of(message.kind)  # type: ignore[arg-type]
    return "waiting", allowed_from(hours, service.calendar(), now + DELAYS[message.tries]).isoformat()


def state_words(state: str) -> Text:
    """A message's state for people."""
    return _STATES[state]


_STATES: Mapping[str, Text] = {
    "waiting": Text("等着发", "waiting"), "sending": Text("正在发", "being sent"), "sent": Text("已发出", "sent"),
    "failed": Text("没发成", "failed"), "unsure": Text("说不准", "unsure"), "dropped": Text("不用发了", "not needed")}
