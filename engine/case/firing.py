"""Time acting on a case: rungs whose moment has come, and deadlines worked out again after a calendar has changed.

In: a fire or reproject command and the journal.  Out: events; a stale timer leads to none.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from engine.case.anytime import resume_clock
from engine.case.clocks import rungs_of
from engine.case.commands import Fire, Reproject, Resume
from engine.case.effects import apply
from engine.case.events import Refusal
from engine.case.flow import fixed_due, go, leads_of, leave_ballot, tally
from engine.case.journal import Journal
from engine.case.reopening import begin_again
from engine.case.seats import holders
from engine.case.state import Rung, changed, plain_clock


def fire(journal: Journal, command: Fire) -> Refusal | None:
    """Let one rung act, once."""
    case = journal.case
    clock = case.clocks.get(command.step)
    if clock is None or clock.state == "stopped" or clock.epoch != command.epoch:
        return None
    rung = next((one for one in clock.rungs if one.name == command.rung), None)
    if rung is None or rung.fired or journal.world.now < datetime.fromisoformat(rung.at):
        return None
    if clock.state == "paused" and rung.name != "resume":
        return None
    journal.add("rung_fired", step=command.step, epoch=command.epoch, rung=command.rung, due=clock.due)
    if rung.name == "reopen":
        begin_again(journal, "到了告知的日子")
        return None
    if rung.name == "resume":
        return resume_clock(journal, Resume())
    step = journal.workflow.steps[command.step]
    if rung.name == "tally":
        tally(journal, step)
        leave_ballot(journal, step)
        return None
    assert step.deadline is not None
    nudge = step.deadline.nudges[int(rung.name)]
    apply(journal, nudge.effects, "到期前提醒" if nudge.side == "before" else "逾期", _finished(journal))
    if nudge.way is not None:
        go(journal, nudge.way, "逾期")
    return None


def _finished(journal: Journal) -> frozenset[str]:
    """Who has done a part at the step while others have not: a reminder is not for them."""
    case, directory = journal.case, journal.world.directory
    done = {one for seat in case.seats.values() if seat.each and seat.state != "open" for one in (seat.person, *directory.behind(seat.doors))}
    return frozenset(done - {one for seat in case.open_seats() for one in holders(seat, directory)})


def reproject(journal: Journal, command: Reproject) -> Refusal | None:
    """Work the running deadline out again; what has already acted is not dated anew."""
    case, calendar = journal.case, journal.world.calendar
    clock = case.clocks.get(case.step)
    if clock is None or clock.state != "running":
        return None
    deadline = journal.workflow.steps[case.step].deadline
    if deadline is not None and deadline.until and not clock.since:
        due = fixed_due(deadline, journal.facts)
    else:
        start = datetime.fromisoformat(clock.since or clock.started)
        rest = max(Fraction(clock.amount) - Fraction(clock.used), Fraction(0))
        due = calendar.add_amount(start, rest, clock.unit, deadline.on_rest if deadline is not None else "next")  # type: ignore[arg-type]
    if (due.at.isoformat(), due.provisional) == (clock.due, clock.provisional):
        return None
    leads = rungs_of(calendar, due.at, leads_of(deadline, journal.facts)) if deadline is not None else (Rung("tally", due.at.isoformat()),)
    fired = {rung.name for rung in clock.rungs if rung.fired}
    moved = changed(clock, due=due.at.isoformat(), provisional=due.provisional,
                    rungs=tuple(changed(one, fired=one.name in fired) for one in leads))
    journal.add("clock_moved", clock=plain_clock(moved), was=clock.due, working=due.day_by_day)
    return None
