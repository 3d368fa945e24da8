"""Rows of a register from a sheet, and back into one: what was downloaded can be mended and taken in again.

In: a register and rows.  Out: rows added; with the number (编号) of a row there is, that row changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.filling import PRIVATE_KEY, show
from engine.registers import Row
from engine.service.access import private_value
from engine.service.intake_fields import PARTY, Columns, reasons
from engine.service.intake_kinds import Checked, Outcome, row_key, split_target
from engine.service.refused import Refused
from engine.service.registers import keeps, reach, register_of, rewrite_row, sees_private, write_row
from engine.service.service import Service
from engine.sheets import Column, TableRow
from engine.store.accounts import note_look
from engine.store.registers import rows_in
from engine.store.sheets import trial
from engine.text import Text, say

NUMBER, HOME, LINKED = "编号", "归属单位", "联系人"
MOST = 20_000


class RowIntake:
    """One register as a sheet."""

    remembers, together = True, 0

    def __init__(self, service: Service, person: str, target: str) -> None:
        self.service, self.person = service, person
        method, name = split_target(service, target)
        self.method, self.register = register_of(service, method, name)
        if not keeps(service.directory(), person, self.register):
            raise Refused("not-yours", say("名册「{name}」不归您管", "the register “{name}” is not yours to keep", name=self.register.title))
        self.title, self.memory = self.register.title, f"register/{self.method.id}/{name}"
        self.fields = Columns(service, self.register.form, method)
        directory = service.directory()
        self.units = {directory.call_unit(one.name): one.name for one in directory.units.values() if one.is_a(self.register.belongs_to)}
        self.people = {directory.call(one): one for one in directory.everywhere(self.register.linked_to)} if self.register.linked_to else {}
        self.columns = self._columns()
        self.help = ("一行一条。「编号」留空是新增；写着现有编号的，是改那一行。", "先「下载现有内容」，改好再上传，就是成批修改；没有改过的行不会动。",
                     *(f"「{one.title}」不能在表里填，导入后到网页上补。" for one in self.fields.left_out))

    def _columns(self) -> tuple[Column, ...]:
        made = [Column(NUMBER, "新增的行留空")]
        if self.units:
            made.append(Column(HOME, "", True, tuple(self.units), next(iter(self.units))))
        if self.register.linked_to:
            made.append(Column(LINKED, "几个人用顿号隔开", choices=tuple(self.people), example=next(iter(self.people), ""), free=True))
        return (*made, *self.fields.columns())

    def _there(self) -> dict[str, Row]:
        """The rows in use that this person may see, by number."""
        units = reach(self.service, self.person, self.method)
        rows, _ = rows_in(self.service.store, self.method.id, self.register.name, units=units, size=MOST)
        return {row.number: row for row in rows}

    def check(self, rows: Sequence[TableRow]) -> list[Checked]:
        """Every row written for trial, one after the other, and everything undone."""
        there, now = self._there(), self.service.clock()
        found = [self._read(row.cells, there) for row in rows]
        with trial(self.service.store):
            for one in found:
                if one.reason is None and not one.same:
                    outcome = self._write(one, now)
                    one.reason = outcome if isinstance(outcome, Text) else None
        return found

    def _read(self, cells: Mapping[str, str], there: Mapping[str, Row]) -> Checked:
        number = cells.get(NUMBER, "")
        row = there.get(number)
        body = json.dumps({heading: text for heading, text in sorted(cells.items()) if text}, ensure_ascii=False)
        linked = [one.strip() for one in cells.get(LINKED, "").replace("，", "、").replace(",", "、").split("、") if one.strip()]
        values = {"row": row.id if row else "", "unit": self.units.get(cells.get(HOME, ""), cells.get(HOME, "")) or self.service.directory().root,
                  "linked": [self.people.get(one, one) for one in linked], "form": self.fields.values(cells)}
        made = Checked(row_key(self.service, f"{row.id if row else 'new'}/{body}"), values)
        if number and row is None:
            made.reason = say("「编号」{number}在名册里没有；新增请留空", "there is no row {number}; leave the number empty to add one", number=number)
        made.same = row is not None and tuple(self._cells(row)) == tuple(cells.get(one.heading, "") for one in self.columns)
        return made

    def _write(self, one: Checked, now: datetime) -> str | Text:
        values = one.values
        try:
            if values["row"]:
                fields = {field.name: "" for field in self.fields.fields} | values["form"]
                return rewrite_row(self.service, self.person, values["row"], fields, now, linked=values["linked"], reason="表格导入").id
            if not keeps(self.service.directory(), self.person, self.register, values["unit"]):
                return say("您不管这个单位的「{name}」", "you do not keep “{name}” of this unit", name=self.register.title)
            return write_row(self.service, self.person, self.method, self.register.name, values["unit"], values["form"], now,
                             linked=values["linked"], reason="表格导入").id
        except Refused as refused:
            return reasons(self.fields, refused.fields, refused.text)

    def put(self, conn: Any, rows: Sequence[tuple[int, Checked]], now: datetime) -> Iterator[Outcome]:
        """Write each row."""
        yield from ((at, one, self._write(one, now)) for at, one in rows)

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Every row in use; where private values are among them, the look is written down."""
        found, private = self._there(), [one.name for one in self.fields.fields if one.private]
        with self.service.store.write():
            for row in found.values():
                for name in private if sees_private(self.service, self.person, self.register, row) else ():
                    note_look(self.service.store, self.person, row.id, name, self.service.clock().isoformat())
        return [tuple(self._cells(row)) for row in found.values()]

    def _cells(self, row: Row) -> Iterator[str]:
        directory = self.service.directory()
        yield row.number
        if self.units:
            yield directory.call_unit(row.unit)
        if self.register.linked_to:
            yield "、".join(directory.call(one) for one in row.linked)
        opened = sees_private(self.service, self.person, self.register, row)
        for field in self.fields.fields:
            kept = row.values.get(field.name)
            if isinstance(kept, Mapping) and PRIVATE_KEY in kept:
                kept = private_value(self.service, kept) if opened else None
            if field.kind == "party":
                yield from (str((kept or {}).get(key, "")) for key in PARTY)
            else:
                yield str(kept) if field.kind == "date" and kept else show(field, kept, directory).zh
