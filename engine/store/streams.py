"""Streams of any kind: events in a chain, and the state they lead to as JSON in one row.

In: new events with the state after them, at the sequence number that was read.  Out: the row and its events;
`Stale` where somebody else appended first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from engine.case import Case, Event
from engine.store.chain import START, link
from engine.store.connection import Connection, Stale
from engine.store.rows import NEVER

if TYPE_CHECKING:
    from engine.store.sqlite import Store

PUT_EVENT = "INSERT INTO event (stream, seq, path, at, actor, type, body, hash) VALUES (?,?,?,?,?,?,?,?)"
# What lists read of a stream beside its state; a kind sets those that mean something to it.
LISTED: Mapping[str, Any] = {"digest": "", "method": "", "workflow": "", "number": "", "unit": "", "step": "", "round": 0, "outcome": "",
                             "headline": "", "due": NEVER, "opened": "", "closed": "", "provisional": 0}
_slowly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
decode = orjson.loads


def encode(value: Any) -> str:
    """Plain JSON without spaces, in the order it stands; a number beyond 64 bits takes the long way."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _slowly(value)


def encode_case(case: Case) -> str:
    """The state of a case: what `encode` makes of its `to_json`, without making that first."""
    try:
        return orjson.dumps(case).decode()
    except TypeError:
        return _slowly(case.to_json())


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream as it stands: its state, its last sequence number (0 for one that is not yet there) and last hash."""

    id: str
    state: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0
    hash: str = ""


def chain_events(stream: str, seq: int, last_hash: str, events: Sequence[Event]) -> tuple[int, str, list[tuple[Any, ...]]]:
    """The rows of new events at the end of a stream, with its new sequence number and last hash."""
    number, chained = seq, last_hash or START
    written: list[tuple[Any, ...]] = []
    for event in events:
        number += 1
        body = encode(event.body)
        chained = link(chained, stream, number, "", event.at, event.actor, event.type, body)
        written.append((stream, number, "", event.at, event.actor, event.type, body, chained))
    return number, chained, written


def standing(store: Store, stream: str) -> Standing | None:
    """A stream of the street as it stands now."""
    row = store.conn.execute("SELECT state, seq, hash FROM stream WHERE id = ? AND street = ?", (stream, store.street)).fetchone()
    return None if row is None else Standing(stream, json.loads(row[0]), row[1], row[2])


def is_blank(store: Store) -> bool:
    """Whether the file holds no streams yet."""
    return store.conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'stream'").fetchone() is None


def seq_of(store: Store, stream: str) -> int:
    """The last sequence number of a stream; -1 where there is none."""
    row = store.conn.execute("SELECT seq FROM stream WHERE id = ?", (stream,)).fetchone()
    return int(row[0]) if row else -1


def append_stream(store: Store, kind: str, before: Standing, events: Sequence[Event], state: Mapping[str, Any], **listed: Any) -> Standing:
    """Append events to a stream that is not a case, inside a write; the stream as it stands after them.

    `listed` are columns of `LISTED` to set; on a stream that is there the others stay.  Numbers the events give out
    (`series`, `count`) move their series on.  Raises `Stale` when the stream is not at `before.seq` any more.
    """
    conn = store.writer
    number, chained, written = chain_events(before.id, before.seq, before.hash, events)
    text = encode(state)
    if before.seq == 0 and not before.hash:
        columns = {**LISTED, **listed}
        conn.execute(f"INSERT INTO stream (id, street, kind, seq, hash, state, {', '.join(columns)}) VALUES (?,?,?,?,?,?{',?' * len(columns)})",
                     (before.id, store.street, kind, number, chained, text, *columns.values()))
    else:
        sets = "".join(f", {name} = ?" for name in listed)
        done = conn.execute(f"UPDATE stream SET seq = ?, hash = ?, state = ?{sets} WHERE id = ? AND seq = ? AND kind = ?",
                            (number, chained, text, *listed.values(), before.id, before.seq, kind))
        if done.rowcount != 1:
            raise Stale(before.id)
    conn.executemany(PUT_EVENT, written)
    for event in events:
        if "series" in event.body:
            move_series(conn, store.street, event.body["series"], event.body["count"])
    return Standing(before.id, json.loads(text), number, chained)


def move_series(conn: Connection, street: str, series: str, count: int) -> None:
    """Note the last number that was given of a series."""
    conn.execute("INSERT INTO number (street, series, last) VALUES (?,?,?) ON CONFLICT (street, series) DO UPDATE SET last = excluded.last",
                 (street, series, count))


def events_of(store: Store, stream: str) -> list[tuple[int, str, str, str, dict[str, Any]]]:
    """The events of a stream in order: (sequence number, moment, actor, type, body)."""
    rows = store.conn.execute("SELECT seq, at, actor, type, body FROM event WHERE stream = ? ORDER BY seq", (stream,))
    return [(seq, at, actor, type_, json.loads(body)) for seq, at, actor, type_, body in rows]


def event_at(store: Store, stream: str, seq: int) -> Event | None:
    """One event of a stream."""
    row = store.conn.execute("SELECT type, body, at, actor FROM event WHERE stream = ? AND seq = ?", (stream, seq)).fetchone()
    return None if row is None else Event(row[0], json.loads(row[1]), row[2], row[3])


def bodies_with(store: Store, stream: str, text: str) -> list[dict[str, Any]]:
    """The bodies of a stream's events that hold a text anywhere."""
    rows = store.conn.execute("SELECT body FROM event WHERE stream = ? AND instr(body, ?) > 0", (stream, text))
    return [json.loads(row[0]) for row in rows]
