"""What a decision may look up beyond its case: entries of registers, other cases, and how many like it there were lately.

In: nothing.  Out: the protocol that the service keeps, inside the transaction of the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a register as others see it: its title never holds anything private; `values` are as events keep them."""

    id: str
    register: str
    unit: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    active: bool = True


class Look(Protocol):
    """What may be looked up, for the method of the case."""

    method: str

    def entry(self, row: str) -> Entry | None:
        """A row by its identity, also one that was closed."""

    def find_entry(self, register: str, text: str) -> Entry | None:
        """The one row in use that a text names: by its identity, number or title."""

    def find_case(self, workflow: str, text: str) -> tuple[str, str] | None:
        """The identity and number of the case of a workflow that a text names: by its identity or its number."""

    def recent(self, workflow: str, same: Mapping[str, Any], since: datetime, beside: str) -> int:
        """How many cases of a workflow were opened since a moment with these values, as cases keep them, beside one case;
        归属单位 stands for the unit a case belongs to."""

    def among(self, kind: str, name: str, unit: str) -> Mapping[str, Mapping[str, Any]]:
        """What lots may fall on at a unit and below it: rows in use of a `register`, or open cases of a `workflow`, each with
        what is known of it."""


class Nothing:
    """A world with nothing in it to look up."""

    method = ""

    def entry(self, row: str) -> Entry | None:
        """Nothing."""
        return None

    def find_entry(self, register: str, text: str) -> Entry | None:
        """Nothing."""
        return None

    def find_case(self, workflow: str, text: str) -> tuple[str, str] | None:
        """Nothing."""
        return None

    def recent(self, workflow: str, same: Mapping[str, Any], since: datetime, beside: str) -> int:
        """None."""
        return 0

    def among(self, kind: str, name: str, unit: str) -> Mapping[str, Mapping[str, Any]]:
        """Nothing."""
        return {}
