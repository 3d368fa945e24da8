"""What evaluations are worked out from, read from the street's record.

In: a method in force.  Out: the `Records` of `engine.scores.book`: sums, subjects, facts, bearers, what was borne before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine.case import Event, parameters_on
from engine.compiler.scoring_words import KIND_OF_UNIT
from engine.directory import Directory
from engine.filling import for_formula
from engine.formulas import EMPTY
from engine.model import Evaluation, Field, Method
from engine.scores import Ledger, Period, Sums
from engine.scores.book import Book
from engine.scores.closing import Closed, replay
from engine.scores.rows import rule_of
from engine.service.scores.people import closes_at, directory_at, held_in, is_over
from engine.service.service import Service
from engine.store import counting, definitions, history, periods


class StreetRecords:
    """One method's records as they stand; for one look, since what was read once is kept."""

    def __init__(self, service: Service, method: Method, pos: int | None = None, today: date | None = None) -> None:
        self.service, self.method, self.pos = service, method, pos
        self.today = today or service.clock().date()
        self._then: dict[tuple[str, Period], Book | None] = {}
        self._held: dict[tuple[str, Period], list[tuple[str, str]]] = {}
        self._stood: dict[datetime, Directory] = {}
        self._subjects: dict[tuple[str, Period], list[str]] = {}
        self._ledgers: dict[tuple[str, Period], Ledger] = {}
        self._facts: dict[tuple[str, str, Period], Mapping[str, Any]] = {}
        self._closed: dict[tuple[str, Period], Closed | None] = {}

    @cached_property
    def directory(self) -> Directory:
        """Units and people as they stand."""
        return self.service.directory()

    def directory_of(self, period: Period) -> Directory:
        """Units and people as they stood when a period ended: who moved, left or was set up since changes nothing in it."""
        return self._at(is_over(period))

    def _at(self, moment: datetime) -> Directory:
        if moment not in self._stood:
            self._stood[moment] = directory_at(self.service, moment)
        return self._stood[moment]

    @cached_property
    def since(self) -> date:
        """The first day the street ran the method, or its first case was opened."""
        days = [day[:10] for day in (definitions.first_in_force(self.service.store, self.method.id),
                                     counting.first_opened(self.service.store, self.method.id)) if day]
        return date.fromisoformat(min(days)) if days else self.service.clock().date()

    def subjects(self, evaluation: Evaluation, period: Period) -> Iterable[str]:
        """The units of the kinds and the holders of the roles that are scored, as of the period; who left since is among them."""
        key = (evaluation.name, period)
        if key not in self._subjects:
            self._subjects[key] = self._scored(evaluation, period)
        return self._subjects[key]

    def _scored(self, evaluation: Evaluation, period: Period) -> list[str]:
        found: list[str] = []
        for subject in evaluation.subjects:
            if subject in self.method.roles:
                held = self._holding(subject, period)
                found += [unit for _, unit in held] if self.method.roles[subject].held_by == "unit" else [person for person, _ in held]
            else:
                found += [unit.name for unit in self.directory_of(period).units.values() if unit.is_a(subject)]
        return list(dict.fromkeys(found))

    def _holding(self, role: str, period: Period) -> list[tuple[str, str]]:
        """Who held a role at any time of a period, with each unit."""
        key = (role, period)
        if key not in self._held:
            self._held[key] = held_in(self.service, role, period.first, period.last)
        return self._held[key]

    def ledger(self, evaluation: Evaluation, period: Period) -> Ledger:
        """Sums of the rows dated in a period; what a unit below did counts for the nearest scored one above it."""
        key = (evaluation.name, period)
        if key not in self._ledgers:
            self._ledgers[key] = self._summed(evaluation, period)
        return self._ledgers[key]

    def _sums(self, rule: str, first: str, last: str) -> Mapping[str, Sums]:
        if self.pos is None:
            return counting.sums(self.service.store, rule, first, last)
        return counting.sums_at(self.service.store, rule, first, last, self.pos)

    def _summed(self, evaluation: Evaluation, period: Period) -> Ledger:
        whose = self._whose(evaluation, period)
        first, last = period.first.isoformat(), period.last.isoformat()
        found: dict[str, Mapping[str, Sums]] = {}
        for name, one in evaluation.indicators.items():
            rule = rule_of(self.method.id, evaluation.name, name)
            table: dict[str, Sums] = {}
            for credited, more in self._sums(rule, first, last).items():
                if subject := whose(credited):
                    was = table.get(subject, Sums())
                    table[subject] = Sums(was.num + more.num, was.den + more.den, was.rows + more.rows)
            for credited, num in counting.in_order(self.service.store, rule, first, last, self.pos) if one.kind == "latest" else ():
                if subject := whose(credited):
                    was = table[subject]
                    table[subject] = Sums(was.num, was.den, was.rows, num)
            found[name] = table
        return found

    def _whose(self, evaluation: Evaluation, period: Period) -> Callable[[str], str]:
        """Whose score a row counts in: whom it is credited to, else the nearest scored unit above; '' for nobody's."""
        scored, directory = frozenset(self.subjects(evaluation, period)), self.directory_of(period)
        found: dict[str, str] = {}

        def whose(credited: str) -> str:
            if credited not in found:
                found[credited] = credited if credited in scored else next((unit for unit in directory.chain(credited) if unit in scored), "")
            return found[credited]

        return whose

    def credited_to(self, subject: str, evaluation: Evaluation, period: Period) -> list[str]:
        """Everything whose rows count in a subject's score: itself, and what lies below it and below no other scored unit."""
        whose = self._whose(evaluation, period)
        return list(dict.fromkeys([subject, *(unit for unit in self.directory_of(period).units if whose(unit) == subject)]))

    def parameters(self, day: date) -> Mapping[str, Any]:
        """The parameters in force on a day."""
        return self.service.parameters(self.method, day)

    @cached_property
    def _forms(self) -> dict[str, Field]:
        forms = [kind.form for kind in self.method.units.values()] + [role.form for role in self.method.roles.values()]
        return {field.name: field for form in forms for field in form}

    def facts(self, subject: str, evaluation: Evaluation, period: Period) -> Mapping[str, Any]:
        """What was known of a unit or person when a period closed, as formulas see it."""
        key = (subject, evaluation.name, period)
        if key not in self._facts:
            self._facts[key] = self._known_of(self._at(closes_at(self.service, self.method, evaluation, period)), subject)
        return self._facts[key]

    def _known_of(self, directory: Directory, subject: str) -> Mapping[str, Any]:
        is_unit = subject in directory.units
        look_up = directory.unit_fact if is_unit else directory.fact
        found: dict[str, Any] = {name: for_formula(field, look_up(subject, name)) for name, field in self._forms.items()}
        return {**found, KIND_OF_UNIT: self._kind(directory, subject) if is_unit else EMPTY}

    def _kind(self, directory: Directory, unit: str) -> str:
        """Of the kinds a unit is of, the one this method speaks of."""
        kinds = directory.units[unit].kinds
        return next((kind for kind in kinds if kind in self.method.units), kinds[0])

    def group(self, subject: str, within: str, evaluation: Evaluation, period: Period) -> str:
        """What a subject is ranked by: the role it is scored in, the unit of a kind above it, or a fact of it."""
        if within == "role":
            parts = [part for role in evaluation.subjects if role in self.method.roles for part in self.directory.parts(role)]
            return next((part for part in parts if any(subject in one for one in self._holding(part, period))), "")
        if within in self.method.units:
            return next(iter(self._above(self._unit_in(subject, evaluation.subjects, period), within, period)), "")
        known = self.facts(subject, evaluation, period).get(within, EMPTY)
        return "" if known is EMPTY else str(known)

    def _above(self, unit: str, kind: str, period: Period) -> tuple[str, ...]:
        """The nearest unit of a kind from a unit up."""
        directory = self.directory_of(period)
        return tuple(one for one in directory.chain(unit) if directory.units[one].is_a(kind))[:1]

    def _unit_in(self, subject: str, roles: Iterable[str], period: Period) -> str:
        """A unit itself, or the unit at which a person held one of these roles last in a period."""
        directory = self.directory_of(period)
        if subject in directory.units:
            return subject
        posts = [(role, unit) for role in roles if role in self.method.roles for person, unit in self._holding(role, period) if person == subject]
        here = [unit for role, unit in posts if unit in directory.units
                and any(directory.units[unit].is_a(kind) for kind in self.method.roles[role].held_at)]  # the same role of another method may sit elsewhere
        held = [*here, *(unit for _, unit in posts)]
        still = [unit for _, unit in directory.doors_of(subject)]
        return next((unit for unit in held if unit in still), next(iter(held or still), ""))

    def unit_of(self, subject: str) -> str:
        """A unit itself, or the unit at which a person holds a role now."""
        return subject if subject in self.directory.units else next((unit for _, unit in self.directory.doors_of(subject)), "")

    def bearers(self, subject: str, on: str, evaluation: Evaluation, period: Period) -> tuple[str, ...]:
        """Who bears what a subject's result of a period leads to: whoever answered for it when the period ended."""
        if not on:
            return (subject,)
        directory = self.directory_of(period)
        unit = self._unit_in(subject, evaluation.subjects, period)
        if on in self.method.units:
            return self._above(unit, on, period) or self._units_covering(subject, on, period)
        if on in self.method.roles:
            return directory.behind(directory.doors(on, unit))
        look_up = directory.unit_fact if subject in directory.units else directory.fact
        kept = look_up(subject, on)
        return tuple(str(one) for one in kept) if isinstance(kept, list | tuple) else (str(kept),) if kept else ()

    def _units_covering(self, subject: str, kind: str, period: Period) -> tuple[str, ...]:
        """The units of a kind whose people cover a unit or person, such as the one that answers for a grid."""
        directory = self.directory_of(period)
        found = {unit for person, role, to in directory.links if to == subject
                 for held, unit in directory.doors_of(person) if held == role and directory.units[unit].is_a(kind)}
        return tuple(sorted(found))

    def borne(self, consequence: str, bearer: str) -> Iterable[tuple[str, int]]:
        """In which periods a consequence is signed and stands, and how many in each."""
        return periods.borne(self.service.store, self.method.id, consequence, bearer)

    def decided(self, evaluation: str, consequence: str, bearer: str, period: Period) -> tuple[frozenset[str], frozenset[str]]:
        """The subjects for which a consequence of a period is signed and stands, and those for which it was declined or taken back."""
        closed = self._closed_period(evaluation, period)
        led = [one for one in closed.led.values() if (one.rule, one.bearer) == (consequence, bearer)] if closed is not None else []
        return (frozenset(one.subject for one in led if one.state == "signed"),
                frozenset(one.subject for one in led if one.state == "declined" or (one.state == "withdrawn" and one.kept)))

    def _closed_period(self, evaluation: str, period: Period) -> Closed | None:
        """A period as it was closed, None while it runs."""
        key = (evaluation, period)
        if key not in self._closed:
            name = periods.identity(self.service.street.id, self.method.id, evaluation, period.key)
            self._closed[key] = closed_now(self.service, name) if self.pos is None else closed_until(self.service, name, self.pos)
        return self._closed[key]

    def published(self, book: Book, evaluation: str, period: Period) -> Book | None:
        """The book by which what is published of a period comes out: as it was signed, None before it is."""
        closed = self._closed_period(evaluation, period)
        if closed is None or (closed.stands and not closed.as_signed):
            return book
        key = (evaluation, period)
        if key not in self._then:
            self._then[key] = book_then(self.service, closed) if closed.stands else None
        return self._then[key]

    def call(self, subject: str) -> str:
        """A unit's or a person's name."""
        return self.directory.call_unit(subject) if subject in self.directory.units else self.directory.call(subject)


def street_records(book: Book) -> StreetRecords:
    """The records a book of a street stands on; every book that is made here has them."""
    records = book.records
    assert isinstance(records, StreetRecords)
    return records


class AsThen(StreetRecords):
    """A method's records as they stood at an event position, under the rules and values of then."""

    def parameters(self, day: date) -> Mapping[str, Any]:
        """The values of a day as they were in force then."""
        return parameters_on(self.method, day)


def book_of(service: Service, method: Method, moment: datetime | None = None) -> Book:
    """A book of a method's evaluations on the record as it stands, or with what was counted up to a moment."""
    if moment is None:
        return Book(method, StreetRecords(service, method))
    return Book(method, StreetRecords(service, method, periods.pos_at(service.store, moment.isoformat()), moment.date()))


def book_then(service: Service, closed: Closed) -> Book | None:
    """The book by which what is published of a closed period was worked out; None where its rules cannot be read any more."""
    holding = closed.holding
    then = counting.method_at(service.store, closed.method, next((str(one["at"]) for one in closed.revisions if one["rev"] == holding.rev), closed.at))
    return Book(then, AsThen(service, then, holding.pos)) if then is not None and closed.evaluation in then.evaluations else None


def closed_now(service: Service, name: str) -> Closed | None:
    """A period's stream as it stands, None while it runs."""
    loaded = periods.load(service.store, name)
    return loaded[0] if loaded is not None else None


def closed_until(service: Service, name: str, pos: int) -> Closed | None:
    """A period's stream as it stood at an event position."""
    return _replayed(history.happened_until(service.store, name, pos))


def closed_at(service: Service, name: str, moment: datetime) -> Closed | None:
    """A period's stream as it stood at a moment."""
    return _replayed([event for event in history.happened_to(service.store, name) if event.at <= moment.isoformat()])


def _replayed(events: list[Event]) -> Closed | None:
    return Closed.from_json(replay(events)) if events else None
