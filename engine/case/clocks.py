"""Deadlines as facts: when a clock is due, with its working, and when each of its rungs acts.

In: a calendar, a start, a length.  Out: `Clock` data; nothing here reads the time of day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal

from engine.calendar import Calendar, Due, Roll
from engine.case.state import Clock, Rung, changed
from engine.values import Span, Unit

Lead = tuple[Literal["before", "after"], Span]


def due_after(calendar: Calendar, start: datetime, amount: Fraction, unit: Unit, roll: Roll, same_day: bool) -> Due:
    """When `amount` of `unit` counted from `start` ends; counting begins the next day unless `same_day`."""
    if same_day and unit in ("days", "workdays", "months"):
        start -= timedelta(days=1)
    return calendar.add_amount(start, amount, unit, roll)


def due_on(calendar: Calendar, day: date | datetime, roll: Roll) -> Due:
    """The close of office on a day somebody fixed, rolled off a rest day; a moment stays as it is."""
    if isinstance(day, datetime):
        return Due(day, (), calendar.day(day.date()).provisional)
    return calendar.on(day, roll)


def rungs_of(calendar: Calendar, due: datetime, leads: Sequence[tuple[str, Lead]]) -> tuple[Rung, ...]:
    """The moments of a clock's rungs: so long before or after the due time."""
    found: list[Rung] = []
    for name, (side, span) in leads:
        if span.amount == 0:
            at = due.isoformat()
        elif side == "before":
            at = calendar.before(due, span).text
        else:
            at = calendar.add(due, span).text
        found.append(Rung(name, at))
    return tuple(found)


def used(calendar: Calendar, clock: Clock, until: datetime) -> Fraction:
    """How much of its amount a clock has used by `until`; a paused stretch does not count.

    Of days the day itself counts: what is left are the days ahead, so that a pause within a day moves nothing.
    """
    spent = Fraction(clock.used)
    if clock.state == "paused":
        return spent
    since = datetime.fromisoformat(clock.since or clock.started)
    until = max(since, datetime.fromisoformat(clock.stopped) if clock.stopped else until)
    if clock.unit == "days":
        return spent + (until.date() - since.date()).days
    if clock.unit == "workdays":
        return spent + calendar.remaining(since, until)
    return spent + calendar.between(since, until, clock.unit)  # type: ignore[arg-type]


def left(calendar: Calendar, clock: Clock, until: datetime) -> tuple[Fraction, Unit]:
    """What a clock has left at `until`, never less than nothing; months are left as days."""
    clock = in_days(clock)
    return max(Fraction(clock.amount) - used(calendar, clock, until), Fraction(0)), clock.unit  # type: ignore[return-value]


def in_days(clock: Clock) -> Clock:
    """The clock with months told as the days they came to; other units stay."""
    if clock.unit != "months":
        return clock
    begun = datetime.fromisoformat(clock.since or clock.started).date()
    return changed(clock, unit="days", amount=str((datetime.fromisoformat(clock.due).date() - begun).days))


def first_day(calendar: Calendar, start: datetime, unit: Unit, same_day: bool) -> Fraction:
    """What counting from the same day uses up on that day at once."""
    counts = same_day and (unit == "days" or (unit == "workdays" and calendar.is_working(start.date())))
    return Fraction(1 if counts else 0)


def pause(calendar: Calendar, clock: Clock, now: datetime, until: datetime) -> Clock:
    """The clock stopped for a while; a rung lets it run again by itself at `until`."""
    rungs = (*(rung for rung in clock.rungs if rung.name != "resume"), Rung("resume", until.isoformat()))
    clock = in_days(clock)
    return changed(clock, state="paused", used=str(used(calendar, clock, now)), since=now.isoformat(), rungs=rungs)


def resume(calendar: Calendar, clock: Clock, now: datetime, leads: Sequence[tuple[str, Lead]], roll: Roll = "next") -> tuple[Clock, Due]:
    """The clock running again with what it had left, and its working; rungs that have not acted move with the due time.

    What was overdue before the pause stays due when it was."""
    if datetime.fromisoformat(clock.due) <= datetime.fromisoformat(clock.since):
        due = Due(datetime.fromisoformat(clock.due), (), clock.provisional)
    else:
        due = _rest(calendar, clock, now, roll)
    fired = {rung.name for rung in clock.rungs if rung.fired}
    rungs = tuple(changed(rung, fired=rung.name in fired) for rung in rungs_of(calendar, due.at, leads))
    return changed(clock, state="running", since=now.isoformat(), due=due.at.isoformat(), provisional=due.provisional,
                   rungs=rungs), due


def _rest(calendar: Calendar, clock: Clock, now: datetime, roll: Roll) -> Due:
    rest = max(Fraction(clock.amount) - Fraction(clock.used), Fraction(0))
    if rest or clock.unit not in ("days", "workdays"):
        return calendar.add_amount(now, rest, clock.unit, roll)  # type: ignore[arg-type]
    today = due_on(calendar, now.date(), roll)  # paused on its last day: it ends with the day it runs again
    return today if today.at > now else due_on(calendar, now.date() + timedelta(days=1), "next")


def next_at(clock: Clock) -> str | None:
    """The earliest moment at which this clock does something, or None."""
    if clock.state == "stopped":
        return None
    waiting = [rung.at for rung in clock.rungs if not rung.fired and (clock.state == "running" or rung.name == "resume")]
    return min(waiting, default=None)
