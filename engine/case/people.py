"""Which people and roles a who-expression means in a case.

In: an actor of the method, a case, the directory.  Out: doors, accounts, and who takes the place of somebody who left.
"""

from __future__ import annotations

from engine.case.facts import Facts
from engine.case.state import Case, changed
from engine.directory import Directory, Door
from engine.errors import FormulaRefusal
from engine.filling import is_blank
from engine.model import Actor, Who


def kept(case: Case, name: str) -> list[str]:
    """What a field holds, as a list of texts."""
    value = case.data.get(name)
    if is_blank(value) or isinstance(value, dict):
        return list(value.get("linked", ())) if isinstance(value, dict) else []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def units_of(actor: Actor, case: Case) -> list[str]:
    """At which units an actor's role is meant: those in a field, or the case's own."""
    return [actor.unit] if actor.unit else kept(case, actor.at) if actor.at else [case.unit]


def doors_of(actor: Actor, case: Case, directory: Directory) -> list[Door]:
    """The roles at units a role actor stands for; where nobody holds it, the door stays at the named unit."""
    found: list[Door] = []
    for unit in units_of(actor, case):
        here = [(role, unit) for role in directory.parts(actor.name) if directory.at(role, unit)]
        held = here if actor.at or actor.unit else list(directory.doors(actor.name, unit))
        found += held or [(actor.name, unit)]
    return found


def people_of(who: Who, case: Case, directory: Directory) -> tuple[str, ...]:
    """Every account a who-expression means; persons of the case without one are not among them."""
    found: list[str] = []
    for actor in who:
        if actor.kind == "role":
            found += directory.behind(doors_of(actor, case, directory))
        elif actor.kind == "field":
            found += [one for one in kept(case, actor.name) if one in directory.people]
        elif actor.kind == "same_as":
            found += [one for one in doers(case, actor.name) if one in directory.people]
        elif actor.kind == "source":
            found += [one for one in case.source.get("people", ()) if one in directory.people]
        elif actor.kind == "opener" and case.opener in directory.people:
            found.append(case.opener)
    return tuple(dict.fromkeys(found))


def doers(case: Case, step: str) -> tuple[str, ...]:
    """Who did a step: the one who led on, or each of several who did a part and did not return it."""
    parts = [str(row["by"]) for row in case.parts.get(step, ()) if not row["returned"]]
    return tuple(dict.fromkeys(parts)) or ((case.did[step],) if step in case.did else ())


def has_party(who: Who, case: Case) -> str:
    """The field of the person of the case among these, or ''."""
    for actor in who:
        if actor.kind == "field" and not is_blank(case.data.get(actor.name)) and isinstance(case.data[actor.name], dict) and "row" not in case.data[actor.name]:
            return actor.name
    return ""


def suited(actor: Actor, facts: Facts) -> tuple[str, ...]:
    """The holders of a role for whom 只取 holds; a fact nobody has told counts as not holding."""
    case, directory = facts.case, facts.world.directory
    assert case is not None
    people = directory.behind(doors_of(actor, case, directory))
    return tuple(one for one in people if _suits(one, actor, facts))


def _suits(person: str, actor: Actor, facts: Facts) -> bool:
    directory = facts.world.directory
    over = {**facts.over, **{field.name: directory.fact(person, field.name) for field in actor.facts}}
    own = changed(facts, over=over, sheet={**facts.sheet, **{field.name: field for field in actor.facts}})
    try:
        return own.holds(actor.only)
    except FormulaRefusal:
        return False


def standing(actor: Actor, facts: Facts) -> tuple[list[str], list[Door]]:
    """The people an actor names who are still here, and the roles that take the place of those who have left.

    Whoever did a step is followed by the roles of that step, a person of a field by the roles the field picks from,
    nearest to the case; where nobody holds these either, the name stays and the matter waits for an administrator."""
    case, directory = facts.case, facts.world.directory
    assert case is not None
    people: list[str] = []
    doors: list[Door] = []
    for one in people_of((actor,), case, directory):
        instead = _instead(actor, facts) if directory.people[one].left else []
        if directory.behind(instead):
            doors += instead
        else:
            people.append(one)
    return people, list(dict.fromkeys(doors))


def _instead(actor: Actor, facts: Facts) -> list[Door]:
    case, directory, workflow = facts.case, facts.world.directory, facts.workflow
    assert case is not None
    if actor.kind == "same_as":
        return [door for before in workflow.steps[actor.name].by for door in (
            doors_of(before, case, directory) if before.kind == "role" else _instead(before, facts))]
    if actor.kind == "opener":
        return [door for by in workflow.start.by if by.kind == "role" for door in doors_of(by, case, directory)]
    field = workflow.all_fields().get(actor.name)
    roles = field.among if field is not None else ()
    return [door for role in roles for door in directory.doors(role, case.unit)]
