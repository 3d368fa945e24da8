"""What happened, in the order it happened: events across all streams, and counts over many cases.

In: a store, a position in its events, or what is asked for.  Out: events, cases, sums.
"""

from __future__ import annotations

import json

from engine.case import Event
from engine.store.sqlite import Store
from engine.store.streams import events_of


def position(store: Store) -> int:
    """The position of the last event; 0 before the first."""
    return int(store.conn.execute("SELECT coalesce(max(pos), 0) FROM event").fetchone()[0])


def since(store: Store, pos: int) -> list[tuple[str, Event]]:
    """The events after a position, each with its stream."""
    rows = store.conn.execute("SELECT stream, type, body, at, actor FROM event WHERE pos > ? ORDER BY pos", (pos,))
    return [(row[0], Event(row[1], json.loads(row[2]), row[3], row[4])) for row in rows]


def happened_to(store: Store, stream: str) -> list[Event]:
    """The events of one stream."""
    return [Event(type_, body, at, actor) for _, at, actor, type_, body in events_of(store, stream)]


def happened_until(store: Store, stream: str, pos: int) -> list[Event]:
    """The events of one stream up to a position."""
    rows = store.conn.execute("SELECT type, body, at, actor FROM event WHERE stream = ? AND pos <= ? ORDER BY seq", (stream, pos))
    return [Event(row[0], json.loads(row[1]), row[2], row[3]) for row in rows]


def cases(store: Store, **columns: str) -> list[str]:
    """The cases whose columns (method, workflow, unit, step, outcome) have these values, in the order they were opened."""
    where = "".join(f" AND {name} = ?" for name in columns)
    rows = store.conn.execute(f"SELECT id FROM stream WHERE street = ? AND kind = 'case'{where} ORDER BY n", (store.street, *columns.values()))
    return [str(row[0]) for row in rows]


def counted(store: Store, rule: str, **columns: str) -> tuple[int, int, int]:
    """What stands under a rule now, perhaps for one subject, object or group (grp): rows, numerators, denominators."""
    where = "".join(f" AND {name} = ?" for name in columns)
    row = store.conn.execute("SELECT count(*), coalesce(sum(num), 0), coalesce(sum(den), 0) FROM contribution "
                             f"WHERE street = ? AND rule = ? AND to_pos IS NULL{where}", (store.street, rule, *columns.values())).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def touched(store: Store, pos: int) -> list[tuple[str, str]]:
    """The streams something happened to after a position, in that order, each with its kind."""
    rows = store.conn.execute("SELECT e.stream, s.kind FROM event e JOIN stream s ON s.id = e.stream WHERE e.pos > ? ORDER BY e.pos", (pos,))
    return list(dict.fromkeys((str(row[0]), str(row[1])) for row in rows))


def latest_numbers(store: Store, method: str, workflow: str, most: int) -> list[str]:
    """The numbers of the cases of a workflow that were opened last."""
    rows = store.conn.execute("SELECT number FROM stream WHERE street = ? AND kind = 'case' AND method = ? AND workflow = ? ORDER BY n DESC LIMIT ?",
                              (store.street, method, workflow, most))
    return [str(row[0]) for row in rows]


def counts_by_kind(store: Store) -> dict[str, int]:
    """How many streams of each kind there are."""
    rows = store.conn.execute("SELECT kind, count(*) FROM stream WHERE street = ? GROUP BY kind ORDER BY kind", (store.street,))
    return {str(row[0]): int(row[1]) for row in rows}


def counts_by_event(store: Store, kind: str = "") -> dict[str, int]:
    """How often each type of event happened, in streams of one kind where it is named."""
    where = " WHERE stream IN (SELECT id FROM stream WHERE kind = ?)" if kind else ""
    rows = store.conn.execute(f"SELECT type, count(*) FROM event{where} GROUP BY type ORDER BY type", (kind,) if kind else ())
    return {str(row[0]): int(row[1]) for row in rows}


def counts_by_outcome(store: Store) -> dict[tuple[str, str, str], int]:
    """How many cases of each method and workflow have which outcome ('' for those in hand)."""
    rows = store.conn.execute("SELECT method, workflow, outcome, count(*) FROM stream WHERE street = ? AND kind = 'case' "
                              "GROUP BY method, workflow, outcome ORDER BY method, workflow, outcome", (store.street,))
    return {(str(row[0]), str(row[1]), str(row[2])): int(row[3]) for row in rows}


def counts_of_duties(store: Store) -> dict[str, int]:
    """How many occasions of obligations came out how ('' for those that are open)."""
    return {str(row[0]): int(row[1]) for row in store.conn.execute("SELECT outcome, count(*) FROM duty WHERE street = ? GROUP BY outcome "
                                                                   "ORDER BY outcome", (store.street,))}
