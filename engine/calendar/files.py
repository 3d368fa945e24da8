"""Reading a calendar's files, one for each year: cn-2026.yaml.

In: a folder of them, a street's closures and office hours.  Out: a `Calendar`, kept as long as nothing changes.
Refuses a calendar that has no file and a file that contradicts itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import yaml

from engine.calendar.gazette import Arrangement, Gazette, Holiday, MakeUp, Notice
from engine.calendar.office import DEFAULT_HOURS, OfficeHours
from engine.calendar.reckoning import Calendar
from engine.errors import BadCalendarError, UnknownCalendarError
from engine.problems import nearest
from engine.text import Text, say
from engine.values import read_date

_NOTHING: Mapping[date, str] = MappingProxyType({})
_FILE = re.compile(r"([a-z0-9-]+)-([0-9]{4})\.yaml")
_ENGLISH = {"日历": "calendar", "年份": "year", "通知": "notices", "放假": "holidays", "上班": "make_up_days",
            "文号": "number", "标题": "title", "日期": "date", "自": "from", "至": "until", "依据": "notice"}


def calendar_names(folder: Path | Traversable) -> list[str]:
    """The calendars that have files in `folder`."""
    return sorted({found[1] for entry in folder.iterdir() if (found := _FILE.fullmatch(entry.name))})


def load_calendar(name: str, folder: Path | Traversable, closures: Mapping[date, str] = _NOTHING,
                  office: OfficeHours = DEFAULT_HOURS) -> Calendar:
    """The calendar `name` from the files in `folder`, with a street's closures (day → reason) and office hours.

    The same content gives the same calendar, without reading it again.
    """
    entries = {entry.name: entry for entry in folder.iterdir()
               if (found := _FILE.fullmatch(entry.name)) and found[1] == name}
    if not entries:
        _refuse_unknown(name, folder)
    texts = tuple((file, entries[file].read_text(encoding="utf-8")) for file in sorted(entries))
    return _calendar(name, texts, tuple(sorted(closures.items())), office)


def _refuse_unknown(name: str, folder: Path | Traversable) -> NoReturn:
    names = calendar_names(folder)
    close = nearest(name, names) or (names[0] if names else "cn")
    raise UnknownCalendarError(say("没有叫「{name}」的日历，是不是「{close}」？",
                              "There is no calendar “{name}”; is “{close}” meant?", name=name, close=close))


@lru_cache(maxsize=64)
def _calendar(name: str, texts: tuple[tuple[str, str], ...], closures: tuple[tuple[date, str], ...],
              office: OfficeHours) -> Calendar:
    return Calendar(_gazette(name, texts), dict(closures), office)


@lru_cache(maxsize=8)
def _gazette(name: str, texts: tuple[tuple[str, str], ...]) -> Gazette:
    gazette = Gazette(name, tuple(_YearFile(file).read(text) for file, text in texts))
    off = {day.date for year in gazette.arrangements for holiday in year.holidays for day in holiday.days()}
    for year in gazette.arrangements:
        for make_up in year.make_ups:
            if make_up.date in off:
                _YearFile(f"{name}-{year.year}.yaml").refuse(say(
                    "{day}既放假又上班，请按通知改正其中一处", "{day} is both off and worked; mend one of the two",
                    day=make_up.date))
    return gazette


class _YearFile:
    """One year's file; every mistake is refused with its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def refuse(self, what: Text) -> NoReturn:
        """Refuse the file for what is wrong with it."""
        raise BadCalendarError(say("日历文件 {file}：{what}。", "Calendar file {file}: {what}.",
                                   file=self._name, what=what))

    def read(self, text: str) -> Arrangement:
        """What the file says."""
        data = _plain(text)
        found = _FILE.fullmatch(self._name)
        if found is None or (data.get("calendar"), data.get("year")) != (found[1], found[2]):
            self.refuse(say("文件名和里面的日历、年份对不上", "its name does not fit the calendar and year inside"))
        notices = tuple(Notice(row["number"], row.get("title", ""), self._date(row["date"]) if "date" in row else None)
                        for row in data["notices"])
        numbers = [notice.number for notice in notices]
        cited = {name: row.get("notice", numbers[0]) for name, row in data["holidays"].items()}
        for number in cited.values():
            if number not in numbers:
                self.refuse(say("「通知」里没有文号「{number}」", "no notice has the number “{number}”", number=number))
        holidays = tuple(self._holiday(name, row, cited[name]) for name, row in data["holidays"].items())
        make_ups = tuple(self._make_up(day, name, cited) for day, name in data.get("make_up_days", {}).items())
        return Arrangement(int(data["year"]), notices, holidays, make_ups)

    def _holiday(self, name: str, row: Mapping[str, str], notice: str) -> Holiday:
        first, last = self._date(row["from"]), self._date(row["until"])
        if not 0 <= (last - first).days < 31:
            self.refuse(say("「{name}」的「至」要在「自」之后一个月以内",
                            "“{name}” must end within a month after it begins", name=name))
        return Holiday(name, first, last, notice)

    def _make_up(self, text: str, name: str, cited: Mapping[str, str]) -> MakeUp:
        day = self._date(text)
        if name not in cited:
            self.refuse(say("「放假」里没有「{name}」", "there is no holiday “{name}”", name=name))
        if day.weekday() < 5:
            self.refuse(say("{day}不是周末，不用写进「上班」",
                            "{day} is no weekend day and need not be listed as worked", day=day))
        return MakeUp(day, name, cited[name])

    def _date(self, text: str) -> date:
        day = read_date(text)
        if day is None:
            self.refuse(say("「{text}」不是日期，请写成「2026-10-01」这样",
                            "“{text}” is no date; write it as 2026-10-01", text=text))
        return day


def _plain(text: str) -> dict[str, Any]:
    """The file as text values under English keys."""
    data = yaml.load(text, Loader=yaml.BaseLoader)
    return dict(_in_english(data))


def _in_english(node: Any) -> Any:
    if isinstance(node, dict):
        return {_ENGLISH.get(key, key): _in_english(value) for key, value in node.items()}
    return [_in_english(item) for item in node] if isinstance(node, list) else node
