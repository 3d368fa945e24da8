"""Deciding: what a command does to a case, or why it does nothing.

In: a method, a case (None before it is opened), a command and the world.
Out: a `Decision` or a `Refusal`.  Pure: no clock, file, database or chance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.case import refusals
from engine.case.anytime import do_anytime, resume_clock
from engine.case.commands import (
    Absorb,
    Act,
    Anytime,
    Approve,
    Claim,
    Command,
    Fire,
    Hear,
    Open,
    OtherEnded,
    Release,
    Reopen,
    Repair,
    Reproject,
    Resume,
    Unmerge,
)
from engine.case.effects import apply, fix_parts, issue
from engine.case.events import Decision, Refusal
from engine.case.extending import approve
from engine.case.firing import fire, reproject
from engine.case.flow import after_rework, go, returns_used_up, rounds_used_up, way_on
from engine.case.forms import fill, seal
from engine.case.holding import BALLOT_DECIDERS
from engine.case.journal import Journal
from engine.case.merging import absorb, hear, release, unmerge
from engine.case.opening import open_case, other_ended
from engine.case.people import people_of
from engine.case.reopening import reopen
from engine.case.seats import for_whom, is_among, may_take
from engine.case.several import give_back, go_on_if_joined, mine_among, parts_of
from engine.case.state import Case, Seat
from engine.case.world import World
from engine.errors import CalendarError, FormulaRefusal
from engine.filling import is_blank
from engine.model import Action, Method, Step, Workflow
from engine.text import say


def decide(method: Method, case: Case | None, command: Command, world: World) -> Decision | Refusal:
    """The events a command leads to, or a refusal that changes nothing."""
    try:
        return _decide(method, case, command, world)
    except FormulaRefusal as refusal:  # a value that the street has not settled, or a sum that has none
        return Refusal(refusal.kind, refusal.text)
    except CalendarError as refusal:  # a date that no calendar can count to
        return Refusal("calendar", refusal.text)


def _decide(method: Method, case: Case | None, command: Command, world: World) -> Decision | Refusal:
    if isinstance(command, Open):
        return open_case(method, command, world)
    assert case is not None
    if case.outcome and not _after_the_end(method.workflows[case.workflow], case, command):
        return Decision(()) if isinstance(command, Fire | Reproject) else refusals.closed(case)
    journal = Journal(method, case, world, method.workflows[case.workflow])
    refusal = _DECIDERS[type(command)](journal, command)
    return refusal if refusal is not None else journal.decision()


def _after_the_end(workflow: Workflow, case: Case, command: Command) -> bool:
    """Whether a command is one that a closed case still understands."""
    if isinstance(command, Fire):
        return command.step == case.outcome
    if isinstance(command, Anytime):
        anytime = workflow.anytime.get(command.name)
        return anytime is not None and anytime.verb == "correct" and not anytime.steps
    return isinstance(command, Reopen | Unmerge | Absorb | Release | Hear | OtherEnded)


# --- acting ---------------------------------------------------------------------------------------------------------


def _act(journal: Journal, command: Act) -> Refusal | None:
    case, step = journal.case, journal.workflow.steps[journal.case.step]
    if command.visit and command.visit != case.visit:
        return refusals.moved_on(case)
    action = step.actions.get(command.action)
    if action is None:
        return refusals.no_such_action(case, command.action, step.actions)
    seat = lead_seat(journal, step, command.seat)
    if isinstance(seat, Refusal):
        return seat
    refused = why_not(journal, step, action)
    if refused is not None:
        return refused
    fields = (*step.form, *action.form)
    values, problems = fill(fields, command.values, journal.facts)
    if problems:
        return refusals.form(problems)
    seat = _taken(journal, seat)
    sealed, private = seal(fields, values, journal.facts, f"{case.visit}/{seat.id}/" if seat.each else f"{case.visit}/")
    journal.private += private
    if seat.each and action.way is not None and action.way.kind == "return":
        give_back(journal, step, action, seat, sealed)
        return None
    instead = for_whom(seat, journal.world.actor, journal.world.directory)
    journal.add("acted", step=step.name, seat=seat.id, action=action.name, values=sealed, **({"for": instead} if instead else {}))
    apply_issue_first(journal, action, step)
    if seat.each:
        go_on_if_joined(journal)
        return None
    go(journal, *way_on(journal, step, action))
    return None


def apply_issue_first(journal: Journal, action: Action, step: Step) -> None:
    """Number the documents, freeze the parts this step and action fill, then tell and publish."""
    for name in action.effects.issue:
        issue(journal, journal.method.documents[name])
    fix_parts(journal, (step.name, action.name))
    apply(journal, action.effects, action.name)


def lead_seat(journal: Journal, step: Step, wanted: str = "") -> Seat | Refusal:
    """The seat the actor may act on at this step, or why there is none."""
    case, world = journal.case, journal.world
    seats = [seat for seat in case.open_seats() if seat.kind == "lead"]
    mine = mine_among(case, world.actor, wanted, world.directory)
    if not mine:
        claimed = [seat for seat in seats if seat.claim and seat.person]
        return refusals.taken(claimed[0], world.directory) if claimed else refusals.not_yours(seats, world.directory)
    if world.actor in people_of(step.recuse, case, world.directory):
        return refusals.recused(step.name)
    return mine[0]


def _taken(journal: Journal, seat: Seat) -> Seat:
    """The seat once it is the actor's own; of one that many may take a part from, the actor's part."""
    if not seat.claim or seat.person:
        return seat
    part = f"{seat.id}.{1 + sum(one.id.startswith(f'{seat.id}.') for one in journal.case.seats.values())}" if seat.pool else ""
    journal.add("claimed", seat=seat.id, person=journal.world.actor, **({"part": part} if part else {}))
    return journal.case.seats[part or seat.id]


def why_not(journal: Journal, step: Step, action: Action) -> Refusal | None:
    """Why an action is not offered as things stand, or None."""
    facts, case = journal.facts, journal.case
    if action.by and not is_among(action.by, journal.world.actor, case, journal.world.directory):
        return refusals.not_now(action.title, f"只有{'、'.join(one.name for one in action.by)}可以办",
                                f"only {', '.join(one.name for one in action.by)} may")
    if action.way is not None and action.way.kind == "back" and rounds_used_up(facts) and step.name in after_rework(journal.workflow):
        return refusals.not_now(action.title, "重办的轮数已经用完", "no further round of rework is allowed")
    if action.way is not None and action.way.kind == "return" and returns_used_up(facts):
        return refusals.not_now(action.title, "退单的次数已经用完，必须承办", "no further return is allowed; the matter must be handled")
    try:
        if facts.holds(action.when):
            return None
    except FormulaRefusal as refusal:
        return refusals.not_now(action.title, refusal.text.zh, refusal.text.en)
    assert action.when is not None
    return refusals.not_now(action.title, f"要满足「{action.when.text}」", f"“{action.when.text}” must hold")


def _claim(journal: Journal, command: Claim) -> Refusal | None:
    case, world = journal.case, journal.world
    seats = [seat for seat in case.open_seats() if seat.kind == "lead" and command.seat in ("", seat.id)]
    pool = [seat for seat in seats if seat.claim]
    if not pool:
        return refusals.not_now("领取", "这一步不用领取，直接办就可以", "this step need not be claimed")
    seat = pool[0]
    if any(one.person == world.actor for one in parts_of(case)):
        return None
    if seat.person:
        return None if seat.person == world.actor else refusals.taken(seat, world.directory)
    if not may_take(seat, world.actor, world.directory):
        return refusals.not_yours(pool, world.directory)
    if world.actor in people_of(journal.workflow.steps[case.step].recuse, case, world.directory):
        return refusals.recused(case.step)
    _taken(journal, seat)
    return None


# --- repair ---------------------------------------------------------------------------------------------------------


def _repair(journal: Journal, command: Repair) -> Refusal | None:
    case, directory = journal.case, journal.world.directory
    actor = directory.people.get(journal.world.actor)
    if actor is None or not actor.administrator or actor.left:
        return refusals.not_now("指定办理人", "只有管理员可以", "only an administrator may")
    seat = case.seats.get(command.seat)
    if seat is None or seat.state != "open":
        return refusals.moved_on(case)
    person = directory.people.get(command.to)
    if person is None or person.left:
        return refusals.form([("给", say("没有「{name}」这个人", "there is nobody called “{name}”", name=command.to))])
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明理由", "please give the reason"))])
    journal.add("repaired", seat=seat.id, to=command.to, was=seat.person, reason=command.reason,
                **({"leaver": command.leaver} if command.leaver and seat.only else {}))
    return None


_DECIDERS: dict[type, Callable[[Journal, Any], Refusal | None]] = {
    Act: _act, **BALLOT_DECIDERS, Claim: _claim, Anytime: do_anytime, Resume: resume_clock, Fire: fire, Repair: _repair,
    Reproject: reproject, Approve: approve, Reopen: reopen, Unmerge: unmerge, Absorb: absorb, Release: release, Hear: hear,
    OtherEnded: other_ended,
}
