"""What people were told.

In: a person.  Out: rows, newest first.
"""

from __future__ import annotations

from typing import Any

from engine.store.sqlite import Store


def messages_to(store: Store, person: str, most: int) -> list[tuple[Any, ...]]:
    """What a person was told: (n, case, number, headline, cause, moment, when it was read)."""
    return store.conn.execute(
        "SELECT m.n, m.stream, s.number, s.headline, m.cause, m.at, m.read_at FROM message m JOIN stream s ON s.id = m.stream "
        "WHERE m.street = ? AND m.person = ? ORDER BY m.n DESC LIMIT ?", (store.street, person, most)).fetchall()


def mark_read(store: Store, person: str, n: int, at: str) -> None:
    """Note that a message was read, inside a write."""
    store.writer.execute("UPDATE message SET read_at = ? WHERE n = ? AND street = ? AND person = ? AND read_at = ''",
                         (at, n, store.street, person))


def unread(store: Store, person: str, most: int) -> int:
    """How many messages a person has not read, up to `most`."""
    row = store.conn.execute("SELECT count(*) FROM (SELECT 1 FROM message WHERE street = ? AND person = ? AND read_at = '' LIMIT ?)",
                             (store.street, person, most)).fetchone()
    return int(row[0])


def has_met(store: Store, person: str, case: str) -> bool:
    """Whether somebody worked on a case at any time or was told of it."""
    row = store.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM did WHERE street = :street AND person = :person AND kind IN ('did', 'copied') AND stream = :case) "
        "OR EXISTS (SELECT 1 FROM message WHERE street = :street AND person = :person AND stream = :case)",
        {"street": store.street, "person": person, "case": case}).fetchone()
    return bool(row[0])
