"""Filled-in paper forms: each row begins a case through the same door, with the same checks, as a form on a page.

In: a workflow and rows.  Out: cases; a row is known by its own number (表号) or by everything it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.case import Open, Refusal, decide, may_open
from engine.service.intake_fields import Columns, reasons
from engine.service.intake_kinds import Checked, Outcome, row_key, split_target
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import require_sound
from engine.sheets import Column, TableRow
from engine.text import Text, say

OWN_NUMBER, HOME, CHANNEL = "表号", "归属单位", "来源渠道"


class CaseIntake:
    """One workflow's start form as a sheet."""

    remembers, together = True, 0

    def __init__(self, service: Service, person: str, target: str) -> None:
        self.service, self.person = service, person
        self.method_id, self.name = split_target(service, target)
        self.method, self.flow = service.method(self.method_id), service.workflow(self.method_id, self.name)
        refused = may_open(self.method, self.name, service.world(person, self.method_id))
        if refused is not None:
            raise Refused(refused.kind, refused.text, refused.fields)
        self.fields = Columns(service, self.flow.start.form, self.method_id)
        needed = [one for one in self.fields.left_out if not one.maybe]
        if needed:
            raise Refused("form", say("「{flow}」必须附{names}，不能成批录入", "“{flow}” needs {names}, so it cannot be taken in from a sheet",
                                      flow=self.flow.title, names="、".join(one.title for one in needed)))
        self.title, self.memory = self.flow.title, f"cases/{self.method_id}/{self.name}"
        self.units = {service.directory().call_unit(unit.name): unit.name for unit in service.directory().units.values()
                      if not self.flow.belongs_to or unit.is_a(self.flow.belongs_to)}
        self.channels = self.method.lists[self.flow.start.channels].type.items if self.flow.start.channels else ()
        self.columns = self._columns()
        self.help = ("一行一件。导入时和在网页上登记一样检查，不合格的行会退回来并写明原因。",
                     "「表号」写纸质表上的编号；写了表号，同一张表不会录入两次。没有表号的，内容完全一样的行只录一次。",
                     *(f"「{one.title}」不能在表里填，导入后到网页上补。" for one in self.fields.left_out))

    def _columns(self) -> tuple[Column, ...]:
        units, channels = tuple(self.units), tuple(self.channels)
        own = [Column(OWN_NUMBER, "纸质表上的编号，可以不填", example="001"), Column(HOME, "这件事归哪个单位", True, units, units[0] if units else "")]
        if channels:
            own.append(Column(CHANNEL, "从哪里来的", True, channels, channels[0]))
        return (*own, *self.fields.columns())

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Cases are not written back into a sheet to be taken in."""
        return ()

    def check(self, rows: Sequence[TableRow]) -> list[Checked]:
        """Every row decided as it would be, and nothing kept."""
        world = replace(self.service.world(self.person, self.method_id), next_number=lambda series: 1)
        seen: dict[str, int] = {}
        found: list[Checked] = []
        for row in rows:
            values = self._values(row.cells)
            key = self._key(row.cells)
            outcome = self._tried(values, world)
            made = Checked(key, values, outcome)
            if key in seen and outcome is None:
                made.reason = say("和第{n}行一样；真是两件的，请在「表号」里写不同的号", "the same as row {n}; if they are two matters, give each its own 表号",
                                  n=seen[key])
            seen.setdefault(key, row.number)
            found.append(made)
        return found

    def _tried(self, values: Mapping[str, Any], world: Any) -> Text | None:
        if not values[HOME]:
            return say("「归属单位」没有填", "the unit is missing")
        if values[HOME] not in self.units.values():
            return say("「归属单位」里没有「{unit}」，可以写：{units}", "there is no unit “{unit}”; choose one of: {units}", unit=values[HOME],
                       units="、".join(list(self.units)[:12]))
        try:
            require_sound({"unit": values[HOME], "channel": values[CHANNEL]}, values["form"])
        except Refused as refused:
            return reasons(self.fields, refused.fields, refused.text)
        outcome = decide(self.method, None, Open("preview", self.name, values[HOME], values["form"], values[CHANNEL]), world)
        return reasons(self.fields, outcome.fields, outcome.text) if isinstance(outcome, Refusal) else None

    def _values(self, cells: Mapping[str, str]) -> dict[str, Any]:
        unit = cells.get(HOME, "")
        return {HOME: self.units.get(unit, unit), CHANNEL: cells.get(CHANNEL, ""), "form": self.fields.values(cells)}

    def _key(self, cells: Mapping[str, str]) -> str:
        own = cells.get(OWN_NUMBER, "")
        said = own or json.dumps({heading: text for heading, text in sorted(cells.items()) if text}, ensure_ascii=False)
        return row_key(self.service, f"{'number' if own else 'row'}/{said}")

    def put(self, conn: Any, rows: Sequence[tuple[int, Checked]], now: datetime) -> Iterator[Outcome]:
        """Begin a case for each row."""
        for at, one in rows:
            try:
                done = self.service.begin(conn, self.person, self.method_id, self.name, one.values[HOME], one.values["form"], now,
                                          channel=one.values[CHANNEL])
            except Refused as refused:
                yield at, one, reasons(self.fields, refused.fields, refused.text)
            else:
                yield at, one, done.case
