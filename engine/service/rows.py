"""Rows of a register as ledgers and templates need them.

In: who asks and which register.  Out: the rows they may see, each with a title to choose it by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Method
from engine.service.service import Service


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
    """The rows of a register that somebody may see."""
    return ()
