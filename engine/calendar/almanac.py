"""What every single day is: a working day or a rest day, and why.

In: a gazette and a street's closures.  Out: `Almanac.day`, quick because whole years are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from engine.calendar.days import Day
from engine.calendar.gazette import Gazette, both_names
from engine.errors import OutsideCalendarError
from engine.text import Text, say

_HORIZON = 100  # years after the last notice; further ahead a date is a slip of the pen

# The days off with a fixed date: 《全国年节及纪念日放假办法》（2024年11月修订）第二条.  The lunar ones are not guessed.
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}

_WORKDAY = Text("工作日", "working day")
_WEEKEND = {5: Text("周末，星期六", "weekend, Saturday"), 6: Text("周末，星期日", "weekend, Sunday")}


class Almanac:
    """Tells of each day what it is; closures (date → reason) are rest days of one street."""

    def __init__(self, gazette: Gazette, closures: Mapping[date, str]) -> None:
        self.gazette = gazette
        self._closures = dict(closures)
        self._years: dict[int, dict[date, Day]] = {}

    def day(self, day: date) -> Day:
        """What `day` is; refuses dates before the first year known and more than a century ahead."""
        year = self._years.get(day.year)
        if year is None:
            year = self._years[day.year] = self._read_year(day.year)
        return year[day]

    def _read_year(self, year: int) -> dict[date, Day]:
        first, last = self.gazette.first_year, self.gazette.last_year + _HORIZON
        if year < first:
            raise OutsideCalendarError(say(
                "日历「{name}」从{first}年开始，{year}年的日子算不了，请改日期。",
                "The calendar “{name}” begins with {first}; days of {year} cannot be told. Please change the date.",
                name=self.gazette.name, first=first, year=year))
        if year > last:
            raise OutsideCalendarError(say("{year}年太远了，请看看日期是不是写错了。",
                                           "{year} is too far ahead; please check the date.", year=year))
        start = date(year, 1, 1)
        length = (date(year, 12, 31) - start).days + 1
        return {day: self._tell(day) for day in (start + timedelta(days=n) for n in range(length))}

    def _tell(self, day: date) -> Day:
        told = self.gazette.named_days.get(day) or self._unnamed(day)
        if told.working and day in self._closures:
            reason = self._closures[day]
            why = say("街道停办公：{reason}", "street office closed: {reason}", reason=reason)
            return Day(day, False, why, told.provisional)
        return told

    def _unnamed(self, day: date) -> Day:
        provisional = day.year not in self.gazette.years
        fixed = _FIXED.get((day.month, day.day)) if provisional else None
        if fixed:
            why = say("{name}放假", "{name} off", name=both_names(fixed))
            return Day(day, False, tentative(why, day.year), True)
        why = _WEEKEND.get(day.weekday(), _WORKDAY)
        return Day(day, why is _WORKDAY, tentative(why, day.year) if provisional else why, provisional)


def tentative(why: Text, year: int) -> Text:
    """`why`, with the warning that the notice of `year` is not known."""
    return say("{why}（暂定，{year}年放假通知还没有收录）",
               "{why} (provisional: no holiday notice for {year} is recorded yet)", why=why, year=year)
