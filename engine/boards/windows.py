"""When a board is drawn up, and which stretch of time its lines belong to.

In: a recurrence, a time of day, what rest days do, and the calendar.
Out: `Window`s, one after the other without a gap; the key is made of the nominal day, so that shifting never doubles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from engine.calendar import Calendar, Every, Recurrence, nominal_days, period_name, start_of
from engine.calendar.days import Roll
from engine.text import Text
from engine.values import SHANGHAI

_DAY = timedelta(days=1)
_ROLLED = timedelta(days=20)  # no run of rest days is longer
_REACH = {"day": 2, "week": 8, "month": 32, "quarter": 93, "half_year": 185, "year": 367}


@dataclass(frozen=True, slots=True)
class Window:
    """One issue to come: due at `at`, with what lies after `since` and not after `until`; `period` is its name."""

    key: str
    at: datetime
    since: datetime
    until: datetime
    period: str


@lru_cache(maxsize=512)
def window_after(recurrence: Recurrence, hour: time | None, rest: Roll, as_of: Literal["drawn_up", "period_end"], calendar: Calendar,
                 after: datetime) -> Window:
    """The first window that is due after a moment."""
    start = after.date() - timedelta(days=_REACH[recurrence.every]) - 2 * _ROLLED
    moments = pairwise(_moments(recurrence, hour, rest, calendar, start))
    before, nominal, at = next((one[1], other[0], other[1]) for one, other in moments if other[1] > after)
    since, until = (before, at) if as_of == "drawn_up" else _whole(recurrence.every, nominal)
    named = nominal if as_of == "drawn_up" else (until - _DAY).date()
    return Window(nominal.isoformat(), at, since, until, period_name(recurrence.every, named))


def _moments(recurrence: Recurrence, hour: time | None, rest: Roll, calendar: Calendar, first: date) -> Iterator[tuple[date, datetime]]:
    for nominal in nominal_days(recurrence, first, date(9999, 1, 1)):
        day = calendar.roll(nominal, rest)
        yield nominal, datetime.combine(day, hour, SHANGHAI) if hour is not None else calendar.close_of_office(day)


def _whole(every: Every, nominal: date) -> tuple[datetime, datetime]:
    """The last whole period before the one a day lies in."""
    end = start_of(every, nominal)
    return tuple(datetime.combine(day, time(), SHANGHAI) for day in (start_of(every, end - _DAY), end))  # type: ignore[return-value]


def period_words(period: str) -> Text:
    """A period's name for people.

    >>> [period_words(one).zh for one in ("2026-W21", "2026-05", "2026-Q2", "2026-H1", "2026", "2026-05-20")]
    ['2026年第21周', '2026年5月', '2026年第2季度', '2026年上半年', '2026年', '2026年5月20日']
    """
    year, _, rest = period.partition("-")
    if not rest:
        return Text(f"{year}年", year) if year else Text("", "")
    if rest[0] == "W":
        return Text(f"{year}年第{int(rest[1:])}周", f"week {int(rest[1:])} of {year}")
    if rest[0] == "Q":
        return Text(f"{year}年第{rest[1:]}季度", f"quarter {rest[1:]} of {year}")
    if rest[0] == "H":
        return Text(f"{year}年{'上' if rest[1:] == '1' else '下'}半年", f"{'first' if rest[1:] == '1' else 'second'} half of {year}")
    month, _, day = rest.partition("-")
    return Text(f"{year}年{int(month)}月{f'{int(day)}日' if day else ''}", period)
