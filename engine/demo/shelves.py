"""Registers that are there before the year begins: households, volunteers' posts, whatever a method's habits say.

In: the year.  Out: rows, written through the service by those who keep the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.model import Register
from engine.service import Refused
from engine.service.registers import keeps

if TYPE_CHECKING:
    from engine.demo.year import Year

ATTEMPTS = 20  # values until a row is one of its own


class Shelves:
    """Whoever keeps a register."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance

    def fill(self) -> None:
        """Write as many rows into each register as its method's habits say, unit after unit, linked in turn."""
        for method, habits in self.year.habits.items():
            for name, rows in habits.registers.items():
                self._fill(method, self.service.street.methods[method].registers[name], rows)

    def _fill(self, method: str, register: Register, rows: int) -> None:
        directory, habits = self.service.directory(), self.year.habits[method]
        keepers = [one for one in directory.people if keeps(directory, one, register)]
        homes = {one: [unit.value for unit in self.service.row_units(one, method, register.name)] for one in keepers}
        units = list(dict.fromkeys(unit for found in homes.values() for unit in found))
        linked = [one.value for one in self.service.linkable(register)]
        for number in range(rows if units else 0):
            unit = units[number % len(units)]
            keeper = next(one for one in keepers if unit in homes[one])
            counted = {field.name: f"{number + 1:03d}" for field in register.form
                       if field.name in register.unique and field.kind == "text" and field.name not in habits.words}
            self._write(keeper, method, register, unit, [linked[number % len(linked)]] if linked else [], counted)

    def _write(self, keeper: str, method: str, register: Register, unit: str, linked: list[str], counted: Mapping[str, str]) -> None:
        filling, habits = self.year.clerk.filling, self.year.habits[method]
        for attempt in range(ATTEMPTS):
            form = filling.form(register.form, habits, self.year.now, method)
            if attempt:
                form = {field.name: filling.value(field, habits, self.year.now, method, attempt) for field in register.form if field.name in form}
            form |= counted
            try:
                self.service.add_row(keeper, method, register.name, unit, form, linked=linked)
            except Refused as refused:
                last = refused
            else:
                return
        self.year.clerk.give_up(f"{register.name} 记入", last)
