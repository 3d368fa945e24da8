"""The street's own record: which rules and values are in force, which units and people there are.

In: what the street's file says now.  Out: dated entries and events, for what differs from the file as last taken over;
what was changed since by other means (a leaver's work handed over) stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.case import Event
from engine.directory import Directory, Person
from engine.directory_events import change, changes
from engine.model import Method
from engine.service.scores.rules import put_counting
from engine.store import Standing, Store, append_stream, definitions, ruling, standing
from engine.store.chain import canonical
from engine.store.periods import mark_since
from engine.store.seen import fill_named
from engine.street import Street

if TYPE_CHECKING:
    from engine.service.service import Service

PEOPLE = "人员和单位"
RULES = "规则或参数"  # why closed periods are worked out again


@dataclass(frozen=True, slots=True)
class Setting:
    """Values that somebody sets: from which day, why, and which: (parameter, day, as written)."""

    since: str
    reason: str
    edits: tuple[tuple[str, str, Any], ...]


NO_SETTINGS: Mapping[str, Setting] = {}


def put_in_force(service: Service, actor: str, moment: str) -> list[str]:
    """Record the methods, parameters, units and people of the street's file as in force; what changed."""
    with service.store.write():
        return put_inside(service, actor, moment)


def put_inside(service: Service, actor: str, moment: str, settings: Mapping[str, Setting] = NO_SETTINGS) -> list[str]:
    """The same inside a write; `settings` are values that somebody sets, by method."""
    said: list[str] = []
    for method in service.street.methods.values():
        said += _put_method(service, method, moment, actor, settings.get(method.id))
    said += _put_directory(service, moment, actor)
    fill_named(service.store, service.method)
    service.store.put_meta(_key(service), fingerprint(service.street))
    return said


def in_force(service: Service) -> str:
    """The fingerprint of the street's file that was last put in force, by this process or another."""
    return service.store.meta(_key(service))


def fingerprint(street: Street) -> str:
    """What tells one state of a street's file from another."""
    said = {"methods": {name: method.digest for name, method in street.methods.items()}, "values": street.values,
            "people": street.directory.to_json(), "closures": sorted((day.isoformat(), why) for day, why in street.closures.items()),
            "office": repr(street.office), "name": street.name, "notices": repr(street.notices)}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _key(service: Service) -> str:
    return f"in-force/{service.street.id}"


def _put_method(service: Service, method: Method, moment: str, actor: str, setting: Setting | None) -> list[str]:
    street = service.street
    body = json.dumps(street.definitions[method.id].plain(), ensure_ascii=False, separators=(",", ":"))  # the order is part of its meaning
    definitions.put_definition(service.store, method.digest, method.id, body, moment)
    values = canonical(street.values.get(method.id, {}))
    changed = definitions.put_in_force(service.store, method.id, method.digest, values, moment, actor)
    ruling.note_rules(service.store, method.id, {"reason": setting.reason, "edits": setting.edits} if setting is not None else None)
    put_counting(service, method, values, moment)
    if changed:
        mark_since(service.store, method.id, method.evaluations, setting.since if setting is not None else "", moment, RULES)
    return [method.id] if changed else []


def _put_directory(service: Service, moment: str, actor: str) -> list[str]:
    kept, applied, now = _kept(service.store, service.directory_id)
    file = replace(service.street.directory, includes={})
    events = [Event(kind, body, moment, actor) for kind, body in _merged(applied, now, file)]
    if kept is not None and applied == file:
        return []
    append_directory(service, events, now, applied=file)
    return [PEOPLE]


def _kept(store: Store, directory_id: str) -> tuple[Standing | None, Directory, Directory]:
    """The stream of units and people, the file as last taken over, and who is there."""
    kept = standing(store, directory_id)
    nobody = Directory().to_json()
    state = kept.state if kept else {"applied": nobody, "directory": nobody}
    return kept, Directory.from_json(state["applied"]), Directory.from_json(state["directory"])


def would_stand(store: Store, street: str, file: Directory) -> Directory:
    """Who will be there once a street's file is taken over: what the file says, over what was changed by other means."""
    _, applied, now = _kept(store, directory_id(street))
    for kind, body in _merged(applied, now, replace(file, includes={})):
        now = change(now, kind, body)
    return replace(now, includes=file.includes)


def directory_id(street: str) -> str:
    """The stream of a street's units and people."""
    return f"{street}/directory"


def _merged(applied: Directory, standing: Directory, file: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the file changed, over what stands: who left stays gone until the file drops and names them again; whoever the
    file drops has left."""
    gone = {person.id for person in standing.people.values() if person.left and person.id in applied.people}
    for kind, body in changes(applied, file):
        if kind == "person_set" and body["person"][0] in gone:
            yield kind, {"person": replace(Person(*body["person"]), left=True).row()}
        elif kind != "granted" or body["person"] not in gone:
            yield kind, body
    for person in applied.people:
        if person not in file.people and person not in gone:
            yield "left", {"person": person, "to": "", "reason": "街道文件里不再有这个人"}


def append_directory(service: Service, events: list[Event], now: Directory, applied: Directory | None = None) -> Directory:
    """Append to the stream of units and people, inside a write; `applied` is the street's file as last taken over."""
    before = standing(service.store, service.directory_id) or Standing(service.directory_id)
    now = replace(now, includes={})  # what a role is made of stands in the methods
    for event in events:
        now = change(now, event.type, event.body)
    kept = applied.to_json() if applied is not None else before.state["applied"]
    append_stream(service.store, "directory", before, events, {"applied": kept, "directory": now.to_json()})
    return now
