"""Who is where: units as a tree, people, the roles they hold at units, what is known of both, who is linked to what.

In: units, people and holdings, from a street's file and the changes made since.
Out: a frozen `Directory` that answers who holds a role at a unit or nearest above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

Door = tuple[str, str]  # a role and the unit where it is held
Facts = Mapping[str, Any]  # name of a fact → its value, as a case keeps one
NO_FACTS: Facts = {}


@dataclass(frozen=True, slots=True)
class Unit:
    """A real unit; the root has no parent.  `also` are further kinds it counts as: each method calls the same office by
    a word of its own."""

    name: str
    kind: str
    parent: str = ""
    title: str = ""
    also: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Everything it is, its first kind first."""
        return (self.kind, *self.also)

    def is_a(self, kind: str) -> bool:
        """Whether it is of a kind."""
        return kind == self.kind or kind in self.also

    def row(self) -> list[Any]:
        """The unit as kept in events and states; `unit_from` is the constructor."""
        known: list[Any] = [self.name, self.kind, self.parent, self.title]
        return [*known, list(self.also)] if self.also else known


def unit_from(row: Sequence[Any]) -> Unit:
    """What `Unit.row` wrote."""
    name, kind, parent, title, *more = row
    return Unit(name, kind, parent, title, tuple(more[0]) if more else ())


@dataclass(frozen=True, slots=True)
class Person:
    """A real person; `left` says that all work was handed over and no role is held any more."""

    id: str
    name: str
    phone: str = ""
    credential: str = ""
    administrator: bool = False
    left: bool = False
    email: str = ""

    def row(self) -> list[Any]:
        """The person as kept in events and states; `from_row` is the constructor."""
        known: list[Any] = [self.id, self.name, self.phone, self.credential, self.administrator, self.left]
        return [*known, self.email] if self.email else known


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who is away and who acts for them, from one day to another, both counted."""

    person: str
    deputy: str
    since: str
    until: str


@dataclass(frozen=True)
class Directory:
    """Units, people and holdings (person, role, unit); `includes`: a role → the roles it is made of.

    `links` are (person, role, unit or person): what somebody covers in a role; `terms`: a holding → the moment it ends;
    `facts` by account and `unit_facts` by unit are what is known of them; `absent`: who acts for whom."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    held: frozenset[tuple[str, str, str]] = frozenset()
    includes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: frozenset[tuple[str, str, str]] = frozenset()
    terms: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    unit_facts: Mapping[str, Facts] = field(default_factory=dict)
    absent: tuple[Absence, ...] = ()

    @cached_property
    def _at(self) -> Mapping[Door, tuple[str, ...]]:
        found: dict[Door, list[str]] = {}
        for person, role, unit in sorted(self.held):
            if person in self.people and not self.people[person].left:
                found.setdefault((role, unit), []).append(person)
        return {door: tuple(people) for door, people in found.items()}

    @cached_property
    def _of(self) -> Mapping[str, tuple[Door, ...]]:
        found: dict[str, list[Door]] = {}
        for person, role, unit in sorted(self.held):
            if person in self.people and not self.people[person].left:
                found.setdefault(person, []).append((role, unit))
        return {person: tuple(doors) for person, doors in found.items()}

    @cached_property
    def root(self) -> str:
        """The name of the unit without a parent."""
        return next((unit.name for unit in self.units.values() if not unit.parent), "")

    def chain(self, unit: str) -> Iterable[str]:
        """A unit and those above it, nearest first."""
        seen: set[str] = set()
        while unit in self.units and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self.units[unit].parent

    def parts(self, role: str) -> tuple[str, ...]:
        """The roles a role is made of, itself first."""
        found = [role]
        for one in found:
            found += [inner for inner in self.includes.get(one, ()) if inner not in found]
        return tuple(found)

    def at(self, role: str, unit: str) -> tuple[str, ...]:
        """Who holds exactly this role at exactly this unit."""
        return self._at.get((role, unit), ())

    def doors(self, role: str, unit: str) -> tuple[Door, ...]:
        """For each part of a role the nearest unit, from `unit` up, where somebody holds it."""
        found: list[Door] = []
        for part in self.parts(role):
            near = next((one for one in self.chain(unit) if self.at(part, one)), None)
            if near is not None:
                found.append((part, near))
        return tuple(found)

    def everywhere(self, role: str) -> tuple[str, ...]:
        """Everybody who holds a role at any unit."""
        parts = set(self.parts(role))
        return tuple(sorted({person for (held, _), people in self._at.items() if held in parts for person in people}))

    def behind(self, doors: Iterable[Door]) -> tuple[str, ...]:
        """Everybody who holds one of these roles at its unit, each once."""
        return tuple(dict.fromkeys(person for role, unit in doors for person in self.at(role, unit)))

    def doors_of(self, person: str) -> tuple[Door, ...]:
        """The roles a person holds, with their units; none for one who has left."""
        return self._of.get(person, ())

    def below(self, unit: str) -> tuple[str, ...]:
        """A unit and every unit under it."""
        return tuple(one for one in self.units if unit in self.chain(one))

    def holders(self, role: str, unit: str = "") -> tuple[str, ...]:
        """Everybody who holds a role at a unit or anywhere below it, each once; anywhere at all unless told."""
        if not unit:
            return self.everywhere(role)
        units, parts = set(self.below(unit)), set(self.parts(role))
        return tuple(sorted({person for (held, at), people in self._at.items() if held in parts and at in units for person in people}))

    def covered(self, person: str, role: str) -> tuple[str, ...]:
        """The units or people somebody is linked to in a role."""
        return tuple(sorted(to for one, held, to in self.links if (one, held) == (person, role)))

    def covering(self, role: str, to: str) -> tuple[str, ...]:
        """Who in a role is linked to a unit or person."""
        return tuple(sorted(one for one, held, linked in self.links if (held, linked) == (role, to)))

    def fact(self, person: str, name: str) -> Any:
        """What is known of a person under a name, None when nothing is."""
        return self.facts.get(person, NO_FACTS).get(name)

    def unit_fact(self, unit: str, name: str) -> Any:
        """What is known of a unit under a name, None when nothing is."""
        return self.unit_facts.get(unit, NO_FACTS).get(name)

    def on(self, day: date) -> Directory:
        """The directory as it is on a day: of the absences only those of that day."""
        here = tuple(one for one in self.absent if one.since <= day.isoformat() <= one.until)
        return self if here == self.absent else replace(self, absent=here)

    def stands_in_for(self, person: str) -> tuple[str, ...]:
        """The absent people somebody acts for."""
        known = self.people.get(person) if self.absent else None
        if known is None or known.left:
            return ()
        return tuple(one.person for one in self.absent if one.deputy == person)

    def named(self, text: str) -> str | None:
        """The person with this account or, when only one has it, this name."""
        if text in self.people:
            return text
        same = [person.id for person in self.people.values() if person.name == text]
        return same[0] if len(same) == 1 else None

    def call(self, person: str) -> str:
        """A person's name, or the account where nobody of that account is known."""
        return self.people[person].name if person in self.people else person

    def call_unit(self, unit: str) -> str:
        """A unit's title."""
        return (self.units[unit].title or unit) if unit in self.units else unit

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back."""
        return {"units": [u.row() for u in self.units.values()],
                "people": [p.row() for p in self.people.values()],
                "held": sorted(list(row) for row in self.held),
                "includes": {role: list(parts) for role, parts in self.includes.items()},
                "links": sorted(list(row) for row in self.links),
                "terms": sorted([*row, until] for row, until in self.terms.items()),
                "facts": {name: dict(facts) for name, facts in sorted(self.facts.items())},
                "unit_facts": {name: dict(facts) for name, facts in sorted(self.unit_facts.items())},
                "absent": [[one.person, one.deputy, one.since, one.until] for one in self.absent]}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Directory:
        """What `to_json` wrote."""
        return Directory(
            units={row[0]: unit_from(row) for row in data["units"]}, people={row[0]: Person(*row) for row in data["people"]},
            held=frozenset((row[0], row[1], row[2]) for row in data["held"]),
            includes={role: tuple(parts) for role, parts in data["includes"].items()},
            links=frozenset((row[0], row[1], row[2]) for row in data.get("links", ())),
            terms={(row[0], row[1], row[2]): row[3] for row in data.get("terms", ())},
            facts=data.get("facts", {}), unit_facts=data.get("unit_facts", {}),
            absent=tuple(Absence(*row) for row in data.get("absent", ())))
