"""From recurrences and anchors to days: nominal, then planned after rest days, with the working.

In: an obligation, the calendar and the parameters of the day.  Out: its occasions between two days.  Keys are made of
nominal days, so that shifting never makes a second occasion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

from engine.calendar import Calendar, DayNote, Due, Occurrence, Roll, occurrences, read_recurrence
from engine.calendar.counting import add_months
from engine.compiler.duties import COUNTS_FROM, DAY_PARTS
from engine.duties.owed import Timer
from engine.formulas import evaluate
from engine.model import Method
from engine.model.duty import Anchor, Duty, Lead
from engine.values import SHANGHAI, Span, read_date, read_time

_ONE = timedelta(days=1)
_ROLLS: dict[str, Roll] = {"next": "next", "previous": "previous", "none": "none", "": "none"}
_REACH = timedelta(days=400)  # how far back an anchor is looked for
LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time round: `planned` is when it is due, `first` to `last` the days that are waited for; what is done until
    `until` still counts, late."""

    key: str
    nominal: date
    planned: date
    first: date
    last: date
    until: date
    working: tuple[DayNote, ...] = ()
    provisional: bool = False


class Rules:
    """An obligation's words as values of a day: calendar and parameters are those in force."""

    def __init__(self, method: Method, calendar: Calendar, parameters: Mapping[str, Any]) -> None:
        self.method, self.calendar, self.parameters = method, calendar, parameters
        self._months = lru_cache(maxsize=512)(self._occasions)
        self.days = lru_cache(maxsize=20_000)(self._days)

    # --- words ------------------------------------------------------------------------------------------------------

    def span(self, lead: Lead | None) -> Span | None:
        """A span as written or as a parameter holds it; None while nobody has settled it."""
        found = self.parameters.get(lead) if isinstance(lead, str) else lead
        return found if isinstance(found, Span) else None

    def roll(self, duty: Duty) -> Roll:
        """What a rest day does."""
        return _ROLLS.get(str(self.parameters.get(duty.on_rest, duty.on_rest)), "none")

    def hour(self, duty: Duty) -> str:
        """A time such as 18:00, `morning`, `afternoon` or ''."""
        text = str(self.parameters.get(duty.at, duty.at))
        return DAY_PARTS.get(text, text)

    def least(self, duty: Duty) -> Fraction:
        """How much is owed each time."""
        if duty.minimum is None:
            return Fraction(1)
        names = {name: self.parameters[name] for name in duty.minimum.reads | duty.minimum.calls if name in self.parameters}
        found = evaluate(duty.minimum, names)
        assert isinstance(found, Fraction)
        return found

    def on_day(self, duty: Duty) -> bool:
        """Whether it is owed on a day, not in a period."""
        text = str(self.parameters.get(duty.recurs, duty.recurs))
        made = read_recurrence(text)
        return duty.anchor is None and made is not None and made.on_days and made.every != "day"

    # --- days -------------------------------------------------------------------------------------------------------

    def occasions(self, name: str, first: date, last: date) -> tuple[Occasion, ...]:
        """The occasions of an obligation that count on some day from `first` to `last`; not those after closed cases."""
        found = self._months(name, first.replace(day=1), add_months(last.replace(day=1), 1))  # whole months, worked out once
        return tuple(one for one in found if one.last >= first and min(one.first, one.planned) <= last)

    def _occasions(self, name: str, first: date, last: date) -> tuple[Occasion, ...]:
        duty = self.method.duties[name]
        found = self._anchored(duty, duty.anchor, first, last) if duty.anchor is not None else self._recurring(duty, first, last)
        return tuple(one for one in found if one.last >= first and min(one.first, one.planned) <= last)

    def _recurring(self, duty: Duty, first: date, last: date) -> Iterator[Occasion]:
        text = str(self.parameters.get(duty.recurs, duty.recurs))
        once, recurrence = read_date(text), read_recurrence(text)
        if once is not None:
            yield self._day(duty, Occurrence(once.isoformat(), once, LONG_AGO, date.max), strict=True)
        elif recurrence is not None:
            for one in occurrences(recurrence, first - 20 * _ONE, last + 20 * _ONE):
                if recurrence.on_days and recurrence.every != "day":
                    yield self._day(duty, one, strict=duty.never_empty)
                else:
                    yield Occasion(one.key, one.nominal, one.last, one.first, one.last, one.last)

    def _day(self, duty: Duty, one: Occurrence, *, strict: bool) -> Occasion:
        """A named day, moved where it is a rest day; evidence counts until the next unless the post may not be empty."""
        planned = self.calendar.roll(one.nominal, self.roll(duty))
        low, high = min(one.nominal, planned), max(one.nominal, planned)
        days = [self.calendar.day(low + n * _ONE) for n in range((high - low).days + 1)]
        if planned < one.nominal:
            days.reverse()
        notes = tuple(DayNote(day.date, day.date == planned, day.why) for day in days)
        begins = one.first if one.first < one.nominal else planned
        last = planned if strict else max(one.last, planned)
        return Occasion(one.key, one.nominal, planned, begins, last, max(last, one.last) if begins < planned else last, notes,
                        any(day.provisional for day in days))

    def _anchored(self, duty: Duty, anchor: Anchor, first: date, last: date) -> Iterator[Occasion]:
        if not anchor.duty:
            return
        before: date | None = None
        for one in self.occasions(anchor.duty, first - _REACH, last + _REACH):
            made = self.follows(duty, one.key, one.planned, one.nominal, before)
            before = one.planned
            if made is not None:
                yield made

    def follows(self, duty: Duty, key: str, planned: date, nominal: date, before: date | None = None) -> Occasion | None:
        """The occasion anchored to a day; `before` is the anchor's day the time before."""
        anchor = duty.anchor
        span = self.span(anchor.within) if anchor is not None else None
        if anchor is None or span is None:
            return None
        word = COUNTS_FROM.get(str(self.parameters.get(anchor.counts_from, anchor.counts_from)), "planned")
        day = nominal if word == "nominal" else planned
        if anchor.side == "after":
            due = self.calendar.add(self.calendar.close_of_office(day), span, self.roll(duty))
            begins = day + _ONE
        else:
            due = self.calendar.before(day, span, self.roll(duty))
            begins = before + _ONE if before is not None else day - _REACH
        ends = due.at.date()
        return Occasion(key, nominal, ends, min(begins, ends), ends, ends, due.working, due.provisional)

    # --- moments ----------------------------------------------------------------------------------------------------

    def _days(self, name: str, one: Occasion) -> Mapping[str, Any]:
        """The days and timers of an occasion as its events hold them."""
        duty = self.method.duties[name]
        working = [{"date": note.date.isoformat(), "counted": note.counted, "why": {"zh": note.why.zh, "en": note.why.en}} for note in one.working]
        return {"planned": one.planned.isoformat(), "first": one.first.isoformat(), "last": one.last.isoformat(), "until": one.until.isoformat(),
                "due": self.due(duty, one.planned).isoformat(), "hour": self.hour(duty), "provisional": one.provisional, "working": working,
                "timers": [[timer.name, timer.at] for timer in self.timers(duty, one.planned, one.last)]}

    def due(self, duty: Duty, planned: date) -> datetime:
        """The moment it is due: its hour, else the close of office."""
        hour = self.hour(duty)
        clock = read_time(hour)
        if clock is not None:
            return datetime.combine(planned, clock, SHANGHAI)
        office = self.calendar.office_hours(planned)
        if hour == "morning" and office:
            return datetime.combine(planned, office[0][1], SHANGHAI)
        return self.calendar.close_of_office(planned)

    def timers(self, duty: Duty, planned: date, last: date) -> tuple[Timer, ...]:
        """When it is announced, when people are told, when it is settled."""
        due, found = self.due(duty, planned), list[Timer]()
        notice = self.span(duty.notice.lead) if duty.notice is not None else None
        if notice is not None:
            found.append(Timer("announce", self._before(planned, due, notice).at.isoformat()))
        for number, one in enumerate(duty.reminders, start=1):
            span = self.span(one.lead)
            if span is not None:
                at = self._before(planned, due, span).at if one.side == "before" else self.calendar.add(due, span).at
                found.append(Timer(f"{one.side}-{number}", at.isoformat()))
        return (*found, Timer("close", self._close(duty, last).isoformat()))

    def _before(self, planned: date, due: datetime, span: Span) -> Due:
        """So long before, rolling earlier: whole days before the day, hours before the hour."""
        return self.calendar.before(due if span.unit in ("minutes", "hours", "workhours") else planned, span)

    def _close(self, duty: Duty, last: date) -> datetime:
        grace = self.span(duty.grace)
        if grace is None:
            return datetime.combine(last + _ONE, time(), SHANGHAI)
        return max(self.calendar.add(self.calendar.close_of_office(last), grace).at, datetime.combine(last + _ONE, time(), SHANGHAI))
