"""Rows of registers (名册): what outlives a case, such as households, service posts and opinions kept for later.

In: a register of a method, values as a case keeps them, events.  Out: events, and the `Row` they lead to.  Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.case import Event
from engine.directory import Directory
from engine.filling import PRIVATE_KEY, is_blank, show
from engine.model import Register

MOST_IN_TITLE = 2
_PLAIN = ("text", "long_text", "choice", "whole", "decimal", "date", "place", "unit", "person", "entry", "address", "phone")


@dataclass(frozen=True)
class Row:
    """One row; `key` tells rows apart that must not be alike, `linked` are the accounts it is linked to, `source` the
    case it came from; `closed` is the reason it is not in use any more."""

    id: str
    method: str
    register: str
    unit: str
    number: str
    title: str
    entered: str
    by: str
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)
    closed: str = ""

    @property
    def active(self) -> bool:
        """Whether the row is in use."""
        return not self.closed

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back."""
        return {**vars(self), "linked": list(self.linked)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Row:
        """What `to_json` wrote."""
        return Row(**{**data, "linked": tuple(data["linked"])})


def evolve_row(row: Row | None, event: Event) -> Row:
    """The row after one more event."""
    body = event.body
    if row is None:
        return Row(id=body["id"], method=body["method"], register=body["register"], unit=body["unit"], number=body["number"], title=body["title"],
                   entered=event.at, by=event.actor, key=body["key"], values=dict(body["values"]), linked=tuple(body["linked"]),
                   source=dict(body["source"]))
    if event.type == "row_changed":
        return replace(row, values={**dict(body["values"])}, title=body["title"], key=body["key"], linked=tuple(body["linked"]), unit=body["unit"])
    if event.type == "row_closed":
        return replace(row, closed=body["reason"])
    if event.type == "row_reopened":
        return replace(row, closed="")
    raise ValueError(event.type)


def title_of(register: Register, values: Mapping[str, Any], number: str, directory: Directory) -> str:
    """What a row is called in lists and when it is chosen: its number and its first plain values; nothing private."""
    words = [number]
    for one in register.form:
        kept = values.get(one.name)
        if one.kind in _PLAIN and not one.many and not is_blank(kept) and not (isinstance(kept, Mapping) and PRIVATE_KEY in kept):
            words.append(show(one, kept, directory).zh.split("\n")[0][:40])
    return " ".join(words[:1 + MOST_IN_TITLE])


def words_of(row: Row) -> str:
    """What a search finds a row by: number, title, unit and every plain text; private values are not among them."""
    return "\n".join([row.number, row.title, row.unit, *(value for value in row.values.values() if isinstance(value, str))])
