"""Who must act: seats opened when a step is entered, and who may take them.

In: who-expressions of the method, a case, the directory.  Out: `Seat`s, and answers to “may this person?”.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.case.facts import Facts
from engine.case.located import located_step
from engine.case.people import doors_of, has_party, people_of, standing, suited, units_of
from engine.case.state import Case, Seat, changed
from engine.case.world import PARTY, PUBLIC
from engine.directory import Directory, Door
from engine.model import Actor, Step, Who

_ONE = ("in_turn", "least_busy", "random")


def open_seats(step: Step, facts: Facts, visit: int, voters: Sequence[Seat] = ()) -> tuple[Seat, ...]:
    """The seats of a step that is being entered; `voters` are those of its ballot."""
    case, step = facts.case, located_step(step, facts)
    assert case is not None
    if step.ballot is not None:
        holders_ = _leads(step, facts, case) if step.by else []
        return tuple(_numbered([*voters, *holders_], step.name, visit))
    leads = _side_by_side(step, facts, case) if step.several else _leads(step, facts, case)
    helpers = [Seat("", step.name, "assist", doors=tuple(_assist_doors(step, case, facts.world.directory)))] if step.assisted_by else []
    return tuple(_numbered([*leads, *(one for one in helpers if one.doors)], step.name, visit))


def _numbered(seats: Iterable[Seat], step: str, visit: int) -> Iterable[Seat]:
    return (changed(seat, id=f"{visit}.{number}", step=step) for number, seat in enumerate(seats, start=1))


def _assist_doors(step: Step, case: Case, directory: Directory) -> list[Door]:
    return [door for actor in step.assisted_by if actor.kind == "role" for door in doors_of(actor, case, directory)]


# --- one task that one of several takes ------------------------------------------------------------------------------


def _leads(step: Step, facts: Facts, case: Case) -> list[Seat]:
    directory = facts.world.directory
    doors: list[Door] = []
    named: list[str] = []
    for actor in step.by:
        if actor.kind == "role":
            doors += doors_of(actor, case, directory)
        else:
            people, instead = standing(actor, facts)
            named, doors = [*named, *people], [*doors, *instead]
    party = has_party(step.by, case)
    found = [Seat("", "", "lead", person=one, unit=home(one, directory)) for one in dict.fromkeys(named)]
    if doors or party or not found:
        claim = any(actor.how == "claim" for actor in step.by)
        how = next((actor.how for actor in step.by if actor.how in _ONE), "")
        seat = Seat("", "", "lead", doors=tuple(dict.fromkeys(doors)), party=party, claim=claim, how=how)
        found.insert(0, narrowed(seat, step.by, facts))
    return found


def narrowed(seat: Seat, who: Who, facts: Facts) -> Seat:
    """The seat left to those holders for whom 只取 holds; nobody left waits, or lets all of them, as the method says."""
    chosen = [actor for actor in who if actor.only is not None]
    if not chosen:
        return seat
    case, directory = facts.case, facts.world.directory
    assert case is not None
    free = [actor for actor in who if actor.only is None and actor.kind == "role"]
    among = list(directory.behind(door for actor in free for door in doors_of(actor, case, directory)))
    among += [one for actor in chosen for one in suited(actor, facts)]
    if not among and any(actor.if_nobody == "all" for actor in chosen):
        return seat
    text = "、".join(actor.only.text for actor in chosen if actor.only is not None)
    return changed(seat, only=text, among=tuple(dict.fromkeys(among)))


# --- a task for each of several --------------------------------------------------------------------------------------


def _side_by_side(step: Step, facts: Facts, case: Case) -> list[Seat]:
    found = [seat for actor in step.by for seat in _each(actor, facts, case)]
    barred = set(people_of(step.recuse, case, facts.world.directory))
    kept = [seat for seat in found if not seat.person or seat.person not in barred]
    once = {(seat.person, seat.doors, seat.party): seat for seat in kept}
    return list(once.values()) or [Seat("", "", "lead", each=True)]


def _each(actor: Actor, facts: Facts, case: Case) -> list[Seat]:
    """A seat for each unit in a field, for each person meant, or one that many may take a part from."""
    directory = facts.world.directory
    if actor.kind == "role" and actor.several and actor.how == "claim":
        pool = Seat("", "", "lead", doors=tuple(doors_of(actor, case, directory)), claim=True, each=True, pool=True)
        return [narrowed(pool, (actor,), facts)]
    if actor.kind == "role" and actor.at:
        return [narrowed(unit_seat(actor, unit, directory), (actor,), changed_unit(facts, actor, unit)) for unit in units_of(actor, case)]
    if actor.kind == "role":
        people = suited(actor, facts) if actor.only is not None else directory.behind(doors_of(actor, case, directory))
        return [person_seat(one, directory) for one in people] or [
            Seat("", "", "lead", doors=tuple(doors_of(actor, case, directory)), each=True,
                 only=actor.only.text if actor.only is not None else "")]
    party = has_party((actor,), case)
    named, instead = standing(actor, facts)
    seats = [person_seat(one, directory) for one in named]
    seats += [Seat("", "", "lead", doors=tuple(instead), each=True)] if instead else []
    return [*seats, *([Seat("", "", "lead", party=party, each=True)] if party else [])]


def changed_unit(facts: Facts, actor: Actor, unit: str) -> Facts:
    """The facts as they are where the actor's field names this unit alone."""
    assert facts.case is not None
    return changed(facts, case=changed(facts.case, data={**facts.case.data, actor.at: unit}))


def unit_seat(actor: Actor, unit: str, directory: Directory) -> Seat:
    """The task of one unit among several."""
    return Seat("", "", "lead", doors=tuple((part, unit) for part in directory.parts(actor.name)), unit=unit, each=True)


def person_seat(person: str, directory: Directory) -> Seat:
    """The task of one person among several."""
    return Seat("", "", "lead", person=person, unit=home(person, directory), each=True)


def home(person: str, directory: Directory) -> str:
    """The unit a named person's task is listed under: the one below the root where they hold a role, else the root."""
    units = [unit for _, unit in directory.doors_of(person)]
    return next((unit for unit in units if unit != directory.root), next(iter(units), ""))


# --- who may ---------------------------------------------------------------------------------------------------------


def may_take(seat: Seat, actor: str, directory: Directory) -> bool:
    """Whether somebody may act on a seat as things stand, for themselves or for somebody absent."""
    if actor == PARTY:
        return bool(seat.party)
    if actor == PUBLIC:
        return False
    return _may(seat, actor, directory) or any(_may(seat, one, directory) for one in directory.stands_in_for(actor))


def _may(seat: Seat, person: str, directory: Directory) -> bool:
    if seat.person:
        return seat.person == person
    if seat.only:
        return person in seat.among
    return not set(seat.doors).isdisjoint(directory.doors_of(person))


def for_whom(seat: Seat, actor: str, directory: Directory) -> str:
    """Whose task it is that somebody does in their absence; '' for one's own."""
    if _may(seat, actor, directory):
        return ""
    return next((one for one in directory.stands_in_for(actor) if _may(seat, one, directory)), "")


def holders(seat: Seat, directory: Directory) -> tuple[str, ...]:
    """Whose turn it is at a seat; nobody for a person of the case without an account."""
    if seat.person or seat.only:
        people = (seat.person,) if seat.person else seat.among
        return tuple(one for one in people if one in directory.people and not directory.people[one].left)
    return directory.behind(seat.doors)


def is_among(who: Who, actor: str, case: Case, directory: Directory) -> bool:
    """Whether an actor is one of those a who-expression means, or acts for one of them."""
    if actor in (PUBLIC, PARTY):
        return any(one.kind == "public" for one in who) or (actor == PARTY and bool(has_party(who, case)))
    return bool({actor, *directory.stands_in_for(actor)} & set(people_of(who, case, directory)))


def stuck(case: Case, directory: Directory) -> tuple[Seat, ...]:
    """The lead seats of a case that nobody can act on; one that many may take a part from only while nobody has."""
    taken = any(seat.each and not seat.pool and seat.state in ("open", "done") for seat in case.seats.values())
    return tuple(seat for seat in case.open_seats() if seat.kind == "lead" and not seat.party
                 and not (seat.pool and taken) and not holders(seat, directory))
