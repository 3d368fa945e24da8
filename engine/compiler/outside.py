"""What an act does outside its own case: 另立, 入册, 任命 and 免去.

In: their items, and what formulas may speak of in the workflow.  Out: `Opening`s, `Enrolment`s and `Granting`s.
A formula under 带 may also speak of the columns of the table in 每, and of what the act itself asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.compiler.fields import compile_form, type_of
from engine.compiler.names import OPENER, Names
from engine.compiler.scopes import Scopes
from engine.formulas import Formula, compile_formula
from engine.formulas.types import Type
from engine.model import Enrolment, Field, Granting, Opening
from engine.schema import Item
from engine.text import say

ONE = "每个"  # the value itself where 每 names a field that holds several


class Outside:
    """Compiles what goes beyond the case, for one workflow."""

    def __init__(self, names: Names, scopes: Scopes) -> None:
        self.names, self.scopes = names, scopes

    def opens(self, item: Item) -> tuple[Opening, ...]:
        """Every case that is opened."""
        return tuple(Opening(self.names.use("workflow", one), per, self._carry(inner, per, item), inner.key)
                     for inner in _each(item.get("open")) if (one := inner.get("workflow")) is not None
                     for per in [self._per(inner, item)])

    def enrols(self, item: Item) -> tuple[Enrolment, ...]:
        """Every row that is written into a register."""
        return tuple(Enrolment(self.names.use("register", one), per, self._carry(inner, per, item), inner.key)
                     for inner in _each(item.get("enrol")) if (one := inner.get("register")) is not None
                     for per in [self._per(inner, item)])

    def grants(self, item: Item, key: str) -> tuple[Granting, ...]:
        """Every role that is given (appoint) or taken (dismiss)."""
        return tuple(self._grant(inner, item) for inner in _each(item.get(key)))

    def _grant(self, inner: Item, item: Item) -> Granting:
        role, who, at, term = inner.get("role"), inner.get("who"), inner.get("at"), inner.get("term")
        return Granting(self.names.use("role", role) if role else "", self._field(who, item, "person"), self._field(at, item, "unit"),
                        self.names.use("parameter", term) if term else "", inner.key)

    def _own(self, item: Item) -> Mapping[str, Field]:
        """The fields of the workflow and those the act itself asks."""
        form = item.get("form")
        quiet = {one.name: one for one in compile_form(self.names, form)} if form is not None else {}
        return {**quiet, **self.scopes.fields}

    def _field(self, named: Item | None, item: Item, kind: str) -> str:
        if named is None or (kind == "person" and str(named.value) == OPENER):
            return str(named.value) if named is not None else ""
        known = self._own(item)
        field = known.get(str(named.value))
        if field is None:
            self.names.unknown("field", str(named.value), named.mark, known)
        elif field.kind != kind:
            word = say("选人", "a person") if kind == "person" else say("选单位", "a unit")
            self.names.report.add("field-kind", named.mark, say("「{name}」不是{word}的字段", "the field “{name}” does not name {word}",
                                                                name=field.name, word=word))
        return str(named.value)

    def _per(self, inner: Item, item: Item) -> str:
        named = inner.get("per")
        if named is None:
            return ""
        known = self._own(item)
        field = known.get(str(named.value))
        if field is None:
            self.names.unknown("field", str(named.value), named.mark, known)
        elif field.kind not in ("table", "choices") and not field.many:
            self.names.report.add("field-kind", named.mark, say(
                "「{name}」只有一个值，不能按「每」分开", "“{name}” holds a single value and cannot stand under “per”", name=field.name),
                say("写一个表，或者可以填几个的字段", "name a table, or a field that holds several"))
        return str(named.value)

    def _carry(self, inner: Item, per: str, item: Item) -> dict[str, Formula]:
        own = self._own(item)
        extra: dict[str, Type] = {name: type_of(field) for name, field in own.items()}
        split = own.get(per)
        if split is not None and split.kind == "table":
            extra |= {column.name: type_of(column) for column in split.table}
        elif split is not None:
            several = type_of(split)
            extra[ONE] = extra[per] = several.of or several
        scope = self.scopes.at(None, extra=extra)
        made = {name: compile_formula(str(one.value), one.mark, scope, None, self.names.report) for name, one in inner.entries("carry")}
        for formula in made.values():
            for name in formula.reads | formula.calls if formula is not None else ():
                if name in self.names.declared["parameter"]:
                    self.names.note("parameter", name)
        return {name: formula for name, formula in made.items() if formula is not None}


def _each(item: Item | None) -> Iterator[Item]:
    """One or several, as they are written."""
    if item is not None:
        yield from item.value if isinstance(item.value, list) else [item]
