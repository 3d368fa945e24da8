"""What was typed and not yet handed in, and the pictures that were handed in.

In: a person and a form, or a picture's hash.  Out: what is kept of them.
"""

from __future__ import annotations

from engine.store.sqlite import Store


def put_draft(store: Store, person: str, key: str, body: str, at: str) -> None:
    """Keep a draft, inside a write."""
    store.writer.execute("INSERT OR REPLACE INTO draft VALUES (?,?,?,?,?)", (store.street, person, key, body, at))


def draft(store: Store, person: str, key: str) -> tuple[str, str] | None:
    """A draft's body and when it was kept."""
    row = store.conn.execute("SELECT body, at FROM draft WHERE street = ? AND person = ? AND key = ?", (store.street, person, key)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def drop_draft(store: Store, person: str, key: str) -> None:
    """Forget a draft, inside a write."""
    store.writer.execute("DELETE FROM draft WHERE street = ? AND person = ? AND key = ?", (store.street, person, key))


def put_file(store: Store, sha256: str, name: str, type_: str, size: int, at: str) -> None:
    """Note that a picture is kept, inside a write; the same content is noted once."""
    store.writer.execute("INSERT OR IGNORE INTO file VALUES (?,?,?,?,?,?)", (sha256, store.street, name, type_, size, at))


def file_type(store: Store, sha256: str) -> str | None:
    """The type of a picture that is kept, or None."""
    row = store.conn.execute("SELECT type FROM file WHERE street = ? AND sha256 = ?", (store.street, sha256)).fetchone()
    return None if row is None else str(row[0])


def drop_old(store: Store, receipts_before: str, drafts_before: str) -> None:
    """Forget answers and drafts from before two moments, inside a write."""
    store.writer.execute("DELETE FROM receipt WHERE street = ? AND at < ?", (store.street, receipts_before))
    store.writer.execute("DELETE FROM draft WHERE street = ? AND at < ?", (store.street, drafts_before))
