"""Fields and forms.

In: items of 表单.  Out: `Field`s, and the type a formula sees for each.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.compiler.names import EVERYBODY, Names
from engine.formulas import Formula
from engine.formulas.types import (
    DATE,
    FILE,
    MOMENT,
    NUMBER,
    PARTY,
    PERSON,
    SHARE,
    SPAN,
    TABLE,
    TEXT,
    TIME,
    UNIT,
    YES_NO,
    ListType,
    Type,
    many_of,
)
from engine.model import Field, Form
from engine.schema import Item
from engine.text import say

Compile = Callable[[Item, Type], Formula | None]

_TYPES: dict[str, Type] = {
    "text": TEXT, "long_text": TEXT, "whole": NUMBER, "decimal": NUMBER, "money": NUMBER, "percent": SHARE,
    "date": DATE, "time": TIME, "moment": MOMENT, "yes_no": YES_NO, "phone": TEXT, "identity": TEXT, "address": TEXT,
    "place": TEXT, "photo": FILE, "file": FILE, "span": SPAN, "rating": NUMBER, "party": PARTY, "person": PERSON,
    "unit": UNIT, "entry": TEXT, "case": TEXT, "table": TABLE,
}
ITEM = Type("item")
_PRIVATE = frozenset({"phone", "identity", "address", "party"})
_PICKS = ("choose", "choose_many", "person", "unit", "entry", "case", "table", "type")


def type_of(field: Field) -> Type:
    """The type of a field in formulas."""
    return _type(field.kind, field.options, field.many)


def _type(kind: str, options: ListType | None, many: bool) -> Type:
    if options is not None:
        one = Type("item", options)
        return many_of(one) if kind == "choices" else one
    one = _TYPES.get(kind, ITEM)  # a choice from a list nobody declared
    return many_of(one) if many else one


def compile_form(names: Names, item: Item | None, formula: Compile | None = None) -> Form:
    """Every field of a form; without `formula` the conditions are left out (the first look at names and types)."""
    if item is None or not isinstance(item.value, dict):
        return ()
    return tuple(compile_field(names, name, one, formula) for name, one in item.value.items())


def compile_field(names: Names, name: str, item: Item, formula: Compile | None) -> Field:
    """One field; exactly one of its kinds may be written."""
    picked = [key for key in _PICKS if item.get(key) is not None]
    if len(picked) != 1 and formula is not None:
        names.report.add("field-kind", item.key, say(
            "「{name}」要正好写一种内容：类型、选、多选、选人、选单位、选册、选件或表",
            "“{name}” needs exactly one kind: type, choose, choose_many, person, unit, entry, case or table", name=name))
    pick = picked[0] if picked else "type"
    kind = _kind(item, pick)
    choices = names.lists.get(str(item.get(pick).value)) if pick.startswith("choose") else None  # type: ignore[union-attr]
    among = _among(names, item, pick)
    private = item.flag("private", kind in _PRIVATE)
    when, must, offered = item.get("when"), item.get("must"), item.get("default")
    return Field(
        name=name, kind=kind, title=item.text("title", name), note=item.text("note"), cite=names.cites(item),  # type: ignore[arg-type]
        many=item.flag("many"), optional=item.flag("optional"), private=private, publishable=item.flag("publishable"), among=among,
        options=choices.type if choices else None, groups=choices.groups if choices else None,
        item_titles=choices.titles if choices else None,
        when=formula(when, YES_NO) if when and formula else None, must=formula(must, YES_NO) if must and formula else None,
        default=formula(offered, _type(kind, choices.type if choices else None, item.flag("many"))) if offered and formula else None,
        table=compile_form(names, item.get("table"), formula) if pick == "table" else (), mark=item.key)


def _kind(item: Item, pick: str) -> str:
    if pick == "type":
        kind = item.text("type", "text")
        return kind if kind in _TYPES else "text"
    return {"choose": "choice", "choose_many": "choices"}.get(pick, pick)


def _among(names: Names, item: Item, pick: str) -> tuple[str, ...]:
    if pick == "person":
        return tuple(names.use("role", one, also=(EVERYBODY,)) for one in item.words("person"))
    kinds = {"unit": "unit", "entry": "register", "case": "workflow", "choose": "list", "choose_many": "list"}
    return tuple(names.use(kinds[pick], one) for one in item.words(pick)) if pick in kinds else ()
