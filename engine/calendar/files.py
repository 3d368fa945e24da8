"""Loading a calendar from its files, one for each year: cn-2026.yaml.

In: a folder of them, a street's closures and office hours.  Out: a `Calendar`, kept as long as nothing changes.
Refuses a calendar that has no file, and one whose files have problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from engine.calendar.gazette import Arrangement, Gazette
from engine.calendar.office import DEFAULT_HOURS, OfficeHours
from engine.calendar.reading import FILE_NAME, read_arrangement
from engine.calendar.reckoning import Calendar
from engine.errors import BadCalendarError, UnknownCalendarError
from engine.problems import Problem, Report, nearest
from engine.text import Text, say

_NOTHING: Mapping[date, str] = MappingProxyType({})
Files = tuple[tuple[str, bytes], ...]


def calendar_names(folder: Path | Traversable) -> list[str]:
    """The calendars that have files in `folder`."""
    return sorted({found[1] for entry in folder.iterdir() if (found := FILE_NAME.fullmatch(entry.name))})


def load_calendar(name: str, folder: Path | Traversable, closures: Mapping[date, str] = _NOTHING,
                  office: OfficeHours = DEFAULT_HOURS) -> Calendar:
    """The calendar `name` from the files in `folder`, with a street's closures (day → reason) and office hours.

    The same content gives the same calendar, without reading it again.
    """
    entries = {entry.name: entry for entry in folder.iterdir()
               if (found := FILE_NAME.fullmatch(entry.name)) and found[1] == name}
    if not entries:
        _refuse_unknown(name, folder)
    files = tuple((file, entries[file].read_bytes()) for file in sorted(entries))
    return _calendar(name, files, tuple(sorted(closures.items())), office)


def _refuse_unknown(name: str, folder: Path | Traversable) -> NoReturn:
    names = calendar_names(folder)
    close = nearest(name, names) or (names[0] if names else "cn")
    raise UnknownCalendarError(say("没有叫「{name}」的日历，是不是「{close}」？",
                                   "There is no calendar “{name}”; is “{close}” meant?", name=name, close=close))


@lru_cache(maxsize=64)
def _calendar(name: str, files: Files, closures: tuple[tuple[date, str], ...], office: OfficeHours) -> Calendar:
    return Calendar(_gazette(name, files), dict(closures), office)


@lru_cache(maxsize=8)
def _gazette(name: str, files: Files) -> Gazette:
    report = Report()
    read = [read_arrangement(file, data, report) for file, data in files]
    for problem in report.problems:
        _refuse_problem(problem)
    arrangements = tuple(year for year in read if year is not None)
    _refuse_contradiction(name, arrangements)
    return Gazette(name, arrangements)


def _refuse_problem(problem: Problem) -> NoReturn:
    mark = problem.mark
    raise BadCalendarError(say("日历文件 {path} 第{line}行第{column}字：{message}。{hint}",
                               "Calendar file {path}, line {line}, column {column}: {message}. {hint}",
                               path=mark.path, line=mark.line, column=mark.column, message=problem.message,
                               hint=problem.hint or Text("", "")))


def _refuse_contradiction(name: str, arrangements: tuple[Arrangement, ...]) -> None:
    """A day at the turn of the year may stand in two files; they must agree on it."""
    off = {day.date for year in arrangements for holiday in year.holidays for day in holiday.days()}
    for year in arrangements:
        for make_up in year.make_ups:
            if make_up.date in off:
                raise BadCalendarError(say(
                    "日历「{name}」里，{day}在一个文件里放假，在 {name}-{year}.yaml 里上班，请照通知改正。",
                    "In the calendar “{name}”, {day} is off in one file and worked in {name}-{year}.yaml; "
                    "mend one of them by the notice.", name=name, day=make_up.date, year=year.year))
