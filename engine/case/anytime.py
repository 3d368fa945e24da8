"""What may be done in many steps: notes, handing over, taking back, urging, copying, pausing, withdrawing.

In: an anytime command and the journal.  Out: events, or why not.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.case import refusals
from engine.case.clocks import pause, resume
from engine.case.commands import Anytime as AnytimeCommand
from engine.case.commands import Resume
from engine.case.correcting import correct
from engine.case.effects import apply
from engine.case.events import Refusal
from engine.case.extending import extend, may_extend
from engine.case.facts import Facts
from engine.case.flow import go, leads_of
from engine.case.forms import fill, seal
from engine.case.journal import Journal
from engine.case.located import located
from engine.case.merging import merge
from engine.case.people import people_of
from engine.case.seats import holders, is_among, may_take
from engine.case.several import add, drop, may_add, may_drop
from engine.case.state import Case, Seat, plain_clock
from engine.case.world import World
from engine.errors import FormulaRefusal
from engine.filling import is_blank
from engine.model import Anytime, Workflow
from engine.text import say


def why_not_anytime(journal: Journal, anytime: Anytime) -> Refusal | None:
    """Why an anytime action is not offered as things stand, or None."""
    case, world = journal.case, journal.world
    if anytime.steps and case.step not in anytime.steps:
        return refusals.not_now(anytime.title, f"只在{'、'.join(anytime.steps)}可以办", f"only in {', '.join(anytime.steps)}")
    if not is_among(anytime.by, world.actor, case, world.directory):
        return refusals.not_now(anytime.title, f"只有{'、'.join(one.name for one in anytime.by)}可以办",
                                f"only {', '.join(one.name for one in anytime.by)} may")
    try:
        held = journal.facts.holds(anytime.when)
    except FormulaRefusal as refusal:
        return refusals.not_now(anytime.title, refusal.text.zh, refusal.text.en)
    if held:
        return _VERB_ALLOWED[anytime.verb](journal, anytime) if anytime.verb in _VERB_ALLOWED else None
    return refusals.not_now(anytime.title, f"要满足「{anytime.when.text if anytime.when else ''}」", "its condition does not hold")


def do_anytime(journal: Journal, command: AnytimeCommand) -> Refusal | None:
    """Carry out an anytime action."""
    anytime = journal.workflow.anytime.get(command.name)
    if anytime is None:
        return refusals.no_such_action(journal.case, command.name, journal.workflow.anytime)
    refused = why_not_anytime(journal, anytime)
    if refused is not None:
        return refused
    own = anytime.verb == "correct"  # what is put right belongs to the case, not to the act
    values, problems = ({}, []) if own else fill(anytime.form, command.values, journal.facts)
    if problems:
        return refusals.form(problems)
    refused = _VERBS[anytime.verb](journal, anytime, command)
    if refused is not None:
        return refused
    if values or anytime.verb == "note":
        sealed, private = seal(anytime.form, values, journal.facts, f"{anytime.name}/")
        journal.private += private
        journal.add("noted", name=anytime.name, step=journal.case.step, values=sealed)
    if anytime.name in journal.case.asks:
        return None  # what follows waits for the approval
    apply(journal, anytime.effects, anytime.name)
    if anytime.way is not None and anytime.verb != "take_back" and journal.case.step:
        go(journal, anytime.way, anytime.title)
    return None


def _nothing(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    return None


def _mine(journal: Journal) -> list[Seat]:
    return [seat for seat in journal.case.open_seats()
            if seat.kind == "lead" and not seat.pool and may_take(seat, journal.world.actor, journal.world.directory)]


def _transfer(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    directory = journal.world.directory
    mine = _mine(journal)
    if not mine:
        return refusals.not_yours([s for s in journal.case.open_seats() if s.kind == "lead"], directory)
    to = directory.named(command.to[0]) if command.to else None
    allowed = successors(journal.workflow, journal.case, journal.world, journal.world.actor)
    if to is None or to not in allowed:
        names = "、".join(directory.call(one) for one in allowed)
        return refusals.form([("给", say("请从这些人里选一位：{names}", "choose one of: {names}", names=names))])
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明理由", "please give the reason"))])
    journal.add("transferred", seat=mine[0].id, to=to, was=journal.world.actor, reason=command.reason)
    journal.add("told", to=[to], party="", cause=anytime.name, step=journal.case.step, values={})
    return None


def successors(workflow: Workflow, case: Case, world: World, person: str) -> tuple[str, ...]:
    """Who else could have had the task somebody holds: behind its doors, or behind those of the step whose doer it
    went to."""
    directory = world.directory
    mine = [seat for seat in case.open_seats() if seat.kind == "lead" and may_take(seat, person, directory)]
    found: list[str] = []
    for seat in mine:
        by = workflow.steps[case.step].by
        before = [actor for one in by if one.kind == "same_as" for actor in workflow.steps[one.name].by]
        found += directory.behind(seat.doors) or people_of(located(tuple(before) or by, Facts(workflow, case, world)), case, directory)
    return tuple(one for one in dict.fromkeys(found) if one != person)


def _may_transfer(journal: Journal, anytime: Anytime) -> Refusal | None:
    if _mine(journal):
        return None
    return refusals.not_now(anytime.title, "这件事现在不在您手里", "the matter is not in your hands")


def _may_take_back(journal: Journal, anytime: Anytime) -> Refusal | None:
    case, last = journal.case, journal.case.last
    if not last or last["by"] != journal.world.actor or last["visit"] != case.visit - 1:
        return refusals.not_now(anytime.title, "上一步不是您办的", "the step before was not yours")
    if journal.workflow.steps[last["step"]].several:
        return refusals.not_now(anytime.title, "上一步是几家一起办的，办齐了就不能拿回", "several did the step before together; it cannot be taken back")
    if any(other["visit"] == str(last["visit"]) for other in case.others.values()):
        return refusals.not_now(anytime.title, "那一步已经另立了别的件", "that step has opened other cases")
    if any(seat.state == "done" or (seat.claim and seat.person) for seat in case.seats.values()):
        return refusals.not_now(anytime.title, "下一环节已经有人动手了", "somebody has begun the next step")
    return None


def _take_back(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    last, case = journal.case.last, journal.case
    from engine.case.events import plain_seat
    from engine.case.flow import start_clock
    from engine.case.seats import open_seats

    step = journal.workflow.steps[last["step"]]
    seats = [plain_seat(seat) for seat in open_seats(step, journal.facts, case.visit + 1)]
    for seat in seats:
        if seat["kind"] == "lead":
            seat |= {"person": journal.world.actor, "claim": False}
    journal.add("entered", step=step.name, **{"from": case.step}, kind="take_back", back=anytime.name, seats=seats,
                clears=[*last["filled"], f"{step.name}时间"])
    start_clock(journal, step, "take_back")
    return None


def _urge(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    directory = journal.world.directory
    to = [one for seat in journal.case.open_seats() for one in holders(seat, directory)]
    journal.add("urged", to=list(dict.fromkeys(to)), step=journal.case.step, reason=command.reason)
    return None


def _copy(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    found = [journal.world.directory.named(one) for one in command.to]
    if not found or None in found:
        return refusals.form([("给", say("请写明抄送给谁", "say whom to copy"))])
    journal.add("copied", to=[one for one in found if one], reason=command.reason)
    return None


def _may_pause(journal: Journal, anytime: Anytime) -> Refusal | None:
    clock = journal.case.clocks.get(journal.case.step)
    if clock is None or clock.state != "running":
        return refusals.not_now(anytime.title, "没有正在走的时限", "no deadline is running")
    return None


def _pause(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    known = journal.method.lists[anytime.reasons].type.items if anytime.reasons else ()
    if is_blank(command.reason) or (known and command.reason not in known):
        return refusals.form([("事由", say("请选一个事由：{known}", "choose a reason: {known}", known="、".join(known)))])
    calendar, now = journal.world.calendar, journal.world.now
    until = calendar.add(now, journal.facts.span(anytime.at_most)).at
    clock = pause(calendar, journal.case.clocks[journal.case.step], now, until)
    journal.add("clock_paused", clock=plain_clock(clock), reason=command.reason, until=until.isoformat())
    return None


def resume_clock(journal: Journal, command: Resume) -> Refusal | None:
    """Let a paused clock run again: whoever may pause it may."""
    case = journal.case
    clock = case.clocks.get(case.step)
    if clock is None or clock.state != "paused":
        return refusals.not_now("恢复", "时限没有暂停", "no deadline is paused")
    pausing = [one for one in journal.workflow.anytime.values() if one.verb == "pause"]
    if journal.world.actor != "system" and not any(
            is_among((*one.by, *one.approved_by), journal.world.actor, case, journal.world.directory) for one in pausing):
        return refusals.not_now("恢复", "只有可以暂停的人可以恢复", "only those who may pause it may")
    deadline = journal.workflow.steps[case.step].deadline
    leads = leads_of(deadline, journal.facts) if deadline is not None else []
    made, due = resume(journal.world.calendar, clock, journal.world.now, leads, deadline.on_rest if deadline is not None else "next")
    journal.add("clock_resumed", clock=plain_clock(made), was=clock.due, working=due.day_by_day)
    return None



_VERBS: dict[str, Callable[[Journal, Anytime, AnytimeCommand], Refusal | None]] = {
    "note": _nothing, "transfer": _transfer, "take_back": _take_back, "urge": _urge, "copy": _copy, "pause": _pause,
    "withdraw": _nothing, "extend": extend, "add": add, "drop": drop, "merge": merge, "correct": correct,
}
_VERB_ALLOWED: dict[str, Callable[[Journal, Anytime], Refusal | None]] = {
    "transfer": _may_transfer, "take_back": _may_take_back, "pause": _may_pause, "extend": may_extend, "add": may_add, "drop": may_drop,
}
