"""Where a list that lots are drawn from belongs.

In: its hash, or the beginning of it.  Out: the case and the step.
"""

from __future__ import annotations

from engine.store.sqlite import Store


def put_pool(store: Store, hashed: str, stream: str, step: str, at: str) -> None:
    """Note a list that was fixed, inside a write."""
    store.writer.execute("INSERT OR REPLACE INTO pool VALUES (?,?,?,?,?)", (hashed, store.street, stream, step, at))


def find_pool(store: Store, hashed: str) -> tuple[str, str] | None:
    """The case and step of the one list whose hash begins so."""
    rows = store.conn.execute("SELECT stream, step FROM pool WHERE street = ? AND hash >= ? AND hash < ? LIMIT 2",
                              (store.street, hashed, hashed + "g")).fetchall()
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None
