"""A ballot and a draw: asked people answer a sheet, or lots pick some of many.

In: who-expressions, forms and formulas.  Out: frozen descriptions; counting and drawing are the case core's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.formulas import Formula
from engine.model.fields import Field, Form
from engine.model.who import Who
from engine.problems import NOWHERE, Mark

TIES: Mapping[str, str] = {"不成立": "void", "void": "void", "重投": "again", "again": "again", "主持定": "host", "host": "host"}
ABSTENTIONS: Mapping[str, str] = {"不计": "uncounted", "uncounted": "uncounted", "计入总数": "counted", "counted": "counted"}


@dataclass(frozen=True, slots=True)
class Invitee:
    """A group a ballot invites: everybody meant, or so many (a parameter), drawn by lot where `drawn`.

    A register stands for one voter for each of its rows in use.  `public`: residents without accounts, for whom so many slips or sheets are made."""

    who: Who
    group: str
    count: str = ""
    drawn: bool = False
    when: Formula | None = None
    public: bool = False
    mark: Mark = NOWHERE

    @property
    def register(self) -> str:
        """The register of which each row has a voter; '' for people."""
        return next((one.name for one in self.who if one.kind == "register"), "")


@dataclass(frozen=True, slots=True)
class Quorum:
    """From how many answers a ballot counts; every condition that is written must hold."""

    people: Formula | None = None
    returned: Formula | None = None
    per_group: Formula | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """Asked people answer a sheet within a time; results are formulas over the answers.

    `every`: the questions that are the items of a list and are answered in one way; `about`: what each sheet judges, one
    for each unit of a kind, holder of a role or value of a field (`about_kind`), this case where empty.
    `tie`: void, again, host, or the item that wins; `abstain`: counted or uncounted; for both a parameter may hold the word.
    `paper`: the document that is filled by hand.
    """

    invite: tuple[Invitee, ...]
    sheet: Form
    open_for: str
    results: Mapping[str, Formula]
    quorum: Quorum = field(default_factory=Quorum)
    sign: Literal["named", "closed", "anonymous"] = "named"
    entered_by: Who = ()
    advisory: bool = False
    suppress: str = ""
    about: str = ""
    about_kind: Literal["", "unit", "role", "field"] = ""
    every: tuple[str, ...] = ()
    tie: str = ""
    abstain: str = "uncounted"
    paper: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    @property
    def secret(self) -> bool:
        """Whether nobody, and no record, can tell who answered what."""
        return self.sign == "anonymous"

    @property
    def chooses(self) -> bool:
        """Whether a result is what most chose, so that there may be a tie."""
        return any("最多" in formula.calls for formula in self.results.values())


@dataclass(frozen=True, slots=True)
class Draw:
    """Lots that fill a field from a pool of holders, register rows or cases; `fills` is that field where no form asks it.

    `count` are the bounds between which the number to draw is stated before the seed, often the same.  `facts` are the
    fields `only` may speak of; `strata` is one of them, drawn from in proportion, or a table parameter of quotas.
    """

    pool: str
    count: tuple[str, str]
    seed: str
    into: str
    pool_kind: Literal["role", "register", "workflow"] = "role"
    fills: Field | None = None
    only: Formula | None = None
    facts: Form = ()
    strata: str = ""
    strata_kind: Literal["", "fact", "quotas"] = ""
    reserves: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE
