"""From what a case keeps to what a formula sees and what people read.

In: a field and its kept value.  Out: a value for formulas, or words in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from fractions import Fraction
from functools import lru_cache
from typing import Any

from engine.directory import Directory
from engine.filling.reading import NUMBERS, is_blank
from engine.formulas import EMPTY
from engine.formulas.types import Value
from engine.model import Field
from engine.text import Text, say
from engine.values import Span

PRIVATE_KEY = "$private"
number_of = lru_cache(maxsize=4096)(Fraction)  # numbers are few and read from their text at every step


def for_formula(field: Field, kept: Any) -> Value:
    """The value a formula sees; EMPTY where nothing was filled in."""
    if is_blank(kept):
        return EMPTY
    if isinstance(kept, Mapping) and PRIVATE_KEY in kept:
        return str(kept[PRIVATE_KEY])
    if field.kind == "entry":
        return tuple(one["row"] for one in kept) if isinstance(kept, list) else str(kept["row"])
    if field.kind == "case":
        return tuple(one["number"] for one in kept) if isinstance(kept, list) else str(kept["number"])
    if field.many or field.kind in ("choices", "photo", "file", "table"):
        return tuple(kept)
    if field.kind in NUMBERS:
        return number_of(kept)
    if field.kind == "date":
        return date.fromisoformat(kept)
    if field.kind == "moment":
        return datetime.fromisoformat(kept)
    if field.kind == "time":
        return time.fromisoformat(kept)
    if field.kind == "span":
        return Span(kept["amount"], kept["unit"])
    return kept if isinstance(kept, str | bool) else str(kept)


def show(field: Field, kept: Any, directory: Directory) -> Text:
    """The value for people; a private one that was not looked up is shown as hidden."""
    if is_blank(kept):
        return Text("", "")
    if isinstance(kept, Mapping) and PRIVATE_KEY in kept:
        return Text("（保密）", "(private)")
    if field.kind in ("photo", "file"):
        return say("{n}个文件", "{n} file(s)", n=len(kept))
    if field.kind == "table":
        return say("{n}行", "{n} row(s)", n=len(kept))
    if isinstance(kept, list):
        shown = [_shown(field, one, directory) for one in kept]
        return Text("、".join(one.zh for one in shown), ", ".join(one.en for one in shown))
    return _shown(field, kept, directory)


def _shown(field: Field, kept: Any, directory: Directory) -> Text:
    if field.kind == "person":
        return Text(directory.call(kept), directory.call(kept))
    if field.kind == "entry":
        return Text(kept["title"], kept["title"])
    if field.kind == "case":
        return Text(kept["number"], kept["number"])
    if field.kind == "unit":
        return Text(directory.call_unit(kept), directory.call_unit(kept))
    if field.kind == "yes_no":
        return Text("是", "yes") if kept else Text("否", "no")
    if field.kind == "date":
        return show_day(date.fromisoformat(kept))
    if field.kind == "moment":
        return show_moment(datetime.fromisoformat(kept))
    if field.kind == "span":
        span = Span(kept["amount"], kept["unit"])
        return Text(span.zh(), span.en())
    if field.kind == "party":
        text = " ".join(kept[key] for key in ("name", "phone", "reach") if kept.get(key))
        return Text(text, text)
    if field.options is not None:
        title = (field.item_titles or {}).get(kept, kept)
        return Text(title, title)
    return Text(str(kept), str(kept))


_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def show_day(day: date) -> Text:
    """A day for people.

    >>> show_day(date(2026, 11, 23)).zh
    '2026年11月23日(周一)'
    """
    return Text(f"{day.year}年{day.month}月{day.day}日(周{_WEEKDAYS[day.weekday()]})",
                f"{day.day} {('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')[day.month - 1]} {day.year}")


def show_moment(moment: datetime) -> Text:
    """A day and time of day for people.

    >>> show_moment(datetime(2026, 11, 23, 17, 30)).zh
    '2026年11月23日(周一) 17:30'
    """
    day = show_day(moment.date())
    return Text(f"{day.zh} {moment:%H:%M}", f"{day.en} {moment:%H:%M}")
