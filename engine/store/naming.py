"""Which units and people a case names: who is named may see it, and lists find it without opening cases.

In: a case and its method.  Out: (kind, name) pairs, a pure function of the case.
"""

from __future__ import annotations

from engine.case import Case
from engine.model import Method
from engine.store.connection import Connection

_naming: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}


def _naming_fields(method: Method, workflow: str) -> tuple[tuple[str, str], ...]:
    """The fields of a workflow that name a unit or a person: (field, kind)."""
    key = (method.digest, workflow)
    if key not in _naming:
        _naming[key] = tuple((name, field.kind) for name, field in method.workflows[workflow].all_fields().items() if field.kind in ("unit", "person"))
    return _naming[key]


def named(case: Case, method: Method) -> frozenset[tuple[str, str]]:
    """The units and people a case names now: (kind, name)."""
    found: set[tuple[str, str]] = set()
    for name, kind in _naming_fields(method, case.workflow):
        value = case.data.get(name)
        if value is not None:
            found.update((kind, str(one)) for one in (value if isinstance(value, list) else [value]))
    return frozenset(found)


def put_named(conn: Connection, street: str, stream: str, old: frozenset[tuple[str, str]], new: frozenset[tuple[str, str]]) -> None:
    """Bring the units and people a case names in step."""
    conn.executemany("DELETE FROM named WHERE street = ? AND kind = ? AND name = ? AND stream = ?", [(street, *one, stream) for one in sorted(old - new)])
    conn.executemany("INSERT OR IGNORE INTO named VALUES (?,?,?,?)", [(street, *one, stream) for one in sorted(new - old)])
