"""What a decision looks up beyond its case, read inside its transaction.

In: the service and the method of the case.  Out: entries of registers, counts of cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case.look import Entry
from engine.directory import Directory
from engine.registers import Row
from engine.store import Store
from engine.store.registers import load_row, named_case, named_rows, open_cases, recent_count, rows_in

MOST = 100_000  # of a pool


class Looking:
    """The eyes of one decision; see `engine.case.look.Look`.  A pool is read once, however many candidates are looked up in it."""

    def __init__(self, store: Store, method: str, directory: Directory) -> None:
        self.store, self.method, self.directory = store, method, directory
        self._pools: dict[tuple[str, str, str], Mapping[str, Mapping[str, Any]]] = {}

    def entry(self, row: str) -> Entry | None:
        """A row by its identity, also one that was closed."""
        found = load_row(self.store, row)
        return entry_of(found[0]) if found is not None else None

    def find_entry(self, register: str, text: str) -> Entry | None:
        """The one row in use that a text names."""
        found = named_rows(self.store, self.method, register, text)
        return self.entry(found[0]) if len(found) == 1 else None

    def find_case(self, workflow: str, text: str) -> tuple[str, str] | None:
        """The case of a workflow that a text names."""
        return named_case(self.store, self.method, workflow, text)

    def recent(self, workflow: str, same: Mapping[str, Any], since: datetime, beside: str) -> int:
        """How many cases like one were opened since a moment."""
        return recent_count(self.store, self.method, workflow, same, since.isoformat(), beside)

    def among(self, kind: str, name: str, unit: str) -> Mapping[str, Mapping[str, Any]]:
        """What lots may fall on at a unit and below it; `unit` empty means anywhere."""
        key = (kind, name, unit)
        if key not in self._pools:
            self._pools[key] = self._pool(kind, name, unit)
        return self._pools[key]

    def _pool(self, kind: str, name: str, unit: str) -> Mapping[str, Mapping[str, Any]]:
        units = None if not unit else self.directory.below(unit)
        if kind == "register":
            rows, _ = rows_in(self.store, self.method, name, units=units, size=MOST)
            return {row.id: dict(row.values) for row in rows}
        return open_cases(self.store, self.method, name, units)


def entry_of(row: Row) -> Entry:
    """A row as decisions see it."""
    return Entry(row.id, row.register, row.unit, row.title, row.values, row.linked, row.active)
