"""A case in the tables: its row, its events, and every read row that follows from it, in one transaction.

In: a case after its new events, and what was read of it before.  Out: rows written; only what differs from before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.case import Case, Event
from engine.contributions import Contribution, contributions
from engine.model import Method
from engine.store import rows
from engine.store.connection import Connection, Stale
from engine.store.contributed import put_contributions
from engine.store.naming import named, put_named
from engine.store.rows import Rows
from engine.store.rulebook import values_at
from engine.store.streams import PUT_EVENT, chain_events, encode_case, move_series

_STREAM = ("digest", "seq", "hash", "state", "step", "round", "outcome", "headline", "due", "closed", "provisional")
_UPDATE = f"UPDATE stream SET {', '.join(f'{name} = ?' for name in _STREAM)} WHERE id = ? AND seq = ?"
_INSERT = (f"INSERT INTO stream ({', '.join(_STREAM)}, id, street, kind, method, workflow, number, unit, opened) "
           "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,'case',?,?,?,?,?)")
_END_TASK = "DELETE FROM task WHERE stream = ? AND seat = ? AND door = ?"
_PUT_TASK = "INSERT OR REPLACE INTO task (stream, street, seat, door, kind, person, role, unit, claim, due) VALUES (?,?,?,?,?,?,?,?,?,?)"
_END_TIMER = "DELETE FROM timer WHERE stream = ? AND step = ? AND epoch = ? AND rung = ?"
_PUT_TIMER = "INSERT OR REPLACE INTO timer (stream, street, step, epoch, rung, at, leased_until) VALUES (?,?,?,?,?,?,'')"


@dataclass(frozen=True, slots=True)
class Reads:
    """What is read of a case beside its own row: tasks, timers, whom it names and what it counts for.

    It is kept with the case, since the rows of the next step are compared with it."""

    tasks: Rows = field(default_factory=dict)
    timers: Rows = field(default_factory=dict)
    named: frozenset[tuple[str, str]] = frozenset()
    counts: Mapping[tuple[str, str], Contribution] = field(default_factory=dict)


NOTHING_READ = Reads()


def reads_of(conn: Connection, street: str, method: Method, case: Case) -> Reads:
    """What is read of a case, worked out from the case alone."""
    return Reads(rows.tasks(case), rows.timers(case), named(case, method), contributions(method, case, values_at(conn, street, method, case.closed)))


def put_case(conn: Connection, street: str, method: Method, old: Reads, after: Case, seq: int, last_hash: str,
             events: Sequence[Event]) -> tuple[int, str, Reads]:
    """Append events at an expected sequence number and bring every read row in step with `old`, which is what is read so
    far; the new sequence number, hash and what is read from now on."""
    number, chained, written = chain_events(after.id, seq, last_hash, events)
    new = reads_of(conn, street, method, after)
    _put_stream(conn, street, after, method.workflows[after.workflow].headline, seq, number, chained)
    conn.executemany(PUT_EVENT, written)
    _put_rows(conn, _END_TASK, _PUT_TASK, street, after.id, old.tasks, new.tasks)
    _put_rows(conn, _END_TIMER, _PUT_TIMER, street, after.id, old.timers, new.timers)
    if old.named != new.named:
        put_named(conn, street, after.id, old.named, new.named)
    if old.counts != new.counts:
        put_contributions(conn, street, after.id, old.counts, new.counts)
    _put_consequences(conn, street, after, seq, events)
    return number, chained, new


def _put_stream(conn: Connection, street: str, case: Case, headline: str, seq: int, number: int, chained: str) -> None:
    clock = case.clocks.get(case.step) if case.step else None
    values = (case.digest, number, chained, encode_case(case), case.step, case.round,
              case.outcome, rows.headline(case, headline), rows.due_of(case), case.closed, int(bool(clock and clock.provisional)))
    if seq == 0:
        conn.execute(_INSERT, (*values, case.id, street, case.method, case.workflow, case.number, case.unit, case.opened))
    elif conn.execute(_UPDATE, (*values, case.id, seq)).rowcount != 1:
        raise Stale(case.id)


def _put_rows(conn: Connection, end: str, put: str, street: str, stream: str, old: Rows, new: Rows) -> None:
    if old == new:
        return
    if gone := [(stream, *key) for key in old if key not in new]:
        conn.executemany(end, gone)
    if fresh := [(stream, street, *key, *row) for key, row in new.items() if old.get(key) != row]:
        conn.executemany(put, fresh)


def _put_consequences(conn: Connection, street: str, case: Case, seq: int, events: Sequence[Event]) -> None:
    for event in events:
        if "series" in event.body:
            move_series(conn, street, event.body["series"], event.body["count"])
    if told := rows.messages(case.id, events, seq + 1):
        conn.executemany("INSERT OR IGNORE INTO message (street, person, stream, cause, at, read_at, dedupe) VALUES (?,?,?,?,?,'',?)",
                         [(street, person, case.id, cause, at, *key) for key, (person, cause, at) in told.items()])
    for (person, kind), (at,) in rows.did(events).items():
        conn.execute(f"INSERT OR {'IGNORE' if kind == 'copied' else 'REPLACE'} INTO did VALUES (?,?,?,?,?)", (street, person, case.id, kind, at))
