"""What outlives every case: kinds of unit, roles and registers.

In: items of 单位, 角色 and 名册.  Out: `UnitKind`s, `Role`s and `Register`s.
Their forms are read before the workflows, whose formulas may ask for 〈field〉的〈fact〉.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.compiler.fields import compile_form
from engine.compiler.names import STREET, Names
from engine.compiler.people import People
from engine.compiler.scopes import HEADS, Scopes, policy_scope
from engine.formulas import Formula, Scope, compile_formula
from engine.formulas.types import NUMBER, Table, Type, item_of
from engine.model import Form, Register, Role, Size, UnitKind
from engine.problems import Report
from engine.schema import Item
from engine.text import say

_KEPT_APART = say("人员和单位的情况大家都看得到，保密的内容记到名册里；确实不保密的写「保密: 否」",
                  "what is known of people and units is seen by all: keep private matters in a register, or write “private: no”")


def read_forms(names: Names, item: Item) -> None:
    """The forms of kinds, roles and registers, so that formulas can speak of what they ask."""
    for name, one in item.entries("units"):
        names.unit_forms[name] = _open_form(names, one)
    for name, one in item.entries("roles"):
        names.role_forms[name] = _open_form(names, one)
        if one.text("held_by") == "public":
            names.public_roles.add(name)
        names.role_parts[name] = tuple(str(part.value) for part in one.words("includes"))
    for name, one in item.entries("registers"):
        names.register_forms[name] = compile_form(replace(names, report=Report()), one.get("form"))


def _open_form(names: Names, item: Item) -> Form:
    """A form of facts everybody may see; conditions are not asked of them."""
    form = compile_form(names, item.get("form"))
    for field in form:
        if field.private or field.kind in ("table", "photo", "file", "party"):
            names.report.add("facts-open", field.mark, say("「{name}」不能是人员或单位的情况", "“{name}” cannot be a fact of a person or unit",
                                                           name=field.name), _KEPT_APART)
    return form


def compile_unit(names: Names, name: str, item: Item) -> UnitKind:
    """One kind of unit."""
    parents, count = tuple(names.use("unit", one) for one in item.words("parent")), item.get("count")
    return UnitKind(name, item.text("title", name), parents or (() if name == STREET else (STREET,)), names.unit_forms[name],
                    names.use("parameter", count) if count else "", cite=names.cites(item), mark=item.key)


def compile_role(names: Names, name: str, item: Item) -> Role:
    """One role."""
    seats, size, covers = item.get("composition"), item.get("size"), item.get("covers")
    appointed, per_cover = item.get("appointed_by"), item.get("per_cover")
    return Role(
        name=name, title=item.text("title", name),
        held_at=tuple(names.use("unit", one) for one in item.words("held_at")) or (STREET,),
        held_by=item.text("held_by", "person"),  # type: ignore[arg-type]
        includes=tuple(names.use("role", one) for one in item.words("includes")), open=item.flag("open"),
        size=_size(names, size) if size else None,
        composition=_seats(names, seats) if seats else {},
        source=tuple(names.use("role", one) for one in item.words("from")), credential=item.text("credential"),
        covers=_covers(names, covers) if covers else "", per_cover=_count(names, per_cover) if per_cover else None,
        appointed_by=names.use("workflow", appointed) if appointed else "", form=names.role_forms[name],
        alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=names.cites(item), mark=item.key)


def _seats(names: Names, item: Item) -> dict[str, str]:
    """The seats of a panel: a kind of member → the parameter that says how many."""
    for role, one in item.value.items():
        names.note("role", role)
        if role not in names.declared["role"]:
            names.unknown("role", role, one.key, names.declared["role"])
    return {role: names.use("parameter", one) for role, one in item.value.items()}


def _covers(names: Names, item: Item) -> str:
    """What a holder is linked to: a kind of unit, a register or a role."""
    word = str(item.value)
    kind = next((kind for kind in ("unit", "register", "role") if word in names.declared[kind]), "")
    if kind:
        names.note(kind, word)
    else:
        names.unknown("per", word, item.mark, [*names.declared["unit"], *names.declared["register"], *names.declared["role"]])
    return word


def head_scope(names: Names) -> Scope:
    """Where parameters are known and the holders of roles can be counted: 人数(角色)."""
    scope = policy_scope(names)
    return Scope(names=scope.names, tables={**scope.tables, HEADS: Table(item_of("角色", *sorted(names.declared["role"])), NUMBER)})


def _count(names: Names, item: Item) -> Formula | None:
    made = compile_formula(str(item.value), item.mark, head_scope(names), NUMBER, names.report)
    for name in made.reads if made is not None else ():
        names.note("parameter", name)
    return made


def _size(names: Names, item: Item) -> Size:
    per = item.get("per")
    made = {key: _count(names, one) if (one := item.get(key)) else None for key in ("exactly", "at_least", "at_most")}
    return Size(names.use("unit", per) if per else "", made["exactly"], made["at_least"], made["at_most"], item.text("otherwise") == "warn")


def compile_register(names: Names, name: str, item: Item) -> Register:
    """One register; its conditions may speak of its own fields."""
    unit, linked, form = item.get("belongs_to"), item.get("linked_to"), names.register_forms[name]
    scopes = Scopes(names, {field.name: field for field in form}, (), {})

    def formula(text: Item, expect: Type) -> Formula | None:
        filled = frozenset(field.name for field in form if not field.maybe) | frozenset(_asking(item.get("form"), text))
        return compile_formula(str(text.value), text.mark, scopes.at(filled, clock=True), expect, names.report)

    known = {field.name for field in form}
    for one in item.words("unique"):
        if str(one.value) not in known:
            names.unknown("field", str(one.value), one.mark, known)
    return Register(name=name, title=item.text("title", name), form=compile_form(names, item.get("form"), formula),
                    belongs_to=names.use("unit", unit) if unit else "", by=People(names, frozenset(), frozenset()).who(item.get("by")),
                    unique=tuple(str(one.value) for one in item.words("unique")), linked_to=names.use("role", linked) if linked else "",
                    cite=names.cites(item), mark=item.key)


def _asking(form: Item | None, text: Item) -> Iterator[str]:
    """The field whose condition this is: it is filled when its condition is asked."""
    for name, one in form.value.items() if form is not None and isinstance(form.value, dict) else ():
        if text in (one.get("when"), one.get("must"), one.get("default")):
            yield name

