"""Scores of one evaluation in one period: exact inside, rounded once at the end.

In: an evaluation, sums per indicator and subject, parameters, facts and the scores it builds on.
Out: a `Line` per subject with every number on the way, so that each can be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.compiler import scoring_words as words
from engine.errors import FormulaRefusal
from engine.formulas import EMPTY, Formula, evaluate
from engine.formulas.functions import half_up
from engine.model import Evaluation
from engine.scores.counting import NOTHING, Counted, Ledger, count
from engine.text import Text, say

Facts = Callable[[str], Mapping[str, Any]]
Group = Callable[[str, Iterable[str]], str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part of a score: its number, its weight as declared and as it counted (after weights were spread)."""

    value: Fraction | None
    weight: Fraction
    counted: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """One subject: indicators, named steps, parts, the exact score and the published one, or why there is none.

    `among`: of a step that is the mean over a group, the number of each of its members.  `facts`: the names of what is
    kept of the subject rather than counted."""

    subject: str
    indicators: Mapping[str, Counted] = field(default_factory=dict)
    derived: Mapping[str, Fraction | None] = field(default_factory=dict)
    parts: Mapping[str, Weighed] = field(default_factory=dict)
    exact: Fraction | None = None
    score: Fraction | None = None
    why: Text | None = None
    read: Mapping[str, Any] = field(default_factory=dict)
    among: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Inputs:
    """What a table of scores rests on; `built_on`: the numbers of other evaluations by subject and name; `group`: in which
    group a subject is by what its members have in common."""

    ledger: Ledger
    parameters: Mapping[str, Any]
    facts: Facts = field(default=lambda subject: {})
    built_on: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    group: Group = field(default=lambda subject, within: "")


def score_table(evaluation: Evaluation, subjects: Iterable[str], inputs: Inputs) -> dict[str, Line]:
    """A line for every subject, in the order of their names: the order of input changes nothing."""
    counted = {subject: _counted(evaluation, subject, inputs) for subject in sorted(set(subjects))}
    rule = settled(evaluation.missing, inputs.parameters)
    averages = _averages(counted) if rule == "average" else {}
    works = {subject: _work(subject, {name: _settle(one, name, rule, averages) for name, one in found.items()}, inputs, rule)
             for subject, found in counted.items()}
    for name, formula in evaluation.derived.items():
        found = {subject: work.number(formula, name) for subject, work in works.items()}
        if name in evaluation.means:
            _mean(works, name, found, {subject: inputs.group(subject, evaluation.means[name]) for subject in works})
    return {subject: _line(evaluation, subject, work) for subject, work in works.items()}


def settled(word: str, parameters: Mapping[str, Any]) -> str:
    """A choice written in the method, or the value of the parameter that holds it."""
    held = parameters.get(word)
    return _SETTLED.get(str(held), str(held)) if held is not None else word


_SETTLED = {**words.MISSING, **words.TIES, **words.ROW_BY, **words.SAME_PERIOD, **words.WITHIN}


def _counted(evaluation: Evaluation, subject: str, inputs: Inputs) -> dict[str, Counted]:
    least = inputs.parameters.get(evaluation.min_sample) if evaluation.min_sample else None
    found: dict[str, Counted] = {}
    for name, one in evaluation.indicators.items():
        bounds = (inputs.parameters.get(one.floor), inputs.parameters.get(one.cap))
        needs = least if one.kind in ("ratio", "mean") else None
        found[name] = count(one, inputs.ledger.get(name, {}).get(subject, NOTHING), needs, bounds)
    return found


def _averages(counted: Mapping[str, Mapping[str, Counted]]) -> dict[str, Fraction]:
    """The mean of each indicator over those who have it."""
    given: dict[str, list[Fraction]] = {}
    for indicators in counted.values():
        for name, one in indicators.items():
            if one.value is not None:
                given.setdefault(name, []).append(one.value)
    return {name: sum(values, Fraction(0)) / len(values) for name, values in given.items()}


def _work(subject: str, counted: Mapping[str, Counted], inputs: Inputs, rule: str) -> _Work:
    facts = inputs.facts(subject)
    return _Work({**inputs.parameters, **facts, words.SUBJECT: subject, **inputs.built_on.get(subject, {}),
                  **{name: one.value if one.value is not None else EMPTY for name, one in counted.items()}}, rule, counted, frozenset(facts))


def _mean(works: Mapping[str, _Work], name: str, found: Mapping[str, Fraction | None], groups: Mapping[str, str]) -> None:
    """Each number of a group gives way to the mean of those it has."""
    members: dict[str, dict[str, Fraction]] = {}
    for subject, value in found.items():
        if value is not None:
            members.setdefault(groups[subject], {})[subject] = value
    for subject, work in works.items():
        work.among[name] = members.get(groups[subject], {})
        work.env[name] = mean(work.among[name])


def mean(numbers: Mapping[str, Fraction]) -> Any:
    """The mean of a group's numbers; EMPTY where there are none."""
    return sum(numbers.values(), Fraction(0)) / len(numbers) if numbers else EMPTY


def _line(evaluation: Evaluation, subject: str, work: _Work) -> Line:
    counted, rule = work.counted, work.rule
    derived = {name: value if isinstance(value := work.env[name], Fraction) else None for name in evaluation.derived}
    weights = {name: work.number(one.weight) for name, one in evaluation.components.items()}
    parts = {name: Weighed(work.number(one.value), weights[name] or Fraction(0), Fraction(0)) for name, one in evaluation.components.items()}
    if parts:
        exact, parts = (None, parts) if None in weights.values() else _weighed(parts, rule)
    else:
        exact = work.number(evaluation.score) if evaluation.score else None
    why = None if exact is not None or not (parts or evaluation.score) else _why(counted, work)
    return Line(subject, counted, derived, parts, exact, half_up(exact, Fraction(evaluation.decimals)) if exact is not None else None, why,
                work.env, work.among, work.facts)


def _settle(one: Counted, name: str, rule: str, averages: Mapping[str, Fraction]) -> Counted:
    if one.value is not None or rule in ("unscored", "spread"):
        return one
    if rule == "average":
        return Counted(averages.get(name), one.sums, one.why, "average") if name in averages else one
    return Counted(Fraction(0), one.sums, one.why, "zero")


def _weighed(parts: Mapping[str, Weighed], rule: str) -> tuple[Fraction | None, dict[str, Weighed]]:
    """The weighted sum; under `spread` the weight of what is missing goes to the others in proportion."""
    there = {name: one for name, one in parts.items() if one.value is not None}
    whole = sum((one.weight for one in parts.values()), Fraction(0))
    held = sum((one.weight for one in there.values()), Fraction(0))
    if not there or (len(there) < len(parts) and (rule != "spread" or not held)):
        return None, dict(parts)
    grown = {name: Weighed(one.value, one.weight, one.weight * whole / held if held else one.weight) if one.value is not None else one
             for name, one in parts.items()}
    return sum((one.counted * one.value for one in grown.values() if one.value is not None), Fraction(0)), grown


def _why(counted: Mapping[str, Counted], work: _Work) -> Text:
    first = next((one.why for one in counted.values() if one.value is None and one.why is not None), None)
    return first or work.why or say("缺数，不评分", "numbers are missing, so there is no score")


class _Work:
    """Formulas worked out for one subject; what each gives is known to the next."""

    def __init__(self, env: dict[str, Any], rule: str, counted: Mapping[str, Counted], facts: frozenset[str]) -> None:
        self.env, self.rule, self.counted, self.facts = env, rule, counted, facts
        self.among: dict[str, Mapping[str, Fraction]] = {}
        self.why: Text | None = None

    def number(self, formula: Formula, name: str = "") -> Fraction | None:
        """A formula's number, None where a value it needs is missing; under `zero` a missing number counts 0, a fact nobody
        has filled in does not."""
        env = self.env
        if self.rule == "zero":
            env = {**env, **{read: Fraction(0) for read in formula.reads if env.get(read, EMPTY) is EMPTY and read not in self.facts}}
        try:
            made = evaluate(formula, env)
        except FormulaRefusal as refusal:
            self.why = self.why or refusal.text
            made = EMPTY
        if name:
            self.env[name] = made
        return made if isinstance(made, Fraction) else None
