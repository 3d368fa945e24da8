"""The embedded store on SQLite: one file, one writer at a time, nothing acknowledged before it is on disk.

In: events with the state they lead to.  Out: the same, and the read rows kept in step in the same transaction.
The file is made and migrated through sqlite-utils; the hot path uses its connection with plain SQL.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from engine.case import Case, Event
from engine.contributions import contributions
from engine.errors import BihuanError
from engine.model import Method
from engine.store import rows
from engine.store.chain import START, digest, link
from engine.store.tables import migrations
from engine.text import say

Connection = sqlite3.Connection
SAFE_SQLITE = (3, 51, 3)
KEPT_CASES = 2000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_STREAM = ("digest", "seq", "hash", "state", "step", "round", "outcome", "headline", "due", "closed", "provisional")


PUT_EVENT = "INSERT INTO event (stream, seq, path, at, actor, type, body, hash) VALUES (?,?,?,?,?,?,?,?)"


class StoreError(BihuanError):
    """The database cannot be used as it is."""


class Stale(Exception):
    """Somebody else appended to the stream first."""


def chain_events(stream: str, seq: int, last_hash: str, events: Sequence[Event]) -> tuple[int, str, list[tuple[Any, ...]]]:
    """The rows of new events at the end of a stream, with its new sequence number and last hash."""
    number, chained = seq, last_hash or START
    written: list[tuple[Any, ...]] = []
    for event in events:
        number += 1
        body = _encode(event.body)
        chained = link(chained, stream, number, "", event.at, event.actor, event.type, body)
        written.append((stream, number, "", event.at, event.actor, event.type, body, chained))
    return number, chained, written


class Store:
    """One database file.  Each thread has its own connection."""

    def __init__(self, path: Path, street: str) -> None:
        self.path, self.street = path, street
        self._mine = threading.local()
        self._all: list[Connection] = []
        self._lock = threading.Lock()
        self._cases: dict[str, Case] = {}

    @property
    def conn(self) -> Connection:
        """This thread's connection."""
        found = getattr(self._mine, "conn", None)
        if found is None:
            found = self._mine.conn = self._connect()
        return found

    def _connect(self) -> Connection:
        conn = sqlite3.connect(str(self.path), timeout=30, isolation_level=None, check_same_thread=False, cached_statements=256)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "trusted_schema=OFF", "cache_size=-8000"):
            conn.execute(f"PRAGMA {pragma}")
        with self._lock:
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

    # --- streams ----------------------------------------------------------------------------------------------------

    def load(self, stream: str) -> tuple[Case, int, str] | None:
        """A case with its sequence number and the hash of its last event."""
        row = self.conn.execute("SELECT seq, hash FROM stream WHERE id = ? AND street = ?", (stream, self.street)).fetchone()
        if row is None:
            return None
        known = self._cases.get(row[1])
        if known is None:
            state = self.conn.execute("SELECT seq, hash, state FROM stream WHERE id = ?", (stream,)).fetchone()
            row, known = state, Case.from_json(json.loads(state[2]))
            self._remember(row[1], known)
        return known, row[0], row[1]

    def _remember(self, last_hash: str, case: Case) -> None:
        """Keep a case under the hash of its last event, which no other state can have; whoever loads asks for the hash first."""
        if len(self._cases) >= KEPT_CASES:
            self._cases.clear()
        self._cases[last_hash] = case

    def append(self, conn: Connection, method: Method, before: Case | None, after: Case, seq: int, last_hash: str,
               events: Sequence[Event]) -> int:
        """Append events at an expected sequence number and bring every read row in step; the new sequence number."""
        stream, workflow = after.id, method.workflows[after.workflow]
        number, chained, written = chain_events(stream, seq, last_hash, events)
        self._put_stream(conn, after, workflow.headline, seq, number, chained, insert=before is None)
        conn.executemany(PUT_EVENT, written)
        self._put_rows(conn, before, after)
        self._put_counts(conn, method, before, after)
        self._put_consequences(conn, after, seq, events)
        self._remember(chained, after)
        return number

    def _put_stream(self, conn: Connection, case: Case, headline: str, seq: int, number: int, chained: str, *, insert: bool) -> None:
        clock = case.clocks.get(case.step) if case.step else None
        values = (case.digest, number, chained, _encode(case.to_json()), case.step, case.round,
                  case.outcome, rows.headline(case, headline), rows.due_of(case), case.closed, int(bool(clock and clock.provisional)))
        if insert:
            conn.execute(
                f"INSERT INTO stream ({', '.join(_STREAM)}, id, street, kind, method, workflow, number, unit, opened) "
                "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,'case',?,?,?,?,?)",
                (*values, case.id, self.street, case.method, case.workflow, case.number, case.unit, case.opened))
            return
        done = conn.execute(f"UPDATE stream SET {', '.join(f'{name} = ?' for name in _STREAM)} WHERE id = ? AND seq = ?",
                            (*values, case.id, seq))
        if done.rowcount != 1:
            raise Stale(case.id)

    def _put_rows(self, conn: Connection, before: Case | None, after: Case) -> None:
        for make, table, keys, columns in (
                (rows.tasks, "task", ("seat", "door"), ("kind", "person", "role", "unit", "claim", "due")),
                (rows.timers, "timer", ("step", "epoch", "rung"), ("at",))):
            old, new = (make(before) if before is not None else {}), make(after)
            gone = [(after.id, *key) for key in old if key not in new]
            fresh = [(after.id, self.street, *key, *row) for key, row in new.items() if old.get(key) != row]
            if gone:
                where = " AND ".join(f"{key} = ?" for key in keys)
                conn.executemany(f"DELETE FROM {table} WHERE stream = ? AND {where}", gone)
            if fresh:
                extra, marks = (", leased_until", ", ''") if table == "timer" else ("", "")
                names = ", ".join((*keys, *columns))
                gaps = ", ".join("?" * (len(keys) + len(columns)))
                conn.executemany(f"INSERT OR REPLACE INTO {table} (stream, street, {names}{extra}) VALUES (?, ?, {gaps}{marks})", fresh)

    def _put_counts(self, conn: Connection, method: Method, before: Case | None, after: Case) -> None:
        old = contributions(method, before) if before is not None else {}
        new = contributions(method, after)
        changed = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
        if not changed:
            return
        pos = conn.execute("SELECT max(pos) FROM event").fetchone()[0] or 0
        ended = [(pos, rule, after.id, part) for rule, part in changed if (rule, part) in old]
        if ended:
            conn.executemany("UPDATE contribution SET to_pos = ? WHERE rule = ? AND source = ? AND part = ? AND to_pos IS NULL", ended)
        conn.executemany(
            "INSERT INTO contribution (rule, source, part, street, subject, object, day, num, den, grp, from_pos, to_pos) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,NULL)",
            [(one.rule, after.id, one.part, self.street, one.subject, one.object, one.day, one.num, one.den, one.group, pos)
             for key in sorted(changed) if (one := new.get(key)) is not None])

    def _put_consequences(self, conn: Connection, case: Case, seq: int, events: Sequence[Event]) -> None:
        for at, event in enumerate(events, start=seq + 1):
            body = event.body
            if "series" in body:
                conn.execute("INSERT INTO number (street, series, last) VALUES (?,?,?) ON CONFLICT (street, series) DO UPDATE SET last = excluded.last",
                             (self.street, body["series"], body["count"]))
            if event.type in ("told", "urged"):
                self._message(conn, case, event, at)
            elif event.type == "copied":
                self._message(conn, case, event, at)
                conn.executemany("INSERT OR IGNORE INTO did VALUES (?,?,?,'copied',?)",
                                 [(self.street, person, case.id, event.at) for person in body["to"]])
            elif event.type in ("acted", "voted", "opened", "noted"):
                conn.execute("INSERT OR REPLACE INTO did VALUES (?,?,?,'did',?)", (self.street, event.actor, case.id, event.at))
            elif event.type == "published":
                conn.execute("INSERT INTO board_line VALUES (?,?,?,?,?,?,?,?)", (
                    self.street, case.method, body["board"], body["number"], case.id,
                    json.dumps(body["columns"], ensure_ascii=False), digest(body["columns"]), event.at))

    def _message(self, conn: Connection, case: Case, event: Event, at: int) -> None:
        cause = event.body.get("cause", {"urged": "催办", "copied": "抄送"}.get(event.type, ""))
        conn.executemany("INSERT OR IGNORE INTO message (street, person, stream, cause, at, read_at, dedupe) VALUES (?,?,?,?,?,'',?)",
                         [(self.street, person, case.id, cause, event.at, f"{case.id}/{at}/{person}") for person in event.body["to"]])

    def keep_private(self, conn: Connection, stream: str, private: Sequence[tuple[str, str, Any]]) -> None:
        """Put private values in the vault, apart from the events that refer to them."""
        if not private:
            return
        conn.executemany("INSERT OR REPLACE INTO vault (ref, street, stream, salt, value) VALUES (?,?,?,?,?)",
                         [(ref, self.street, stream, salt, json.dumps(value, ensure_ascii=False, sort_keys=True)) for ref, salt, value in private])

    def next_number(self, series: str) -> int:
        """The next number of a series; inside a write nobody else can take it."""
        row = self.conn.execute("SELECT last FROM number WHERE street = ? AND series = ?", (self.street, series)).fetchone()
        return 1 if row is None else int(row[0]) + 1

    # --- receipts ---------------------------------------------------------------------------------------------------

    def receipt(self, key: str) -> tuple[str, dict[str, Any]] | None:
        """What was answered to a submission with this key, and the hash of what it said."""
        row = self.conn.execute("SELECT body_hash, answer FROM receipt WHERE street = ? AND key = ?", (self.street, key)).fetchone()
        return None if row is None else (row[0], json.loads(row[1]))

    def keep_receipt(self, conn: Connection, key: str, body_hash: str, answer: Mapping[str, Any], at: str) -> None:
        """Remember an answer, so that the same submission gets it again."""
        conn.execute("INSERT INTO receipt VALUES (?,?,?,?,?)", (self.street, key, body_hash, json.dumps(answer, ensure_ascii=False), at))


def sqlite_version() -> tuple[int, ...]:
    """Which SQLite runs."""
    return tuple(int(part) for part in sqlite3.sqlite_version.split("."))


def check_sqlite() -> StoreError | None:
    """What to say about the SQLite that runs: 3.7.0 to 3.51.2 can corrupt a WAL database in a rare race
    (sqlite.org/wal.html#walresetbug)."""
    if sqlite_version() >= SAFE_SQLITE:
        return None
    return StoreError(say(
        "正在用 SQLite {version}，3.51.2 及以前的版本在极少数情况下会损坏数据库；请安装 pysqlite3 或更新 Python。",
        "SQLite {version} is running; versions up to 3.51.2 can corrupt the database in a rare race. Install pysqlite3 or a newer Python.",
        version=sqlite3.sqlite_version))
