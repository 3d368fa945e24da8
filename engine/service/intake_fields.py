"""Fields of a form as columns of a sheet.

In: the fields and what may be chosen in them.  Out: columns; cells → values as a form would hand them in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.model import Field
from engine.service.reading import choices_for
from engine.service.service import Service
from engine.sheets import Column, serial_day
from engine.text import Text, say

NOT_IN_SHEETS = frozenset({"photo", "file", "table"})
PARTY = {"name": "姓名", "phone": "电话", "reach": "联系方式"}
_APART = re.compile(r"[、,，;；\n]+")
_HINTS: Mapping[str, tuple[str, str]] = {
    "date": ("写成 2026-03-02，或 2026年3月2日", "2026-03-02"), "moment": ("写成 2026-03-02 09:00", "2026-03-02 09:00"),
    "time": ("写成 17:30", "17:30"), "whole": ("整数", "3"), "decimal": ("数，如 0.5", "0.5"), "money": ("元，最多两位小数", "120.50"),
    "percent": ("写成 40%", "40%"), "phone": ("数字和短横线", "13800000001"), "span": ("写成 3个工作日", "3个工作日"),
    "long_text": ("写清楚是什么事，最多4000字", ""), "rating": ("数", "5")}


class Columns:
    """The columns of some fields, and back from their cells to values."""

    def __init__(self, service: Service, fields: Sequence[Field], method: str = "") -> None:
        self.fields = [one for one in fields if one.kind not in NOT_IN_SHEETS]
        self.left_out = [one for one in fields if one.kind in NOT_IN_SHEETS]
        self.choices = {one.name: self._titled(service, one, method) for one in self.fields}
        self.short = {one.name: _without_number(self.choices[one.name]) if one.kind == "entry" else {} for one in self.fields}

    @staticmethod
    def _titled(service: Service, field: Field, method: str) -> dict[str, str]:
        """What may be written → the value; namesakes are told apart by their account."""
        if field.kind == "yes_no":
            return {"是": "是", "否": "否"}
        found = choices_for(service, field, method)
        titles = [one.title for one in found]
        return {one.title if titles.count(one.title) == 1 else f"{one.title}（{one.value}）": one.value for one in found}

    def columns(self) -> tuple[Column, ...]:
        """One column a field; a party has three."""
        made: list[Column] = []
        for one in self.fields:
            must = not one.maybe
            if one.kind == "party":
                made += [Column(f"{one.title}{word}", one.note if key == "name" else "", must and key == "name",
                                example={"name": "张三", "phone": "13800000001"}.get(key, ""))
                         for key, word in PARTY.items()]
                continue
            hint, example = _HINTS.get(one.kind, ("", ""))
            several = one.many or one.kind == "choices"
            notes = [one.note, hint, "几个用顿号「、」隔开" if several else "", "有的情况才要填" if one.when is not None else ""]
            titles = tuple(self.choices[one.name])
            made.append(Column(one.title, "；".join(note for note in notes if note), must, titles, example or (titles[0] if titles else ""),
                               30 if one.kind == "long_text" else 14, several))
        return tuple(made)

    def values(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """What a form would hand in; empty cells are left out."""
        found: dict[str, Any] = {}
        for one in self.fields:
            if one.kind == "party":
                party = {key: cells.get(f"{one.title}{word}", "") for key, word in PARTY.items()}
                if any(party.values()):
                    found[one.name] = party
                continue
            text = cells.get(one.title, "")
            if text:
                found[one.name] = self._value(one, text)
        return found

    def _value(self, field: Field, text: str) -> Any:
        known = {**self.short[field.name], **self.choices[field.name]}
        if field.many or field.kind == "choices":
            return [known.get(one.strip(), one.strip()) for one in _APART.split(text) if one.strip()]
        if field.kind == "date" and (day := serial_day(text)) is not None:
            return day.isoformat()
        return known.get(text, text)

    def heading(self, name: str) -> str:
        """The column a field stands in."""
        return next((one.title for one in self.fields if one.name == name), name)


def _without_number(titles: Mapping[str, str]) -> dict[str, str]:
    """Rows of a register by what follows their number, where that names only one.

    >>> _without_number({"0001 张家": "a", "0002 李家": "b", "0003 李家": "c"})
    {'张家': 'a'}
    """
    words = [title.partition(" ")[2] for title in titles]
    return {word: value for word, value in zip(words, titles.values(), strict=True) if word and words.count(word) == 1}


def reasons(columns: Columns, wrong: Sequence[tuple[str, Text]], otherwise: Text) -> Text:
    """What is wrong with a row, column by column."""
    if not wrong:
        return otherwise
    told = [say("「{heading}」{why}", "“{heading}”: {why}", heading=columns.heading(name), why=why) if name else why for name, why in wrong]
    return Text("；".join(one.zh for one in told), "; ".join(one.en for one in told))
