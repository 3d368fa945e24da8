"""Which rules and values a method is run by, as a stream of its own: who put what in force, when, and why.

In: rows of `in_force`, and why the last of them came about.  Out: events of the stream `<street>/rules/<method>`, each
of which says one row in full, so that a row that was changed, or put in beside them, is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.case import Event
from engine.store.connection import Connection
from engine.store.sqlite import Store
from engine.store.streams import Standing, append_stream, events_of, standing

TAKEN, SET = "taken_over", "values_set"
NO_RULES: Mapping[str, Any] = {"n": 0, "digest": "", "parameters": {}}


@dataclass(frozen=True, slots=True)
class Ruling:
    """One state of rules and values: since when it is in force, who put it there and why; `edits` are the values that
    were set, (parameter, from which day, as written), empty where the street's file was taken over."""

    at: str
    by: str
    digest: str
    parameters: Mapping[str, Any]
    reason: str = ""
    edits: tuple[tuple[str, str, Any], ...] = ()


def stream_id(street: str, method: str) -> str:
    """The stream of a method's rules."""
    return f"{street}/rules/{method}"


def note_rules(store: Store, method: str, said: Mapping[str, Any] | None = None) -> None:
    """Append what the stream does not know of `in_force` yet, inside a write; `said` (reason, edits) is of the last."""
    before = standing(store, stream_id(store.street, method)) or Standing(stream_id(store.street, method), NO_RULES)
    rows = store.writer.execute("SELECT n, digest, parameters, at, actor FROM in_force WHERE street = ? AND method = ? AND n > ? ORDER BY n",
                                (store.street, method, before.state["n"])).fetchall()
    events = [Event(TAKEN, {"n": n, "digest": digest, "parameters": json.loads(parameters)}, at, actor) for n, digest, parameters, at, actor in rows]
    if events and said is not None:
        last = events[-1]
        events[-1] = Event(SET, {**last.body, **said}, last.at, last.actor)
    if events:
        append_stream(store, "rules", before, events, replay(events), method=method)


def replay(events: Iterable[Event]) -> dict[str, Any]:
    """The state after events: the last of them."""
    state = dict(NO_RULES)
    for event in events:
        state = {name: event.body[name] for name in NO_RULES}
    return state


def rows_said(events: Iterable[Event]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of `in_force` that the events speak of."""
    return {(event.body["n"],): (event.body["digest"], event.body["parameters"], event.at, event.actor) for event in events}


def rows_kept(conn: Connection, street: str, method: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of `in_force` as they are kept."""
    found = conn.execute("SELECT n, digest, parameters, at, actor FROM in_force WHERE street = ? AND method = ?", (street, method))
    return {(n,): (digest, json.loads(parameters), at, actor) for n, digest, parameters, at, actor in found}


def rulings(store: Store, method: str) -> list[Ruling]:
    """Every state a method's rules and values have been in, earliest first."""
    return [Ruling(at, actor, body["digest"], body["parameters"], body.get("reason", ""), tuple((one[0], one[1], one[2]) for one in body.get("edits", ())))
            for _, at, actor, _, body in events_of(store, stream_id(store.street, method))]
