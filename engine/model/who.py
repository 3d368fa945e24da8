"""Who acts, who is told, and what else happens: the small parts of actions, rows and rungs.

In: names and formulas.  Out: frozen descriptions that the flow is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.formulas import Formula
from engine.model.fields import Form
from engine.model.outside import Enrolment, Granting, Opening
from engine.problems import NOWHERE, Mark

How = Literal["any", "claim", "each", "in_turn", "least_busy", "random"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: holders of a role (at the case's unit or nearest above, or at the unit in a field or that `at_by`
    looks up and `unit` then holds), whoever a field names, whoever did a step, the one who opened the case, or in a
    ballot whoever speaks for each row of a register.  `only` is asked of each
    holder and may read `facts`, what is kept of holders of the role."""

    kind: Literal["role", "field", "same_as", "opener", "public", "source", "register"]
    name: str = ""
    at: str = ""
    at_by: Formula | None = None
    unit: str = ""
    how: How = "any"
    complete: str = "all"
    many: bool = False
    only: Formula | None = None
    facts: Form = ()
    if_nobody: Literal["stuck", "all"] = "stuck"
    mark: Mark = NOWHERE

    @property
    def several(self) -> bool:
        """Whether more than one does a part of their own here: everybody meant, or everybody who takes one."""
        return self.how == "each" or (self.how == "claim" and self.many)


Who = tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """People who are told, and the fields they are told."""

    who: Who
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What else happens when an action is taken."""

    tell: tuple[Tell, ...] = ()
    issue: tuple[str, ...] = ()
    publish: tuple[str, ...] = ()
    opens: tuple[Opening, ...] = ()
    enrol: tuple[Enrolment, ...] = ()
    appoint: tuple[Granting, ...] = ()
    dismiss: tuple[Granting, ...] = ()


NO_EFFECTS = Effects()


@dataclass(frozen=True, slots=True)
class Way:
    """Where the case goes: on to a step or outcome, back as a new round, or back as a return (no round)."""

    to: str
    kind: Literal["next", "back", "return"] = "next"
    mark: Mark = NOWHERE
