"""How a case can end, and how one that has ended may begin again.

In: names and formulas.  Out: frozen descriptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.model.who import NO_EFFECTS, Effects, Way, Who
from engine.problems import NOWHERE, Mark


@dataclass(frozen=True, slots=True)
class Reopening:
    """How a case that ended so may begin again: by whom within which parameter, and by itself on the day in field `on`."""

    way: Way
    by: Who = ()
    within: str = ""
    on: str = ""
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case can end, what the figures count it as, and what it means to the people."""

    name: str
    title: str
    counts_as: Literal["settled", "unsettled", "uncounted"] = "settled"
    sense: str = ""
    reopen: Reopening | None = None
    effects: Effects = NO_EFFECTS
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE
