"""Who owes, to whom, who may do it, and who may arrange something else.

In: an obligation, the directory, and the rows of registers.  Out: subjects, objects and accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from engine.directory import Directory
from engine.duties.owed import Owed
from engine.model import Method
from engine.model.duty import SELF, Duty


class Look(Protocol):
    """What is asked of the registers."""

    def linked(self, register: str, person: str) -> Sequence[str]:
        """The rows of a register that are linked to a person."""

    def rows_at(self, register: str, unit: str) -> Sequence[str]:
        """The rows of a register that belong to a unit."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who owes: a person or a unit, and where."""

    kind: Literal["person", "unit"]
    id: str
    unit: str


def subjects(method: Method, duty: Duty, directory: Directory) -> tuple[Subject, ...]:
    """Each unit of the kind; each unit where a role that a unit holds is held; else each holder of the role, once."""
    if duty.who_kind == "unit":
        return tuple(Subject("unit", unit.name, unit.name) for unit in directory.units.values() if unit.is_a(duty.who))
    parts = set(directory.parts(duty.who))
    held = sorted((person, unit) for person, role, unit in directory.held if role in parts and _here(directory, person))
    if method.roles[duty.who].held_by == "unit":
        return tuple(Subject("unit", unit, unit) for unit in dict.fromkeys(unit for _, unit in held))
    first: dict[str, str] = {}
    for person, unit in held:
        first.setdefault(person, unit)
    return tuple(Subject("person", person, unit) for person, unit in first.items())


def _here(directory: Directory, person: str) -> bool:
    return person in directory.people and not directory.people[person].left


def objects(duty: Duty, subject: Subject, directory: Directory, look: Look) -> tuple[str, ...]:
    """What the obligation is to: linked units, people or register rows; ('',) where it is to nobody in particular."""
    if not duty.to:
        return ("",)
    if duty.to_kind == "register":
        return tuple(look.linked(duty.to, subject.id) if subject.kind == "person" else look.rows_at(duty.to, subject.unit))
    if subject.kind == "unit":
        return _under(duty, subject.unit, directory)
    covered = dict.fromkeys(to for role in directory.parts(duty.who) for to in directory.covered(subject.id, role))
    if duty.to_kind == "unit":
        return tuple(to for to in covered if to in directory.units and directory.units[to].is_a(duty.to))
    holders = set(directory.everywhere(duty.to))
    return tuple(to for to in covered if to in holders)


def _under(duty: Duty, unit: str, directory: Directory) -> tuple[str, ...]:
    if duty.to_kind == "role":
        return directory.holders(duty.to, unit)
    return tuple(one for one in directory.below(unit) if directory.units[one].is_a(duty.to))


def responsible(method: Method, owed: Owed, directory: Directory) -> tuple[str, ...]:
    """Who may do it: the person or the stand-in; for a unit those who hold the role there, or may begin the record."""
    if owed.subject_kind == "person":
        return (owed.stands_in or owed.subject,)
    duty = method.duties.get(owed.rule)
    if duty is None:
        return ()
    roles = (duty.who,) if duty.who_kind == "role" else tuple(
        actor.name for actor in method.workflows[duty.evidence.workflow].start.by if actor.kind == "role")
    at = [(part, owed.unit) for role in roles for part in directory.parts(role)]
    return directory.behind(at) or directory.behind(door for role in roles for door in directory.doors(role, owed.unit))


def named(method: Method, owed: Owed, who: Sequence[str], directory: Directory) -> tuple[str, ...]:
    """The accounts behind 本人 and role names, seen from where it is owed."""
    found: list[str] = []
    for name in who:
        found += responsible(method, owed, directory) if name == SELF else directory.behind(directory.doors(name, place(owed, directory)))
    return tuple(dict.fromkeys(found))


def place(owed: Owed, directory: Directory) -> str:
    """Where it is owed: the object when that is a unit, else where the subject is."""
    return owed.object if owed.object in directory.units else owed.unit


def stand_ins(method: Method, owed: Owed, directory: Directory) -> tuple[str, ...]:
    """Who else may do it: other holders of the role, and of the roles its holders are chosen from (来源)."""
    who = method.duties[owed.rule].who
    able = (who, *method.roles[who].source) if who in method.roles else ()
    return tuple(dict.fromkeys(one for role in able for one in directory.everywhere(role) if one not in owed.whose))


def arrangers(method: Method, owed: Owed, directory: Directory) -> tuple[str, ...]:
    """Who may arrange a change; the person who owes stays one when somebody stands in."""
    duty = method.duties.get(owed.rule)
    absence = duty.absence if duty is not None else None
    if absence is None:
        return ()
    found = named(method, owed, absence.by, directory)
    return tuple(dict.fromkeys((owed.subject, *found))) if SELF in absence.by and owed.subject_kind == "person" else found


def approvers(method: Method, owed: Owed, directory: Directory) -> tuple[str, ...]:
    """Whose consent a change needs; nobody's where none is written."""
    duty = method.duties.get(owed.rule)
    absence = duty.absence if duty is not None else None
    return named(method, owed, absence.approved_by, directory) if absence is not None else ()
