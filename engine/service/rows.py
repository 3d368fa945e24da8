"""Rows of a register as ledgers and templates need them.

In: who asks and which register.  Out: the rows they may see, each with a title to choose it by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Method
from engine.service.service import Service
from engine.store.registers import rows_in

MOST = 20_000


@dataclass(frozen=True, slots=True)
class RowView:
    """One row; `needed` says that the reader needs its private values, `linked` whom it is linked to."""

    id: str
    title: str
    values: Mapping[str, Any]
    unit: str
    entered: str
    opener: str = ""
    number: str = ""
    linked: frozenset[str] = frozenset()
    needed: bool = False


def rows_of(service: Service, person: str, method: Method, register: str) -> tuple[RowView, ...]:
    """The rows in use of a register that somebody may see: who keeps it or is linked to a row, and who holds one of the
    method's roles at the row's unit or above it.  The first two need the private values."""
    directory = service.directory()
    known = directory.people.get(person)
    if known is None or known.left:
        return ()
    kept_by = {part for actor in method.registers[register].by if actor.kind == "role" for part in directory.parts(actor.name)}
    held = directory.doors_of(person)
    found: list[RowView] = []
    rows, _ = rows_in(service.store, method.id, register, size=MOST)
    for row in rows:
        near = {role for role, unit in held if unit in set(directory.chain(row.unit or directory.root))}
        needed = bool(near & kept_by) or person in row.linked
        if needed or known.administrator or near & set(method.roles):
            found.append(RowView(row.id, row.title, row.values, row.unit, row.entered, row.by, row.number, frozenset(row.linked), needed))
    return tuple(found)
