"""What a street tells of its people and units, and who covers what.

In: 情况 and 包片 in a street's file, and the forms of its methods' roles and kinds.  Out: values as a case keeps them,
and links; what no form asks for, or what does not fit, is a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.compiler.names import STREET
from engine.directory import Directory
from engine.filling import Unfit, read
from engine.model import Field, Method
from engine.problems import Report, nearest
from engine.schema import Item
from engine.text import Text, say


def with_facts(directory: Directory, item: Item, methods: Iterable[Method], report: Report) -> Directory:
    """The directory with what the street's file tells of its units and people, and who covers what."""
    methods = tuple(methods)
    if not methods:
        return directory  # what could be told stands in their forms
    units = {name: told(one.get("facts"), forms_of(methods, directory, unit=name), directory, report) for name, one in _units(item)
             if name in directory.units}
    people = {name: told(one.get("facts"), forms_of(methods, directory, person=name), directory, report) for name, one in item.entries("people")}
    links = frozenset(link for name, one in item.entries("people") for link in linked(name, one.get("covers"), directory, methods, report))
    return replace(directory, unit_facts={name: facts for name, facts in units.items() if facts},
                   facts={name: facts for name, facts in people.items() if facts}, links=links)


def _units(item: Item) -> Iterator[tuple[str, Item]]:
    for name, one in item.entries("units"):
        yield name, one
        yield from _units(one)


def forms_of(methods: Iterable[Method], directory: Directory, *, person: str = "", unit: str = "") -> dict[str, Field]:
    """What may be told of a person in the roles held, or of a unit of its kind, over all methods."""
    found: dict[str, Field] = {}
    held = {role for role, _ in directory.doors_of(person)} if person else set[str]()
    kinds = directory.units[unit].kinds if unit else ()
    for method in methods:
        for role in method.roles.values():
            if held & {role.name, *role.includes}:
                found.update((field.name, field) for field in role.form)
        for one in method.units.values():
            if unit and (one.name in kinds or (one.name == STREET and unit == directory.root)):
                found.update((field.name, field) for field in one.form)
    return found


def read_facts(written: Mapping[str, Any], form: Mapping[str, Field], directory: Directory) -> tuple[dict[str, Any], list[tuple[str, Text]]]:
    """Values as they are kept, and what is wrong with each that does not fit."""
    kept: dict[str, Any] = {}
    wrong: list[tuple[str, Text]] = []
    for name, value in written.items():
        field = form.get(name)
        if field is None:
            close = nearest(name, form)
            wrong.append((name, say("没有哪个角色或单位种类要填「{name}」；{hint}", "no form of a role or kind asks for “{name}”; {hint}", name=name,
                                    hint=say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
                                    say("可以填：{known}", "these are asked: {known}", known="、".join(form) or "（没有）"))))
            continue
        try:
            kept[name] = read(field, value, directory)
        except Unfit as unfit:
            wrong.append((name, unfit.text))
    return kept, wrong


def told(item: Item | None, form: Mapping[str, Field], directory: Directory, report: Report) -> dict[str, Any]:
    """What stands under 情况; what is wrong is reported where it stands."""
    if item is None or not isinstance(item.value, dict):
        return {}
    kept, wrong = read_facts(item.plain(), form, directory)
    for name, text in wrong:
        report.add("fact", item.value[name].key, text)
    return kept


def linked(account: str, item: Item | None, directory: Directory, methods: Iterable[Method], report: Report) -> Iterator[tuple[str, str, str]]:
    """What a person covers in each role; it must be held, and what is covered must be of the kind the role says."""
    for role, named in item.value.items() if item is not None and isinstance(item.value, dict) else ():
        if not any(held == role for held, _ in directory.doors_of(account)):
            report.add("covers", named.key, say("{name}没有担任「{role}」，不能写包片", "{name} does not hold “{role}”", name=directory.call(account),
                                                role=role))
            continue
        wanted = next((method.roles[role].covers for method in methods if role in method.roles and method.roles[role].covers), "")
        if not wanted:
            report.add("covers", named.key, say("角色「{role}」没有写包片", "the role “{role}” covers nothing", role=role))
            continue
        for one in named.value if isinstance(named.value, list) else [named]:
            to = covered_by(str(one.value), wanted, directory)
            if to is None:
                report.add("covers", one.mark, say("「{to}」不是{wanted}", "“{to}” is not a {wanted}", to=str(one.value), wanted=wanted))
            else:
                yield account, role, to


def covered_by(text: str, wanted: str, directory: Directory) -> str | None:
    """The unit of a kind, or the holder of a role, that a text names."""
    unit = directory.units.get(text)
    if unit is not None:
        return text if unit.is_a(wanted) or (wanted == STREET and text == directory.root) else None
    person = directory.named(text)
    return person if person is not None and person in directory.everywhere(wanted) else None
