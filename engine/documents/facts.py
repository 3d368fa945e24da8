"""Finished texts by name as a line of a board or a ledger: what an evaluation or an announcement tells.

In: texts by the names that columns use, and values that conditions compare.  Out: a `FactLine`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.errors import FormulaRefusal
from engine.formulas import EMPTY, Formula, evaluate
from engine.model import Field


@dataclass(frozen=True)
class FactLine:
    """A line without a form; `id` is what it tells of, `date` the ISO moment it counts for."""

    id: str
    data: Mapping[str, str]
    unit: str = ""
    known: Mapping[str, Any] = field(default_factory=dict, repr=False)
    hands: frozenset[str] = frozenset()
    date: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Each name as a text, so that it can be masked like any other."""
        return {name: Field(name, "text", name) for name in self.data}

    @property
    def opener(self) -> str:
        """Nobody enters it."""
        return ""

    def work_out(self, formula: Formula) -> Any:
        """What a condition comes to, EMPTY where something it needs is missing."""
        try:
            return evaluate(formula, {name: self.known.get(name, self.parameters.get(name, EMPTY)) for name in formula.reads})
        except FormulaRefusal:
            return EMPTY

    def moment(self, dated_by: str) -> str:
        """The ISO moment it counts for."""
        return self.date
