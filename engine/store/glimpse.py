"""A quick look into a street's database by whoever types a command: what could come next.

In: the file.  Out: a few numbers, accounts and names; nothing where the file cannot be read as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from engine.store.connection import Connection, connect

MOST = 50


@contextmanager
def _looking(path: Path) -> Iterator[Connection | None]:
    if not path.is_file():
        yield None
        return
    with closing(connect(path)) as conn:
        yield conn


def numbers_like(path: Path, beginning: str) -> list[tuple[str, str]]:
    """The newest cases in hand whose number begins so: (number, headline)."""
    with _looking(path) as conn:
        if conn is None:
            return []
        return [(str(row[0]), str(row[1])) for row in conn.execute(
            "SELECT number, headline FROM stream WHERE kind = 'case' AND outcome = '' AND substr(number, 1, ?) = ? ORDER BY n DESC LIMIT ?",
            (len(beginning), beginning, MOST))]


def accounts(path: Path) -> list[tuple[str, str]]:
    """Who works in the street: (account, name)."""
    with _looking(path) as conn:
        row = conn.execute("SELECT state FROM stream WHERE kind = 'directory'").fetchone() if conn is not None else None
    people = json.loads(row[0])["directory"]["people"] if row is not None else []
    return [(str(one[0]), str(one[1])) for one in people]


def definitions_in_force(path: Path) -> list[dict[str, Any]]:
    """The methods in force, as they are kept."""
    with _looking(path) as conn:
        if conn is None:
            return []
        rows = conn.execute("SELECT body FROM definition WHERE digest IN (SELECT digest FROM in_force f WHERE n = "
                            "(SELECT max(n) FROM in_force WHERE street = f.street AND method = f.method))")
        return [json.loads(row[0]) for row in rows]
