"""How a database file is opened, and which SQLite may open it.

In: a path.  Out: a connection with the settings every process must share.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from engine.errors import BihuanError
from engine.text import say

Connection = sqlite3.Connection
SAFE_SQLITE = (3, 51, 3)
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "trusted_schema=OFF", "cache_size=-8000",
            "secure_delete=ON")  # what is erased by law must not stay readable in free pages, nor go into a backup


class StoreError(BihuanError):
    """The database cannot be used as it is."""


class Stale(Exception):
    """Somebody else appended to the stream first."""


def connect(path: Path | str) -> Connection:
    """A connection to a database file; `:memory:` is one that nobody else sees."""
    conn = sqlite3.connect(str(path), timeout=30, isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in _PRAGMAS:
        conn.execute(f"PRAGMA {pragma}")
    return conn


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
