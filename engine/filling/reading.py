"""From what a person submits to what a case keeps.

In: a field and a raw value (text, list or mapping, as a form, an API or a scenario gives it).
Out: plain JSON that events and state keep, or `Unfit` with what is wrong and how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.directory import Directory
from engine.formulas import EMPTY
from engine.model import Field
from engine.text import say
from engine.values import (
    plain,
    read_date,
    read_moment,
    read_number,
    read_percent,
    read_span,
    read_time,
    read_yes_no,
    show_number,
)

LONGEST = {"text": 200, "long_text": 4000, "place": 200, "address": 200}
_PHONE = re.compile(r"\+?[0-9][0-9-]{4,18}[0-9]")
NUMBERS = ("whole", "decimal", "money", "percent", "rating")


class Unfit(Exception):
    """A submitted value that does not fit its field; `text` says what to write."""

    def __init__(self, zh: str, en: str, /, **facts: object) -> None:
        super().__init__(zh)
        self.text = say(zh, en, **facts)


def is_blank(raw: Any) -> bool:
    """Whether nothing was filled in."""
    if raw is None or raw is EMPTY:
        return True
    if isinstance(raw, str):
        return not raw or raw.isspace()
    if raw.__class__ is dict or isinstance(raw, Mapping):  # asking around what else is a mapping takes long
        return all(is_blank(inner) for inner in raw.values())
    return (raw.__class__ is list or isinstance(raw, Sequence)) and all(is_blank(inner) for inner in raw)


def read(field: Field, raw: Any, directory: Directory) -> Any:
    """The value a case keeps, as plain JSON; raises `Unfit`."""
    if field.kind == "table":
        return _rows(field, raw, directory)
    if field.kind in ("photo", "file"):
        return _files(raw)
    if field.many or field.kind == "choices":
        given = list(raw) if isinstance(raw, list | tuple) else [raw]
        found: list[Any] = []
        for one in (_one(field, one, directory) for one in given if not is_blank(one)):
            if one not in found:  # persons of a case are no words that could be keys
                found.append(one)
        return found
    if isinstance(raw, list):
        if len(raw) != 1:
            raise Unfit("只能填一个", "only one value may be given")
        raw = raw[0]
    return _one(field, raw, directory)


def _one(field: Field, raw: Any, directory: Directory) -> Any:
    if field.kind == "party":
        return _party(raw)
    if isinstance(raw, bool) and field.kind == "yes_no":
        return raw
    if not isinstance(raw, str | int):
        raise Unfit("这里要填文字", "text is wanted here")
    text = str(raw).strip()
    if field.options is not None:
        return _choice(field, text)
    if field.kind == "person":
        return _person(field, text, directory)
    if field.kind == "unit":
        return _unit(field, text, directory)
    if field.kind in NUMBERS:
        return _number(field, text)
    return _text(field, text)


def _choice(field: Field, text: str) -> str:
    assert field.options is not None
    titles = {title: item for item, title in (field.item_titles or {}).items()}
    item = text if text in field.options.items else titles.get(text)
    if item is None:
        raise Unfit("没有「{text}」这一项，可以选：{items}", "“{text}” is not a choice; choose one of: {items}", text=text,
                    items="、".join(field.options.items))
    return item


def _person(field: Field, text: str, directory: Directory) -> str:
    person = directory.named(text)
    if person is None:
        raise Unfit("没有叫「{text}」的人，或者不止一个；请从名单里选", "nobody, or more than one, is called “{text}”; choose from the list", text=text)
    if person not in persons_for(field, directory):
        raise Unfit("{name}不是{roles}，不能选", "{name} is not {roles} and cannot be chosen", name=directory.call(person),
                    roles="、".join(field.among))
    return person


def persons_for(field: Field, directory: Directory) -> tuple[str, ...]:
    """Whom a person field may name."""
    if "人员" in field.among:
        return tuple(person.id for person in directory.people.values() if not person.left)
    return tuple(dict.fromkeys(person for role in field.among for person in directory.everywhere(role)))


def units_for(field: Field, directory: Directory) -> tuple[str, ...]:
    """Which units a unit field may name."""
    return tuple(unit.name for unit in directory.units.values() if any(unit.is_a(kind) for kind in field.among))


def _unit(field: Field, text: str, directory: Directory) -> str:
    named = [unit.name for unit in directory.units.values() if text in (unit.name, unit.title)]
    fitting = [name for name in named if name in units_for(field, directory)]
    if not fitting:
        raise Unfit("「{text}」不是可以选的单位，可以选：{units}", "“{text}” is not a unit that can be chosen; choose one of: {units}",
                    text=text, units="、".join(units_for(field, directory)[:12]))
    return fitting[0]


def _number(field: Field, text: str) -> str:
    number = read_percent(text) if field.kind == "percent" and plain(text).endswith("%") else read_number(text)
    if number is None:
        raise Unfit("「{text}」不是数，请写成 12 或 0.5", "“{text}” is not a number; write it like 12 or 0.5", text=text)
    if field.kind == "whole" and number.denominator != 1:
        raise Unfit("这里要填整数", "a whole number is wanted here")
    if field.kind == "money" and (number * 100).denominator != 1:
        raise Unfit("金额最多两位小数", "money has at most two decimals")
    return show_number(number)


def _text(field: Field, text: str) -> Any:
    if field.kind == "yes_no":
        answer = read_yes_no(text)
        if answer is None:
            raise Unfit("请选「是」或「否」", "choose yes or no")
        return answer
    if field.kind == "date":
        day = read_date(text)
        if day is None:
            raise Unfit("「{text}」不是日期，请写成 2026-03-02", "“{text}” is not a date; write it like 2026-03-02", text=text)
        return day.isoformat()
    if field.kind == "moment":
        moment = read_moment(text)
        if moment is None:
            raise Unfit("「{text}」不是时间，请写成 2026-03-02 09:00", "“{text}” is not a time; write it like 2026-03-02 09:00", text=text)
        return moment.isoformat()
    if field.kind == "time":
        hour = read_time(text)
        if hour is None:
            raise Unfit("「{text}」不是钟点，请写成 17:30", "“{text}” is not a time of day; write it like 17:30", text=text)
        return hour.strftime("%H:%M")
    if field.kind == "span":
        span = read_span(text)
        if span is None:
            raise Unfit("「{text}」不是时长，请写成 3个工作日", "“{text}” is not a duration; write it like 3个工作日", text=text)
        return {"amount": span.amount, "unit": span.unit}
    return _plain_text(field, text)


def _plain_text(field: Field, text: str) -> str:
    if field.kind == "phone" and not _PHONE.fullmatch(plain(text).replace(" ", "")):
        raise Unfit("电话号码只写数字和短横线，如 13800000001", "a phone number is digits and hyphens, such as 13800000001")
    longest = LONGEST.get(field.kind, 200)
    if len(text) > longest:
        raise Unfit("最多{n}个字，现在有{m}个", "at most {n} characters; there are {m}", n=longest, m=len(text))
    return text


def _party(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        raise Unfit("当事人要写姓名和电话", "a party has a name and a phone number")
    words = {"姓名": "name", "电话": "phone", "联系方式": "reach", "name": "name", "phone": "phone", "reach": "reach"}
    given = {words[key]: value for key, value in raw.items() if key in words and not is_blank(value)}
    if not all(isinstance(value, str | int) for value in given.values()):
        raise Unfit("这里要填文字", "text is wanted here")
    found = {key: str(value).strip() for key, value in given.items()}
    if not found.get("name"):
        raise Unfit("请写姓名", "the name is missing")
    if len(found["name"]) > 40:
        raise Unfit("姓名最多40个字", "a name has at most 40 characters")
    if len(found.get("reach", "")) > LONGEST["address"]:
        raise Unfit("联系方式最多{n}个字", "how to reach somebody has at most {n} characters", n=LONGEST["address"])
    if found.get("phone") and not _PHONE.fullmatch(plain(found["phone"]).replace(" ", "")):
        raise Unfit("电话号码只写数字和短横线，如 13800000001", "a phone number is digits and hyphens, such as 13800000001")
    return found


def _files(raw: Any) -> list[dict[str, Any]]:
    given = raw if isinstance(raw, list) else [raw]
    for one in given:
        if not (isinstance(one, Mapping) and re.fullmatch(r"[0-9a-f]{64}", str(one.get("sha256", "")))):
            raise Unfit("照片没有收到，请重新上传", "the picture did not arrive; please upload it again")
    kinds: dict[str, type] = {"sha256": str, "name": str, "type": str, "size": int}
    return [{key: one[key][:200] if kind is str else one[key] for key, kind in kinds.items() if isinstance(one.get(key), kind)} for one in given]


def _rows(field: Field, raw: Any, directory: Directory) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in raw if isinstance(raw, list) else []:
        if is_blank(row):
            continue
        kept: dict[str, Any] = {}
        for column in field.table:
            value = row.get(column.name) if isinstance(row, Mapping) else None
            if not is_blank(value):
                kept[column.name] = read(column, value, directory)
            elif not column.maybe:
                raise Unfit("第{n}行没有填「{name}」", "row {n} lacks “{name}”", n=len(found) + 1, name=column.title)
        found.append(kept)
    return found
