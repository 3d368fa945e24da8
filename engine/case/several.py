"""Several who each do a part of their own at one step: when all is together, a part given back, people added and dropped.

In: the journal and a seat or names.  Out: events; how the parts join does not depend on who was first.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from engine.case import refusals
from engine.case.commands import Anytime as AnytimeCommand
from engine.case.events import Refusal, plain_seat
from engine.case.flow import go, way_on
from engine.case.journal import Journal
from engine.case.people import doers, people_of
from engine.case.seats import holders, may_take, person_seat, unit_seat
from engine.case.state import Case, Seat, changed
from engine.directory import Directory
from engine.filling import is_blank, units_for
from engine.model import Action, Actor, Anytime, Step
from engine.text import say


def parts_of(case: Case) -> list[Seat]:
    """The tasks of those who work side by side, without what was given back or taken away."""
    return [seat for seat in case.seats.values() if seat.each and not seat.pool and seat.state in ("open", "done")]


def joined(journal: Journal, step: Step) -> bool:
    """Whether enough of several have done their part for the case to go on."""
    parts = parts_of(journal.case)
    done = sum(1 for seat in parts if seat.state == "done")
    if step.complete == "any":
        return done >= 1
    least = journal.facts.world.parameters.get(step.complete)
    if not isinstance(least, Fraction):
        return done >= 1 and done == len(parts)
    return done >= 1 and (done >= least or done >= _could(journal, parts))


def _could(journal: Journal, parts: list[Seat]) -> int:
    """How many parts there can be: those there are, and one for everybody else who may still take one."""
    pools = [seat for seat in journal.case.open_seats() if seat.pool]
    more = {one for seat in pools for one in holders(seat, journal.world.directory)} - {seat.person for seat in parts}
    return len(parts) + len(more)


def go_on_if_joined(journal: Journal) -> None:
    """Lead on by the way that all parts share, once enough of them are done."""
    step = journal.workflow.steps[journal.case.step]
    if not joined(journal, step):
        return
    rows = [row for row in journal.case.parts.get(step.name, ()) if not row["returned"]]
    action = step.actions[rows[-1]["action"]]
    way, label = way_on(journal, step, action)
    go(journal, way, step.title if action.way is not None else label)  # whichever part came last, the case goes on alike


def give_back(journal: Journal, step: Step, action: Action, seat: Seat, values: dict[str, Any]) -> None:
    """One of several gives a part back: whoever handed it out is told; with nobody left, or by a whole return, the
    case itself goes back."""
    assert action.way is not None
    journal.add("returned", step=step.name, seat=seat.id, action=action.name, values=values, **({"whole": True} if action.whole else {}))
    waiting = [one for one in journal.case.open_seats() if one.each]
    if action.whole or not (parts_of(journal.case) or waiting):
        go(journal, action.way, action.title)
        return
    before = journal.workflow.steps[action.way.to]
    to = doers(journal.case, before.name) or people_of(before.by, journal.case, journal.world.directory)
    journal.add("told", to=[one for one in to if one in journal.world.directory.people], party="", cause=action.title,
                step=step.name, values=values)
    go_on_if_joined(journal)


# --- people added and dropped -----------------------------------------------------------------------------------------


def may_add(journal: Journal, anytime: Anytime) -> Refusal | None:
    """Why nobody can be added here, or None."""
    step = journal.workflow.steps[journal.case.step]
    if step.by and (not step.several or _growing(step) is not None):
        return None
    return refusals.not_now(anytime.title, "这一环节不能再加人", "nobody can be added to this step")


def add(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    """Add units or people: a part of their own where several work side by side, elsewhere a helper."""
    case, directory = journal.case, journal.world.directory
    step = journal.workflow.steps[case.step]
    known = candidates(journal, step)
    found = [one if one in known else directory.named(one) or one for one in command.to]
    strange = [one for one in found if one not in known]
    if not found or strange:
        names = "、".join(_call(directory, one) for one in known)
        return refusals.form([("给", say("请从这里面选：{names}", "choose from: {names}", names=names or "—"))])
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明理由", "please give the reason"))])
    made = [_seat(step, one, directory) for one in found]
    first = max(int(seat.id.split(".")[1]) for seat in case.seats.values()) + 1
    seats = [changed(seat, id=f"{case.visit}.{number}", step=step.name) for number, seat in enumerate(made, start=first)]
    journal.add("added", step=step.name, seats=[plain_seat(seat) for seat in seats], reason=command.reason, **_field(journal, step, add=found))
    told = [person for seat in seats for person in holders(seat, directory)]
    journal.add("told", to=list(dict.fromkeys(told)), party="", cause=anytime.name, step=step.name, values={})
    return None


def _seat(step: Step, one: str, directory: Directory) -> Seat:
    actor = _growing(step)
    if not step.several or actor is None:
        return changed(person_seat(one, directory), kind="assist", each=False)
    return unit_seat(actor, one, directory) if actor.kind == "role" else person_seat(one, directory)


def _growing(step: Step) -> Actor | None:
    """Whose number can change where several work: the units or people of a field that holds several."""
    return next((one for one in step.by if one.several and (one.at or one.kind == "field")), None)


def candidates(journal: Journal, step: Step) -> tuple[str, ...]:
    """The units or people who may be added: those the field offers who have no part yet, or everybody as a helper."""
    directory, case = journal.world.directory, journal.case
    actor = _growing(step)
    if not step.several or actor is None:
        busy = {seat.person for seat in case.open_seats()}
        return tuple(one for one, person in directory.people.items() if not person.left and one not in busy and directory.doors_of(one))
    field = journal.workflow.all_fields()[actor.at or actor.name]
    if actor.kind == "role":
        taken = {seat.unit for seat in parts_of(case)}
        return tuple(one for one in units_for(field, directory) if one not in taken)
    from engine.filling import persons_for

    taken = {seat.person for seat in parts_of(case)}
    return tuple(one for one in persons_for(field, directory) if one not in taken and not directory.people[one].left)


def may_drop(journal: Journal, anytime: Anytime) -> Refusal | None:
    """Why nobody can be dropped here, or None."""
    if droppable(journal.case):
        return None
    return refusals.not_now(anytime.title, "没有可以减的人：已经办完的不能减，最后一家也不能减",
                            "there is nobody to drop: neither whoever has finished nor the last one can be")


def droppable(case: Case) -> list[Seat]:
    """The tasks that can be taken away: helpers, and open parts as long as another part remains."""
    parts = parts_of(case)
    open_ = [seat for seat in parts if seat.state == "open"] if len(parts) > 1 else []
    return [*open_, *(seat for seat in case.open_seats() if seat.kind == "assist" and seat.person)]


def drop(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    """Take a task away from a unit or a person who has not finished it."""
    directory = journal.world.directory
    names = {one for given in command.to for one in (given, directory.named(given) or given)}
    seats = [seat for seat in droppable(journal.case) if {seat.person, seat.unit if not seat.person else ""} & names - {""}]
    if len(seats) != 1:
        known = "、".join(_call(directory, seat.person or seat.unit) for seat in droppable(journal.case))
        return refusals.form([("给", say("请从这里面选一个：{names}", "choose one of: {names}", names=known))])
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明理由", "please give the reason"))])
    seat, step = seats[0], journal.workflow.steps[journal.case.step]
    told = list(holders(seat, directory))
    journal.add("dropped", step=step.name, seat=seat.id, reason=command.reason,
                **(_field(journal, step, drop=seat.person or seat.unit) if seat.each else {}))
    journal.add("told", to=told, party="", cause=anytime.name, step=step.name, values={})
    if seat.each:
        go_on_if_joined(journal)
    return None


def _field(journal: Journal, step: Step, *, add: list[str] | None = None, drop: str = "") -> dict[str, Any]:
    """The field that names who works side by side, as it is afterwards, so that later steps go by it."""
    actor = _growing(step)
    if actor is None:
        return {}
    name = actor.at or actor.name
    was = journal.case.data.get(name)
    if not journal.workflow.all_fields()[name].many or not isinstance(was, list):
        return {}
    return {"field": name, "value": [*(one for one in was if one != drop), *(one for one in add or () if one not in was)]}


def _call(directory: Directory, one: str) -> str:
    return directory.call_unit(one) if one in directory.units else directory.call(one)


def mine_among(case: Case, actor: str, seat: str, directory: Directory) -> list[Seat]:
    """The open lead tasks somebody may take, the one named first."""
    found = [one for one in case.open_seats() if one.kind == "lead" and seat in ("", one.id) and may_take(one, actor, directory)]
    own = [one for one in found if one.person]
    return own or [one for one in found if not (one.pool and _has_part(case, actor))]


def _has_part(case: Case, actor: str) -> bool:
    return any(seat.person == actor for seat in parts_of(case))
