"""Documents: forms of one case, and ledgers that gather many cases or rows of a register.

In: names and formulas.  Out: `Document`, from which pages, Word files, Excel sheets and blank forms are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.formulas import Formula
from engine.model.who import Who
from engine.problems import NOWHERE, Mark

PerKind = Literal["case", "period", "whole", "unit", "role", "register", "field", "opener"]


@dataclass(frozen=True, slots=True)
class Per:
    """What there is one of: a form for each case, one ledger for the whole street, or a ledger for each unit of a kind,
    each holder of a role, each row of a register, each value of a field of the case, each person who entered one; of an
    evaluation a form for each result that was signed, and a sheet for each period."""

    kind: PerKind = "case"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document, frozen when one of these steps or actions is done; with none, when the document is issued."""

    name: str
    title: str
    fields: tuple[str, ...]
    fixed_by: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Document:
    """A named form or ledger of the source document.

    `of` says whether `source` names a workflow, a register, an obligation or an evaluation.  A form has `parts`; a ledger has `columns` (heading →
    formula), `only` (which cases, rows or occasions), `dated_by` (a field; '' for when they were entered, `closed` for when they
    ended) and `sorted_by` (a field whose values make sections)."""

    name: str
    title: str
    source: str
    parts: Mapping[str, Part]
    number: str = "{年}-{序号:4}"
    signatures: tuple[Who, ...] = ()
    of: Literal["workflow", "register", "obligation", "evaluation"] = "workflow"
    per: Per = Per()
    columns: Mapping[str, Formula] = field(default_factory=dict)
    only: Formula | None = None
    dated_by: str = ""
    sorted_by: str = ""
    alias: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    @property
    def is_form(self) -> bool:
        """Whether one case, or one result, fills one copy; anything else is a ledger."""
        return self.per.kind == "case"
