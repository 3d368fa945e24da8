"""Fields: what is asked in a form.

In: lists and formulas.  Out: `Field` and `Form`, from which pages, submissions, prints and formulas are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.formulas import Formula
from engine.formulas.types import ListType
from engine.problems import NOWHERE, Mark

FieldKind = Literal["text", "long_text", "whole", "decimal", "money", "percent", "date", "time", "moment", "yes_no",
                    "phone", "identity", "address", "place", "photo", "file", "span", "rating", "party",
                    "choice", "choices", "person", "unit", "entry", "case", "table"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked.

    `among` are the roles, unit kinds, register or workflow a person, unit, entry or case is picked from;
    `options` the list of a choice; `groups` item → group where the list is grouped.
    `publishable`: what a resident writes here may stand on a public board.
    A private value lives apart from the events and is masked for all who do not need it.
    """

    name: str
    kind: FieldKind
    title: str
    note: str = ""
    cite: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False
    private: bool = False
    publishable: bool = False
    among: tuple[str, ...] = ()
    options: ListType | None = None
    groups: Mapping[str, str] | None = None
    item_titles: Mapping[str, str] | None = None
    when: Formula | None = None
    must: Formula | None = None
    default: Formula | None = None
    table: tuple[Field, ...] = ()
    mark: Mark = NOWHERE

    @property
    def maybe(self) -> bool:
        """Whether a complete form may leave it empty."""
        return self.optional or self.when is not None


Form = tuple[Field, ...]
