"""A deadline put off for a reason: at once, or asked for and then approved or declined by somebody else.

In: the journal, until which day, why.  Out: events; the clock moves only once it is approved, and remembers its first due time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.calendar import Due
from engine.case import refusals
from engine.case.clocks import due_on, rungs_of
from engine.case.commands import Anytime as AnytimeCommand
from engine.case.commands import Approve
from engine.case.effects import apply
from engine.case.events import Refusal, plain_seat
from engine.case.flow import leads_of
from engine.case.journal import Journal
from engine.case.people import doors_of, people_of
from engine.case.seats import holders, may_take
from engine.case.state import Clock, Seat, changed, plain_clock
from engine.filling import is_blank
from engine.model import Anytime
from engine.text import say
from engine.values import read_date


def may_extend(journal: Journal, anytime: Anytime) -> Refusal | None:
    """Why the deadline cannot be put off now, or None."""
    clock = journal.case.clocks.get(journal.case.step)
    deadline = journal.workflow.steps[journal.case.step].deadline
    if clock is None or deadline is None or clock.state != "running":
        return refusals.not_now(anytime.title, "没有正在走的时限", "no deadline is running")
    if anytime.name in journal.case.asks:
        return refusals.not_now(anytime.title, "已经提出，正在等批准", "it has been asked for and waits for approval")
    return None


def latest_day(journal: Journal, anytime: Anytime) -> date:
    """Until which day the deadline may be put off, counted from when it was first due."""
    clock = journal.case.clocks[journal.case.step]
    first = datetime.fromisoformat(clock.first or clock.due)
    return journal.world.calendar.add(first, journal.facts.span(anytime.at_most)).at.date()


def extend(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    """Put the deadline off, or ask for it where somebody must approve."""
    day, latest = read_date(command.until), latest_day(journal, anytime)
    due = datetime.fromisoformat(journal.case.clocks[journal.case.step].due)
    known = journal.method.lists[anytime.reasons].type.items if anytime.reasons else ()
    problems = []
    if day is None or not due.date() < day <= latest:
        problems.append(("延到", say("请写延到哪一天，要晚于{due}，最晚{latest}", "say until which day: after {due}, {latest} at the latest",
                                   due=due.date(), latest=latest)))
    elif not journal.world.calendar.is_working(day):
        problems.append(("延到", say("{day}是休息日，请写一个工作日", "{day} is no working day; choose one", day=day)))
    if is_blank(command.reason) or (known and command.reason not in known):
        problems.append(("理由", say("请写明理由", "please give the reason") if not known else
                         say("请选一个事由：{known}", "choose a reason: {known}", known="、".join(known))))
    if problems or day is None:
        return refusals.form(problems)
    if not anytime.approved_by:
        put_off(journal, day, command.reason)
        return None
    seat = _approver(journal, anytime)
    journal.add("asked", name=anytime.name, until=day.isoformat(), reason=command.reason, seat=plain_seat(seat))
    journal.add("told", to=list(holders(seat, journal.world.directory)), party="", cause=anytime.name, step=journal.case.step, values={})
    return None


def _approver(journal: Journal, anytime: Anytime) -> Seat:
    case, directory = journal.case, journal.world.directory
    doors = [door for actor in anytime.approved_by if actor.kind == "role" for door in doors_of(actor, case, directory)]
    named = people_of(tuple(actor for actor in anytime.approved_by if actor.kind != "role"), case, directory)
    seat = Seat(f"{case.visit}.批准.{anytime.name}", case.step, "approve", doors=tuple(dict.fromkeys(doors)), group=anytime.name)
    if not named:
        return seat
    among = tuple(dict.fromkeys([*named, *directory.behind(doors)]))
    return changed(seat, doors=(), person=among[0]) if len(among) == 1 else changed(seat, only=anytime.name, among=among)


def approve(journal: Journal, command: Approve) -> Refusal | None:
    """Approve or decline what was asked for; whoever asked cannot."""
    case, actor, directory = journal.case, journal.world.actor, journal.world.directory
    name = command.name or next(iter(case.asks), "")
    asked = case.asks.get(name)
    if asked is None:
        return refusals.not_now("批准", "现在没有等批准的事", "nothing waits for approval")
    seat = case.seats[asked["seat"]]
    if not may_take(seat, actor, directory):
        return refusals.not_yours([seat], directory)
    if asked["by"] == actor:
        return refusals.not_now("批准", "自己提出的，要由别人批准", "somebody else must approve what you asked for")
    if command.answer == "decline" and is_blank(command.reason):
        return refusals.form([("理由", say("不批准要写明理由", "please say why not"))])
    answer = {"name": name, "seat": seat.id, "until": asked["until"], "reason": command.reason}
    if command.answer == "approve":
        journal.add("approved", **answer)
        put_off(journal, date.fromisoformat(asked["until"]), asked["reason"])
        apply(journal, journal.workflow.anytime[name].effects, name)
    else:
        journal.add("declined", **answer)
    cause = f"{name}：已批准" if command.answer == "approve" else f"{name}：没有批准"
    journal.add("told", to=[asked["by"]] if asked["by"] in directory.people else [], party="", cause=cause, step=case.step, values={})
    return None


def put_off(journal: Journal, day: date, reason: str) -> None:
    """Move the running deadline to the close of office on a day."""
    set_due(journal, due_on(journal.world.calendar, day, "none"), reason)


def set_due(journal: Journal, due: Due, reason: str) -> None:
    """Give the running clock another due time; what lies ahead of it acts again, its working days are counted from now."""
    case, calendar, now = journal.case, journal.world.calendar, journal.world.now
    clock = case.clocks[case.step]
    deadline = journal.workflow.steps[case.step].deadline
    assert deadline is not None
    fired = {rung.name for rung in clock.rungs if rung.fired}
    rungs = tuple(changed(rung, fired=rung.name in fired and datetime.fromisoformat(rung.at) <= now)
                  for rung in rungs_of(calendar, due.at, leads_of(deadline, journal.facts)))
    moved: Clock = changed(clock, due=due.at.isoformat(), provisional=due.provisional, rungs=rungs, unit="workdays", used="0",
                           amount=str(calendar.remaining(now, max(due.at, now + timedelta(0)))), since=now.isoformat(),
                           first=clock.first or clock.due)
    journal.add("clock_set", clock=plain_clock(moved), was=clock.due, working=due.day_by_day, reason=reason)
