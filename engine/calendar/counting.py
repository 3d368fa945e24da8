"""Counting days, months and office time from a day, one way, and keeping the working.

In: an almanac, a day to start from, a direction.  Out: the day reached and one note for each day passed.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal

from engine.calendar.almanac import Almanac, tentative
from engine.calendar.days import DayNote, Roll
from engine.text import Text, say

Step = Literal[1, -1]
Periods = Callable[[date], tuple[tuple[datetime, datetime], ...]]

_ONE = timedelta(days=1)
_START: dict[Step, Text] = {1: Text("起算日，从第二天开始数", "the day it starts; counting begins the day after"),
                            -1: Text("目标日，从前一天往回数", "the day aimed at; counting back begins the day before")}


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day when it is shorter.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 3, 31), -4)
    (datetime.date(2026, 2, 28), datetime.date(2025, 11, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Count:
    """Walks from `start` forwards (1) or backwards (-1); `here` is the day reached, `notes` the working so far."""

    def __init__(self, almanac: Almanac, start: date, step: Step) -> None:
        self._almanac = almanac
        self._step = step
        self.here = start
        self.notes: list[DayNote] = []
        self.provisional = False

    def _note(self, counted: bool, why: Text) -> None:
        self.notes.append(DayNote(self.here, counted, why))

    def days(self, amount: int) -> None:
        """Count `amount` calendar days, beginning with the next one."""
        self._note(False, _START[self._step])
        for number in range(1, amount + 1):
            self.here += self._step * _ONE
            self._note(True, say("第{number}天", "day {number}", number=number))

    def workdays(self, amount: int) -> None:
        """Count `amount` working days, beginning with the next one; rest days are noted and skipped."""
        self._note(False, _START[self._step])
        number = 0
        while number < amount:
            self.here += self._step * _ONE
            day = self._almanac.day(self.here)
            self.provisional = self.provisional or day.provisional
            if not day.working:
                self._note(False, day.why)
                continue
            number += 1
            why = say("第{number}个工作日", "working day {number}", number=number)
            if self.here in self._almanac.gazette.named_days:
                why = say("{why}，{named}", "{why}, {named}", why=why, named=day.why)
            self._note(True, tentative(why, self.here.year) if day.provisional else why)

    def months(self, amount: int) -> None:
        """Go `amount` months on; only the two ends are noted, the days between do not matter."""
        self._note(False, _START[self._step])
        start = self.here
        self.here = add_months(start, self._step * amount)
        if self.here.day == start.day:
            why = say("满{amount}个月", "{amount} months on", amount=amount)
        else:
            why = say("满{amount}个月；这个月没有{day}日，取月末",
                      "{amount} months on; the month has no day {day}, so its last", amount=amount, day=start.day)
        self._note(True, why)

    def roll(self, how: Roll) -> None:
        """Leave a rest day for a working day, later or earlier, and note the days passed."""
        day = self._almanac.day(self.here)
        self.provisional = self.provisional or day.provisional
        if how == "none" or day.working:
            return
        nominal = self.notes[-1]
        moves = Text("顺延", "moved on") if how == "next" else Text("提前", "brought forward")
        self.notes[-1] = DayNote(nominal.date, nominal.counted, say(
            "{first}，{why}，{moves}", "{first}, {why}, {moves}", first=nominal.why, why=day.why, moves=moves))
        while True:
            self.here += _ONE if how == "next" else -_ONE
            day = self._almanac.day(self.here)
            self.provisional = self.provisional or day.provisional
            if day.working:
                break
            self._note(False, day.why)
        self._note(False, say("{moves}到这个工作日", "{moves} to this working day", moves=moves))

    def office_time(self, start: datetime, amount: timedelta, periods: Periods) -> datetime:
        """Use up `amount` of office time, to the minute, over lunch, nights and rest days."""
        left = amount
        while True:
            day = self._almanac.day(self.here)
            self.provisional = self.provisional or day.provisional
            used, end = self._use(start, left, periods(self.here))
            left -= used
            self._note(bool(used), _hours(used) if used else _unused(day.working, day.why))
            if not left:
                return end
            self.here += self._step * _ONE

    def _use(self, start: datetime, left: timedelta,
             periods: tuple[tuple[datetime, datetime], ...]) -> tuple[timedelta, datetime]:
        used, end = timedelta(), start
        for opens, closes in periods[::self._step]:
            first, last = (max(opens, start), closes) if self._step == 1 else (opens, min(closes, start))
            if first >= last or used == left:
                continue
            here = min(last - first, left - used)
            used += here
            end = first + here if self._step == 1 else last - here
        return used, end


def _unused(working: bool, why: Text) -> Text:
    return Text("当天的办公时间已过", "no office hours left on this day") if working else why


def _hours(used: timedelta) -> Text:
    minutes, seconds = divmod(int(used.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "小时", "h"), (minutes, "分", "min"), (seconds, "秒", "s")]
    length = Text("".join(f"{n}{zh}" for n, zh, _ in parts if n) or "不到1秒",
                  " ".join(f"{n} {en}" for n, _, en in parts if n) or "under a second")
    return say("计入{length}", "{length} counted", length=length)
