"""Who acts, who is told, and what else happens: the small parts of actions, rows and rungs.

In: names and formulas.  Out: frozen descriptions that the flow is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.formulas import Formula
from engine.problems import NOWHERE, Mark

How = Literal["any", "claim", "each", "in_turn", "least_busy", "random"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: holders of a role (at the case's unit or nearest above, or at the unit in a field), whoever a field
    names, whoever did a step, or the one who opened the case."""

    kind: Literal["role", "field", "same_as", "opener", "public"]
    name: str = ""
    at: str = ""
    how: How = "any"
    complete: str = "all"
    only: Formula | None = None
    mark: Mark = NOWHERE


Who = tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """People who are told, and the fields they are told."""

    who: Who
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Another case to be opened: of which workflow, one for each row of which table, with what carried over."""

    workflow: str
    per: str = ""
    carry: Mapping[str, Formula] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effects:
    """What else happens when an action is taken."""

    tell: tuple[Tell, ...] = ()
    issue: tuple[str, ...] = ()
    publish: tuple[str, ...] = ()
    opens: Opening | None = None
    enrol: str = ""


NO_EFFECTS = Effects()


@dataclass(frozen=True, slots=True)
class Way:
    """Where the case goes: on to a step or outcome, back as a new round, or back as a return (no round)."""

    to: str
    kind: Literal["next", "back", "return"] = "next"
    mark: Mark = NOWHERE
