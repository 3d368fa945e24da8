"""A case in the tables: its row, its events, and every read row that follows from it, in one transaction.

In: a case before and after its new events.  Out: rows written; only what differs from before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.case import Case, Event
from engine.contributions import contributions
from engine.model import Method
from engine.store import rows
from engine.store.connection import Connection, Stale
from engine.store.naming import named, put_named
from engine.store.rulebook import values_at
from engine.store.streams import PUT_EVENT, chain_events, encode, move_series

_STREAM = ("digest", "seq", "hash", "state", "step", "round", "outcome", "headline", "due", "closed", "provisional")


def put_case(conn: Connection, street: str, method: Method, before: Case | None, after: Case, seq: int, last_hash: str,
             events: Sequence[Event]) -> tuple[int, str]:
    """Append events at an expected sequence number and bring every read row in step; the new sequence number and hash."""
    number, chained, written = chain_events(after.id, seq, last_hash, events)
    _put_stream(conn, street, after, method.workflows[after.workflow].headline, seq, number, chained, insert=before is None)
    conn.executemany(PUT_EVENT, written)
    _put_rows(conn, street, before, after)
    if before is None or before.data is not after.data:
        put_named(conn, street, after.id, named(before, method) if before is not None else frozenset(), named(after, method))
    _put_counts(conn, street, method, before, after)
    _put_consequences(conn, street, after, seq, events)
    return number, chained


def _put_stream(conn: Connection, street: str, case: Case, headline: str, seq: int, number: int, chained: str, *, insert: bool) -> None:
    clock = case.clocks.get(case.step) if case.step else None
    values = (case.digest, number, chained, encode(case.to_json()), case.step, case.round,
              case.outcome, rows.headline(case, headline), rows.due_of(case), case.closed, int(bool(clock and clock.provisional)))
    if insert:
        conn.execute(
            f"INSERT INTO stream ({', '.join(_STREAM)}, id, street, kind, method, workflow, number, unit, opened) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,'case',?,?,?,?,?)",
            (*values, case.id, street, case.method, case.workflow, case.number, case.unit, case.opened))
        return
    done = conn.execute(f"UPDATE stream SET {', '.join(f'{name} = ?' for name in _STREAM)} WHERE id = ? AND seq = ?",
                        (*values, case.id, seq))
    if done.rowcount != 1:
        raise Stale(case.id)


def _put_rows(conn: Connection, street: str, before: Case | None, after: Case) -> None:
    for make, table, keys, columns in (
            (rows.tasks, "task", ("seat", "door"), ("kind", "person", "role", "unit", "claim", "due")),
            (rows.timers, "timer", ("step", "epoch", "rung"), ("at",))):
        old, new = (make(before) if before is not None else {}), make(after)
        gone = [(after.id, *key) for key in old if key not in new]
        fresh = [(after.id, street, *key, *row) for key, row in new.items() if old.get(key) != row]
        if gone:
            where = " AND ".join(f"{key} = ?" for key in keys)
            conn.executemany(f"DELETE FROM {table} WHERE stream = ? AND {where}", gone)
        if fresh:
            extra, marks = (", leased_until", ", ''") if table == "timer" else ("", "")
            names = ", ".join((*keys, *columns))
            gaps = ", ".join("?" * (len(keys) + len(columns)))
            conn.executemany(f"INSERT OR REPLACE INTO {table} (stream, street, {names}{extra}) VALUES (?, ?, {gaps}{marks})", fresh)


def _put_counts(conn: Connection, street: str, method: Method, before: Case | None, after: Case) -> None:
    old = contributions(method, before, values_at(conn, street, method, before.closed)) if before is not None else {}
    new = contributions(method, after, values_at(conn, street, method, after.closed))
    changed = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
    if not changed:
        return
    pos = conn.execute("SELECT max(pos) FROM event").fetchone()[0] or 0
    ended = [(pos, rule, after.id, part) for rule, part in changed if (rule, part) in old]
    if ended:
        conn.executemany("UPDATE contribution SET to_pos = ? WHERE rule = ? AND source = ? AND part = ? AND to_pos IS NULL", ended)
    conn.executemany(
        "INSERT INTO contribution (rule, source, part, street, subject, object, day, num, den, grp, from_pos, to_pos) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,NULL)",
        [(one.rule, after.id, one.part, street, one.subject, one.object, one.day, one.num, one.den, one.group, pos)
         for key in sorted(changed) if (one := new.get(key)) is not None])


def _put_consequences(conn: Connection, street: str, case: Case, seq: int, events: Sequence[Event]) -> None:
    for at, event in enumerate(events, start=seq + 1):
        body = event.body
        if "series" in body:
            move_series(conn, street, body["series"], body["count"])
        if event.type in ("told", "urged"):
            _message(conn, street, case, event, at)
        elif event.type == "copied":
            _message(conn, street, case, event, at)
            conn.executemany("INSERT OR IGNORE INTO did VALUES (?,?,?,'copied',?)",
                             [(street, person, case.id, event.at) for person in body["to"]])
        elif event.type in ("acted", "voted", "opened", "noted", "returned", "approved", "declined", "corrected", "merged", "reopened"):
            conn.execute("INSERT OR REPLACE INTO did VALUES (?,?,?,'did',?)", (street, event.actor, case.id, event.at))


def _message(conn: Connection, street: str, case: Case, event: Event, at: int) -> None:
    cause: Any = event.body.get("cause", {"urged": "催办", "copied": "抄送"}.get(event.type, ""))
    conn.executemany("INSERT OR IGNORE INTO message (street, person, stream, cause, at, read_at, dedupe) VALUES (?,?,?,?,?,'',?)",
                     [(street, person, case.id, cause, event.at, f"{case.id}/{at}/{person}") for person in event.body["to"]])
