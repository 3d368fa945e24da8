"""A store that lives in memory and is gone when it is closed: stories are played on one.

In: a street.  Out: a `Store` of this version, copied from one that was made once, so that a story costs no migration.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.store.sqlite import Store

_MEMORY = Path(":memory:")


def throw_away(street: str) -> Store:
    """An empty store of one thread."""
    made = Store(_MEMORY, street)
    _template().conn.backup(made.conn)
    return made


@cache
def _template() -> Store:
    made = Store(_MEMORY, "")
    made.migrate()
    return made
