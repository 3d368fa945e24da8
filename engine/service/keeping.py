"""Registers as pages and commands use them: which there are, their rows, one row with its history, and writing.

In: who asks first.  Out: views, allowed and masked for the one who asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.case import Event
from engine.filling import units_for
from engine.model import Field, Register
from engine.registers import Row
from engine.service import facts, registers
from engine.service.access import shown
from engine.service.facts import Covering
from engine.service.openings import given
from engine.service.reading import SIZE, form_fields, page_of
from engine.service.refused import Refused
from engine.service.registers import Kept
from engine.service.service import Service
from engine.service.views import Choice, FormField, Shown
from engine.store import events_of
from engine.store.accounts import note_look
from engine.store.registers import rows_in
from engine.text import Text, say


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in a list; nothing private is in it."""

    id: str
    number: str
    title: str
    unit: str
    active: bool
    linked: tuple[str, ...]
    values: tuple[Shown, ...]
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowList:
    """One page of a register."""

    kept: Kept
    rows: tuple[RowLine, ...]
    units: tuple[Choice, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that happened to a row."""

    at: datetime
    who: str
    what: Text
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    """A row with everything that happened to it."""

    line: RowLine
    register: Register
    method: str
    keeps: bool
    history: tuple[Changed, ...]


_DID = {"row_added": Text("记入", "added"), "row_changed": Text("修改", "changed"), "row_closed": Text("停用", "taken out of use"),
        "row_reopened": Text("重新启用", "taken into use again")}


class Keeping(Service):
    """The registers of a running street."""

    def registers(self, person: str) -> list[Kept]:
        """The registers somebody may see."""
        return registers.registers(self, person)

    def register_rows(self, person: str, method: str, register: str, *, unit: str = "", search: str = "", closed: bool = False, mine: bool = False,
                      page: int = 1, size: int = SIZE) -> RowList:
        """One page of a register: of a unit and those below it, holding a text, closed ones, those linked to the reader."""
        known, kept = registers.register_of(self, method, register)
        units = registers.reach(self, person, known)
        if units is not None and not units:
            raise Refused("not-allowed", say("您不能看这本名册", "you may not see this register"))
        directory, page = self.directory(), page_of(page)
        wanted = units if not unit else [one for one in directory.below(unit) if units is None or one in units]
        rows, total = rows_in(self.store, method, register, units=wanted, text=search.strip(), closed=closed, linked=person if mine else "",
                              start=(page - 1) * size, size=size)
        among = [one for one in directory.units.values() if (units is None or one.name in units) and (not kept.belongs_to or one.is_a(kept.belongs_to))]
        may = Kept(method, kept, registers.keeps(directory, person, kept), total)
        return RowList(may, tuple(self._line(row, kept, False) for row in rows), tuple(Choice(one.name, directory.call_unit(one.name)) for one in among),
                       total, page, max(1, -(-total // size)))

    def register_row(self, person: str, row: str) -> RowPage:
        """One row; private values are open to those who keep it and to those linked to it, and that they looked is noted."""
        found, _, method, register = registers.row_for(self, person, row)
        needed = registers.sees_private(self, person, register, found)
        if needed:
            self._note_looked(person, row, register)
        history = tuple(self._changed(Event(type_, body, at, actor)) for _, at, actor, type_, body in events_of(self.store, row))
        return RowPage(self._line(found, register, needed), register, method.id, registers.keeps(self.directory(), person, register, found.unit),
                       history)

    def row_form(self, person: str, method: str, register: str, row: str = "") -> tuple[FormField, ...]:
        """The form of a row, with its values where there is one."""
        _, kept = registers.register_of(self, method, register)
        seen = registers.facts_for(kept, self.world(person, method))
        if not row:
            return form_fields(self, kept.form, None, seen)
        found, _, _, _ = registers.row_for(self, person, row)
        return form_fields(self, kept.form, None, seen, filled=given(self, found.values))

    def linkable(self, register: Register) -> tuple[Choice, ...]:
        """Whom rows of a register may be linked to."""
        directory = self.directory()
        return tuple(Choice(one, directory.call(one)) for one in (directory.everywhere(register.linked_to) if register.linked_to else ()))

    def row_units(self, person: str, method: str, register: str) -> tuple[Choice, ...]:
        """For which units somebody may write a row."""
        _, kept = registers.register_of(self, method, register)
        directory = self.directory()
        kinds = Field("所属", "unit", "所属", among=(kept.belongs_to,))
        names = units_for(kinds, directory) if kept.belongs_to not in ("", registers.STREET) else (directory.root,)
        return tuple(Choice(one, directory.call_unit(one)) for one in names if registers.keeps(directory, person, kept, one))

    def add_row(self, person: str, method: str, register: str, unit: str, values: Mapping[str, Any], *, linked: Sequence[str] = (),
                reason: str = "", key: str = "") -> str:
        """Write a row by hand; its identity."""
        return registers.add_row(self, person, method, register, unit, values, linked=linked, reason=reason, key=key)

    def change_row(self, person: str, row: str, values: Mapping[str, Any], *, linked: Sequence[str] | None = None, reason: str = "",
                   key: str = "", seen: int = 0) -> str:
        """Change values of a row, and whom it is linked to unless None; `seen` refuses what was written over an older row."""
        return registers.change_row(self, person, row, values, linked=linked, reason=reason, key=key, seen=seen)

    def close_row(self, person: str, row: str, reason: str, *, key: str = "") -> str:
        """Take a row out of use, or back into use when it was."""
        return registers.close_row(self, person, row, reason, key=key)

    # --- what is known of people and units ------------------------------------------------------------------------------

    def facts_form(self, *, person: str = "", unit: str = "") -> tuple[FormField, ...]:
        """What may be told of a person or a unit, with what is known."""
        directory = self.directory()
        known = directory.facts.get(person, {}) if person else directory.unit_facts.get(unit, {})
        return form_fields(self, tuple(facts.facts_form(self, person=person, unit=unit).values()), None, filled=known)

    def set_facts(self, admin: str, values: Mapping[str, Any], *, person: str = "", unit: str = "", reason: str = "") -> None:
        """Tell facts of a person or a unit."""
        facts.set_facts(self, admin, values, person=person, unit=unit, reason=reason)

    def coverings(self, person: str) -> list[Covering]:
        """What somebody covers in each role, and what there is to cover."""
        return facts.coverings(self, person)

    def set_covers(self, admin: str, person: str, role: str, covered: Sequence[str], reason: str = "") -> None:
        """Say what somebody covers in a role."""
        facts.set_covers(self, admin, person, role, covered, reason)

    def _line(self, row: Row, register: Register, needed: bool) -> RowLine:
        directory = self.directory()
        values = tuple(shown(self, field, row.values.get(field.name), open_private=needed) for field in register.form)
        return RowLine(row.id, row.number, row.title, directory.call_unit(row.unit), row.active, tuple(directory.call(one) for one in row.linked), values,
                       row.linked)

    def _changed(self, event: Event) -> Changed:
        source = event.body.get("source", {})
        return Changed(datetime.fromisoformat(event.at), self.directory().call(event.actor), _DID[event.type], str(event.body.get("reason", "")),
                       str(source.get("number", "")))

    def _note_looked(self, person: str, row: str, register: Register) -> None:
        private = [field.name for field in register.form if field.private]
        if private:
            with self.store.write():
                for field in private:
                    note_look(self.store, person, row, field, self.clock().isoformat())
