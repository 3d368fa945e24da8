"""Office hours: read from what a street writes, and kept by the calendar."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from engine import shipped
from engine.calendar import Calendar, load_calendar, read_office_hours
from engine.errors import CalendarError
from engine.values import SHANGHAI, Span

FOLDER = shipped.workflows() / "calendars"
CN = load_calendar("cn", FOLDER)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def ends(calendar: Calendar, start: datetime, length: Span) -> tuple[int, int, int, int]:
    end = calendar.add(start, length).at
    return end.month, end.day, end.hour, end.minute


def test_office_hours_only_on_working_days() -> None:
    assert CN.office_hours(date(2026, 3, 2)) == ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
    assert CN.office_hours(date(2026, 3, 7)) == ()


def test_office_hours_may_differ_by_season() -> None:
    office = read_office_hours([
        {"morning": ["9:00", "12:00"], "afternoon": ["13：00", "17:00"]},
        {"from": "6月1日", "until": "09-30", "morning": "8:00-11:30", "afternoon": "14:30－18:00"},
        {"from": "12-15", "until": "01-15", "morning": "10:00-12:00"},
    ])
    calendar = load_calendar("cn", FOLDER, office=office)
    assert ends(calendar, at(3, 2), Span(1, "days")) == (3, 3, 17, 0)
    assert ends(calendar, at(7, 1), Span(1, "days")) == (7, 2, 18, 0)
    assert ends(calendar, at(1, 5, 11), Span(2, "workhours")) == (1, 6, 11, 0)


@pytest.mark.parametrize("row", [
    {}, {"morning": "上午"}, {"morning": "12:00-08:30"}, {"morning": "8:00-12:00", "afternoon": "11:00-17:00"},
    {"morning": "8:00-12:00", "from": "02-30", "until": "03-01"}, {"morning": "8:00-12:00", "from": "06-01"},
])
def test_unreadable_office_hours_are_refused(row: dict[str, str]) -> None:
    with pytest.raises(CalendarError):
        read_office_hours([row])
