"""The working calendar on known dates: each expected day was found by hand from the notices."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from engine import shipped
from engine.calendar import Calendar, Due, load_calendar
from engine.errors import OutsideCalendarError, SpanTooLongError
from engine.values import AT_ONCE, Span, read_moment, read_span

FOLDER = shipped.workflows() / "calendars"
CN = load_calendar("cn", FOLDER)


def at(text: str) -> datetime:
    moment = read_moment(text if " " in text else f"{text} 09:00")
    assert moment is not None
    return moment


def span(text: str) -> Span:
    found = read_span(text)
    assert found is not None
    return found


def ends(start: str, length: str, calendar: Calendar = CN) -> str:
    return calendar.add(at(start), span(length)).at.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("start", "length", "due"), [
    ("2025-09-30", "5个工作日", "2025-10-14 17:30"),        # 10-01 to 10-08 off, Saturday 10-11 worked
    ("2025-09-26", "1个工作日", "2025-09-28 17:30"),        # Sunday worked
    ("2005-12-30", "1个工作日", "2005-12-31 17:30"),        # Saturday worked, says the notice for 2006
    ("2005-12-31", "1个工作日", "2006-01-04 17:30"),
    ("2016-02-05", "3个工作日", "2016-02-15 17:30"),        # 02-06 and 02-14 worked, 02-07 to 02-13 off
    ("2015-09-02", "1个工作日", "2015-09-06 17:30"),        # 09-03 to 09-05 off, Sunday 09-06 worked
    ("2019-04-30", "2个工作日", "2019-05-06 17:30"),        # 05-01 to 05-04 off, Sunday 05-05 worked
    ("2020-01-23", "1个工作日", "2020-02-03 17:30"),        # the holiday was prolonged to 02-02
    ("2007-12-28", "2个工作日", "2008-01-02 17:30"),        # Saturday 12-29 worked, 12-30 to 01-01 off
    ("2022-12-30", "1个工作日", "2023-01-03 17:30"),        # 12-31 to 01-02 off
    ("2026-09-25", "7天", "2026-10-08 17:30"),              # the seventh day is 10-02
    ("2026-03-02", "1天", "2026-03-03 17:30"),
    ("2026-01-31", "1个月", "2026-02-28 17:30"),            # the last day of February, a Saturday that is worked
    ("2024-01-31", "1个月", "2024-02-29 17:30"),
    ("2025-01-31", "1个月", "2025-02-28 17:30"),
    ("2026-05-31", "1个季度", "2026-08-31 17:30"),
    ("2024-02-29", "1年", "2025-02-28 17:30"),
    ("2026-03-02 11:00", "4工作时", "2026-03-02 16:30"),    # one hour before lunch, three after
    ("2026-03-02 11:00", "1工作时", "2026-03-02 12:00"),
    ("2026-03-02 11:20", "1工作时", "2026-03-02 13:50"),
    ("2026-03-02 12:30", "1工作时", "2026-03-02 14:30"),
    ("2026-03-02 20:00", "1工作时", "2026-03-03 09:30"),
    ("2025-09-30 16:30", "2工作时", "2025-10-09 09:30"),
    ("2025-10-04 16:30", "2工作时", "2025-10-09 10:30"),
    ("2026-03-06 17:00", "24小时", "2026-03-07 17:00"),     # plain hours end on a Saturday
    ("2026-03-06 23:50", "20分钟", "2026-03-07 00:10"),
    ("2026-03-07 23:00", "1个工作日", "2026-03-09 17:30"),  # begun on a Saturday night
])
def test_limit_ends_when_counted_by_hand(start: str, length: str, due: str) -> None:
    assert ends(start, length) == due


@pytest.mark.parametrize("day", ["2005-12-31", "2015-10-10", "2026-10-10", "2026-02-28", "2011-12-31", "2018-12-29"])
def test_make_up_day_is_worked(day: str) -> None:
    told = CN.day(date.fromisoformat(day))
    assert told.working
    assert "调休上班" in told.why.zh
    assert "make up" in told.why.en


@pytest.mark.parametrize(("day", "why"), [
    ("2016-02-10", "春节放假（国办发明电〔2015〕18号）"),
    ("2015-09-03", "抗战胜利70周年纪念日放假（国发明电〔2015〕1号）"),
    ("2020-02-01", "春节延长假期放假（国办发明电〔2020〕1号）"),
    ("2019-05-03", "劳动节放假（国办发明电〔2019〕3号）"),
    ("2023-10-02", "中秋节、国庆节放假（国办发明电〔2022〕16号）"),
    ("2026-03-07", "周末，星期六"),
])
def test_rest_day_says_why(day: str, why: str) -> None:
    told = CN.day(date.fromisoformat(day))
    assert (told.working, told.why.zh) == (False, why)


def test_working_lists_every_day_with_its_reason() -> None:
    due = CN.add(at("2025-09-30"), span("5个工作日"))
    assert [note.date.day for note in due.working] == [30, *range(1, 15)]
    assert [note.date.day for note in due.working if note.counted] == [9, 10, 11, 13, 14]
    assert due.working[1].why.zh == "国庆节、中秋节放假（国办发明电〔2024〕12号）"
    assert due.working[1].why.en == "National Day and Mid-Autumn Festival off (国办发明电〔2024〕12号)"
    assert due.working[-1].why.zh == "第5个工作日"
    assert not due.provisional


def test_rolling_says_from_where_and_over_what() -> None:
    due = CN.add(at("2026-09-25"), span("7天"))
    assert due.working[7].why.zh == "第7天，国庆节放假（国办发明电〔2025〕7号），顺延"
    assert due.working[-1].why.zh == "顺延到这个工作日"
    assert sum(note.counted for note in due.working) == 7


def test_last_day_on_rest_day_rolls_as_told() -> None:
    start, week = at("2026-09-25"), span("7天")
    assert CN.add(start, week, "none").at == at("2026-10-02 17:30")
    assert CN.add(start, week, "previous").at == at("2026-09-30 17:30")
    assert CN.add(start, week, "next").at == at("2026-10-08 17:30")


def test_rolling_earlier_never_ends_before_the_start() -> None:
    start = at("2026-03-07 10:00")  # a Saturday
    assert CN.add(start, span("1天"), "previous").at == start


@pytest.mark.parametrize(("target", "length", "last"), [
    ("2025-10-15", "7天", "2025-09-30 17:30"),       # 10-08 is off, so earlier
    ("2025-10-15", "5个工作日", "2025-10-09 17:30"),
    ("2026-03-31", "1个月", "2026-02-28 17:30"),
    ("2025-10-09 10:30", "4工作时", "2025-09-30 15:30"),
    ("2025-10-09 14:30", "2工作时", "2025-10-09 11:00"),
    ("2025-10-09 14:30", "24小时", "2025-10-08 14:30"),
])
def test_counting_back_rolls_earlier(target: str, length: str, last: str) -> None:
    assert CN.before(at(target), span(length)).at == at(last)


def test_counting_back_from_a_date_begins_with_the_day_before() -> None:
    due = CN.before(date(2026, 3, 10), span("1个工作日"))
    assert due.at == at("2026-03-09 17:30")


def test_at_once_is_the_start_itself() -> None:
    start = at("2026-03-07 03:00")
    assert CN.add(start, AT_ONCE).at == start


def test_street_closure_is_a_rest_day() -> None:
    closed = load_calendar("cn", FOLDER, {date(2026, 3, 3): "办公楼停电", date(2026, 3, 7): "停水"})
    assert closed.day(date(2026, 3, 3)).why.zh == "街道停办公：办公楼停电"
    assert closed.day(date(2026, 3, 7)).why.zh == "周末，星期六"
    assert ends("2026-03-02", "1个工作日", closed) == "2026-03-04 17:30"
    assert CN.is_working(date(2026, 3, 3))


def test_year_without_notice_is_provisional() -> None:
    due = CN.add(at("2026-12-30"), span("3个工作日"))
    assert due.at == at("2027-01-05 17:30")
    assert due.provisional
    assert "暂定" in due.working[-1].why.zh
    assert not CN.add(at("2026-12-30"), span("1个工作日")).provisional


@pytest.mark.parametrize(("day", "working"), [
    (date(2027, 1, 1), False), (date(2027, 10, 1), False), (date(2027, 10, 4), True), (date(2027, 2, 8), True),
    (date(2028, 5, 2), False), (date(2027, 3, 6), False),
])
def test_only_fixed_holidays_are_assumed_without_a_notice(day: date, working: bool) -> None:
    told = CN.day(day)
    assert (told.working, told.provisional) == (working, True)


def test_limit_in_plain_hours_is_never_provisional() -> None:
    assert not CN.add(at("2026-12-31 20:00"), span("24小时")).provisional


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2200, 1, 1)])
def test_day_outside_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(OutsideCalendarError, match="日期"):
        CN.day(day)


@pytest.mark.parametrize("length", ["9999个工作日", "9999天", "999个月"])
def test_limit_of_more_than_ten_years_is_refused(length: str) -> None:
    with pytest.raises(SpanTooLongError, match="最多十年"):
        CN.add(at("2026-03-02"), span(length))


def test_instant_without_time_zone_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CN.add(datetime(2026, 3, 2, 9), span("1天"))  # noqa: DTZ001


def test_instant_of_another_zone_counts_in_shanghai() -> None:
    late = datetime.fromisoformat("2026-03-02T20:00:00+00:00")  # already the third in Shanghai
    assert CN.add(late, span("1天")).at == at("2026-03-04 17:30")


@pytest.mark.parametrize(("first", "last", "unit", "passed"), [
    ("2026-03-02 09:00", "2026-03-04 10:00", "workdays", 1),
    ("2026-03-02 09:00", "2026-03-04 17:30", "workdays", 2),
    ("2026-03-06 09:00", "2026-03-09 09:00", "workdays", 0),
    ("2026-03-06 09:00", "2026-03-09 09:00", "days", 2),
    ("2026-01-31 09:00", "2026-02-28 17:30", "months", 1),
    ("2026-01-31 09:00", "2026-02-28 17:29", "months", 0),
    ("2026-03-02 11:30", "2026-03-02 14:00", "workhours", 1),
    ("2026-03-06 17:00", "2026-03-09 09:00", "workhours", 1),
    ("2026-03-06 17:00", "2026-03-07 18:30", "hours", Fraction(51, 2)),
    ("2026-03-06 17:00", "2026-03-06 17:45", "minutes", 45),
    ("2026-03-06 17:00", "2026-03-06 16:00", "hours", 0),
])
def test_time_passed_between_two_instants(first: str, last: str, unit: str, passed: Fraction) -> None:
    assert CN.between(at(first), at(last), unit) == passed  # type: ignore[arg-type]


def test_limit_goes_on_after_a_pause_where_it_stopped() -> None:
    budget, begun, stopped = Fraction(8), at("2026-03-02 09:00"), at("2026-03-02 14:15")
    left = budget - CN.between(begun, stopped, "workhours")
    assert left == Fraction(17, 4)
    assert CN.add_amount(at("2026-03-05 16:00"), left, "workhours").at == at("2026-03-06 11:15")


@pytest.mark.parametrize(("now", "due", "left"), [
    ("2025-09-30 10:00", "2025-10-14 17:30", 5),
    ("2025-10-14 10:00", "2025-10-14 17:30", 0),
    ("2025-10-14 18:00", "2025-10-14 17:30", 0),
    ("2025-10-17 09:00", "2025-10-14 17:30", -3),
    ("2025-10-12 09:00", "2025-10-11 17:30", 0),
])
def test_remaining_counts_whole_working_days(now: str, due: str, left: int) -> None:
    assert CN.remaining(at(now), at(due)) == left


def test_due_survives_json() -> None:
    due = CN.add(at("2026-12-30"), span("3个工作日"))
    assert Due.from_json(due.to_json()) == due
    assert due.show("en")["working"][1]["why"] == "working day 1"


def test_roll_moves_a_rest_day_only() -> None:
    assert CN.roll(date(2026, 10, 3), "next") == date(2026, 10, 8)
    assert CN.roll(date(2026, 10, 3), "previous") == date(2026, 9, 30)
    assert CN.roll(date(2026, 10, 3), "none") == date(2026, 10, 3)
    assert CN.roll(date(2026, 10, 10), "next") == date(2026, 10, 10)
