"""A recurrence (周期): on which nominal days something falls, whatever becomes of them on rest days.

In: words such as 每周五, 每月10日、25日, 每季度.  Out: `Recurrence`, its nominal days between two days, the name of the
period a day lies in, and occurrences with the days each covers.  Keys are made of nominal days, so that what rolls is
never done twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine.values import plain, read_chinese_number

Every = Literal["day", "week", "month", "quarter", "half_year", "year"]

_WEEKDAYS = {word: at for at, word in enumerate("一二三四五六日")} | {"天": 6}
_ENGLISH_WEEKDAYS = {word: at for at, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_PLAIN: dict[str, Every] = {"日": "day", "天": "day", "周": "week", "星期": "week", "月": "month", "季度": "quarter", "季": "quarter",
                            "半年": "half_year", "年": "year", "day": "day", "week": "week", "month": "month", "quarter": "quarter",
                            "half-year": "half_year", "year": "year"}
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often; `days` are weekdays (0 is Monday), days of the month or (month, day) as 100·month + day; `at_end`
    names the period's last day.

    Without either something is owed once in the period, and its nominal day is the period's last."""

    every: Every
    days: tuple[int, ...] = ()
    at_end: bool = False

    @property
    def on_days(self) -> bool:
        """Whether the recurrence names days, not only periods."""
        return bool(self.days) or self.at_end or self.every == "day"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time round: its key, its nominal day, and the first and last day it covers.

    A period covers itself; a named day covers the days until the next."""

    key: str
    nominal: date
    first: date
    last: date


def read_recurrence(text: str) -> Recurrence | None:
    """A recurrence as it is written, or None.

    >>> read_recurrence("每周五"), read_recurrence("每年12月20日")
    (Recurrence(every='week', days=(4,), at_end=False), Recurrence(every='year', days=(1220,), at_end=False))
    >>> read_recurrence("每月10日、25日").days, read_recurrence("每月31日"), read_recurrence("常常")
    ((10, 25), None, None)
    >>> read_recurrence("每月末").at_end, read_recurrence("every fri").days
    (True, (4,))
    >>> read_recurrence("每半年末"), read_recurrence("每年年底")
    (Recurrence(every='half_year', days=(), at_end=True), Recurrence(every='year', days=(), at_end=True))
    """
    word = plain(text).replace(" ", "").lower()
    if not word.startswith(("每", "every")):
        return None
    word = word.removeprefix("每").removeprefix("every")
    if word in _PLAIN:
        return Recurrence(_PLAIN[word])
    if (found := re.fullmatch(r"(.+?)(?:末|底|-end)", word.replace("年年", "年"))) and found[1] in _PLAIN and _PLAIN[found[1]] != "day":
        return Recurrence(_PLAIN[found[1]], at_end=True)
    return _weekdays(word) or _month_days(word) or _year_days(word)


def _weekdays(word: str) -> Recurrence | None:
    if found := re.fullmatch(r"(?:周|星期)((?:每?(?:周|星期)?[一二三四五六日天][、,]?)+)", word):
        return Recurrence("week", _ordered(_WEEKDAYS[one] for one in found[1] if one in _WEEKDAYS))
    if re.fullmatch(r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[、,]?)+", word):
        return Recurrence("week", _ordered(_ENGLISH_WEEKDAYS[one] for one in re.findall(r"[a-z]{3}", word)))
    return None


def _month_days(word: str) -> Recurrence | None:
    if found := re.fullmatch(r"(?:月|month-)((?:[0-9]{1,2}[日号]?[、,]?)+)", word):
        return _of_days([int(one) for one in re.findall(r"[0-9]+", found[1])])
    if found := re.fullmatch(r"月([一二三四五六七八九十]+)[日号]", word):
        return _of_days([read_chinese_number(found[1]) or 0])
    return None


def _of_days(days: list[int]) -> Recurrence | None:
    """Days that every month has; 29 to 31 are refused, since a month may lack them (write 每月末)."""
    return Recurrence("month", _ordered(days)) if all(1 <= day <= 28 for day in days) else None


def _year_days(word: str) -> Recurrence | None:
    if not (found := re.fullmatch(r"(?:年|year-)((?:[0-9]{1,2}[月-][0-9]{1,2}日?[、,]?)+)", word)):
        return None
    pairs = [(int(month), int(day)) for month, day in re.findall(r"([0-9]+)[月-]([0-9]+)", found[1])]
    fits = all(1 <= month <= 12 and 1 <= day <= _length(month) for month, day in pairs)
    return Recurrence("year", _ordered(100 * month + day for month, day in pairs)) if fits else None


def _ordered(days: Iterator[int] | list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


def _length(month: int) -> int:
    return 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def nominal_days(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    """The nominal days from `first` to `last`, both included, in order.

    >>> [f"{day:%m-%d}" for day in nominal_days(Recurrence("month"), date(2026, 2, 1), date(2026, 4, 1))]
    ['02-28', '03-31']
    """
    day = first
    while day <= last:
        if _falls_on(recurrence, day):
            yield day
        day += _DAY


def _falls_on(recurrence: Recurrence, day: date) -> bool:
    if recurrence.every == "day":
        return True
    if not recurrence.days:
        return (day + _DAY) == next_start(recurrence.every, day)
    return {"week": day.weekday(), "month": day.day, "year": 100 * day.month + day.day}.get(recurrence.every) in recurrence.days


def occurrences(recurrence: Recurrence, first: date, last: date) -> Iterator[Occurrence]:
    """Every occurrence that covers a day from `first` to `last`, in order.

    >>> [one.key for one in occurrences(Recurrence("month", (25,)), date(2026, 1, 26), date(2026, 3, 1))]
    ['2026-01-25', '2026-02-25']
    >>> [(one.key, one.first.day) for one in occurrences(Recurrence("month"), date(2026, 1, 26), date(2026, 1, 31))]
    [('2026-01', 1)]
    """
    if not recurrence.on_days or recurrence.every == "day":
        here = start_of(recurrence.every, first)
        while here <= last:
            after = next_start(recurrence.every, here)
            yield Occurrence(period_name(recurrence.every, here), after - _DAY, here, after - _DAY)
            here = after
        return
    day = _last_before(recurrence, first)
    while day <= last:
        after = _first_after(recurrence, day)
        yield Occurrence(day.isoformat(), day, day, after - _DAY)
        day = after


def _last_before(recurrence: Recurrence, day: date) -> date:
    while not _falls_on(recurrence, day):
        day -= _DAY
    return day


def _first_after(recurrence: Recurrence, day: date) -> date:
    day += _DAY
    while not _falls_on(recurrence, day):
        day += _DAY
    return day


def start_of(every: Every, day: date) -> date:
    """The first day of the period `day` lies in.

    >>> start_of("quarter", date(2026, 5, 20)), start_of("week", date(2026, 3, 4))
    (datetime.date(2026, 4, 1), datetime.date(2026, 3, 2))
    """
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[every]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def next_start(every: Every, day: date) -> date:
    """The first day of the period after the one `day` lies in."""
    if every in ("day", "week"):
        return start_of(every, day) + timedelta(days=1 if every == "day" else 7)
    first = start_of(every, day)
    months = first.year * 12 + first.month - 1 + _MONTHS[every]
    return date(months // 12, months % 12 + 1, 1)


def period_name(every: Every, day: date) -> str:
    """The period a day lies in, as a key and for people.

    >>> [period_name(every, date(2026, 5, 20)) for every in ("day", "week", "month", "quarter", "half_year", "year")]
    ['2026-05-20', '2026-W21', '2026-05', '2026-Q2', '2026-H1', '2026']
    """
    if every == "day":
        return day.isoformat()
    if every == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if every == "month":
        return f"{day:%Y-%m}"
    if every == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-H{1 if day.month < 7 else 2}" if every == "half_year" else f"{day.year}"
