"""Signals: what one stream has to tell another, kept in the transaction of its cause and carried out in one of its own.

In: a kind, a key that makes a second one harmless, plain data.  Out: signals that are due; what was done stays, so that
its key holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.store.sqlite import Store

_COLUMNS = "n, kind, dedupe, body, made, at, tries, failure"


@dataclass(frozen=True, slots=True)
class Signal:
    """One that is not yet carried out; `at` is when it is tried next, `failure` what came in its way last."""

    n: int
    kind: str
    dedupe: str
    body: Mapping[str, Any]
    made: str
    at: str
    tries: int
    failure: str


def put_signal(store: Store, kind: str, dedupe: str, body: Mapping[str, Any], at: str) -> bool:
    """Keep a signal, due at a moment, inside the write of its cause; False when its key is known."""
    done = store.writer.execute("INSERT OR IGNORE INTO signal (street, kind, dedupe, body, made, at, tries, failure, done) VALUES (?,?,?,?,?,?,0,'','')",
                                (store.street, kind, dedupe, json.dumps(body, ensure_ascii=False), at, at))
    if done.rowcount:
        store.signalled = True
    return bool(done.rowcount)


def due_signal(store: Store, now: str) -> Signal | None:
    """The first signal due by a moment."""
    row = store.conn.execute(f"SELECT {_COLUMNS} FROM signal WHERE street = ? AND done = '' AND at <= ? ORDER BY at, n LIMIT 1",
                             (store.street, now)).fetchone()
    return None if row is None else _signal(row)


def take_signal(store: Store, n: int, now: str) -> bool:
    """Mark a signal as done, inside the write that carries it out; False when somebody else has."""
    done = store.writer.execute("UPDATE signal SET done = ?, failure = '' WHERE n = ? AND done = ''", (now, n))
    return done.rowcount == 1


def put_off(store: Store, n: int, until: str, failure: str) -> None:
    """Note why a signal was not carried out, and when it is tried again; inside a write."""
    store.writer.execute("UPDATE signal SET tries = tries + 1, at = ?, failure = ? WHERE n = ? AND done = ''", (until, failure, n))


def next_signal(store: Store, until: str) -> str | None:
    """The moment of the first signal due by `until`."""
    row = store.conn.execute("SELECT at FROM signal WHERE street = ? AND done = '' AND at <= ? ORDER BY at, n LIMIT 1",
                             (store.street, until)).fetchone()
    return None if row is None else str(row[0])


def failed_signals(store: Store, most: int = 100) -> list[Signal]:
    """The signals that were tried and could not be carried out, the oldest first."""
    rows = store.conn.execute(f"SELECT {_COLUMNS} FROM signal WHERE street = ? AND done = '' AND tries > 0 ORDER BY n LIMIT ?", (store.street, most))
    return [_signal(row) for row in rows]


def _signal(row: tuple[Any, ...]) -> Signal:
    return Signal(row[0], row[1], row[2], json.loads(row[3]), *row[4:])
