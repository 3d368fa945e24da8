"""Exact values as people write them: numbers, percentages, spans of time, dates, times of day.

In: text as it stands in a rule file, a form or a spreadsheet, with whatever a Chinese keyboard produces.
Out: exact Python values, or None where the text is not of that kind (the caller knows the place and says so).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from typing import Literal

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991

Unit = Literal["minutes", "hours", "workhours", "days", "workdays", "months"]

_UNITS: dict[str, tuple[Unit, int]] = {
    "分钟": ("minutes", 1), "小时": ("hours", 1), "工作时": ("workhours", 1), "工作小时": ("workhours", 1),
    "天": ("days", 1), "日": ("days", 1), "周": ("days", 7), "星期": ("days", 7),
    "工作日": ("workdays", 1), "个工作日": ("workdays", 1), "月": ("months", 1), "个月": ("months", 1),
    "季度": ("months", 3), "个季度": ("months", 3), "年": ("months", 12),
    "minute": ("minutes", 1), "hour": ("hours", 1), "workhour": ("workhours", 1), "day": ("days", 1),
    "week": ("days", 7), "workday": ("workdays", 1), "month": ("months", 1), "year": ("months", 12),
}
_UNIT_ZH: dict[Unit, str] = {"minutes": "分钟", "hours": "小时", "workhours": "工作时", "days": "天",
                             "workdays": "个工作日", "months": "个月"}
_UNIT_EN: dict[Unit, str] = {"minutes": "minute", "hours": "hour", "workhours": "working hour", "days": "day",
                             "workdays": "working day", "months": "month"}
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LIMIT = 12  # digits a written number may have


def plain(text: str) -> str:
    """Full-width digits, signs and spaces as their ASCII twins; nothing else is changed.

    >>> plain("４０％ ")
    '40%'
    """
    return unicodedata.normalize("NFKC", text).strip()


def read_number(text: str) -> Fraction | None:
    """A whole or decimal number, exact; no thousands separators, no exponent, at most 12 digits.

    >>> read_number("0.5"), read_number("1,000"), read_number("nan")
    (Fraction(1, 2), None, None)
    """
    text = plain(text)
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) or sum(c.isdigit() for c in text) > _LIMIT:
        return None
    return Fraction(text)


def read_percent(text: str) -> Fraction | None:
    """A percentage as a share of one.

    >>> read_percent("40％")
    Fraction(2, 5)
    """
    text = plain(text)
    number = read_number(text[:-1]) if text.endswith("%") else None
    return None if number is None else number / 100


def read_chinese_number(text: str) -> int | None:
    """A Chinese numeral from 零 to 九十九.

    >>> read_chinese_number("十五"), read_chinese_number("两")
    (15, 2)
    """
    if text in _DIGITS:
        return _DIGITS[text]
    found = re.fullmatch(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", text)
    if not found:
        return None
    return 10 * _DIGITS.get(found[1], 1) + _DIGITS.get(found[2], 0)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time with its unit; a week is 7 days, a year 12 months.  `amount` is never negative."""

    amount: int
    unit: Unit

    def zh(self) -> str:
        """As written in Chinese: 3个工作日."""
        return "即时" if self.amount == 0 else f"{self.amount}{_UNIT_ZH[self.unit]}"

    def en(self) -> str:
        """As written in English: 3 working days."""
        name = _UNIT_EN[self.unit]
        return "at once" if self.amount == 0 else f"{self.amount} {name}{'' if self.amount == 1 else 's'}"


AT_ONCE = Span(0, "minutes")


def read_span(text: str) -> Span | None:
    """A duration; the unit is required, the amount whole.

    >>> read_span("3个工作日"), read_span("1周"), read_span("三天"), read_span("3"), read_span("即时").amount
    (Span(amount=3, unit='workdays'), Span(amount=7, unit='days'), Span(amount=3, unit='days'), None, 0)
    """
    text = plain(text).replace(" ", "")
    if text in ("即时", "at-once"):
        return AT_ONCE
    found = re.fullmatch(r"([0-9]{1,4}|[零〇一二两三四五六七八九十]{1,3})([^0-9]+)", text)
    if not found:
        return None
    amount = int(found[1]) if found[1].isdigit() else read_chinese_number(found[1])
    unit = _UNITS.get(found[2]) or _UNITS.get(found[2].lower().removesuffix("s"))
    if amount is None or unit is None:
        return None
    return Span(amount * unit[1], unit[0])


def read_date(text: str) -> date | None:
    """A day: 2026-03-02 or 2026年3月2日.

    >>> read_date("2026年3月2日"), read_date("3/2"), read_date("2026-02-30")
    (datetime.date(2026, 3, 2), None, None)
    """
    text = plain(text).replace(" ", "")
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """A time of day: 18:00, 18：00 or 18时30分.

    >>> read_time("9：05"), read_time("25:00")
    (datetime.time(9, 5), None)
    """
    found = re.fullmatch(r"([0-9]{1,2})(?::([0-9]{2})|[时点](?:([0-9]{1,2})分)?)", plain(text))
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_moment(text: str) -> datetime | None:
    """A day and a time of day in Shanghai time: 2026-03-02 09:00, 2026年3月2日 9:00, 2026-03-02T09:00.

    >>> read_moment("2026年3月2日 9：00").isoformat()
    '2026-03-02T09:00:00+08:00'
    """
    text = plain(text).replace("T", " ")
    found = re.fullmatch(r"(\S+?日?)\s*((?<=[日 ])[0-9]{1,2}(?::|时|点).*)", text)
    if not found:
        return None
    day, hour = read_date(found[1]), read_time(found[2])
    return datetime.combine(day, hour, SHANGHAI) if day and hour else None


_YES = {"是", "yes", "true"}
_NO = {"否", "no", "false"}


def read_yes_no(text: str) -> bool | None:
    """是/否, yes/no or true/false.

    >>> read_yes_no("是"), read_yes_no("no"), read_yes_no("1")
    (True, False, None)
    """
    word = plain(text).lower()
    return True if word in _YES else False if word in _NO else None


def show_number(number: Fraction, decimals: int | None = None) -> str:
    """A number for people: exact when it ends within 12 decimals, else rounded half up to `decimals` (6 unless told).

    >>> show_number(Fraction(177, 2)), show_number(Fraction(1, 3)), show_number(Fraction(2), 1)
    ('88.5', '0.333333', '2.0')
    """
    if decimals is None and number.denominator == 1:
        return str(number.numerator)
    exact = Fraction(10**12) * number
    places = decimals if decimals is not None else (12 if exact.denominator == 1 else 6)
    scaled = abs(number) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(units, 10**places)
    digits = f"{whole}.{rest:0{places}d}" if places else str(whole)
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"-{digits}" if number < 0 and units else digits
