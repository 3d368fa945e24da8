"""Office hours, with lunch, and different by season where a street says so.

In: rows as a street writes them (from, until, morning, afternoon).  Out: the open periods of any date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from engine.errors import CalendarError
from engine.text import say
from engine.values import plain, read_time

Period = tuple[time, time]
MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Season:
    """Part of the year with its own hours; both days belong to it, and it may run over New Year."""

    first: MonthDay
    last: MonthDay
    periods: tuple[Period, ...]

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of a working day: those of the first season that holds the date, else the usual ones."""

    usual: tuple[Period, ...]
    seasons: tuple[Season, ...] = ()

    def of(self, day: date) -> tuple[Period, ...]:
        """The open periods of `day` if it is a working day, in order."""
        for season in self.seasons:
            if season.holds(day):
                return season.periods
        return self.usual


DEFAULT_HOURS = OfficeHours(((time(8, 30), time(12)), (time(13, 30), time(17, 30))))


def read_office_hours(rows: Sequence[Mapping[str, Any]]) -> OfficeHours:
    """Office hours from rows of text; a row without `from` and `until` gives the usual hours.

    Takes `from`, `until` (month-day), `morning`, `afternoon` (two times, or one text such as 08:30-12:00; one of
    them may be missing).  Refuses hours that cannot be read, that overlap, or that end before they begin.

    >>> read_office_hours([{"morning": ["9:00", "12:00"]}]).of(date(2026, 7, 1))
    ((datetime.time(9, 0), datetime.time(12, 0)),)
    """
    usual = DEFAULT_HOURS.usual
    seasons = []
    for row in rows:
        periods = _read_periods(row)
        if "from" in row or "until" in row:
            seasons.append(Season(_read_month_day(row.get("from", "")), _read_month_day(row.get("until", "")), periods))
        else:
            usual = periods
    return OfficeHours(usual, tuple(seasons))


def _read_periods(row: Mapping[str, Any]) -> tuple[Period, ...]:
    periods = tuple(_read_period(row[part]) for part in ("morning", "afternoon") if part in row)
    edges = [edge for period in periods for edge in period]
    if not periods or any(later <= earlier for earlier, later in pairwise(edges)):
        raise CalendarError(say("办公时间要按先后写清上午和下午，比如上午写「08:30-12:00」、下午写「13:30-17:30」。",
                                "Give the office hours in order, such as morning “08:30-12:00”, "
                                "afternoon “13:30-17:30”."))
    return periods


def _read_period(written: str | Sequence[str]) -> Period:
    text = written if isinstance(written, str) else "-".join(written)
    parts = re.split(r"[-–—~至到]+", plain(text))
    edges = [read_time(part) for part in parts]
    if len(edges) == 2 and edges[0] is not None and edges[1] is not None:
        return edges[0], edges[1]
    raise CalendarError(say("看不懂办公时间「{text}」，请写成「08:30-12:00」这样。",
                            "The office hours “{text}” cannot be read; write them as “08:30-12:00”.", text=text))


def _read_month_day(text: str) -> MonthDay:
    found = re.fullmatch(r"([0-9]{1,2})(?:-|月)([0-9]{1,2})日?", plain(text))
    if found:
        month, day = int(found[1]), int(found[2])
        try:
            date(2024, month, day)  # a leap year, so that 29 February may bound a season
        except ValueError:
            pass
        else:
            return month, day
    raise CalendarError(say("季节的起止日期「{text}」看不懂，请写成「06-01」或「6月1日」这样。",
                            "The season's day “{text}” cannot be read; write it as “06-01”.", text=text))
