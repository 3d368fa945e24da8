"""Everything outside a case that a decision may look at, frozen before it is made.

In: the moment, the actor, calendar, directory, parameter values, the next numbers, secret random bytes.
Out: `World`.  Nothing in the core can ask for more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.ballots import Totals
from engine.calendar import Calendar
from engine.case.look import Look, Nothing
from engine.directory import Directory
from engine.filling import PRIVATE_KEY
from engine.model import Method

SYSTEM, PUBLIC, PARTY = "system", "public", "party"


def no_box(tag: str) -> Totals | None:
    """Where no box can be closed."""
    return None


@dataclass(frozen=True, slots=True)
class World:
    """The frozen facts.  `actor` is an account, or `public`, `party` (a person of the case) or `system`.

    `next_number` gives the next number of a series and must give it again within one decision;
    `seed` is secret and fresh for each decision: references and salts of private values come from it.
    `last_turns`: series of turns → who had which turn last; `open_tasks`: how many cases besides one wait for somebody by name;
    `other`: another case by its number or identity, of a method and workflow where several have the number, as plain facts;
    `look`: entries of registers and counts of cases;
    `box`: what lies in the box of a secret ballot that is being closed.
    """

    now: datetime
    actor: str
    calendar: Calendar
    directory: Directory
    parameters: Mapping[str, Any]
    next_number: Callable[[str], int]
    seed: bytes = b""
    last_turns: Callable[[str], Mapping[str, int]] = lambda series: {}
    open_tasks: Callable[[str, str], int] = lambda person, besides: 0
    other: Callable[[str, str, str], Mapping[str, str] | None] = lambda number, method, workflow: None
    look: Look = field(default_factory=Nothing)
    box: Callable[[str], Totals | None] = no_box

    def seal(self, name: str, value: Any) -> tuple[dict[str, str], tuple[str, str, Any]]:
        """A private value as events may hold it (reference and salted hash), and the row for the vault."""
        def token(purpose: str) -> str:
            return hmac.new(self.seed, f"{purpose}/{name}".encode(), hashlib.sha256).hexdigest()[:32]

        reference, salt = token("reference"), token("salt")
        body = json.dumps(value, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(f"{salt}{body}".encode()).hexdigest()
        return {PRIVATE_KEY: reference, "hash": digest}, (reference, salt, value)


def parameters_on(method: Method, day: date) -> dict[str, Any]:
    """The values of a method's parameters in force on a day; undecided ones are left out."""
    found: dict[str, Any] = {}
    for name, parameter in method.parameters.items():
        value = parameter.on(day)
        if isinstance(value, Mapping):
            value = {key: one for key, one in value.items() if one is not None}
        if value is not None:
            found[name] = value
    return found
