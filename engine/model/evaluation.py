"""An evaluation: what is counted, how a score follows from it, who is ranked with whom, and what that leads to.

In: formulas over rows, over indicators and over parameters.  Out: frozen descriptions; `engine.scores` works them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from engine.formulas import Formula
from engine.model.sentence import Check
from engine.model.who import NO_EFFECTS, Effects, Who
from engine.problems import NOWHERE, Mark

Reckoning = Literal["ratio", "count", "sum", "mean", "latest"]
Missing = Literal["unscored", "zero", "average", "spread"]
Ties = Literal["shared", "dense"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted: rows of a source, each with a numerator and a denominator.

    `source` is a workflow or an obligation, `step` the ballot of the workflow whose result is taken.
    `credit` says whose row it is: the first filled of fields, 发起人, steps whose doer it is, and '' for the case's unit.
    `dated_by`: closed, due, opened, a date field, 〈step〉到期, or steps (when the last of them was left).
    A ratio, a mean and a sum have formulas over the row; a count has none.  `decimals`: with how many decimals a row's
    numbers are kept, so that the store adds whole numbers."""

    name: str
    title: str
    kind: Reckoning
    source: str
    step: str = ""
    credit: tuple[str, ...] = ("",)
    dated_by: tuple[str, ...] = ("closed",)
    only: Formula | None = None
    numerator: Formula | None = None
    denominator: Formula | None = None
    cap: str = ""
    floor: str = ""
    nature: Literal["quantitative", "qualitative", ""] = ""
    decimals: int = 0
    alias: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Component:
    """A weighted part of a score; `shares`: axis → how much of the part counts on it."""

    name: str
    title: str
    value: Formula
    weight: Formula
    shares: Mapping[str, Formula] = field(default_factory=dict)
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who is ranked with whom; `within` names what those of a group have in common: a kind of unit, role, a fact of the
    subject, or the parameter that settles it; nothing where all are ranked together.

    `ties` is shared (1, 1, 3), dense (1, 1, 2) or the parameter that settles it; `then` are indicators that settle a
    tie before that, the higher the better.  `at_least`: fewer ranked subjects in a group make no ranking."""

    within: tuple[str, ...] = ()
    order: Literal["high", "low"] = "high"
    ties: str = "shared"
    then: tuple[str, ...] = ()
    entrants: Formula | None = None
    at_least: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a result leads to once a person has signed it.

    `on` is who bears it: '' the subject, a kind of unit above it or else of those whose people cover it, a fact of it, or a
    role held at it.
    `row_by`: a run of periods goes on over adjoining periods (`period`) or over those in which the bearer was ranked
    (`ranked`), or the parameter that settles it; `same_period`: several in one period count `once` or `each`.
    `opens`: the workflow of which a case is opened once it takes effect; `carry`: fields of that case with the texts that
    go into them, in which {name} stands for what may be told of the result."""

    name: str
    title: str
    when: Formula
    signed_by: Who
    on: str = ""
    appeal: str = ""
    feeds: Formula | None = None
    choices: str = ""
    row_by: str = "period"
    same_period: str = "once"
    opens: str = ""
    carry: tuple[tuple[str, str], ...] = ()
    effects: Effects = NO_EFFECTS
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation of subjects per period.

    `subjects`: kinds of unit and roles.  A score is `score`, or the weighted sum of `components`; without either only
    indicators are shown.  `accounts`: axis → the share of the whole that must lie on it, checked at load.
    `derived` stand in the order they can be worked out; `means`: those that are the mean over a group, by what its members
    have in common."""

    name: str
    title: str
    subjects: tuple[str, ...]
    period: Literal["week", "month", "quarter", "half_year", "year"]
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    derived: Mapping[str, Formula] = field(default_factory=dict)
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    components: Mapping[str, Component] = field(default_factory=dict)
    score: Formula | None = None
    adds_to: Fraction = Fraction(1)
    accounts: Mapping[str, Formula] = field(default_factory=dict)
    decimals: int = 2
    missing: str = "unscored"
    min_sample: str = ""
    grace: str = ""
    signed_by: Who = ()
    checks: tuple[Check, ...] = ()
    ranking: Ranking | None = None
    bands: str = ""
    consequences: Mapping[str, Consequence] = field(default_factory=dict)
    alias: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE
