"""What happens by itself while something is owed: it is announced beforehand, and people are told while it is not done.

In: an occasion and the timer whose time has come.  Out: events; who is told stands in them.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from engine.case import SYSTEM, Event
from engine.directory import Directory
from engine.duties.changing import call
from engine.duties.occasions import Rules
from engine.duties.owed import Owed
from engine.duties.people import named, responsible
from engine.model import Method
from engine.model.duty import Duty
from engine.values import show_number

ALWAYS_TOLD = ("姓名", "时间", "地点", "事项", "单位")


def fire(owed: Owed, timer: str, done: Fraction, rules: Rules, directory: Directory, now: datetime) -> list[Event]:
    """What a timer does: nothing when it has acted; a reminder tells nobody once enough is done."""
    duty = rules.method.duties.get(owed.rule)
    if duty is None or timer not in {one.name for one in owed.waiting}:
        return []
    if timer == "announce":
        body = {"planned": owed.planned, "columns": notice(owed, duty, rules.method, directory), "corrects": bool(owed.told)}
        return [Event("announced", body, now.isoformat(), SYSTEM)]
    least = rules.least(duty)
    tell: tuple[str, ...] = ()
    if done < least and not owed.excused:
        tell = named(rules.method, owed, duty.reminders[int(timer.rpartition("-")[2]) - 1].tell, directory)
    body = {"timer": timer, "to": list(tell), "done": show_number(done), "least": show_number(least), "due": owed.due}
    return [Event("reminded", body, now.isoformat(), SYSTEM)]


def told_of_missing(owed: Owed, duty: Duty, method: Method, directory: Directory) -> tuple[str, ...]:
    """Who is told that it was not fulfilled."""
    return named(method, owed, duty.missed.tell, directory)


def notice(owed: Owed, duty: Duty, method: Method, directory: Directory) -> dict[str, Any]:
    """The named facts of an announcement; what nobody has recorded is empty."""
    return {name: _fact(name, owed, duty, method, directory) for name in (duty.notice.fields if duty.notice is not None else ())}


def _fact(name: str, owed: Owed, duty: Duty, method: Method, directory: Directory) -> str:
    who = responsible(method, owed, directory)
    where = owed.object or owed.unit
    if name == "姓名":
        return "、".join(directory.call(one) for one in who) if owed.subject_kind == "person" else call(owed.subject, directory)
    if name == "时间":
        return when(owed)
    if name == "事项":
        return duty.title
    if name == "单位":
        return directory.call_unit(owed.unit)
    found = next((directory.fact(one, name) for one in who if owed.subject_kind == "person" and directory.fact(one, name)), None)
    if found is None and where in directory.units:
        found = directory.unit_fact(where, name)
    if found is None and name == "地点":
        return call(where, directory)
    return "" if found is None else str(found)


def when(owed: Owed) -> str:
    """The day and hour in words.

    >>> when(Owed("", "", "", "", "unit", "", "", "", "2015-10-10", "", "", "", "", hour="18:00"))
    '2015年10月10日（周六）18:00'
    """
    day = date.fromisoformat(owed.planned)
    words = f"{day.year}年{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"
    return words + {"morning": "上午", "afternoon": "下午"}.get(owed.hour, owed.hour)
