"""Who is meant must be people that can be found: a person's field, a role held where the matter lies."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Actor, Field, Method, Step, Tell, Who, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "not-people": say("这个字段里填的不是人或单位", "this field does not hold people or a unit"),
    "role-not-there": say("这个角色不设在那里，找不到人", "the role is not held there, so nobody would be found"),
}
_PEOPLE = frozenset({"person", "party"})


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report doers, invited and told people that are no people, and roles looked for where they are not held."""
    fields = dict(flow.all_fields())
    fields.update((one.name, one) for act in flow.anytime.values() for one in act.form)
    for actor in _everybody(flow):
        _field(actor, fields, report)
    for step in flow.steps.values():
        invited = step.ballot.invite if step.ballot is not None else ()
        chosen = ((who, False) for who in (step.by, *(action.by for action in step.actions.values())))
        for who, below in (*chosen, *((one.who, True) for one in invited)):
            where = _nowhere(method, flow, who, fields, below)
            if where:
                report.add("role-not-there", who[0].mark, say(
                    "角色「{role}」设在{held}，在{where}找不到人", "the role “{role}” is held at {held}; nobody would be found at {where}",
                    role=who[0].name, held="、".join(sorted(_held(method, who[0].name))), where=where),
                    say("写「{{角色: {role}, 所在: 单位字段}}」，或者改「设在」",
                        "name the unit field with 所在, or change where the role is held", role=who[0].name))


def _field(actor: Actor, fields: dict[str, Field], report: Report) -> None:
    chosen, at = fields.get(actor.name) if actor.kind == "field" else None, fields.get(actor.at)
    if chosen is not None and chosen.kind not in _PEOPLE:
        hint = (say("写「{{角色: 角色名, 所在: {name}}}」", "write the role, and this field under 所在", name=chosen.name)
                if chosen.kind == "unit" else say("写一个「选人」的字段，或者写角色", "name a field that holds a person, or a role"))
        report.add("not-people", actor.mark, say(
            "「{name}」里填的不是人", "“{name}” does not hold a person", name=chosen.name), hint)
    if at is not None and at.kind != "unit":
        report.add("not-people", actor.mark, say("「{name}」里填的不是单位", "“{name}” does not hold a unit", name=at.name),
                   say("「所在」要写一个「选单位」的字段", "所在 takes a field that holds a unit"))


def _everybody(flow: Workflow) -> Iterator[Actor]:
    for step in flow.steps.values():
        yield from (*step.by, *step.assisted_by, *step.recuse)
        yield from _told(step)
        for invited in step.ballot.invite if step.ballot is not None else ():
            yield from invited.who
    for act in flow.anytime.values():
        yield from act.by
        yield from (actor for tell in act.effects.tell for actor in tell.who)


def _told(step: Step) -> Iterator[Actor]:
    tells: list[Tell] = [*step.on_enter.tell]
    for action in step.actions.values():
        yield from action.by
        tells += action.effects.tell
    for row in step.route:
        tells += row.effects.tell
    for nudge in step.deadline.nudges if step.deadline is not None else ():
        tells += nudge.effects.tell
    yield from (actor for tell in tells for actor in tell.who)


def _nowhere(method: Method, flow: Workflow, who: Who, fields: dict[str, Field], below: bool) -> str:
    """The kind of unit at which all of these roles are looked for in vain, or '' when somebody can be found.

    `below`: units under the case's own count too, as for the people invited to a ballot.
    """
    if not who or any(actor.kind != "role" or actor.name not in method.roles for actor in who):
        return ""
    home = flow.belongs_to or next((name for name, kind in method.units.items() if not kind.parents), "")
    home = home if home in method.units else ""
    wanted = _above(method, home) | ({kind for kind in method.units if home in _above(method, kind)} if below else set())
    if any(not actor.at and actor.at_by is None and (not home or _held(method, actor.name) & wanted) for actor in who):
        return ""
    for name in dict.fromkeys(actor.at for actor in who if actor.at):
        field = fields.get(name)
        held = {kind for actor in who if actor.at == name for kind in _held(method, actor.name)}
        lacking = [kind for kind in field.among if kind not in held] if field is not None and field.kind == "unit" else []
        if lacking or field is None:
            return lacking[0] if lacking else ""
    return "" if any(actor.at or actor.at_by is not None for actor in who) else home


def _held(method: Method, role: str) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [role]
    while waiting:
        here = method.roles.get(waiting.pop())
        if here is not None and here.name not in seen:
            seen.add(here.name)
            found |= set(here.held_at) if not here.includes or here.held_at != ("街道",) else set()
            waiting += here.includes
    return found or {"街道"}


def _above(method: Method, kind: str) -> set[str]:
    found: set[str] = set()
    waiting = [kind]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += method.units[here].parents if here in method.units else ()
    return found
