"""Statements on uploaded tables, and on the cases a ledger gathers.

In: identities, keys, periods.  Out: rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine.case import Case
from engine.store.sqlite import Store

TOGETHER = 500  # names in one IN list


def cases_of(store: Store, method: str, workflow: str, units: Iterable[str] = (), since: str = "", until: str = "") -> Iterator[Case]:
    """The cases of a workflow in the order they were entered: of these units, entered from `since` to before `until`."""
    wanted = list(units)
    where, values = "", list[Any]()
    if wanted:
        where, values = f" AND unit IN ({','.join('?' * len(wanted))})", list[Any](wanted)
    for sign, moment in ((">=", since), ("<", until)):
        if moment:
            where, values = f"{where} AND opened {sign} ?", [*values, moment]
    rows = store.conn.execute(f"SELECT state FROM stream WHERE street = ? AND kind = 'case' AND method = ? AND workflow = ?{where} "
                              "ORDER BY opened, n", (store.street, method, workflow, *values))
    return (Case.from_json(json.loads(row[0])) for row in rows)


def put_sheet(store: Store, sheet: str, person: str, kind: str, target: str, name: str, body: bytes, state: Mapping[str, Any], at: str) -> None:
    """Keep an uploaded file."""
    store.writer.execute("INSERT OR REPLACE INTO sheet VALUES (?,?,?,?,?,?,?,?,?)",
                         (sheet, store.street, person, kind, target, name, body, json.dumps(state, ensure_ascii=False), at))


def sheet_of(store: Store, sheet: str, person: str) -> tuple[str, str, str, bytes, dict[str, Any]] | None:
    """Kind, target, name, bytes and state of a file somebody uploaded."""
    row = store.conn.execute("SELECT kind, target, name, body, state FROM sheet WHERE id = ? AND street = ? AND person = ?",
                             (sheet, store.street, person)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]), str(row[2]), bytes(row[3]), json.loads(row[4]))


def put_state(store: Store, sheet: str, state: Mapping[str, Any]) -> None:
    """How far a file has been taken in."""
    store.writer.execute("UPDATE sheet SET state = ? WHERE id = ? AND street = ?", (json.dumps(state, ensure_ascii=False), sheet, store.street))


def drop_sheets(store: Store, before: str) -> None:
    """Forget files uploaded before a moment: they hold personal data."""
    store.writer.execute("DELETE FROM sheet WHERE street = ? AND at < ?", (store.street, before))


def drop_sheet(store: Store, sheet: str, person: str) -> None:
    """Forget one uploaded file."""
    store.writer.execute("DELETE FROM sheet WHERE id = ? AND street = ? AND person = ?", (sheet, store.street, person))


def taken_in(store: Store, kind: str, keys: Iterable[str]) -> dict[str, str]:
    """Which rows, by their keys, were taken in before, and what became of each."""
    asked, found = list(keys), dict[str, str]()
    for start in range(0, len(asked), TOGETHER):
        some = asked[start:start + TOGETHER]
        rows = store.conn.execute(f"SELECT key, ref FROM taken_in WHERE street = ? AND kind = ? AND key IN ({','.join('?' * len(some))})",
                                  (store.street, kind, *some))
        found |= {str(key): str(ref) for key, ref in rows}
    return found


def put_taken_in(store: Store, kind: str, key: str, ref: str, at: str) -> None:
    """Remember that a row was taken in."""
    store.writer.execute("INSERT OR IGNORE INTO taken_in VALUES (?,?,?,?,?)", (store.street, kind, key, ref, at))


@contextmanager
def trial(store: Store) -> Iterator[None]:
    """Writes that are seen inside and undone at the end: what would happen, found out by the very code that would do it."""
    conn = store.conn
    nested = conn.in_transaction
    conn.execute("SAVEPOINT trial" if nested else "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        conn.execute("ROLLBACK TO trial" if nested else "ROLLBACK")
        if nested:
            conn.execute("RELEASE trial")
