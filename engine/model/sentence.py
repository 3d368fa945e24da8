"""A sentence over parameters that must hold.

In: a yes/no formula.  Out: `Check`, which a method and an evaluation carry.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.formulas import Formula
from engine.problems import NOWHERE, Mark


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence over parameters that must hold; `warns` where it is said but not insisted on."""

    must: Formula
    warns: bool = False
    note: str = ""
    mark: Mark = NOWHERE
