"""Periods that scores are worked out for: weeks, months, quarters, half-years and years.

In: a day, or a period's key such as 2025-Q3.  Out: keys, first and last days, the periods inside a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine.text import Text

Length = Literal["week", "month", "quarter", "half_year", "year"]
LENGTHS: tuple[Length, ...] = ("week", "month", "quarter", "half_year", "year")

_MONTHS: dict[Length, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_KEY = re.compile(r"(\d{4})(?:-(W|Q|H)?(\d{1,2}))?")
_LETTERS: dict[str | None, tuple[Length, int]] = {"W": ("week", 53), "Q": ("quarter", 4), "H": ("half_year", 2), None: ("month", 12)}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends included; `key` sorts in the order of time within one length."""

    first: date
    last: date
    length: Length

    @property
    def key(self) -> str:
        """The short name: 2025, 2025-H1, 2025-Q3, 2025-07 or 2025-W31 (weeks by ISO 8601).

        >>> containing(date(2025, 8, 1), "quarter").key, containing(date(2025, 12, 31), "week").key
        ('2025-Q3', '2026-W01')
        """
        if self.length == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        number = (self.first.month - 1) // _MONTHS[self.length] + 1
        return {"year": f"{self.first.year}", "month": f"{self.first.year}-{number:02}", "quarter": f"{self.first.year}-Q{number}",
                "half_year": f"{self.first.year}-H{number}"}[self.length]

    @property
    def title(self) -> Text:
        """The period in words."""
        number = (self.first.month - 1) // _MONTHS.get(self.length, 12) + 1
        year = self.first.year
        if self.length == "week":
            year, week, _ = self.first.isocalendar()
            return Text(f"{year}年第{week}周", f"week {week} of {year}")
        return {"year": Text(f"{year}年", f"{year}"), "month": Text(f"{year}年{number}月", f"{year}-{number:02}"),
                "quarter": Text(f"{year}年第{number}季度", f"quarter {number} of {year}"),
                "half_year": Text(f"{year}年{'上' if number == 1 else '下'}半年", f"half-year {number} of {year}")}[self.length]

    def before(self) -> Period:
        """The period of the same length just before.

        >>> containing(date(2025, 1, 5), "quarter").before().key
        '2024-Q4'
        """
        return containing(self.first - timedelta(days=1), self.length)

    def after(self) -> Period:
        """The period of the same length just after."""
        return containing(self.last + timedelta(days=1), self.length)

    def inside(self, length: Length) -> Iterator[Period]:
        """The periods of a length that end in this one, in order.

        >>> [one.key for one in containing(date(2025, 5, 1), "half_year").inside("quarter")]
        ['2025-Q1', '2025-Q2']
        """
        one = containing(self.first, length)
        while one.last <= self.last:
            yield one
            one = one.after()


def containing(day: date, length: Length) -> Period:
    """The period of a length that a day lies in; a week begins on Monday."""
    if length == "week":
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6), length)
    months = _MONTHS[length]
    month = (day.month - 1) // months * months + 1
    last = date(day.year + (month + months > 12), (month + months - 1) % 12 + 1, 1) - timedelta(days=1)
    return Period(date(day.year, month, 1), last, length)


def read_period(text: str) -> Period | None:
    """The period of a key, or None where it is none.

    >>> read_period("2025-Q3").last, read_period("2025-13"), read_period("2025-W01").first
    (datetime.date(2025, 9, 30), None, datetime.date(2024, 12, 30))
    """
    found = _KEY.fullmatch(text.strip().upper())
    if found is None or not 1900 <= int(found[1]) <= 9000:
        return None
    year = int(found[1])
    if found[3] is None:
        return containing(date(year, 1, 1), "year")
    length, most = _LETTERS[found[2]]
    number = int(found[3])
    if not 1 <= number <= most:
        return None
    if length == "week":
        try:
            return containing(date.fromisocalendar(year, number, 1), length)
        except ValueError:
            return None
    return containing(date(year, (number - 1) * _MONTHS[length] + 1, 1), length)
