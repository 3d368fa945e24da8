"""What holds of the calendar whatever the date, and every day against two independent calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import chinese_calendar
import holidays
from hypothesis import given
from hypothesis import strategies as st

from engine import shipped
from engine.calendar import load_calendar
from engine.values import SHANGHAI, Span, Unit

CN = load_calendar("cn", shipped.workflows() / "calendars")
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

# Five years and more after the first year known, so that counting back stays inside the calendar.
moments = st.datetimes(datetime(2010, 6, 1), datetime(2027, 6, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
dates = st.dates(date(2005, 6, 1), date(2027, 6, 1))
day_units: st.SearchStrategy[Unit] = st.sampled_from(["days", "workdays"])
units: st.SearchStrategy[Unit] = st.sampled_from(["minutes", "hours", "workhours", "days", "workdays", "months"])
amounts = st.integers(1, 60)
parts_of_hours = st.integers(0, 480).map(lambda minutes: Fraction(minutes, 60))
rolls = st.sampled_from(["next", "previous", "none"])

# chinesecalendar leaves out what 国办发明电〔2005〕35号 says in its first section: Saturday 2005-12-31 is worked.
MISSING_THERE = {date(2005, 12, 31)}


def test_every_day_agrees_with_chinesecalendar_but_one() -> None:
    assert {day for day in EVERY_DAY if CN.is_working(day) != chinese_calendar.is_workday(day)} == MISSING_THERE


def test_every_make_up_day_agrees_with_holidays() -> None:
    other = holidays.country_holidays("CN", years=range(2004, 2027))
    worked = {day for day in EVERY_DAY if day.weekday() > 4 and CN.is_working(day)}
    assert worked == {day for day in other.weekend_workdays if FIRST <= day <= LAST}


@given(moments, amounts, units)
def test_more_time_never_ends_sooner(start: datetime, amount: int, unit: Unit) -> None:
    assert start <= CN.add(start, Span(amount, unit)).at <= CN.add(start, Span(amount + 1, unit)).at


@given(moments, st.timedeltas(timedelta(), timedelta(days=30)), amounts, units)
def test_a_later_start_never_ends_sooner(start: datetime, later: timedelta, amount: int, unit: Unit) -> None:
    assert CN.add(start, Span(amount, unit)).at <= CN.add(start + later, Span(amount, unit)).at


@given(moments, amounts, units)
def test_counting_back_further_never_ends_later(target: datetime, amount: int, unit: Unit) -> None:
    assert CN.before(target, Span(amount + 1, unit)).at <= CN.before(target, Span(amount, unit)).at <= target


@given(moments, amounts, st.sampled_from(["days", "workdays", "months"]))
def test_a_rolled_limit_ends_on_a_working_day_at_close(start: datetime, amount: int, unit: Unit) -> None:
    at = CN.add(start, Span(amount, unit)).at
    assert CN.is_working(at.date())
    assert at == CN.close_of_office(at.date())


@given(moments, amounts, units)
def test_a_limit_is_used_up_exactly_when_it_ends(start: datetime, amount: int, unit: Unit) -> None:
    due = CN.add(start, Span(amount, unit), "none")
    assert CN.between(start, due.at, unit) == amount
    assert CN.between(start, due.at - timedelta(minutes=1), unit) < amount


@given(moments, parts_of_hours, parts_of_hours)
def test_office_time_can_be_taken_in_two_parts(start: datetime, one: Fraction, other: Fraction) -> None:
    halfway = CN.add_amount(start, one, "workhours").at
    whole = CN.add_amount(start, one + other, "workhours").at
    assert CN.between(start, whole, "workhours") == one + other
    assert CN.between(start, halfway, "workhours") + CN.between(halfway, whole, "workhours") == one + other


@given(moments, amounts)
def test_office_time_back_and_forth_measures_the_same(start: datetime, amount: int) -> None:
    due = CN.before(start, Span(amount, "workhours"))
    assert CN.between(due.at, start, "workhours") == amount


@given(moments, amounts, day_units, rolls)
def test_working_counts_as_many_days_as_the_limit_has(start: datetime, amount: int, unit: Unit, roll: str) -> None:
    for due in (CN.add(start, Span(amount, unit), roll), CN.before(start, Span(amount, unit), roll)):  # type: ignore[arg-type]
        assert sum(note.counted for note in due.working) == amount
        assert all(note.why.zh and note.why.en for note in due.working)


@given(moments, amounts)
def test_remaining_is_the_number_of_working_days_added(start: datetime, amount: int) -> None:
    due = CN.add(start, Span(amount, "workdays")).at
    assert CN.remaining(start, due) == amount
    assert CN.remaining(due, start) <= 0


@given(dates, st.sampled_from(["next", "previous"]))
def test_rolling_finds_the_nearest_working_day(day: date, how: str) -> None:
    found = CN.roll(day, how)  # type: ignore[arg-type]
    assert CN.is_working(found)
    first, last = sorted((day, found))
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [other for other in between if CN.is_working(other)] == [found]
