"""Reading one year's file of a calendar: from bytes to an arrangement, mistakes told with their place.

In: the bytes of a file such as cn-2026.yaml.  Out: an `Arrangement`, or None with the problems in the report.
"""

from __future__ import annotations

import re
from datetime import date

from engine.calendar.gazette import Arrangement, Holiday, MakeUp, Notice
from engine.problems import Report, nearest
from engine.schema import Item, language, read_item
from engine.source import Sources, read_source
from engine.text import Text, say
from engine.values import read_date

FILE_NAME = re.compile(r"([a-z][a-z0-9-]*)-([0-9]{4})\.yaml")
_LONGEST = 31  # days in a row


def read_arrangement(path: str, data: bytes, report: Report, sources: Sources | None = None) -> Arrangement | None:
    """What one file says; all its problems go to `report`, and there is no arrangement while one is left."""
    found = Report()
    node = read_source(path, data, found, sources)
    arrangement = None
    if node is not None:
        item = read_item(language("calendar"), node, found)
        if not found.problems:
            arrangement = _Year(path, item, found).read()
    report.extend(found.found)
    return None if found.problems else arrangement


class _Year:
    """One file that fits the schema, with what only this stage can know to be wrong."""

    def __init__(self, path: str, item: Item, report: Report) -> None:
        self._path = path
        self._item = item
        self._report = report

    def _tell(self, rule: str, item: Item, message: Text, hint: Text | None = None) -> None:
        self._report.add(rule, item.mark, message, hint)

    def read(self) -> Arrangement:
        item = self._item
        name = f"{item.text('calendar')}-{item.text('year')}.yaml"
        if re.split(r"[\\/]", self._path)[-1] != name:
            self._tell("calendar-name", item, say("里面的日历和年份跟文件名对不上",
                                                  "the calendar and year inside do not fit the file's name"),
                       say("把文件名改成 {name}，或者改里面的内容",
                           "call the file {name}, or change what is inside", name=name))
        notices = tuple(self._notice(row) for row in item.words("notices"))
        holidays = tuple(self._holiday(name, row, notices) for name, row in item.entries("holidays"))
        make_ups = tuple(self._make_up(day, row, holidays) for day, row in item.entries("make_up_days"))
        return Arrangement(int(item.text("year")), notices, holidays, make_ups)

    def _notice(self, row: Item) -> Notice:
        return Notice(row.text("number"), row.text("title"), read_date(row.text("date")))

    def _holiday(self, name: str, row: Item, notices: tuple[Notice, ...]) -> Holiday:
        first, last = _date(row.text("from")), _date(row.text("until"))
        if not 0 <= (last - first).days < _LONGEST:
            self._tell("calendar-holiday", row, say(
                "「{name}」从{first}放到{last}，起止不对", "“{name}” runs from {first} until {last}, which cannot be",
                name=name, first=first, last=last),
                say("「至」不能早于「自」，一次放假不超过{longest}天",
                    "it must not end before it begins, nor last over {longest} days", longest=_LONGEST))
        numbers = [notice.number for notice in notices]
        number = row.text("notice", numbers[0])
        if number not in numbers:
            self._tell("unknown-notice", row.get("notice") or row, say(
                "「通知」里没有文号「{number}」", "no notice has the number “{number}”", number=number),
                _meant(number, numbers))
        return Holiday(name, first, last, number)

    def _make_up(self, text: str, row: Item, holidays: tuple[Holiday, ...]) -> MakeUp:
        day, name = _date(text), str(row.value)
        owner = next((holiday for holiday in holidays if holiday.name == name), None)
        if owner is None:
            self._tell("unknown-holiday", row, say(
                "「放假」里没有「{name}」", "there is no holiday “{name}”", name=name),
                _meant(name, [holiday.name for holiday in holidays]))
        if day.weekday() < 5:
            self._tell("calendar-make-up", row, say(
                "{day}不是周末，本来就上班", "{day} is no weekend day and is worked anyhow", day=day),
                say("「上班」只写调休上班的周末", "list only weekend days that are worked"))
        if any(holiday.first <= day <= holiday.last for holiday in holidays):
            self._tell("calendar-make-up", row, say("{day}既放假又上班", "{day} is both off and worked", day=day),
                       say("请照通知改正其中一处", "mend one of the two by the notice"))
        return MakeUp(day, name, owner.notice if owner else "")


def _meant(wrong: str, names: list[str]) -> Text | None:
    close = nearest(wrong, names)
    return say("是不是「{name}」？", "is “{name}” meant?", name=close) if close else None


def _date(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise ValueError(text)  # the schema has let only dates through
    return day
