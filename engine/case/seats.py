"""Who must act: seats opened when a step is entered, and who may take them.

In: who-expressions of the method, a case, the directory.  Out: `Seat`s, and answers to “may this person?”.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.case.facts import Facts
from engine.case.state import Case, Seat, changed
from engine.case.world import PARTY, PUBLIC
from engine.directory import Directory, Door
from engine.filling import is_blank
from engine.model import Actor, Step, Who


def _kept(case: Case, name: str) -> list[str]:
    value = case.data.get(name)
    if is_blank(value):
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def units_of(actor: Actor, case: Case) -> list[str]:
    """At which units an actor's role is meant: those in a field, or the case's own."""
    return _kept(case, actor.at) if actor.at else [case.unit]


def doors_of(actor: Actor, case: Case, directory: Directory) -> list[Door]:
    """The roles at units a role actor stands for; where nobody holds it, the door stays at the named unit."""
    found: list[Door] = []
    for unit in units_of(actor, case):
        here = [(role, unit) for role in directory.parts(actor.name) if directory.at(role, unit)]
        held = here if actor.at else list(directory.doors(actor.name, unit))
        found += held or [(actor.name, unit)]
    return found


def people_of(who: Who, case: Case, directory: Directory) -> tuple[str, ...]:
    """Every account a who-expression means; persons of the case without one are not among them."""
    found: list[str] = []
    for actor in who:
        if actor.kind == "role":
            found += directory.behind(doors_of(actor, case, directory))
        elif actor.kind == "field":
            found += [one for one in _kept(case, actor.name) if one in directory.people]
        elif actor.kind == "same_as":
            found += [case.did[actor.name]] if actor.name in case.did else []
        elif actor.kind == "opener" and case.opener in directory.people:
            found.append(case.opener)
    return tuple(dict.fromkeys(found))


def has_party(who: Who, case: Case) -> str:
    """The field of the person of the case among these, or ''."""
    for actor in who:
        if actor.kind == "field" and not is_blank(case.data.get(actor.name)):
            kept = case.data[actor.name]
            if isinstance(kept, dict):
                return actor.name
    return ""


def open_seats(step: Step, facts: Facts, visit: int) -> tuple[Seat, ...]:
    """The seats of a step that is being entered."""
    case = facts.case
    assert case is not None
    if step.ballot is not None:
        return tuple(_numbered(_voters(step, facts, case), step.name, visit))
    leads = _leads(step, facts, case)
    helpers = [Seat("", step.name, "assist", doors=tuple(_assist_doors(step, case, facts.world.directory)))] if step.assisted_by else []
    return tuple(_numbered([*leads, *(one for one in helpers if one.doors)], step.name, visit))


def _numbered(seats: Iterable[Seat], step: str, visit: int) -> Iterable[Seat]:
    return (changed(seat, id=f"{visit}.{number}", step=step) for number, seat in enumerate(seats, start=1))


def _assist_doors(step: Step, case: Case, directory: Directory) -> list[Door]:
    return [door for actor in step.assisted_by if actor.kind == "role" for door in doors_of(actor, case, directory)]


def _leads(step: Step, facts: Facts, case: Case) -> list[Seat]:
    directory = facts.world.directory
    if any(actor.how == "each" for actor in step.by):
        return [seat for actor in step.by for seat in _each(actor, case, directory)]
    doors: list[Door] = []
    named: list[str] = []
    for actor in step.by:
        if actor.kind == "role":
            doors += doors_of(actor, case, directory)
        else:
            named += people_of((actor,), case, directory)
    party = has_party(step.by, case)
    claim = any(actor.how == "claim" for actor in step.by)
    found = [Seat("", "", "lead", person=one, unit=_home(one, directory)) for one in dict.fromkeys(named)]
    if doors or party or not found:
        found.insert(0, Seat("", "", "lead", doors=tuple(dict.fromkeys(doors)), party=party, claim=claim))
    return found


def _each(actor: Actor, case: Case, directory: Directory) -> list[Seat]:
    """A seat for each unit of a role, or for each person meant."""
    if actor.kind == "role":
        return [Seat("", "", "lead", doors=tuple((part, unit) for part in directory.parts(actor.name)), unit=unit)
                for unit in units_of(actor, case)]
    named = people_of((actor,), case, directory)
    return [Seat("", "", "lead", person=one, unit=_home(one, directory)) for one in named] or [Seat("", "", "lead")]


def _home(person: str, directory: Directory) -> str:
    """The unit a named person's task is listed under: the one below the root where they hold a role, else the root."""
    units = [unit for _, unit in directory.doors_of(person)]
    return next((unit for unit in units if unit != directory.root), next(iter(units), ""))


def _voters(step: Step, facts: Facts, case: Case) -> list[Seat]:
    assert step.ballot is not None
    directory = facts.world.directory
    barred = set(people_of(step.recuse, case, directory))
    found: list[Seat] = []
    for group in step.ballot.invite:
        if not facts.holds(group.when):
            continue
        found += [Seat("", "", "voter", person=one, group=group.group) for one in people_of(group.who, case, directory)
                  if one not in barred]
        party = has_party(group.who, case)
        if party:
            found.append(Seat("", "", "voter", party=party, group=group.group))
    return found


def may_take(seat: Seat, actor: str, directory: Directory) -> bool:
    """Whether somebody may act on a seat as things stand."""
    if actor == PARTY:
        return bool(seat.party)
    if seat.person:
        return seat.person == actor
    if seat.doors == () or actor == PUBLIC:
        return False
    return bool(set(seat.doors) & set(directory.doors_of(actor)))


def holders(seat: Seat, directory: Directory) -> tuple[str, ...]:
    """Whose turn it is at a seat; nobody for a person of the case without an account."""
    if seat.person:
        known = directory.people.get(seat.person)
        return (seat.person,) if known is not None and not known.left else ()
    return directory.behind(seat.doors)


def is_among(who: Who, actor: str, case: Case, directory: Directory) -> bool:
    """Whether an actor is one of those a who-expression means."""
    if actor in (PUBLIC, PARTY):
        return any(one.kind == "public" for one in who) or (actor == PARTY and bool(has_party(who, case)))
    return actor in people_of(who, case, directory)


def stuck(case: Case, directory: Directory) -> tuple[Seat, ...]:
    """The lead seats of a case that nobody can act on."""
    return tuple(seat for seat in case.open_seats()
                 if seat.kind == "lead" and not seat.party and not holders(seat, directory))
