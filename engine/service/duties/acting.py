"""What time and evidence do to occasions: announcements, reminders, settling, and settling anew.

In: the moment.  Out: how much was done; each thing once, however many processes look.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.case import SYSTEM, Case, Event
from engine.contributions import Contribution, evidence
from engine.duties import Owed, Tally, close, evolve, fire
from engine.duties.people import place
from engine.duties.settling import done
from engine.duties.telling import told_of_missing, when
from engine.errors import BihuanError
from engine.model import Method
from engine.service.duties.keeping import put_owed
from engine.service.duties.planning import rules_of
from engine.service.duties.telling import tell
from engine.service.hooks import Appended, consequence, handles
from engine.service.issuing import announce
from engine.service.service import Service
from engine.store import Stale
from engine.store import duties as kept
from engine.store.counting import known_at
from engine.store.signals import put_signal
from engine.text import Text

PUT_OFF = timedelta(minutes=1)
_log = logging.getLogger(__name__)


def next_acting(service: Service, until: datetime) -> datetime | None:
    """When the next announcement, reminder or settling is due."""
    at = kept.next_at(service.store, until.isoformat(), service.clock().isoformat())
    return datetime.fromisoformat(at) if at else None


def act_due(service: Service, now: datetime) -> int:
    """Let everything that is due happen; an occasion that fails is left alone for a minute and holds up no other."""
    acted = 0
    while (id_ := kept.due_now(service.store, now.isoformat(), service.clock().isoformat())) is not None:
        try:
            with service.store.write():
                acted += _act(service, id_, now)
        except (BihuanError, Stale) as refused:
            _log.warning("duty %s did not act: %s", id_, refused)
        except Exception:  # noqa: BLE001 - whatever one occasion runs into, the others must act
            _log.exception("duty %s failed", id_)
        else:
            continue
        with service.store.write():
            kept.put_off(service.store, id_, (service.clock() + PUT_OFF).isoformat())
    return acted


def failing(service: Service) -> list[tuple[str, str, str]]:
    """The occasions (obligation, who owes it, planned day) at which something was due, was tried and could not be done; it is tried again."""
    return kept.tried_in_vain(service.store, service.clock().isoformat())


def _act(service: Service, id_: str, now: datetime) -> int:
    """All timers of one occasion that are due, in their order."""
    loaded = kept.load_owed(service.store, id_)
    if loaded is None:
        return 0
    owed, standing = loaded
    due = sorted((timer for timer in owed.waiting if timer.at <= now.isoformat()), key=lambda timer: timer.at)
    if not due:
        return 0
    method = service.method(owed.method) if owed.method in service.street.methods else None
    if method is None or owed.rule not in method.duties:
        dropped = Event("dropped", {"reason": "rule-gone"}, now.isoformat(), SYSTEM)
        put_owed(service, standing, [dropped], evolve(owed, dropped), "", owed.rule)
        return 1
    tallies = kept.tallies(service.store, [id_]).get(id_, ())
    after, events = owed, list[Event]()
    for timer in due:
        for event in _happens(service, method, after, timer.name, tallies, now):
            after, events = evolve(after, event), [*events, event]
    put_owed(service, standing, events, after, method.digest, method.duties[owed.rule].title)
    for number, event in enumerate(events, start=standing.seq + 1):
        _follows(service, method, after, event, number, now)
    return 1


def _happens(service: Service, method: Method, owed: Owed, timer: str, tallies: tuple[Tally, ...], now: datetime) -> list[Event]:
    rules, directory = rules_of(service, method, now), service.directory()
    duty = method.duties[owed.rule]
    if timer != "close":
        return fire(owed, timer, done(duty, tallies), rules, directory, now)
    events = close(owed, duty, rules.least(duty), tallies, now)
    return [_telling(event, told_of_missing(owed, duty, method, directory)) for event in events]


def _telling(event: Event, to: tuple[str, ...]) -> Event:
    """Whoever is to hear of what was missed stands in the event."""
    if event.type != "settled" or event.body["outcome"] != "missed" or not to:
        return event
    return event._replace(body={**event.body, "to": list(to)})


def _follows(service: Service, method: Method, owed: Owed, event: Event, seq: int, now: datetime) -> None:
    """Messages, publication and cases that an event leads to, in its transaction."""
    causes = {"reminded": "履职提醒", "settled": "未履行"}
    if event.type in causes and event.body.get("to"):
        tell(service, method, owed, event.body["to"], causes[event.type], now, f"{owed.id}/{seq}")
    if event.type == "announced":
        _publish(service, method, owed, event, now)
    missed = method.duties[owed.rule].missed
    if event.type == "settled" and event.body["outcome"] == "missed" and missed.opens:
        put_signal(service.store, "duty-missed", f"duty-missed/{owed.id}", {"duty": owed.id}, now.isoformat())


def _publish(service: Service, method: Method, owed: Owed, event: Event, now: datetime) -> None:
    """Put an announcement on its board; one that was put there before is corrected."""
    notice = method.duties[owed.rule].notice
    if notice is not None and notice.board in method.boards:
        announce(service, method, method.boards[notice.board], f"duty/{owed.id}", event.body["columns"], place(owed, service.directory()), now,
                 source=owed.id, reason=f"改为{when(owed)}")


@handles("duty-missed", Text("为没有履行的义务另立一件", "open a case for a missed obligation"))
def open_missed(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    """Open the case that follows from an obligation that was not fulfilled, unless it has been settled otherwise since."""
    loaded = kept.load_owed(service.store, body["duty"])
    if loaded is None or loaded[0].outcome != "missed":
        return
    owed, method = loaded[0], service.method(loaded[0].method)
    missed = method.duties[owed.rule].missed
    known = {"义务": method.duties[owed.rule].title, "本人": owed.subject, "单位": owed.unit, "到期日": owed.planned,
             "应有": owed.least, "实有": owed.amount}
    home = method.workflows[missed.opens].belongs_to
    directory = service.directory()
    unit = next((one for one in directory.chain(owed.unit) if not home or directory.units[one].is_a(home)), directory.root)
    values = {field: known[word] for field, word in missed.carry}
    service.begin(service.store.writer, SYSTEM, method.id, missed.opens, unit, values, now)


# --- evidence that comes late or is corrected ---------------------------------------------------------------------------


@consequence
def follow_evidence(service: Service, appended: Appended) -> None:
    """Evidence that is new or different may bear on what was settled."""
    before, after = appended.before, appended.after
    if not after.outcome and (before is None or not before.outcome):
        return
    method = appended.method
    was = set(_proved(service, method, before)) if before is not None else set[Contribution]()
    now = set(_proved(service, method, after))
    rows = sorted({(one.rule.rpartition("/")[2], one.day) for one in was ^ now})
    if rows:
        body = {"method": appended.method.id, "rows": [list(row) for row in rows]}
        put_signal(service.store, "duty-evidence", f"duty-evidence/{after.id}/{appended.seq}", body, appended.now.isoformat())


def _proved(service: Service, method: Method, case: Case) -> list[Contribution]:
    return evidence(method, case, known_at(service.store, method, case.closed))


@handles("duty-evidence", Text("凭据变了，重新定履职的结果", "settle obligations anew on changed evidence"))
def settle_anew(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    """Settle again what was settled on other evidence."""
    method = service.street.methods.get(body["method"])
    if method is None:
        return
    rules = rules_of(service, method, now)
    for rule, day in body["rows"]:
        for id_ in kept.touched(service.store, [(method.id, rule)], [day]):
            loaded = kept.load_owed(service.store, id_)
            if loaded is None or rule not in method.duties:
                continue
            owed, standing = loaded
            duty = method.duties[rule]
            events = close(owed, duty, rules.least(duty), kept.tallies(service.store, [id_]).get(id_, ()), now)
            after = owed
            for event in events:
                after = evolve(after, event)
            if events:
                put_owed(service, standing, events, after, method.digest, duty.title)
