"""The yearly holiday notices as data: which days are off, which days at a weekend are worked, by which notice.

In: what a calendar's files say.  Out: `Gazette`, from which every day that a notice names can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from engine.calendar.days import Day
from engine.text import Text, say

_ENGLISH = {
    "元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
    "春节延长假期": "Spring Festival, prolonged", "抗战胜利70周年纪念日": "70th anniversary of the victory of 1945",
}


def both_names(name: str) -> Text:
    """A holiday's name in both languages; one not known keeps its Chinese name in English.

    >>> both_names("国庆节、中秋节").en
    'National Day and Mid-Autumn Festival'
    """
    return Text(name, " and ".join(_ENGLISH.get(part, part) for part in name.split("、")))


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice or decree: its number (文号), and its title and date where they were found."""

    number: str
    title: str = ""
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off in a row, both ends included, weekend days among them."""

    name: str
    first: date
    last: date
    notice: str

    def days(self) -> Iterator[Day]:
        """Each day off."""
        why = say("{name}放假（{notice}）", "{name} off ({notice})", name=both_names(self.name), notice=self.notice)
        for offset in range((self.last - self.first).days + 1):
            yield Day(self.first + timedelta(days=offset), False, why)


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A day at a weekend that is worked to make up for a holiday (调休上班)."""

    date: date
    name: str
    notice: str

    def day(self) -> Day:
        """The working day it is."""
        return Day(self.date, True, say("{name}调休上班（{notice}）", "worked to make up for {name} ({notice})",
                                        name=both_names(self.name), notice=self.notice))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the notices say for one year; single days may lie at the end of the year before."""

    year: int
    notices: tuple[Notice, ...]
    holidays: tuple[Holiday, ...]
    make_ups: tuple[MakeUp, ...]


@dataclass(frozen=True)
class Gazette:
    """All years of one calendar, in order."""

    name: str
    arrangements: tuple[Arrangement, ...]

    @cached_property
    def years(self) -> frozenset[int]:
        """The years a notice was published for."""
        return frozenset(arrangement.year for arrangement in self.arrangements)

    @cached_property
    def first_year(self) -> int:
        """The first year known."""
        return min(self.years)

    @cached_property
    def last_year(self) -> int:
        """The last year known; later dates are provisional."""
        return max(self.years)

    @cached_property
    def named_days(self) -> dict[date, Day]:
        """Every day a notice names."""
        named = {}
        for arrangement in self.arrangements:
            for holiday in arrangement.holidays:
                named.update({day.date: day for day in holiday.days()})
            named.update({make_up.date: make_up.day() for make_up in arrangement.make_ups})
        return named
