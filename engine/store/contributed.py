"""Rows of the table of contributions, brought in step: what no longer holds ends, what is new begins.

In: the rows of one source as they are kept and as they are to be, inside a write.  Out: the rows that differ, written with
the position of the last event.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.contributions import Contribution
from engine.store.connection import Connection

Rows = Mapping[tuple[str, str], Contribution]
_NOW = "(SELECT coalesce(max(pos), 0) FROM event)"
_END = f"UPDATE contribution SET to_pos = {_NOW} WHERE rule = ? AND source = ? AND part = ? AND to_pos IS NULL"
_BEGIN = ("INSERT INTO contribution (rule, source, part, street, subject, object, day, num, den, grp, from_pos, to_pos) "
          f"VALUES (?,?,?,?,?,?,?,?,?,?,{_NOW},NULL)")


def put_contributions(conn: Connection, street: str, source: str, live: Rows, rows: Rows) -> list[tuple[str, str]]:
    """Write what differs between the rows that are kept and those that hold now; their keys in order."""
    changed = sorted(key for key in live.keys() | rows.keys() if live.get(key) != rows.get(key))
    if ended := [(rule, source, part) for rule, part in changed if (rule, part) in live]:
        conn.executemany(_END, ended)
    if begun := [(one.rule, source, one.part, street, one.subject, one.object, one.day, one.num, one.den, one.group)
                 for key in changed if (one := rows.get(key)) is not None]:
        conn.executemany(_BEGIN, begun)
    return changed
