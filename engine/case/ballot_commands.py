"""What may be asked of a case that is at a ballot or a draw: commands as frozen data.

In: values as those who hold it submit them.  Out: the dataclasses that `decide` understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MakeSlips:
    """Make the slips of a secret ballot, with so many to spare in each group; `urn` is the new box's tag."""

    urn: str
    spare: int = 0


@dataclass(frozen=True, slots=True)
class HandOut:
    """Note slips as handed out: to these people of the roll, and so many to each group that has no names."""

    people: tuple[str, ...] = ()
    slips: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountPaper:
    """Enter sheets filled by hand as totals of one group; `counts` are (subject/question, choice) → how often."""

    group: str
    sheets: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class ConfirmPaper:
    """A second person has counted the same sheets: the totals hold (`agree`) or are struck (`strike`)."""

    number: int
    answer: str = "agree"


@dataclass(frozen=True, slots=True)
class CloseBallot:
    """Count a ballot before its time is up."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Whoever holds a ballot settles a tie for one of the leading items."""

    result: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """Fix the list lots are drawn from: how many are drawn, and who is left out with the reason."""

    count: int = 0
    exclude: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seed:
    """The values named in public after the list was fixed: (who named it, value), in the order they were named."""

    seed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody drawn cannot come: the next who stands by steps in."""

    struck: str
    reason: str


BallotCommand = MakeSlips | HandOut | CountPaper | ConfirmPaper | CloseBallot | Settle | Freeze | Seed | Substitute
