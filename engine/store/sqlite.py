"""The embedded store on SQLite: one file, one writer at a time, nothing acknowledged before it is on disk.

In: events with the state they lead to.  Out: the same, and the read rows kept in step in the same transaction.
The file is made and migrated through sqlite-utils; the hot path uses its connection with plain SQL.
Statements stand in the modules of this package by subject; each takes the `Store`, and those that write do so inside
`Store.write`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from engine.case import Case, Event
from engine.model import Method
from engine.scores.rows import Last
from engine.store import cases
from engine.store.connection import Connection, connect
from engine.store.streams import decode, encode
from engine.store.tables import migrations

KEPT_CASES = 2000


class Store:
    """One database file.  Each thread has its own connection; a database in memory (`:memory:`) has one for all."""

    def __init__(self, path: Path | str, street: str) -> None:
        self.path, self.street = path, street
        self._mine = threading.local()
        self._all: list[Connection] = []
        self._lock = threading.Lock()
        self._cases: dict[str, Case] = {}
        self._reads: dict[str, cases.Reads] = {}
        self.counted: dict[str, tuple[tuple[int, str], Last]] = {}  # by case: by which state of the rules, and its rows

    @property
    def conn(self) -> Connection:
        """This thread's connection."""
        found = getattr(self._mine, "conn", None)
        if found is None:
            found = self._mine.conn = self._connect()
        return found

    @property
    def writer(self) -> Connection:
        """This thread's connection inside a write; a write outside of one is a fault of the program."""
        conn = self.conn
        if not conn.in_transaction:
            raise RuntimeError("a write outside of a transaction")
        return conn

    @property
    def signalled(self) -> bool:
        """Whether this thread has kept a signal that nobody has looked at since."""
        return bool(getattr(self._mine, "signalled", False))

    @signalled.setter
    def signalled(self, value: bool) -> None:
        self._mine.signalled = value

    def _connect(self) -> Connection:
        with self._lock:
            if str(self.path) == ":memory:" and self._all:
                return self._all[0]
            conn = connect(self.path)
            self._all.append(conn)
        return conn

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for conn in self._all:
                conn.close()
            self._all.clear()
        self._mine = threading.local()

    def migrate(self) -> list[str]:
        """Bring the file to this version under a lock; the names of what was done."""
        conn = self.conn
        conn.execute("BEGIN IMMEDIATE")
        try:
            database = Database(conn)
            pending = [one.name for one in migrations.pending(database)]
            migrations.apply(database)
            conn.execute("COMMIT")
        except BaseException:
            conn.execute("ROLLBACK")
            raise
        return pending

    def pending(self) -> list[str]:
        """The migrations this file still needs."""
        return [one.name for one in migrations.pending(Database(self.conn))]

    def integrity(self) -> str:
        """What SQLite says of the file itself; 'ok' when it is sound."""
        return str(self.conn.execute("PRAGMA quick_check").fetchone()[0])

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that takes the writer's place at once; what is raised undoes it."""
        conn = self.conn
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield conn
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise
        conn.execute("COMMIT")

    # --- cases ------------------------------------------------------------------------------------------------------

    def load(self, stream: str) -> tuple[Case, int, str] | None:
        """A case with its sequence number and the hash of its last event."""
        row = self.conn.execute("SELECT seq, hash FROM stream WHERE id = ? AND street = ? AND kind = 'case'", (stream, self.street)).fetchone()
        if row is None:
            return None
        known = self._cases.get(row[1])
        if known is None:
            state = self.conn.execute("SELECT seq, hash, state FROM stream WHERE id = ?", (stream,)).fetchone()
            row, known = state, Case.from_json(decode(state[2]))
            self._remember(row[1], known)
        return known, row[0], row[1]

    def _remember(self, last_hash: str, case: Case) -> None:
        """Keep a case under the hash of its last event, which no other state can have; whoever loads asks for the hash first."""
        if len(self._cases) >= KEPT_CASES:
            self._cases.clear()
            self._reads.clear()
            self.counted.clear()
        self._cases[last_hash] = case

    def append(self, conn: Connection, method: Method, before: Case | None, after: Case, seq: int, last_hash: str,
               events: Sequence[Event]) -> int:
        """Append events at an expected sequence number and bring every read row in step; the new sequence number."""
        old = self._reads.pop(last_hash, None)
        if old is None:
            old = cases.reads_of(conn, self.street, method, before) if before is not None else cases.NOTHING_READ
        number, chained, new = cases.put_case(conn, self.street, method, old, after, seq, last_hash, events)
        self._remember(chained, after)
        self._reads[chained] = new
        return number

    def next_number(self, series: str) -> int:
        """The next number of a series; inside a write nobody else can take it."""
        row = self.conn.execute("SELECT last FROM number WHERE street = ? AND series = ?", (self.street, series)).fetchone()
        return 1 if row is None else int(row[0]) + 1

    # --- private values and receipts --------------------------------------------------------------------------------

    def keep_private(self, conn: Connection, stream: str, private: Sequence[tuple[str, str, Any]]) -> None:
        """Put private values in the vault, apart from the events that refer to them."""
        if not private:
            return
        conn.executemany("INSERT OR REPLACE INTO vault (ref, street, stream, salt, value) VALUES (?,?,?,?,?)",
                         [(ref, self.street, stream, salt, json.dumps(value, ensure_ascii=False, sort_keys=True)) for ref, salt, value in private])

    def private(self, ref: str) -> Any:
        """The private value behind a reference, or None when it was erased."""
        row = self.conn.execute("SELECT value FROM vault WHERE ref = ?", (ref,)).fetchone()
        return None if row is None else json.loads(row[0])

    def receipt(self, key: str) -> tuple[str, dict[str, Any]] | None:
        """What was answered to a submission with this key, and the hash of what it said."""
        row = self.conn.execute("SELECT body_hash, answer FROM receipt WHERE street = ? AND key = ?", (self.street, key)).fetchone()
        return None if row is None else (row[0], json.loads(row[1]))

    def keep_receipt(self, conn: Connection, key: str, body_hash: str, answer: Mapping[str, Any], at: str) -> None:
        """Remember an answer, so that the same submission gets it again."""
        conn.execute("INSERT INTO receipt VALUES (?,?,?,?,?)", (self.street, key, body_hash, encode(answer), at))

    # --- single values ----------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str:
        """A single value of the database; '' when it was never set."""
        row = self.conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def put_meta(self, key: str, value: str) -> None:
        """Set a single value, inside a write."""
        self.writer.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
