"""What evaluations are worked out from, read from the street's record.

In: a method in force.  Out: the `Records` of `engine.scores.book`: sums, subjects, facts, bearers, what was borne before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from engine.directory import Directory
from engine.filling import for_formula
from engine.formulas import EMPTY
from engine.model import Evaluation, Field, Method
from engine.scores import Ledger, Period, Sums
from engine.scores.book import Book
from engine.scores.rows import rule_of
from engine.service.scores.people import held_in, units_by
from engine.service.service import Service
from engine.store import counting, definitions, periods

KIND_OF_UNIT = "单位种类"


class StreetRecords:
    """One method's records as they stand; for one look, since what was read once is kept."""

    def __init__(self, service: Service, method: Method) -> None:
        self.service, self.method = service, method
        self._held: dict[tuple[str, Period], dict[str, str]] = {}
        self._units: dict[str, str] = {}
        self._subjects: dict[tuple[str, Period], list[str]] = {}
        self._ledgers: dict[tuple[str, Period], Ledger] = {}
        self._facts: dict[str, Mapping[str, Any]] = {}

    @cached_property
    def directory(self) -> Directory:
        """Units and people as they stand."""
        return self.service.directory()

    @cached_property
    def since(self) -> date:
        """The first day the street ran the method or anything is dated by."""
        began = definitions.first_in_force(self.service.store, self.method.id)[:10]
        days = [day for day in (began, counting.first_day(self.service.store, self.method.id)) if day]
        return date.fromisoformat(min(days)) if days else self.service.clock().date()

    def subjects(self, evaluation: Evaluation, period: Period) -> Iterable[str]:
        """The units of the kinds and the holders of the roles that are scored, as of the period; who left since is among them."""
        key = (evaluation.name, period)
        if key not in self._subjects:
            self._subjects[key] = self._scored(evaluation, period)
        return self._subjects[key]

    def _scored(self, evaluation: Evaluation, period: Period) -> list[str]:
        found: list[str] = []
        there = units_by(self.service, period.last)
        for subject in evaluation.subjects:
            if subject in self.method.roles:
                found += self._holders(subject, period)
            else:
                found += [unit.name for unit in self.directory.units.values() if unit.is_a(subject) and unit.name in there]
        return list(dict.fromkeys(found))

    def _holding(self, role: str, period: Period) -> dict[str, str]:
        """Who held a role at any time of a period, each with the unit."""
        key = (role, period)
        if key not in self._held:
            self._held[key] = held_in(self.service, role, period.first, period.last)
        return self._held[key]

    def _holders(self, role: str, period: Period) -> list[str]:
        held = self._holding(role, period)
        self._units.update(held)
        return list(dict.fromkeys(held.values())) if self.method.roles[role].held_by == "unit" else list(held)

    def ledger(self, evaluation: Evaluation, period: Period) -> Ledger:
        """Sums of the rows dated in a period; what a unit below did counts for the nearest scored one above it."""
        key = (evaluation.name, period)
        if key not in self._ledgers:
            self._ledgers[key] = self._summed(evaluation, period)
        return self._ledgers[key]

    def _summed(self, evaluation: Evaluation, period: Period) -> Ledger:
        scored = frozenset(self.subjects(evaluation, period))
        first, last = period.first.isoformat(), period.last.isoformat()
        found: dict[str, Mapping[str, Sums]] = {}
        for name, one in evaluation.indicators.items():
            rule = rule_of(self.method.id, evaluation.name, name)
            table: dict[str, Sums] = {}
            for credited, more in counting.sums(self.service.store, rule, first, last).items():
                if subject := self.scored(credited, scored):
                    was = table.get(subject, Sums())
                    table[subject] = Sums(was.num + more.num, was.den + more.den, was.rows + more.rows)
            for credited, num in counting.in_order(self.service.store, rule, first, last) if one.kind == "latest" else ():
                if subject := self.scored(credited, scored):
                    was = table[subject]
                    table[subject] = Sums(was.num, was.den, was.rows, num)
            found[name] = table
        return found

    def scored(self, credited: str, scored: frozenset[str]) -> str:
        """Whose score a row counts in: whom it is credited to, else the nearest scored unit above; '' for nobody's."""
        return credited if credited in scored else next((unit for unit in self.directory.chain(credited) if unit in scored), "")

    def credited_to(self, subject: str, evaluation: Evaluation, period: Period) -> list[str]:
        """Everything whose rows count in a subject's score: itself, and what lies below it and below no other scored unit."""
        scored = frozenset(self.subjects(evaluation, period))
        below = self.directory.below(subject) if subject in self.directory.units else ()
        return [subject, *(unit for unit in below if unit != subject and self.scored(unit, scored) == subject)]

    def parameters(self, day: date) -> Mapping[str, Any]:
        """The parameters in force on a day."""
        return self.service.parameters(self.method, day)

    @cached_property
    def _forms(self) -> dict[str, Field]:
        forms = [kind.form for kind in self.method.units.values()] + [role.form for role in self.method.roles.values()]
        return {field.name: field for form in forms for field in form}

    def facts(self, subject: str) -> Mapping[str, Any]:
        """What is known of a unit or person, as formulas see it."""
        if subject not in self._facts:
            self._facts[subject] = self._known_of(subject)
        return self._facts[subject]

    def _known_of(self, subject: str) -> Mapping[str, Any]:
        directory, is_unit = self.directory, subject in self.directory.units
        look_up = directory.unit_fact if is_unit else directory.fact
        found: dict[str, Any] = {name: for_formula(field, look_up(subject, name)) for name, field in self._forms.items()}
        return {**found, KIND_OF_UNIT: self._kind(subject) if is_unit else EMPTY}

    def _kind(self, unit: str) -> str:
        """Of the kinds a unit is of, the one this method speaks of."""
        kinds = self.directory.units[unit].kinds
        return next((kind for kind in kinds if kind in self.method.units), kinds[0])

    def group(self, subject: str, within: str, evaluation: Evaluation, period: Period) -> str:
        """What a subject is ranked by: the role it is scored in, the unit of a kind above it, or a fact of it."""
        if within == "role":
            parts = [part for role in evaluation.subjects if role in self.method.roles for part in self.directory.parts(role)]
            return next((part for part in parts if subject in self._holding(part, period)), "")
        if within in self.method.units:
            return next((unit for unit in self.directory.chain(self.unit_of(subject)) if self.directory.units[unit].is_a(within)), "")
        known = self.facts(subject).get(within, EMPTY)
        return "" if known is EMPTY else str(known)

    def unit_of(self, subject: str) -> str:
        """A unit itself, or the unit at which a person is scored."""
        if subject in self.directory.units:
            return subject
        return self._units.get(subject) or next((unit for _, unit in self.directory.doors_of(subject)), "")

    def bearers(self, subject: str, on: str) -> tuple[str, ...]:
        """Who bears what a subject's result leads to."""
        unit = self.unit_of(subject)
        if not on:
            return (subject,)
        if on in self.method.units:
            above = tuple(one for one in self.directory.chain(unit) if self.directory.units[one].is_a(on))[:1]
            return above or self._units_covering(subject, on)
        if on in self.method.roles:
            return self.directory.behind(self.directory.doors(on, unit))
        look_up = self.directory.unit_fact if subject in self.directory.units else self.directory.fact
        kept = look_up(subject, on)
        return tuple(str(one) for one in kept) if isinstance(kept, list | tuple) else (str(kept),) if kept else ()

    def _units_covering(self, subject: str, kind: str) -> tuple[str, ...]:
        """The units of a kind whose people cover a unit or person, such as the one that answers for a grid."""
        found = {unit for person, role, to in self.directory.links if to == subject
                 for held, unit in self.directory.doors_of(person) if held == role and self.directory.units[unit].is_a(kind)}
        return tuple(sorted(found))

    def borne(self, consequence: str, bearer: str) -> Iterable[tuple[str, int]]:
        """In which periods a consequence was signed and not withdrawn, and how many in each."""
        return periods.borne(self.service.store, self.method.id, consequence, bearer)

    def call(self, subject: str) -> str:
        """A unit's or a person's name."""
        return self.directory.call_unit(subject) if subject in self.directory.units else self.directory.call(subject)


def book_of(service: Service, method: Method) -> Book:
    """A book of a method's evaluations on the record as it stands."""
    return Book(method, StreetRecords(service, method))
