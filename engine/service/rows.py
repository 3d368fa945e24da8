"""Rows of a register as ledgers and templates need them.

In: who asks and which register.  Out: the rows they may see, each with a title to choose it by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Method
from engine.service.registers import is_here, reach, sees_private
from engine.service.service import Service
from engine.store.registers import rows_in

MOST = 20_000
ANYBODY = "system"  # no account: stories read everything, masked


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
    """The rows in use of a register that somebody may see, or is linked to."""
    kept = method.registers[register]
    units = None if person == ANYBODY else reach(service, person, method)
    rows, _ = rows_in(service.store, method.id, register, units=units, size=MOST)
    known = {row.id for row in rows}
    more = rows_in(service.store, method.id, register, linked=person, size=MOST)[0] if is_here(service.directory(), person) else []
    return tuple(RowView(row.id, row.title, row.values, row.unit, row.entered, row.by, row.number, frozenset(row.linked),
                         sees_private(service, person, kept, row)) for row in (*rows, *(one for one in more if one.id not in known)))
