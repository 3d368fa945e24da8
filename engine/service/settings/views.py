"""What people see of parameters: lists, one with its history, and what a change would come to.

In: nothing.  Out: frozen views with finished texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.street import Street
from engine.street.editing import Edit
from engine.text import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A value from a day on; None for the one that has no day.  A table has a text for each item."""

    since: date | None
    text: Text
    items: tuple[tuple[str, Text], ...] = ()
    coming: bool = False
    may_go: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """One change: when, who signed it, why, and from which day ('' for no day) what was set instead of what, as written."""

    at: datetime
    who: str
    reason: str
    changes: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class ParameterView:
    """One parameter: its values by day, the range it may be set in, what depends on it, what was set before."""

    method: str
    method_title: str
    name: str
    title: str
    note: str
    cite: tuple[str, ...]
    range: Text
    wanted: Text
    options: tuple[str, ...]
    items: tuple[str, ...]
    now: Shown
    values: tuple[Shown, ...]
    decided_by: str
    signers: tuple[str, ...]
    open: bool
    may_set: bool
    uses: tuple[Text, ...] = ()
    history: tuple[Past, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One value that would be set: what holds on that day now, and what would hold."""

    name: str
    title: str
    was: Text
    now: Text
    later: tuple[tuple[date, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What setting some values comes to, before anything is written; `print` tells the file it was worked out from."""

    method: str
    method_title: str
    since: date
    takes_back: bool
    changes: tuple[Change, ...]
    touches: tuple[Text, ...]
    checked: tuple[Text, ...]
    edits: tuple[Edit, ...]
    street: Street
    in_force: str
    print: str


Given = Mapping[str, Any]
