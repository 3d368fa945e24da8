"""Who was where in a period: units, people and what was known of them as the record of the directory has it, also those
who left since.

In: the stream of units and people.  Out: the directory as it stood at a moment, and who held a role in a stretch of days.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from weakref import WeakKeyDictionary

from engine.case import Event
from engine.directory import Directory
from engine.directory_events import change
from engine.model import Evaluation, Method
from engine.scores import Period
from engine.service.service import Service
from engine.store import history
from engine.store.streams import seq_of
from engine.values import SHANGHAI, Span

Holding = tuple[str, str, str]  # person, role, unit
ONE_DAY = timedelta(days=1)
_EVER = "9999"


@dataclass(frozen=True)
class Known:
    """The directory's record: its events and their moments, and from when to when roles were held; `states`: the directory
    after so many events, as far as it was asked for."""

    events: tuple[Event, ...]
    moments: tuple[str, ...]
    held: tuple[tuple[Holding, str, str], ...]
    states: dict[int, Directory] = field(default_factory=dict)

    @property
    def since(self) -> str:
        """The day the record begins; '' for none."""
        return self.moments[0][:10] if self.moments else ""


_KNOWN: WeakKeyDictionary[Service, Known] = WeakKeyDictionary()


def known(service: Service) -> Known:
    """The directory's record, read again when it has grown."""
    found = _KNOWN.get(service)
    if found is None or len(found.events) != max(0, seq_of(service.store, service.directory_id)):
        events = tuple(history.happened_to(service.store, service.directory_id))
        found = _KNOWN[service] = Known(events, tuple(event.at for event in events), tuple(_held(events)))
    return found


def _held(events: tuple[Event, ...]) -> list[tuple[Holding, str, str]]:
    begun: dict[Holding, str] = {}
    over: list[tuple[Holding, str, str]] = []
    for event in events:
        body, day = event.body, event.at[:10]
        row = (body.get("person", ""), body.get("role", ""), body.get("unit", "")) if event.type in ("granted", "revoked") else None
        if event.type == "granted" and row is not None:
            begun.setdefault(row, day)
        elif event.type == "revoked" and row in begun:
            over.append((row, begun.pop(row), day))
        elif event.type == "left":
            gone = [one for one in begun if one[0] == body["person"]]
            over += [(one, begun.pop(one), day) for one in gone]
    return [*over, *((one, day, _EVER) for one, day in begun.items())]


def directory_at(service: Service, moment: datetime) -> Directory:
    """Units and people as they stood just before a moment; before the record begins, those it begins with."""
    record = known(service)
    if not record.events:
        return service.directory()
    begun = datetime.combine(date.fromisoformat(record.since) + ONE_DAY, time(), SHANGHAI)
    many = bisect_left(record.moments, max(moment, begun).isoformat())
    if many == len(record.events):
        return service.directory()
    if many not in record.states:
        known_before = max((one for one in record.states if one < many), default=0)
        standing = record.states.get(known_before, Directory())
        for event in record.events[known_before:many]:
            standing = change(standing, event.type, event.body)
        record.states[many] = standing
    return replace(record.states[many], includes=service.street.directory.includes)


def held_in(service: Service, role: str, first: date, last: date) -> list[tuple[str, str]]:
    """Who held a role, or a part of it, at any time in a stretch of days, with each unit; also who left since."""
    record, parts = known(service), set(service.directory().parts(role))
    begin, end = first.isoformat(), max(last.isoformat(), record.since)
    return sorted((person, unit) for (person, held, unit), since, until in record.held if held in parts and since <= end and until >= begin)


def is_over(period: Period) -> datetime:
    """The moment a period's last day is over."""
    return datetime.combine(period.last + ONE_DAY, time(), SHANGHAI)


def closes_at(service: Service, method: Method, evaluation: Evaluation, period: Period) -> datetime:
    """When a period is closed: once its last day is over and the time for late records has passed."""
    grace = service.parameters(method, period.last).get(evaluation.grace) if evaluation.grace else None
    return service.calendar(method.calendar).add(is_over(period), grace).at if isinstance(grace, Span) else is_over(period)
