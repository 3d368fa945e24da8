"""Everything a person may see, as lists: found by indexes, counted whole.

In: where a person's roles reach, and conditions.  Out: rows and totals; cases are not opened for it.
The meaning is that of `may_see` in the service, which a page is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.store import search
from engine.store.kinds import MethodOf
from engine.store.lists import MOST_FOUND, ROW, Doors, Narrow, Row
from engine.store.naming import named, put_named
from engine.store.sqlite import Store

_FILLED = "named-filled"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person sees: `everything`, or cases of a method that belong to units or name them, and those that have
    to do with the person or with a task behind one of the doors."""

    person: str
    everything: bool = False
    near: Sequence[tuple[str, Sequence[str]]] = ()  # a method, and the units whose cases are near
    named: Sequence[tuple[str, Sequence[str]]] = ()  # a method, and the units that open a case to the person when it names them
    doors: Doors = ()


def _seen(store: Store, reach: Reach) -> tuple[str, list[Any]]:
    """The cases a person may see, each once: the table `stream s` or a join with what is within reach."""
    if reach.everything:
        return "stream s", []
    street, person = store.street, reach.person
    parts: list[tuple[str, tuple[Any, ...]]] = [
        ("SELECT stream AS id FROM did WHERE street = ? AND person = ? AND kind IN ('did', 'copied')", (street, person)),
        ("SELECT stream FROM message WHERE street = ? AND person = ?", (street, person)),
        ("SELECT stream FROM task WHERE street = ? AND person = ? AND person <> ''", (street, person)),
        ("SELECT stream FROM named WHERE street = ? AND kind = 'person' AND name = ?", (street, person))]
    parts += [("SELECT stream FROM task WHERE street = ? AND person = '' AND role = ? AND unit = ?", (street, role, unit)) for role, unit in reach.doors]
    parts += [("SELECT id FROM stream WHERE street = ? AND unit = ? AND method = ? AND kind = 'case'", (street, unit, method))
              for method, units in reach.near for unit in units]
    parts += [("SELECT n.stream FROM named n JOIN stream m ON m.id = n.stream WHERE n.street = ? AND n.kind = 'unit' AND n.name = ? "
               "AND m.method = ?", (street, unit, method)) for method, units in reach.named for unit in units]
    union = " UNION ".join(sql for sql, _ in parts)
    return f"({union}) v CROSS JOIN stream s ON s.id = v.id", [value for _, values in parts for value in values]


def _narrowed(store: Store, reach: Reach, narrow: Narrow) -> tuple[str, list[Any]]:
    """The conditions; a search in everything goes by the index of words, one in few by looking through them."""
    if not (reach.everything and narrow.text):
        return narrow.sql()
    found = search.find(store, narrow.text, MOST_FOUND)
    also, values = replace(narrow, text="").sql()
    return f" AND s.n IN ({','.join('?' * len(found))}){also}", [*found, *values]


def all_seen(store: Store, reach: Reach, narrow: Narrow) -> Iterator[Row]:
    """Every case within reach, those in hand first and soonest due first; read only as far as is asked for."""
    source, first = _seen(store, reach)
    also, more = _narrowed(store, reach, narrow)
    for which, order in (("s.outcome = ''", "s.due, s.n"), ("s.outcome <> ''", "s.n DESC")):
        if narrow.only and which != "s.outcome = ''":
            return
        yield from store.conn.execute(f"SELECT {ROW}, s.due, '', '', 0 FROM {source} WHERE s.street = ? AND s.kind = 'case' AND {which}{also} "
                                      f"ORDER BY {order}", (*first, store.street, *more))


def tally(store: Store, reach: Reach, narrow: Narrow, now: str) -> tuple[int, int, int]:
    """How many cases within reach are in hand, how many of them are overdue, how many in a later round."""
    source, first = _seen(store, reach)
    also, more = _narrowed(store, reach, replace(narrow, only=""))
    row = store.conn.execute(f"SELECT count(*), coalesce(sum(s.due < ?), 0), coalesce(sum(s.round > 1), 0) FROM {source} "
                             f"WHERE s.street = ? AND s.kind = 'case' AND s.outcome = ''{also}", (now, *first, store.street, *more)).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def fill_named(store: Store, method_of: MethodOf) -> None:
    """Note what the cases of an older database name, once, inside a write."""
    if store.meta(_FILLED):
        return
    for (stream,) in store.conn.execute("SELECT id FROM stream WHERE street = ? AND kind = 'case'", (store.street,)).fetchall():
        loaded = store.load(stream)
        if loaded is not None:
            put_named(store.writer, store.street, stream, frozenset(), named(loaded[0], method_of(loaded[0].method, loaded[0].digest)))
    store.put_meta(_FILLED, "1")
