"""What an act does outside its own case: other cases opened, rows written into registers, roles given and taken.

In: names and formulas.  Out: frozen descriptions that effects are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.formulas import Formula
from engine.problems import NOWHERE, Mark


@dataclass(frozen=True, slots=True)
class Opening:
    """Another case to be opened: of which workflow, one for each row of which table or value of which field, with what
    carried over; `carry` holds what was written, fields of the same name are carried besides."""

    workflow: str
    per: str = ""
    carry: Mapping[str, Formula] = field(default_factory=dict)
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A row to be written into a register, one for each row or value of `per`, with what is written in it."""

    register: str
    per: str = ""
    carry: Mapping[str, Formula] = field(default_factory=dict)
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Granting:
    """A role given to (or taken from) the person in a field or 发起人, at the unit in a field or the case's own; `term` is the
    parameter that says for how long."""

    role: str
    who: str
    at: str = ""
    term: str = ""
    mark: Mark = NOWHERE
