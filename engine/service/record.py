"""The street's own record: which rules and values are in force, which units and people there are.

In: what the street's file says now.  Out: dated entries and events, for what differs from the file as last taken over;
what was changed since by other means (a leaver's work handed over) stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.case import Event
from engine.directory import Directory, change, changes
from engine.model import Method
from engine.store import PUT_EVENT, Stale, chain_events
from engine.store.chain import canonical
from engine.street import Street

if TYPE_CHECKING:
    from engine.service.service import Service

PEOPLE = "人员和单位"


def put_in_force(service: Service, actor: str, moment: str) -> list[str]:
    """Record the methods, parameters, units and people of the street's file as in force; what changed."""
    said: list[str] = []
    with service.store.write() as conn:
        for method in service.street.methods.values():
            said += _put_method(service, conn, method, moment, actor)
        said += _put_directory(service, conn, moment, actor)
        conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_key(service), fingerprint(service.street)))
    return said


def in_force(service: Service) -> str:
    """The fingerprint of the street's file that was last put in force, by this process or another."""
    row = service.store.conn.execute("SELECT value FROM meta WHERE key = ?", (_key(service),)).fetchone()
    return str(row[0]) if row else ""


def fingerprint(street: Street) -> str:
    """What tells one state of a street's file from another."""
    said = {"methods": {name: method.digest for name, method in street.methods.items()}, "values": street.values,
            "people": street.directory.to_json(), "closures": sorted((day.isoformat(), why) for day, why in street.closures.items()),
            "office": repr(street.office), "name": street.name}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _key(service: Service) -> str:
    return f"in-force/{service.street.id}"


def _put_method(service: Service, conn: Any, method: Method, moment: str, actor: str) -> list[str]:
    street = service.street
    body = json.dumps(street.definitions[method.id].plain(), ensure_ascii=False, separators=(",", ":"))  # the order is part of its meaning
    conn.execute("INSERT OR IGNORE INTO definition VALUES (?,?,?,?)", (method.digest, method.id, body, moment))
    values = canonical(street.values.get(method.id, {}))
    last = conn.execute("SELECT n, digest, parameters FROM in_force WHERE street = ? AND method = ? ORDER BY n DESC LIMIT 1",
                        (street.id, method.id)).fetchone()
    if last is not None and (last[1], last[2]) == (method.digest, values):
        return []
    conn.execute("INSERT INTO in_force VALUES (?,?,?,?,?,?,?)",
                 (street.id, method.id, (last[0] if last else 0) + 1, method.digest, values, moment, actor))
    return [method.id]


def _put_directory(service: Service, conn: Any, moment: str, actor: str) -> list[str]:
    row = conn.execute("SELECT state FROM stream WHERE id = ?", (service.directory_id,)).fetchone()
    nobody = Directory().to_json()
    state = json.loads(row[0]) if row else {"applied": nobody, "directory": nobody}
    applied, standing = Directory.from_json(state["applied"]), Directory.from_json(state["directory"])
    file = replace(service.street.directory, includes={})
    events = [Event(kind, body, moment, actor) for kind, body in _merged(applied, standing, file)]
    if row is not None and applied == file:
        return []
    append_directory(service, conn, events, standing, applied=file)
    return [PEOPLE]


def _merged(applied: Directory, standing: Directory, file: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the file changed, over what stands: who left stays gone until the file drops and names them again; whoever the
    file drops has left."""
    gone = {person.id for person in standing.people.values() if person.left and person.id in applied.people}
    for kind, body in changes(applied, file):
        if kind == "person_set" and body["person"][0] in gone:
            yield kind, {"person": [*body["person"][:-1], True]}
        elif kind != "granted" or body["person"] not in gone:
            yield kind, body
    for person in applied.people:
        if person not in file.people and person not in gone:
            yield "left", {"person": person, "to": "", "reason": "街道文件里不再有这个人"}


def append_directory(service: Service, conn: Any, events: list[Event], standing: Directory, applied: Directory | None = None) -> Directory:
    """Append to the stream of units and people; `applied` is the street's file as last taken over."""
    stream = service.directory_id
    row = conn.execute("SELECT seq, hash, state FROM stream WHERE id = ?", (stream,)).fetchone()
    seq, last = (row[0], row[1]) if row else (0, "")
    standing = replace(standing, includes={})  # what a role is made of stands in the methods
    for event in events:
        standing = change(standing, event.type, event.body)
    kept = applied.to_json() if applied is not None else json.loads(row[2])["applied"]
    state = json.dumps({"applied": kept, "directory": standing.to_json()}, ensure_ascii=False)
    number, chained, written = chain_events(stream, seq, last, events)
    if row is None:
        conn.execute("INSERT INTO stream (id, street, kind, digest, seq, hash, state, method, workflow, number, unit, step, round, outcome, "
                     "headline, due, opened, closed, provisional) VALUES (?,?,'directory','',?,?,?,'','','','','',0,'','','9999','','',0)",
                     (stream, service.street.id, number, chained, state))
    else:
        done = conn.execute("UPDATE stream SET seq = ?, hash = ?, state = ? WHERE id = ? AND seq = ?", (number, chained, state, stream, seq))
        if done.rowcount != 1:
            raise Stale(stream)
    conn.executemany(PUT_EVENT, written)
    return standing
