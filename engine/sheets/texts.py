"""One cell: from whatever a spreadsheet keeps to text, and from text to what no spreadsheet runs.

In: a cell's value and number format; texts.  Out: text as a person would have typed it; CSV.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

_NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b-\u200f\u2060]")
_RUNS = re.compile(r"^[\s]*[=+\-@\t\r|%]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")


def text_of(value: Any, number_format: str = "") -> str:
    """A cell as a person would have typed it.

    >>> text_of(13800000001.0), text_of(0.4, "0%"), text_of(datetime(2026, 3, 2)), text_of(True), text_of(" 张　三 ")
    ('13800000001', '40%', '2026-03-02', '是', '张　三')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _NO_SIGN.sub("", str(value)).strip()


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{_number(round(value * 100, 10), '')}%"
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else format(value, ".15g")


def serial_day(text: str) -> date | None:
    """The day behind a number that a spreadsheet shows for a date cell kept as a plain number.

    >>> serial_day("46083"), serial_day("３"), serial_day("2026-03-02")
    (datetime.date(2026, 3, 2), None, None)
    """
    plain = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"\d{5}(\.0+)?", plain):
        return None
    days = int(float(plain))
    return date(1899, 12, 30) + timedelta(days) if 20_000 <= days < 80_000 else None


def harmless(text: str) -> str:
    """Text that a spreadsheet opening a CSV file does not take for a formula; numbers stay numbers.

    >>> harmless("=1+1"), harmless("-5"), harmless("@x"), harmless("张三")
    ("'=1+1", '-5', "'@x", '张三')
    """
    return f"'{text}" if _RUNS.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that Excel opens with its Chinese intact and without running anything."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(one) for one in headings])
    writer.writerows([harmless(one) for one in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
