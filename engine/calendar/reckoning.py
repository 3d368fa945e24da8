"""The working calendar: adding time limits, counting back, measuring what has passed.

In: instants, dates and spans.  Out: `Due` with its working, fractions of time passed, working days left.
Pure: no clock is read here, and the files were read before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from engine.calendar.almanac import Almanac
from engine.calendar.counting import Count, Step, add_months
from engine.calendar.days import Day, DayNote, Due, Roll
from engine.calendar.gazette import Gazette
from engine.calendar.office import DEFAULT_HOURS, OfficeHours, Period
from engine.errors import SpanTooLongError
from engine.text import Text, say
from engine.values import SHANGHAI, Span, Unit

_ONE = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MOST: dict[Unit, int] = {"minutes": 5_270_400, "hours": 87_840, "workhours": 18_000, "days": 3_660,
                          "workdays": 2_600, "months": 120}  # about ten years of each
_LENGTH = {"minutes": timedelta(minutes=1), "hours": _HOUR, "workhours": _HOUR}
_AT_ONCE = Text("即时", "at once")
_NOTHING: Mapping[date, str] = MappingProxyType({})


class Calendar:
    """A working calendar of one street: gazetted days, the street's closures, its office hours."""

    def __init__(self, gazette: Gazette, closures: Mapping[date, str] = _NOTHING,
                 office: OfficeHours = DEFAULT_HOURS) -> None:
        self.gazette = gazette
        self.name = gazette.name
        self._almanac = Almanac(gazette, closures)
        self._office = office
        self._whole_days = lru_cache(maxsize=4096)(self._count_days)
        self.on = lru_cache(maxsize=4096)(self._on)
        self._working_days = lru_cache(maxsize=4096)(self._count_working)

    def day(self, day: date) -> Day:
        """What `day` is and why; refuses dates outside the calendar."""
        return self._almanac.day(day)

    def is_working(self, day: date) -> bool:
        """Whether people work on `day`."""
        return self._almanac.day(day).working

    def office_hours(self, day: date) -> tuple[Period, ...]:
        """When the office is open on `day`; nothing on a rest day."""
        return self._office.of(day) if self.is_working(day) else ()

    def close_of_office(self, day: date) -> datetime:
        """The instant at which a limit counted in days ends on `day`, be it a rest day or not."""
        return datetime.combine(day, self._office.of(day)[-1][1], SHANGHAI)

    def roll(self, day: date, how: Roll) -> date:
        """`day`, or the nearest working day later (next) or earlier (previous) if it is a rest day."""
        step = {"next": _ONE, "previous": -_ONE, "none": timedelta()}[how]
        while step and not self.is_working(day):
            day += step
        return day

    def add(self, start: datetime, span: Span, roll: Roll = "next") -> Due:
        """The end of a limit of `span` that starts at `start`; see `add_amount`."""
        return self.add_amount(start, Fraction(span.amount), span.unit, roll)

    def add_amount(self, start: datetime, amount: Fraction, unit: Unit, roll: Roll = "next") -> Due:
        """The end of a limit; a remainder after a pause may be a fraction of an hour, days are taken whole.

        Days, working days and months are counted from the day after and end at close of office; a last day
        on a rest day rolls.  Office hours, hours and minutes run on to the minute and never roll.
        No limit ends before it starts, however it rolls.  Refuses more than ten years.
        """
        due = self._reckon(_shanghai(start), amount, unit, 1, roll)
        return due if due.at >= start else Due(_shanghai(start), due.working, due.provisional)

    def before(self, target: date | datetime, span: Span, roll: Roll = "previous") -> Due:
        """The last instant that is still `span` before `target`: counted back from the day before, rolling earlier.

        A target without an hour means the beginning of that day.  Refuses more than ten years.
        """
        if not isinstance(target, datetime):
            target = datetime.combine(target, time(), SHANGHAI)
        return self._reckon(_shanghai(target), Fraction(span.amount), span.unit, -1, roll)

    def _reckon(self, start: datetime, amount: Fraction, unit: Unit, step: Step, roll: Roll) -> Due:
        _refuse_too_long(amount, unit)
        day = start.date()
        if not amount:
            return Due(start, (DayNote(day, False, _AT_ONCE),))
        if unit == "minutes" or unit == "hours":
            return self._elapse(start, step * _duration(amount, unit))
        if unit == "workhours":
            count = Count(self._almanac, day, step)
            at = count.office_time(start, _duration(amount, unit), self._periods)
            return Due(at, tuple(count.notes), count.provisional)
        return self._whole_days(day, int(amount), unit, step, roll)

    def _count_days(self, day: date, amount: int, unit: Unit, step: Step, roll: Roll) -> Due:
        """The end of a limit in days, working days or months: it depends on the day alone, so it is kept."""
        count = Count(self._almanac, day, step)
        if unit == "days":
            count.days(amount)
        elif unit == "workdays":
            count.workdays(amount)
        else:
            count.months(amount)
        count.roll(roll)
        return Due(self.close_of_office(count.here), tuple(count.notes), count.provisional)

    def _on(self, day: date, roll: Roll) -> Due:
        """The close of office on a day somebody fixed, rolled off a rest day."""
        worked = self.roll(day, roll)
        step = _ONE if worked >= day else -_ONE
        days = [day + n * step for n in range(abs((worked - day).days) + 1)]
        return Due(self.close_of_office(worked), tuple(DayNote(one, one == worked, self.day(one).why) for one in days), self.day(worked).provisional)

    def _elapse(self, start: datetime, length: timedelta) -> Due:
        at = start + length
        self.day(at.date())  # refuses what lies outside
        why = say("钟点时限，昼夜连续计算，不分工作日", "plain hours, counted day and night, rest days or not")
        return Due(at, tuple(DayNote(day, True, why) for day in dict.fromkeys((start.date(), at.date()))))

    def _periods(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        return tuple((datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
                     for opens, closes in self.office_hours(day))

    def between(self, first: datetime, last: datetime, unit: Unit) -> Fraction:
        """How much of a limit in `unit` was used from `first` to `last`; nothing if `last` is not later.

        Days, working days and months are whole ones: a day counts once its close of office has come, and the
        first day never.  Office hours are time with the office open; hours and minutes are plain time.
        """
        first, last = _shanghai(first), _shanghai(last)
        if last <= first:
            return Fraction(0)
        if unit == "minutes" or unit == "hours":
            return Fraction((last - first) // timedelta(microseconds=1), _microseconds(unit))
        elif unit == "workhours":
            return self._office_time_between(first, last)
        elif unit == "months":
            return Fraction(self._months_between(first, last))
        ended = last.date() if self.close_of_office(last.date()) <= last else last.date() - _ONE
        passed = max((ended - first.date()).days, 0)
        if unit == "days":
            return Fraction(passed)
        return Fraction(sum(self.is_working(first.date() + n * _ONE) for n in range(1, passed + 1)))

    def _office_time_between(self, first: datetime, last: datetime) -> Fraction:
        total = timedelta()
        for offset in range((last.date() - first.date()).days + 1):
            for opens, closes in self._periods(first.date() + offset * _ONE):
                total += max(min(closes, last) - max(opens, first), timedelta())
        return Fraction(total // timedelta(microseconds=1), _microseconds("workhours"))

    def _months_between(self, first: datetime, last: datetime) -> int:
        months = (last.year - first.year) * 12 + last.month - first.month
        ends = self.close_of_office(add_months(first.date(), months))
        return months if ends <= last or not months else months - 1

    def remaining(self, now: datetime, due_at: datetime) -> int:
        """Whole working days after today until the due day (3: 还剩3个工作日), negative when it is past.

        Nought on the due day itself, before the hour and after it, and until the next working day.
        """
        today, due = _shanghai(now).date(), _shanghai(due_at).date()
        return self._working_days(today, due) if today <= due else -self._working_days(due, today)

    def _count_working(self, first: date, last: date) -> int:
        return sum(self.is_working(first + n * _ONE) for n in range(1, (last - first).days + 1))


def _shanghai(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant.astimezone(SHANGHAI)


def _microseconds(unit: Unit) -> int:
    return _LENGTH[unit] // timedelta(microseconds=1)


def _duration(amount: Fraction, unit: Unit) -> timedelta:
    return timedelta(microseconds=int(amount * _microseconds(unit)))


def _refuse_too_long(amount: Fraction, unit: Unit) -> None:
    if amount.numerator < 0:
        raise ValueError("a span is never negative; use `before` to count back")
    if amount.numerator > _MOST[unit] * amount.denominator:
        span = Span(int(amount), unit)
        raise SpanTooLongError(say("时限「{span}」太长了，最多十年，请改短。",
                                   "The limit of {span} is too long; ten years at most.",
                                   span=Text(span.zh(), span.en())))
