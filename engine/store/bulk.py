"""Many writes in a row that nobody waits for: a history that is made, not lived.

In: a store.  Out: the same, writing without waiting for the disk; when it is over everything is on disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.store.sqlite import Store


@contextmanager
def hurried(store: Store) -> Iterator[None]:
    """Write without waiting; what is written meanwhile is lost if the machine stops, the file itself may be too.  Only for
    a street that can be made again."""
    conn = store.conn
    conn.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
