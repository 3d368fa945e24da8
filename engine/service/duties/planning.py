"""Planning on the street: each day, and whenever people, rules, calendar or what comes before has changed.

In: the moment.  Out: how many occasions were added, moved or dropped.  The plan and its record are one transaction, so
that several processes plan once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from engine.case import SYSTEM, Event
from engine.duties import Planner, Rules, evolve
from engine.duties.changing import replanned
from engine.model import Method
from engine.service import record
from engine.service.duties.keeping import put_owed
from engine.service.duties.look import StreetLook
from engine.service.duties.telling import tell
from engine.service.hooks import Appended, consequence, handles
from engine.service.service import Service
from engine.store import duties as kept
from engine.store.signals import put_signal
from engine.store.streams import Standing, seq_of
from engine.text import Text
from engine.values import SHANGHAI

HORIZON = timedelta(days=60)
BACK = timedelta(days=120)  # how far back days are looked at that others follow
PLANNED = "duties-planned"  # the day last planned for, and the mark of all the plan rests on
_ONE = timedelta(days=1)
_RULES: WeakKeyDictionary[Service, dict[str, Rules]] = WeakKeyDictionary()  # what was worked out for the values in force


def rules_of(service: Service, method: Method, now: datetime) -> Rules:
    """The obligations of a method in the calendar and the parameters of a day."""
    world = service.world(SYSTEM, method.id, now)
    kept_rules = _RULES.setdefault(service, {})
    rules = kept_rules.get(method.digest)
    if rules is None or rules.calendar is not world.calendar or rules.parameters != world.parameters:
        rules = kept_rules[method.digest] = Rules(method, world.calendar, world.parameters)
    return rules


def with_duties(service: Service) -> list[Method]:
    """The methods in force that have obligations."""
    return [method for method in service.street.methods.values() if method.duties]


def mark(service: Service) -> str:
    """A fingerprint of everything a plan rests on besides the day."""
    years = [(name, service.calendar(name).gazette.last_year) for name in sorted({method.calendar for method in with_duties(service)})]
    return json.dumps([seq_of(service.store, service.directory_id), kept.registers_mark(service.store), record.in_force(service), years])


def next_planning(service: Service, until: datetime) -> datetime | None:
    """When the plan has to be made again: at once when what it rests on has changed, else just after midnight."""
    if not with_duties(service):
        return None
    last = json.loads(service.store.meta(PLANNED) or "{}")
    if last.get("mark") != mark(service):
        return min(until, datetime.fromisoformat(last["at"])) if last else min(until, service.clock())
    morning = datetime.combine(date.fromisoformat(last["day"]) + _ONE, time(0, 1), SHANGHAI)
    return morning if morning <= until else None


def plan_due(service: Service, now: datetime) -> int:
    """Plan when it is time."""
    if next_planning(service, now) is None:
        return 0
    with service.store.write():
        if next_planning(service, now) is None:
            return 0
        done = sum(plan_method(service, method, now) for method in with_duties(service))
        made = {"day": now.date().isoformat(), "mark": mark(service), "at": now.isoformat()}
        service.store.put_meta(PLANNED, json.dumps(made))
    return done + 1


def plan_method(service: Service, method: Method, now: datetime) -> int:
    """Plan one method's obligations, inside a write; how many occasions changed."""
    rules = rules_of(service, method, now)
    planner = Planner(service.street.id, rules, service.directory(), StreetLook(service, method))
    today = now.date()
    flows = {duty.anchor.workflow for duty in method.duties.values() if duty.anchor is not None and duty.anchor.workflow}
    closings = {flow: kept.closed_cases(service.store, method.id, flow, (today - BACK).isoformat()) for flow in flows}
    plan = planner.plan(today, today + HORIZON, kept.known(service.store, method.id, (today - BACK).isoformat()), closings)
    for id_, body in plan.add.items():
        _append(service, method, Standing(id_), None, [Event("planned", dict(body), now.isoformat(), SYSTEM)])
    for id_, body in plan.move.items():
        _move(service, method, id_, dict(body), now)
    for id_ in plan.drop:
        _drop(service, method, id_, now)
    return len(plan.add) + len(plan.move) + len(plan.drop) + _join(service, method, planner, now)


def _move(service: Service, method: Method, id_: str, days: Mapping[str, Any], now: datetime) -> None:
    loaded = kept.load_owed(service.store, id_)
    assert loaded is not None
    owed, standing = loaded
    events = [Event("reopened", {"was": owed.outcome}, now.isoformat(), SYSTEM)] if owed.outcome else []
    events.append(Event("moved", replanned(owed, dict(days), now, "replanned"), now.isoformat(), SYSTEM))
    _append(service, method, standing, owed, events)


def _drop(service: Service, method: Method, id_: str, now: datetime) -> None:
    loaded = kept.load_owed(service.store, id_)
    assert loaded is not None
    _append(service, method, loaded[1], loaded[0], [Event("dropped", {"reason": "owed-no-more"}, now.isoformat(), SYSTEM)])


def _join(service: Service, method: Method, planner: Planner, now: datetime) -> int:
    """Propose to those that move with another the day that one has."""
    joined = {duty.joins for duty in method.duties.values() if duty.joins}
    rules = [*joined, *(duty.name for duty in method.duties.values() if duty.joins)]
    done = 0
    for owed, leader in planner.joins(kept.open_of(service.store, method.id, rules)) if joined else ():
        day = leader.planned
        if day in (owed.planned, owed.proposal.get("day")) or day in owed.declined or day < now.date().isoformat():
            continue
        loaded = kept.load_owed(service.store, owed.id)
        assert loaded is not None
        body = {"day": day, "because": leader.rule, "with": leader.id}
        _append(service, method, loaded[1], loaded[0], [Event("join_proposed", body, now.isoformat(), SYSTEM)])
        people = (owed.stands_in or owed.subject,) if owed.subject_kind == "person" else ()
        tell(service, method, owed, people, "改期建议", now, f"{owed.id}/join/{day}")
        done += 1
    return done


def _append(service: Service, method: Method, standing: Standing, before: Any, events: list[Event]) -> None:
    after = before
    for event in events:
        after = evolve(after, event)
    put_owed(service, standing, events, after, method.digest, method.duties[after.rule].title if after.rule in method.duties else after.rule)


@consequence
def follow_cases(service: Service, appended: Appended) -> None:
    """A case closed after which something is owed: plan anew."""
    after, method = appended.after, appended.method
    if not after.outcome or (appended.before is not None and appended.before.outcome):
        return
    if any(duty.anchor is not None and duty.anchor.workflow == after.workflow for duty in method.duties.values()):
        ask(service, method.id, f"{after.id}/{appended.seq}", appended.now)


def ask(service: Service, method: str, because: str, now: datetime) -> None:
    """Ask for a new plan of a method's obligations, inside a write."""
    put_signal(service.store, "duties-plan", f"duties-plan/{because}", {"method": method}, now.isoformat())


@handles("duties-plan", Text("排履职的日子", "plan what is owed"))
def plan_asked(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    """Plan as a signal asks."""
    if body["method"] in service.street.methods:
        plan_method(service, service.method(body["method"]), now)
