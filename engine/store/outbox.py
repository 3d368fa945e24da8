"""The outbox: messages to be sent, each at most once, with what became of them.

In: a message with a key that no other has.  Out: messages by state: `waiting`, `sending`, `sent`, `failed` (it was
not taken and is not tried again), `unsure` (it may have arrived), `dropped` (there was no need any more).
No private value is kept here: names, numbers and words are read when a message is sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.store.sqlite import Store

STATES = ("waiting", "sending", "unsure", "failed", "sent", "dropped")
_COLUMNS = "n, dedupe, stream, seq, audience, kind, recipient, channel, facts, made, due, state, tries, reason, changed"
_FACTS = 8  # the one that is JSON
_LISTED = (f"SELECT {', '.join(f'o.{name}' for name in _COLUMNS.split(', '))}, coalesce(s.number, '') FROM outbox o "
           "LEFT JOIN stream s ON s.id = o.stream")


@dataclass(frozen=True, slots=True)
class Message:
    """One message by one channel; `seq` is the event it tells of, 0 where `facts` say everything."""

    n: int
    dedupe: str
    stream: str
    seq: int
    audience: str
    kind: str
    recipient: str
    channel: str
    facts: Mapping[str, str]
    made: str
    due: str
    state: str
    tries: int
    reason: str
    changed: str


def put_message(store: Store, dedupe: str, stream: str, seq: int, audience: str, kind: str, recipient: str, channel: str,
                facts: Mapping[str, str], made: str, due: str) -> int:
    """Keep a message to be sent from a moment on, inside the write of its cause; its number, or 0 when its key is known."""
    done = store.writer.execute(
        "INSERT OR IGNORE INTO outbox (street, dedupe, stream, seq, audience, kind, recipient, channel, facts, made, due, state, tries, leased_until, "
        "reason, changed) VALUES (?,?,?,?,?,?,?,?,?,?,?,'waiting',0,'','',?)",
        (store.street, dedupe, stream, seq, audience, kind, recipient, channel, json.dumps(facts, ensure_ascii=False), made, due, made))
    return int(done.lastrowid or 0) if done.rowcount == 1 else 0


def lease_message(store: Store, due: str, until: str, now: str, n: int = 0) -> Message | None:
    """Take the first message due by a moment, or the one numbered `n`: from now on it is `sending`, for this sender alone;
    inside a write."""
    which, values = ("n = ?", (n,)) if n else ("due <= ? ORDER BY due, n LIMIT 1", (due,))
    row = store.writer.execute(f"SELECT {_COLUMNS} FROM outbox WHERE street = ? AND state = 'waiting' AND {which}",
                               (store.street, *values)).fetchone()
    if row is None:
        return None
    store.writer.execute("UPDATE outbox SET state = 'sending', tries = tries + 1, leased_until = ?, changed = ? WHERE n = ?", (until, now, row[0]))
    return _message(row)


def settle_message(store: Store, n: int, state: str, reason: str, now: str, due: str = "") -> bool:
    """Note what became of a message that was being sent, inside a write; False when somebody has settled it already."""
    done = store.writer.execute("UPDATE outbox SET state = ?, reason = ?, changed = ?, leased_until = '', due = CASE ? WHEN '' THEN due ELSE ? END "
                                "WHERE n = ? AND state = 'sending'", (state, reason, now, due, due, n))
    return done.rowcount == 1


def doubt_abandoned(store: Store, now: str, reason: str) -> int:
    """Messages whose sender has not come back: they may have arrived, so they are `unsure`; inside a write."""
    done = store.writer.execute("UPDATE outbox SET state = 'unsure', reason = ?, changed = ?, leased_until = '' "
                                "WHERE street = ? AND state = 'sending' AND leased_until < ?", (reason, now, store.street, now))
    return int(done.rowcount)


def doubt_all(store: Store, now: str, reason: str) -> int:
    """After a backup was restored nobody knows what went out since it was made; inside a write."""
    done = store.writer.execute("UPDATE outbox SET state = 'unsure', reason = ?, changed = ?, leased_until = '' WHERE state IN ('waiting', 'sending')",
                                (reason, now))
    return int(done.rowcount)


def send_again(store: Store, n: int, due: str) -> bool:
    """Let a message that failed or is unsure be sent again, inside a write; False for another."""
    done = store.writer.execute("UPDATE outbox SET state = 'waiting', due = ?, changed = ?, tries = 0, reason = '' "
                                "WHERE street = ? AND n = ? AND state IN ('failed', 'unsure')", (due, due, store.street, n))
    return done.rowcount == 1


def next_message(store: Store, until: str) -> str | None:
    """The moment of the first message due by `until`."""
    row = store.conn.execute("SELECT due FROM outbox WHERE street = ? AND state = 'waiting' AND due <= ? ORDER BY due, n LIMIT 1",
                             (store.street, until)).fetchone()
    return None if row is None else str(row[0])


def message(store: Store, n: int) -> tuple[Message, str]:
    """One message with the number of its case."""
    row = store.conn.execute(f"{_LISTED} WHERE o.street = ? AND o.n = ?", (store.street, n)).fetchone()
    return _message(row[:-1]), str(row[-1])


def messages_in(store: Store, state: str, most: int, start: int) -> list[tuple[Message, str]]:
    """Messages in a state, or all for '', newest first, each with the number of its case."""
    which, values = (" AND o.state = ?", [state]) if state else ("", list[Any]())
    rows = store.conn.execute(f"{_LISTED} WHERE o.street = ?{which} ORDER BY o.n DESC LIMIT ? OFFSET ?", (store.street, *values, most, start))
    return [(_message(row[:-1]), str(row[-1])) for row in rows]


def count_messages(store: Store) -> dict[str, int]:
    """How many messages are in each state."""
    found = dict(store.conn.execute("SELECT state, count(*) FROM outbox WHERE street = ? GROUP BY state", (store.street,)))
    return {state: int(found.get(state, 0)) for state in STATES}


def _message(row: tuple[Any, ...]) -> Message:
    return Message(*(json.loads(value) if at == _FACTS else value for at, value in enumerate(row)))
