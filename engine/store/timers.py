"""Rungs to come: which are due, who has taken them, which were tried and did not act.

In: moments as ISO text in one time zone.  Out: rungs (case, step, epoch, rung) and cases.
"""

from __future__ import annotations

from engine.store.sqlite import Store

Timer = tuple[str, str, int, str]


def lease_timers(store: Store, due: str, now: str, until: str, most: int) -> list[Timer]:
    """Take up to `most` rungs due by a moment, soonest first, that nobody else holds, until a moment; inside a write."""
    conn = store.writer
    rows = conn.execute("SELECT stream, step, epoch, rung FROM timer WHERE street = ? AND at <= ? AND leased_until < ? ORDER BY at LIMIT ?",
                        (store.street, due, now, most)).fetchall()
    conn.executemany("UPDATE timer SET leased_until = ? WHERE stream = ? AND step = ? AND epoch = ? AND rung = ?",
                     [(until, *row) for row in rows])
    return [(str(row[0]), str(row[1]), int(row[2]), str(row[3])) for row in rows]


def next_timer(store: Store, until: str, now: str) -> str | None:
    """The moment of the first rung due by `until` that nobody holds now."""
    row = store.conn.execute("SELECT at FROM timer WHERE street = ? AND at <= ? AND leased_until < ? ORDER BY at LIMIT 1",
                             (store.street, until, now)).fetchone()
    return None if row is None else str(row[0])


def late_timers(store: Store, before: str) -> tuple[int, str]:
    """How many rungs should have acted by a moment, and since when the first waits ('' for none)."""
    count, first = store.conn.execute("SELECT count(*), min(at) FROM timer WHERE street = ? AND at <= ?", (store.street, before)).fetchone()
    return int(count), str(first or "")


def tried_in_vain(store: Store, before: str, now: str) -> list[str]:
    """The cases with a rung that was due, was taken and has not acted."""
    rows = store.conn.execute("SELECT DISTINCT stream FROM timer WHERE street = ? AND at <= ? AND leased_until <> '' AND leased_until < ?",
                              (store.street, before, now))
    return [str(row[0]) for row in rows]


def still_due(store: Store, now: str) -> list[tuple[str, str, str]]:
    """The rungs whose moment has come and that have not acted: (case, step, rung)."""
    rows = store.conn.execute("SELECT stream, step, rung FROM timer WHERE street = ? AND at <= ? ORDER BY at, stream, step, rung", (store.street, now))
    return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]


def last_seal(store: Store) -> str:
    """When the record was sealed last; '' when it never was."""
    row = store.conn.execute("SELECT max(at) FROM seal WHERE street = ?", (store.street,)).fetchone()
    return str(row[0] or "")
