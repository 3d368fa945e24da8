"""Who is where: units as a tree, people, and the roles they hold at units.

In: units, people and holdings, from a street's file and the changes made since.
Out: a frozen `Directory` that answers who holds a role at a unit or nearest above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

Door = tuple[str, str]  # a role and the unit where it is held


@dataclass(frozen=True, slots=True)
class Unit:
    """A real unit; the root has no parent."""

    name: str
    kind: str
    parent: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A real person; `left` says that all work was handed over and no role is held any more."""

    id: str
    name: str
    phone: str = ""
    credential: str = ""
    administrator: bool = False
    left: bool = False


@dataclass(frozen=True)
class Directory:
    """Units, people and holdings (person, role, unit); `includes`: a role → the roles it is made of."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    held: frozenset[tuple[str, str, str]] = frozenset()
    includes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _at(self) -> Mapping[Door, tuple[str, ...]]:
        found: dict[Door, list[str]] = {}
        for person, role, unit in sorted(self.held):
            if person in self.people and not self.people[person].left:
                found.setdefault((role, unit), []).append(person)
        return {door: tuple(people) for door, people in found.items()}

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
        known = self.people.get(person)
        if known is None or known.left:
            return ()
        return tuple(sorted((role, unit) for one, role, unit in self.held if one == person))

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
        return {"units": [[u.name, u.kind, u.parent, u.title] for u in self.units.values()],
                "people": [[p.id, p.name, p.phone, p.credential, p.administrator, p.left] for p in self.people.values()],
                "held": sorted(list(row) for row in self.held),
                "includes": {role: list(parts) for role, parts in self.includes.items()}}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Directory:
        """What `to_json` wrote."""
        return Directory(
            units={row[0]: Unit(*row) for row in data["units"]}, people={row[0]: Person(*row) for row in data["people"]},
            held=frozenset((row[0], row[1], row[2]) for row in data["held"]),
            includes={role: tuple(parts) for role, parts in data["includes"].items()})


def change(directory: Directory, type_: str, body: Mapping[str, Any]) -> Directory:
    """The directory after one event of its stream."""
    if type_ == "unit_set":
        return replace(directory, units={**directory.units, body["unit"][0]: Unit(*body["unit"])})
    if type_ == "person_set":
        return replace(directory, people={**directory.people, body["person"][0]: Person(*body["person"])})
    row = (body["person"], body.get("role", ""), body.get("unit", ""))
    if type_ == "granted":
        return replace(directory, held=directory.held | {row})
    if type_ == "revoked":
        return replace(directory, held=directory.held - {row})
    if type_ == "left":
        person = replace(directory.people[body["person"]], left=True)
        held = frozenset(one for one in directory.held if one[0] != body["person"])
        return replace(directory, people={**directory.people, person.id: person}, held=held)
    raise ValueError(type_)


def changes(was: Directory, now: Directory) -> list[tuple[str, dict[str, Any]]]:
    """The events that lead from one directory to another; what only the first has is revoked, people stay."""
    found: list[tuple[str, dict[str, Any]]] = []
    for unit in now.units.values():
        if was.units.get(unit.name) != unit:
            found.append(("unit_set", {"unit": [unit.name, unit.kind, unit.parent, unit.title]}))
    for person in now.people.values():
        if was.people.get(person.id) != person:
            found.append(("person_set", {"person": [person.id, person.name, person.phone, person.credential,
                                                    person.administrator, person.left]}))
    for kind, rows in (("granted", now.held - was.held), ("revoked", was.held - now.held)):
        found += [(kind, {"person": person, "role": role, "unit": unit}) for person, role, unit in sorted(rows)]
    return found
