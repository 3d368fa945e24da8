"""The street itself, as plain frozen data.

In: what was read from its file.  Out: `Street` and its working calendars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine import shipped
from engine.calendar import Calendar, OfficeHours, load_calendar
from engine.directory import Directory
from engine.model import Method
from engine.notices import NO_NOTICES, Notices
from engine.schema import Item


@dataclass(frozen=True)
class Street:
    """One tenant; `root` is the name of its top unit, `methods` are by id, `closures` are days and their reasons.

    `definitions` are the merged definitions the methods were compiled from, `values` the parameters the street's file
    sets, as written; `notices` says how people are told outside the pages."""

    id: str
    name: str
    root: str
    methods: Mapping[str, Method]
    directory: Directory
    closures: Mapping[date, str]
    office: OfficeHours
    definitions: Mapping[str, Item] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    notices: Notices = NO_NOTICES

    def calendar(self, name: str) -> Calendar:
        """A working calendar by name, with the street's own closures and office hours; raises `CalendarError`."""
        return load_calendar(name, shipped.workflows() / "calendars", self.closures, self.office)
