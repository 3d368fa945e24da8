"""Beginning a case: who may, of which unit, by which channel.

In: an open command and the world.  Out: the events that open a case and lead it to its first rest, or why not.
"""

from __future__ import annotations

from typing import Any

from engine.case import refusals
from engine.case.commands import Open, OtherEnded
from engine.case.events import Decision, Refusal
from engine.case.flow import go
from engine.case.forms import fill, seal
from engine.case.journal import Journal
from engine.case.world import PARTY, PUBLIC, SYSTEM, World
from engine.model import Method, Way
from engine.text import say


def open_case(method: Method, command: Open, world: World) -> Decision | Refusal:
    """Begin a case: by whoever may, from another case, or by itself."""
    if command.workflow not in method.workflows:
        return refusals.not_now("登记", f"没有「{command.workflow}」这个流程", f"there is no workflow “{command.workflow}”")
    workflow = method.workflows[command.workflow]
    journal = Journal(method, None, world, workflow)
    refused = None if command.source else may_open(method, command.workflow, world)
    if refused is not None:
        return refused
    values, problems = fill(workflow.start.form, command.values, journal.facts)
    problems += _unit_problems(method, command, world) + _channel_problems(method, command)
    if problems:
        return refusals.form(problems)
    sealed, private = seal(workflow.start.form, values, journal.facts)
    number = journal.number(workflow.number, f"{method.id}/{workflow.name}")
    journal.add("opened", id=command.id, method=method.id, digest=method.digest, workflow=workflow.name, unit=command.unit,
                channel=command.channel, values=sealed, **({"source": dict(command.source)} if command.source else {}), **number)
    journal.private += private
    go(journal, Way(workflow.first), "")
    return journal.decision()


def may_open(method: Method, workflow: str, world: World) -> Refusal | None:
    """Why an actor may not begin such a case, or None."""
    who, recurs = method.workflows[workflow].start.by, method.workflows[workflow].start.recurs
    if world.actor == SYSTEM and (recurs or workflow in opened_besides(method)):
        return None
    if world.actor in (PUBLIC, PARTY):
        allowed = any(actor.kind == "public" for actor in who)
    else:
        held = {role for role, _ in world.directory.doors_of(world.actor)}
        allowed = any(held & set(world.directory.parts(actor.name)) for actor in who if actor.kind == "role")
    if allowed:
        return None
    return Refusal("not-yours", say("您不能登记「{name}」，可以登记的是：{who}", "you may not enter “{name}”; these may: {who}", name=workflow,
                                    who="、".join(actor.name for actor in who)))


def opened_besides(method: Method) -> frozenset[str]:
    """The workflows whose cases open by themselves: after a missed obligation, or once a result takes effect."""
    return frozenset({duty.missed.opens for duty in method.duties.values()}
                     | {rule.opens for one in method.evaluations.values() for rule in one.consequences.values()})


def _unit_problems(method: Method, command: Open, world: World) -> list[tuple[str, Any]]:
    wanted = method.workflows[command.workflow].belongs_to
    unit = world.directory.units.get(command.unit)
    if unit is not None and (not wanted or unit.is_a(wanted)):
        return []
    names = [one.name for one in world.directory.units.values() if one.is_a(wanted)]
    return [("所属", say("请选{kind}：{names}", "choose one of: {names}", kind=wanted, names="、".join(names)))]


def _channel_problems(method: Method, command: Open) -> list[tuple[str, Any]]:
    channels = method.workflows[command.workflow].start.channels
    if not command.channel or not channels or command.channel in method.lists[channels].type.items:
        return []
    return [("渠道", say("没有「{name}」这个渠道", "there is no channel “{name}”", name=command.channel))]


def other_ended(journal: Journal, command: OtherEnded) -> Refusal | None:
    """Note what became of a case that was opened from this one."""
    known = journal.case.others.get(command.case)
    if known is not None and (known["number"], known["outcome"]) != (command.number, command.outcome):
        journal.add("other_ended", case=command.case, workflow=known["workflow"], number=command.number, outcome=command.outcome)
    return None
