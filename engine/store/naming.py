"""Which units and people a case names: who is named may see it, and lists find it without opening cases.

In: a case and its method.  Out: (kind, name) pairs, a pure function of the case.
"""

from __future__ import annotations

from engine.case import Case
from engine.model import Method
from engine.store.connection import Connection


def named(case: Case, method: Method) -> frozenset[tuple[str, str]]:
    """The units and people a case names now: (kind, name)."""
    found: set[tuple[str, str]] = set()
    fields = method.workflows[case.workflow].all_fields()
    for name, value in case.data.items():
        kind = fields[name].kind if name in fields else ""
        if kind in ("unit", "person") and value is not None:
            found.update((kind, str(one)) for one in (value if isinstance(value, list) else [value]))
    return frozenset(found)


def put_named(conn: Connection, street: str, stream: str, old: frozenset[tuple[str, str]], new: frozenset[tuple[str, str]]) -> None:
    """Bring the units and people a case names in step."""
    if gone := sorted(old - new):
        conn.executemany("DELETE FROM named WHERE street = ? AND kind = ? AND name = ? AND stream = ?", [(street, *one, stream) for one in gone])
    if fresh := sorted(new - old):
        conn.executemany("INSERT OR IGNORE INTO named VALUES (?,?,?,?)", [(street, *one, stream) for one in fresh])
