"""Who was there in a period: units and holders of roles as the record of the directory has them, also those who left since.

In: the stream of units and people.  Out: names by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from engine.service.service import Service
from engine.store import history
from engine.store.streams import seq_of

Holding = tuple[str, str, str]  # person, role, unit


@dataclass(frozen=True)
class Known:
    """From when to when units were there and roles were held; `seq`: how much of the record this tells."""

    seq: int
    units: dict[str, str]
    held: tuple[tuple[Holding, str, str], ...]
    since: str


_KNOWN: WeakKeyDictionary[Service, Known] = WeakKeyDictionary()
_EVER = "9999"


def known(service: Service) -> Known:
    """The directory's record, read again when it has grown."""
    found = _KNOWN.get(service)
    if found is None or found.seq != seq_of(service.store, service.directory_id):
        found = _KNOWN[service] = _read(service)
    return found


def _read(service: Service) -> Known:
    units: dict[str, str] = {}
    begun: dict[Holding, str] = {}
    over: list[tuple[Holding, str, str]] = []
    events = history.happened_to(service.store, service.directory_id)
    for event in events:
        body, day = event.body, event.at[:10]
        row = (body.get("person", ""), body.get("role", ""), body.get("unit", "")) if event.type in ("granted", "revoked") else None
        if event.type == "unit_set":
            units.setdefault(body["unit"][0], day)
        elif event.type == "granted" and row is not None:
            begun.setdefault(row, day)
        elif event.type == "revoked" and row in begun:
            over.append((row, begun.pop(row), day))
        elif event.type == "left":
            gone = [one for one in begun if one[0] == body["person"]]
            over += [(one, begun.pop(one), day) for one in gone]
    over += [(one, day, _EVER) for one, day in begun.items()]
    return Known(seq_of(service.store, service.directory_id), units, tuple(over), events[0].at[:10] if events else "")


def units_by(service: Service, last: date) -> frozenset[str]:
    """The units that were there by a day; before the record begins, those it begins with."""
    record = known(service)
    day = max(last.isoformat(), record.since)
    return frozenset(name for name, since in record.units.items() if since <= day)


def held_in(service: Service, role: str, first: date, last: date) -> dict[str, str]:
    """Who held a role, or a part of it, at any time in a stretch of days, each with the unit; also who left since."""
    record, parts = known(service), set(service.directory().parts(role))
    begin, end = first.isoformat(), max(last.isoformat(), record.since)
    return {person: unit for (person, held, unit), since, until in record.held if held in parts and since <= end and until >= begin}
