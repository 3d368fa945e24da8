"""What obligations ask of registers: which rows are linked to a person, or belong to a unit.

In: a street's service and a method.  Out: identities of rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Method
from engine.service.service import Service
from engine.store import registers

MOST_ROWS = 100_000


class StreetLook:
    """The registers of one method as they stand."""

    def __init__(self, service: Service, method: Method) -> None:
        self.service, self.method = service, method

    def linked(self, register: str, person: str) -> Sequence[str]:
        """The rows in use that are linked to a person."""
        return registers.linked_rows(self.service.store, self.method.id, register, person)

    def rows_at(self, register: str, unit: str) -> Sequence[str]:
        """The rows in use that belong to a unit or to one below it."""
        rows, _ = registers.rows_in(self.service.store, self.method.id, register, units=self.service.directory().below(unit), size=MOST_ROWS)
        return [row.id for row in rows]
