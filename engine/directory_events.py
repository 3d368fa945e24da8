"""How a directory changes: what each event of its stream does, and which events lead from one directory to another.

In: a directory, and an event or the directory wanted.  Out: the directory after it, or the events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.directory import NO_FACTS, Absence, Directory, Person, unit_from


def change(directory: Directory, type_: str, body: Mapping[str, Any]) -> Directory:
    """The directory after one event of its stream."""
    if type_ == "unit_set":
        return replace(directory, units={**directory.units, body["unit"][0]: unit_from(body["unit"])})
    if type_ == "person_set":
        return replace(directory, people={**directory.people, body["person"][0]: Person(*body["person"])})
    if type_ == "absences_set":
        return replace(directory, absent=tuple(Absence(*row) for row in body["absent"]))
    if type_ == "facts_set":
        return _with_facts(directory, body)
    row = (body["person"], body.get("role", ""), body.get("unit", ""))
    if type_ in ("linked", "unlinked"):
        link = (body["person"], body["role"], body["to"])
        return replace(directory, links=directory.links | {link} if type_ == "linked" else directory.links - {link})
    if type_ == "granted":
        return _granted(directory, row, body)
    if type_ == "revoked":
        terms = {one: until for one, until in directory.terms.items() if one != row}
        links = frozenset(one for one in directory.links if one[:2] != row[:2]) if _only_holding(directory, row) else directory.links
        return replace(directory, held=directory.held - {row}, terms=terms, links=links)
    if type_ == "left":
        gone = body["person"]
        person = replace(directory.people[gone], left=True)
        return replace(directory, people={**directory.people, person.id: person},
                       held=frozenset(one for one in directory.held if one[0] != gone),
                       links=frozenset(one for one in directory.links if gone not in (one[0], one[2])),
                       terms={one: until for one, until in directory.terms.items() if one[0] != gone})
    raise ValueError(type_)


def _with_facts(directory: Directory, body: Mapping[str, Any]) -> Directory:
    """Everything known of one person or unit, as it is now."""
    if body["of"] == "unit":
        return replace(directory, unit_facts={**directory.unit_facts, body["name"]: body["facts"]})
    return replace(directory, facts={**directory.facts, body["name"]: body["facts"]})


def _granted(directory: Directory, row: tuple[str, str, str], body: Mapping[str, Any]) -> Directory:
    terms = {one: until for one, until in directory.terms.items() if one != row}
    if body.get("until"):
        terms[row] = body["until"]
    people = directory.people
    if body.get("credential") and row[0] in people:
        people = {**people, row[0]: replace(people[row[0]], credential=body["credential"])}
    return replace(directory, held=directory.held | {row}, terms=terms, people=people)


def _only_holding(directory: Directory, row: tuple[str, str, str]) -> bool:
    """Whether a person holds a role at no other unit, so that what they cover in it ends with this holding."""
    return not any(one[:2] == row[:2] and one != row for one in directory.held)


def changes(was: Directory, now: Directory) -> list[tuple[str, dict[str, Any]]]:
    """The events that lead from one directory to another; what only the first has is revoked, people stay."""
    found: list[tuple[str, dict[str, Any]]] = []
    for unit in now.units.values():
        if was.units.get(unit.name) != unit:
            found.append(("unit_set", {"unit": unit.row()}))
    for person in now.people.values():
        if was.people.get(person.id) != person:
            found.append(("person_set", {"person": person.row()}))
    if was.absent != now.absent:
        found.append(("absences_set", {"absent": [[one.person, one.deputy, one.since, one.until] for one in now.absent]}))
    for kind, rows in (("granted", now.held - was.held), ("revoked", was.held - now.held)):
        found += [(kind, {"person": person, "role": role, "unit": unit}) for person, role, unit in sorted(rows)]
    for kind, rows in (("linked", now.links - was.links), ("unlinked", was.links - now.links)):
        found += [(kind, {"person": person, "role": role, "to": to}) for person, role, to in sorted(rows)]
    for of, before, after in (("person", was.facts, now.facts), ("unit", was.unit_facts, now.unit_facts)):
        found += [("facts_set", {"of": of, "name": name, "facts": dict(after.get(name, NO_FACTS))})
                  for name in sorted(before.keys() | after.keys()) if before.get(name, NO_FACTS) != after.get(name, NO_FACTS)]
    return found
