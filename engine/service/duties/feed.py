"""Calendars that phones subscribe to: one for each person under an address nobody can guess, one for the public.

In: occasions.  Out: iCalendar text (RFC 5545).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from engine.service.duties.views import Coming, DutyRow
from engine.values import SHANGHAI, read_time

PRODUCT = "-//bihuan//duties//ZH"
_LASTS = timedelta(hours=2)
_PARTS = {"morning": "09:00", "afternoon": "14:30"}


def token(secret: bytes, person: str, salt: str) -> str:
    """The address of a person's calendar: it follows from the street's secret, so the database alone gives none away.

    >>> len(token(b"secret", "li", "salt")), token(b"secret", "li", "salt") == token(b"secret", "li", "pepper")
    (32, False)
    """
    return hmac.new(secret, f"feed/{person}/{salt}".encode(), hashlib.sha256).hexdigest()[:32]


def hashed(address: str) -> str:
    """What the database keeps of an address."""
    return hashlib.sha256(address.encode()).hexdigest()


def feed_of(name: str, rows: Iterable[DutyRow], now: datetime) -> bytes:
    """A person's calendar: days with their hour, periods as whole days until their end."""
    made = _calendar(name)
    for row in rows:
        text = f"{row.title}{'：' + row.to if row.to else ''}"
        about = f"{row.words.zh}；要{row.least}，已有{row.done}"
        made.add_component(_event(row.id, text, row.planned, row.hour if row.on_day else "", about, row.unit, now))
    return bytes(made.to_ical())


def public_feed(name: str, rows: Iterable[Coming], now: datetime) -> bytes:
    """The public calendar of what was announced."""
    made = _calendar(name)
    for row in rows:
        made.add_component(_event(row.id, row.title, row.day, row.hour, _said(row.facts), row.facts.get("地点", ""), now))
    return bytes(made.to_ical())


def _said(facts: Mapping[str, str]) -> str:
    return "\n".join(f"{name}：{_line(value)}" for name, value in facts.items() if value)


def _line(text: str) -> str:
    """A text as one line, whatever signs were pasted into it: in a calendar a line break begins another property.

    >>> _line("张\\r\\nATTACH:x\\x0b")
    '张 ATTACH:x'
    """
    return " ".join(text.split())


def _calendar(name: str) -> Calendar:
    made = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", _line(name)), ("x-wr-timezone", "Asia/Shanghai")):
        made.add(key, value)
    return made


def _event(id_: str, title: str, day: date, hour: str, about: str, where: str, now: datetime) -> Event:
    made = Event()
    made.add("uid", f"{id_}@bihuan")
    made.add("summary", _line(title))
    made.add("dtstamp", now)
    clock = read_time(_PARTS.get(hour, hour))
    if clock is not None:
        begin = datetime.combine(day, clock, SHANGHAI)
        made.add("dtstart", begin)
        made.add("dtend", begin + _LASTS)
    else:
        made.add("dtstart", day)
        made.add("dtend", day + timedelta(days=1))
    made.add("description", about)
    if where:
        made.add("location", _line(where))
    return made
