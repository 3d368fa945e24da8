"""Accounts, lookup codes, and who looked at what was private.

In: a person or a case.  Out: kept hashes and salts; never a password or a code.
"""

from __future__ import annotations

from engine.store.sqlite import Store


def account_hash(store: Store, person: str) -> str | None:
    """The password hash of an account, or None where there is no account."""
    row = store.conn.execute("SELECT hash FROM account WHERE street = ? AND person = ?", (store.street, person)).fetchone()
    return None if row is None else str(row[0])


def must_change(store: Store, person: str) -> bool:
    """Whether somebody else set the password."""
    row = store.conn.execute("SELECT must_change FROM account WHERE street = ? AND person = ?", (store.street, person)).fetchone()
    return row is not None and bool(row[0])


def put_account(store: Store, person: str, kept: str, at: str, *, must_change: bool) -> None:
    """Keep a password hash, inside a write."""
    store.writer.execute("INSERT OR REPLACE INTO account VALUES (?,?,?,?,?)", (store.street, person, kept, int(must_change), at))


def drop_person(store: Store, person: str) -> None:
    """Forget the account and the drafts of somebody who leaves, inside a write."""
    for table in ("account", "draft"):
        store.writer.execute(f"DELETE FROM {table} WHERE street = ? AND person = ?", (store.street, person))


def code_salt(store: Store, case: str) -> str:
    """The salt of a case's lookup code; '' for a case that has none."""
    row = store.conn.execute("SELECT salt FROM code WHERE street = ? AND stream = ?", (store.street, case)).fetchone()
    return str(row[0]) if row else ""


def put_code(store: Store, case: str, salt: str, at: str) -> None:
    """Keep the salt of a fresh lookup code in place of the one before, inside a write."""
    store.writer.execute("INSERT OR REPLACE INTO code VALUES (?,?,?,?)", (store.street, case, salt, at))


def note_look(store: Store, person: str, case: str, field: str, at: str) -> None:
    """Write down that somebody looked at a private value, or gave a code again; inside a write."""
    store.writer.execute("INSERT INTO looked (street, person, stream, field, at) VALUES (?,?,?,?,?)", (store.street, person, case, field, at))
