"""A running street for tests: the whole service on a database of its own, at a moment that the test moves on.

In: a folder.  Out: a `StreetService`, its clock, and what stands in its database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine.service import StreetService
from engine.store import Store
from engine.street import Street
from tests.unit.street import NOW, the_street


class Watch:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def serving(folder: Path, street: Street | None = None, watch: Watch | None = None) -> Iterator[StreetService]:
    """A service in `folder`, of the scenarios' street unless told; its clock is a `Watch`."""
    store = Store(folder / "bihuan.db", the_street().id)
    store.migrate()
    service = StreetService(street or the_street(), store, folder, watch or Watch())
    service.put_in_force()
    try:
        yield service
    finally:
        store.close()


def said(service: StreetService, *without: str) -> str:
    """All text in the database, but for some tables."""
    conn = service.store.conn
    names = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")]
    return "\n".join(repr(row) for name in sorted(set(names) - set(without)) for row in conn.execute(f"SELECT * FROM {name}"))


def contents(service: StreetService) -> str:
    """The whole database, told by a hash."""
    return hashlib.sha256(said(service).encode()).hexdigest()
