"""Cases that begin by themselves: at every recurrence, one for each unit, holder or row, exactly once; and roles whose
term is over.

In: the moment.  Out: cases begun and roles ended.  The key of a case comes from the nominal day, so neither a shifted
day nor several processes make a second one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from engine.calendar import Calendar, Recurrence, Roll, nominal_days, read_recurrence, start_of
from engine.calendar import next_start as next_start_of
from engine.case import SYSTEM, Event
from engine.errors import BihuanError, CalendarError
from engine.model import Method, Start, Workflow
from engine.service.service import Service
from engine.store.definitions import first_in_force
from engine.store.registers import begun, claim_start, rows_in
from engine.values import SHANGHAI, Span

LATE = timedelta(days=31)  # what a street that stood still for longer missed is not made up for
FAR = timedelta(days=400)  # past the longest recurrence with its lead
MOST = 100_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begin:
    """A case that is to begin: when, for which day, for whom (a unit, person or row), at which unit."""

    at: datetime
    key: str
    day: date
    unit: str
    who: str = ""


def next_start(service: Service, until: datetime) -> datetime | None:
    """The first moment up to `until` at which a case begins by itself or a term is over."""
    starts = (begin.at for method, flow in _flows(service) for begin in _waiting(service, method, flow, until))
    terms = (datetime.fromisoformat(moment) for moment in service.directory().terms.values())
    return min((at for at in (*starts, *terms) if at <= until), default=None)


def start_due(service: Service, now: datetime) -> int:
    """Begin every case whose moment has come, and end every term that is over; how much was done."""
    done = _end_terms(service, now)
    for method, flow in _flows(service):
        for begin in list(_waiting(service, method, flow, now)):
            done += _begin(service, method, flow, begin, now)
    return done


def _flows(service: Service) -> Iterator[tuple[Method, Workflow]]:
    for method in service.street.methods.values():
        yield from ((method, flow) for flow in method.workflows.values() if flow.start.recurs)


def _waiting(service: Service, method: Method, flow: Workflow, until: datetime) -> Iterator[Begin]:
    """The cases of a workflow that should have begun by a moment and have not, in order."""
    now = min(service.clock(), until)
    first = max(now - LATE, _in_force(service, method))
    known = begun(service.store, rule_of(method, flow), (first - FAR).date().isoformat())
    for begin in _all(service, method, flow, first, until):
        if begin.key not in known:
            yield begin


def _in_force(service: Service, method: Method) -> datetime:
    """Since when the street has run a method: nothing begins for days before."""
    since = first_in_force(service.store, method.id)
    return datetime.fromisoformat(since) if since else service.clock()


def rule_of(method: Method, flow: Workflow) -> str:
    """What the starts of a workflow are kept under."""
    return f"{method.id}/{flow.name}"


def _all(service: Service, method: Method, flow: Workflow, first: datetime, until: datetime) -> Iterator[Begin]:
    """Every case that begins from one moment to another."""
    start, parameters = flow.start, service.parameters(method, until.date())
    recurrence = recurrence_of(start, parameters)
    if recurrence is None:
        return
    lead = start.lead if isinstance(start.lead, Span) else parameters.get(start.lead)
    calendar, roll = service.calendar(method.calendar), parameters.get(start.on_rest, start.on_rest)
    for year in range(first.year - 1, until.year + (3 if lead else 2)):
        for at, nominal, day in schedule(calendar, recurrence, roll, lead, year):
            if first <= at <= until:
                yield from (Begin(at, f"{nominal.isoformat()}/{who or unit}", day, unit, who) for unit, who in _each(service, method, flow))


@lru_cache(maxsize=512)
def schedule(calendar: Calendar, recurrence: Recurrence, roll: Roll, lead: Span | None, year: int) -> tuple[tuple[datetime, date, date], ...]:
    """Of each nominal day of a year: when the case begins, the day itself, and the day it falls on after a rest day was
    met.  Without days named it is the first day of each period."""
    found: list[tuple[datetime, date, date]] = []
    for nominal in _days_of(recurrence, date(year, 1, 1), date(year, 12, 31)):
        try:
            day = calendar.roll(nominal, roll)
            at = opens_at(calendar, day)
            if lead is not None:
                at = min(at, datetime.combine(calendar.before(day, lead).at.date(), at.time(), SHANGHAI))
        except CalendarError:  # no calendar reaches so far
            continue
        found.append((at, nominal, day))
    return tuple(found)


def _days_of(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    """The days named, else the first day of each period."""
    if recurrence.on_days:
        yield from nominal_days(recurrence, first, last)
        return
    here = start_of(recurrence.every, first)
    while here <= last:
        if here >= first:
            yield here
        here = next_start_of(recurrence.every, here)


def recurrence_of(start: Start, parameters: Mapping[str, object]) -> Recurrence | None:
    """The recurrence as written or as the parameter has it; None while it is undecided."""
    found = read_recurrence(start.recurs)
    if found is None:
        text = parameters.get(start.recurs)
        found = read_recurrence(text) if isinstance(text, str) else None
    return found


def opens_at(calendar: Calendar, day: date) -> datetime:
    """When work begins on a day: at the opening of the office, at midnight where it is closed."""
    hours = calendar.office_hours(day)
    return datetime.combine(day, hours[0][0] if hours else time(), SHANGHAI)


def _each(service: Service, method: Method, flow: Workflow) -> Iterator[tuple[str, str]]:
    """For each what a case begins: its unit, and the unit, person or row that the start's field gets."""
    directory, per, kind = service.directory(), flow.start.per, flow.belongs_to

    def fitting(unit: str) -> str:
        return next((one for one in directory.chain(unit) if not kind or directory.units[one].is_a(kind)), "")

    def home(unit: str) -> str:
        return fitting(unit) or directory.root

    if not per:
        yield directory.root, ""
    elif per in method.registers:
        rows, _ = rows_in(service.store, method.id, per, size=MOST)
        yield from ((home(row.unit), row.id) for row in rows)
    elif per in method.roles:
        for person in directory.everywhere(per):
            units = [fitting(unit) for role, unit in directory.doors_of(person) if role in directory.parts(per)]
            if any(units):  # who holds the role only where no such case belongs, as another method has it, is left out
                yield next(unit for unit in units if unit), person
    else:
        yield from ((home(unit.name), unit.name if flow.start.into else "") for unit in directory.units.values() if unit.is_a(per))


def _begin(service: Service, method: Method, flow: Workflow, begin: Begin, now: datetime) -> bool:
    """Begin one case, in a transaction that also notes that it has begun."""
    start, rule = flow.start, rule_of(method, flow)
    values = {**({start.into: begin.who} if start.into and begin.who else {}), **({start.day_into: begin.day.isoformat()} if start.day_into else {})}
    identity = service.chance(8).hex()
    try:
        with service.store.write() as conn:
            if not claim_start(service.store, rule, begin.key, identity, begin.at.isoformat()):
                return False
            service.begin(conn, SYSTEM, method.id, flow.name, begin.unit, values, now, identity=identity)
    except BihuanError as refused:
        _log.warning("%s for %s did not begin: %s", rule, begin.key, refused)
        return False
    service.settle(now)
    return True


def _end_terms(service: Service, now: datetime) -> int:
    """End the roles whose term is over."""
    over = [row for row, until in service.directory().terms.items() if datetime.fromisoformat(until) <= now]
    if not over:
        return 0
    with service.store.write():
        directory = service.directory()
        events = [Event("revoked", {"person": person, "role": role, "unit": unit, "reason": "任期届满"}, now.isoformat(), SYSTEM)
                  for person, role, unit in over if directory.terms.get((person, role, unit), "9999") <= now.isoformat()]
        if events:
            service.append_directory(events, directory)
    return len(events)
