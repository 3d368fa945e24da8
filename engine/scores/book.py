"""All evaluations of a method over their periods, each worked out once when it is asked for.

In: a method and a `Records` that gives sums, subjects, parameters, facts and what was signed before.
Out: lines, places and proposals by evaluation and period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from engine.compiler.scoring_words import EARLIER, FIRST_DAY, IN_A_ROW, LAST_DAY, SERIES
from engine.formulas import Formula
from engine.model import Consequence, Evaluation, Method
from engine.scores.computing import Inputs, Line, score_table, settled
from engine.scores.counting import Ledger
from engine.scores.periods import Period
from engine.scores.proposing import Proposal, propose
from engine.scores.ranking import Place, rank

GROUPED = " / "  # between what those of a group have in common


class Records(Protocol):
    """What evaluations are worked out from."""

    @property
    def since(self) -> date:
        """The first day anything was recorded."""

    @property
    def today(self) -> date:
        """The day things stand as of: a period that ends before it is over."""

    def published(self, book: Book, evaluation: str, period: Period) -> Book | None:
        """The book by which what is published of a period comes out: `book` where that is what the record comes to now,
        None where it waits for its first signature."""

    def ledger(self, evaluation: Evaluation, period: Period) -> Ledger:
        """Sums per indicator and subject of the rows dated in a period."""

    def subjects(self, evaluation: Evaluation, period: Period) -> Iterable[str]:
        """The units and people who are scored."""

    def parameters(self, day: date) -> Mapping[str, Any]:
        """The parameters in force on a day."""

    def facts(self, subject: str, evaluation: Evaluation, period: Period) -> Mapping[str, Any]:
        """The facts kept of a subject when a period closed, by name; 单位种类 is one."""

    def group(self, subject: str, within: str, evaluation: Evaluation, period: Period) -> str:
        """What a subject has in common with those it is ranked with, by one of the words of 同组; '' where it has none."""

    def bearers(self, subject: str, on: str, evaluation: Evaluation, period: Period) -> tuple[str, ...]:
        """Who bears what a subject's result of a period leads to."""

    def borne(self, consequence: str, bearer: str) -> Iterable[tuple[str, int]]:
        """In which periods a bearer has a consequence that is signed and stands, and how many in each."""

    def decided(self, evaluation: str, consequence: str, bearer: str, period: Period) -> tuple[frozenset[str], frozenset[str]]:
        """The subjects for which a consequence of a period is signed and stands, and those for which it was declined or taken back."""


@dataclass
class Book:
    """Evaluations of one method on one set of records."""

    method: Method
    records: Records
    _lines: dict[tuple[str, Period], dict[str, Line]]
    _places: dict[tuple[str, Period], dict[str, Place]]
    _earlier: dict[tuple[str, Period], Mapping[str, int]]
    _ranked: dict[tuple[str, str, Period], frozenset[str]]

    def __init__(self, method: Method, records: Records) -> None:
        self.method, self.records = method, records
        self._lines, self._places, self._earlier, self._ranked = {}, {}, {}, {}

    def lines(self, name: str, period: Period) -> dict[str, Line]:
        """The line of every subject of an evaluation in a period."""
        key = (name, period)
        if key not in self._lines:
            evaluation = self.method.evaluations[name]
            subjects = sorted(set(self.records.subjects(evaluation, period)))
            self._lines[key] = score_table(evaluation, subjects, Inputs(
                self.records.ledger(evaluation, period), {**self.parameters(period), FIRST_DAY: period.first, LAST_DAY: period.last},
                lambda subject: self.records.facts(subject, evaluation, period), self._built_on(evaluation, period, subjects),
                self._grouping(evaluation, period)))
        return self._lines[key]

    def places(self, name: str, period: Period) -> dict[str, Place]:
        """The places of an evaluation in a period; none where it ranks nobody."""
        key = (name, period)
        evaluation = self.method.evaluations[name]
        if key not in self._places:
            ranking = evaluation.ranking
            self._places[key] = {} if ranking is None else rank(
                ranking, self.lines(name, period), self.group_of(evaluation, period), self.parameters(period),
                self.earlier(name, period) if _reads(ranking.entrants, EARLIER) else None)
        return self._places[key]

    def group_of(self, evaluation: Evaluation, period: Period) -> Callable[[str], str]:
        """The group a subject is ranked in: what it has in common with the others, '' for all together."""
        within = evaluation.ranking.within if evaluation.ranking is not None else ()
        grouping = self._grouping(evaluation, period)
        return lambda subject: grouping(subject, within)

    def _grouping(self, evaluation: Evaluation, period: Period) -> Callable[[str, Iterable[str]], str]:
        parameters = self.parameters(period)

        def group(subject: str, within: Iterable[str]) -> str:
            shared = [settled(one, parameters) for one in within]
            return GROUPED.join(self.records.group(subject, one, evaluation, period) for one in shared if one)
        return group

    def proposals(self, name: str, period: Period) -> list[Proposal]:
        """What the results of a period lead to, for a person to sign."""
        return propose(self, self.method.evaluations[name], period)

    def parameters(self, period: Period) -> Mapping[str, Any]:
        """The parameters a period is judged by: those in force on its last day."""
        return self.records.parameters(period.last)

    def published(self, name: str, period: Period) -> Book | None:
        """The book behind what is published of a period: this one unless it was signed otherwise; None before it is signed."""
        return self.records.published(self, name, period)

    def held_lines(self, name: str, period: Period) -> dict[str, Line]:
        """The lines that hold for whoever builds on them: as signed, none while nobody has signed."""
        found = self.published(name, period)
        return found.lines(name, period) if found is not None else {}

    def was_ranked(self, name: str, rule: Consequence, bearer: str, period: Period) -> bool:
        """Whether somebody who bears a consequence had a ranked subject in a period."""
        key = (name, rule.name, period)
        if key not in self._ranked:
            self._ranked[key] = frozenset(who for subject in self._held_places(name, period)
                                          for who in self.records.bearers(subject, rule.on, self.method.evaluations[name], period))
        return bearer in self._ranked[key]

    def _held_places(self, name: str, period: Period) -> dict[str, Place]:
        found = self.published(name, period)
        return found.places(name, period) if found is not None else {}

    def earlier(self, name: str, period: Period) -> Mapping[str, int]:
        """In how many periods before this one each subject had a score."""
        key = (name, period)
        if key not in self._earlier:
            found: dict[str, int] = {}
            one = period.before()
            while one.last >= self.records.since:
                for subject, line in self.held_lines(name, one).items():
                    found[subject] = found.get(subject, 0) + (line.score is not None)
                one = one.before()
            self._earlier[key] = found
        return self._earlier[key]

    @cached_property
    def owners(self) -> Mapping[str, tuple[str, Consequence]]:
        """Consequence → the evaluation that leads to it."""
        return {rule: (name, found) for name, one in self.method.evaluations.items() for rule, found in one.consequences.items()}

    def built_on(self, evaluation: Evaluation, period: Period, subject: str) -> list[tuple[str, str, str, list[Period]]]:
        """What a score reads of other evaluations: (name, evaluation, word, the periods in which the subject is among its own)."""
        found = []
        for read in sorted(reads_of(evaluation)):
            other, word = self._other(read)
            if other is not None and other.name != evaluation.name:
                found.append((read, other.name, word, [one for one in self._inside(period, other, word) if subject in self.held_lines(other.name, one)]))
        return found

    def _inside(self, period: Period, other: Evaluation, word: str) -> list[Period]:
        """The periods of another evaluation that one is built on: its own, or those inside it that are over, from the first day on record."""
        if not word:
            return [period]
        return [one for one in period.inside(other.period) if self.records.since <= one.last < self.records.today]

    def _built_on(self, evaluation: Evaluation, period: Period, subjects: Iterable[str]) -> dict[str, dict[str, Fraction]]:
        """The numbers of other evaluations that this one reads, by subject."""
        found: dict[str, dict[str, Fraction]] = {subject: {} for subject in subjects}
        for read in reads_of(evaluation):
            other, word = self._other(read)
            if other is None or other.name == evaluation.name:
                continue
            tables = [self.held_lines(other.name, one) for one in self._inside(period, other, word)]
            for subject, numbers in found.items():
                scores = [line.score for table in tables if (line := table.get(subject)) is not None and line.score is not None]
                value = series(scores, word)
                if value is not None:
                    numbers[read] = value
        return found

    def _other(self, read: str) -> tuple[Evaluation | None, str]:
        known = self.method.evaluations
        if read in known:
            return known[read], ""
        return next(((known[read[:-2]], word) for word in SERIES if read.endswith(word) and read[:-2] in known), (None, ""))


def reads_of(evaluation: Evaluation) -> frozenset[str]:
    """Every name the score of an evaluation, its ranking and what it leads to read."""
    formulas: list[Formula | None] = [evaluation.score, *evaluation.derived.values(),
                                      evaluation.ranking.entrants if evaluation.ranking is not None else None]
    for rule in evaluation.consequences.values():
        formulas += [rule.when, rule.feeds]
    for part in evaluation.components.values():
        formulas += [part.value, part.weight]
    return frozenset().union(*(one.reads | one.calls for one in formulas if one is not None))


def settled_by(evaluation: Evaluation) -> frozenset[str]:
    """Every name a score rests on: what is read, and the parameters that say what is missing, too little, too much."""
    bounds = (bound for one in evaluation.indicators.values() for bound in (one.cap, one.floor))
    return reads_of(evaluation) | {evaluation.missing, evaluation.min_sample, *bounds}


def _reads(formula: Formula | None, name: str) -> bool:
    return formula is not None and name in formula.reads


def series(scores: list[Fraction], word: str) -> Fraction | None:
    """One number from the scores of several periods; a period without a score is not among them."""
    if word == "期数":
        return Fraction(len(scores))
    if not scores:
        return None
    return {"": scores[-1], "最近": scores[-1], "合计": sum(scores, Fraction(0)), "平均": sum(scores, Fraction(0)) / len(scores),
            "最低": min(scores), "最高": max(scores)}[word]


def builds_upon(method: Method, name: str) -> tuple[tuple[Evaluation, str], ...]:
    """The other evaluations that one reads, each with the word it is read by, '' for its own period."""
    reads = reads_of(method.evaluations[name])
    return tuple((other, word) for other in method.evaluations.values() for word in ("", *SERIES)
                 if other.name != name and f"{other.name}{word}" in reads)


def builds_on(method: Method, name: str) -> tuple[str, ...]:
    """An evaluation and every one whose score is built on it, through however many others."""
    found = [name]
    for one in found:
        read = {f"{one}{word}" for word in ("", *SERIES)}
        found += [other for other, evaluation in method.evaluations.items() if other not in found and read & reads_of(evaluation)]
    return tuple(found)


def counts_rows_of(method: Method, rules: Iterable[str]) -> tuple[str, ...]:
    """The evaluations with a consequence that looks at how often one of these was borne in a row."""
    read = {f"{rule}{IN_A_ROW}" for rule in rules}
    return tuple(name for name, one in method.evaluations.items() if any(
        read & (rule.when.reads | (rule.feeds.reads if rule.feeds is not None else frozenset())) for rule in one.consequences.values()))
