"""Checking a submitted form against its fields.

In: the fields, raw values, what is known of the case.  Out: values as the case keeps them, or what is wrong by field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from engine.case.facts import Facts
from engine.case.state import changed
from engine.errors import FormulaRefusal
from engine.filling import Unfit, is_blank, read
from engine.formulas import EMPTY
from engine.model import Field
from engine.text import Text, say
from engine.values import Span, show_number

Problems = list[tuple[str, Text]]
Private = list[tuple[str, str, Any]]


def fill(fields: Sequence[Field], raw: Mapping[str, Any], facts: Facts) -> tuple[dict[str, Any], Problems]:
    """The values to keep and every problem, in the order of the fields; a name nobody asked for is a problem.

    What is not given at all gets its default; what is given empty stays empty."""
    facts = changed(facts, sheet={**facts.sheet, **{field.name: field for field in fields}})
    kept: dict[str, Any] = {}
    problems: Problems = []
    for field in fields:
        value = raw.get(field.name)
        if is_blank(value):
            continue
        try:
            kept[field.name] = _looked_up(field, read(field, value, facts.world.directory), facts)
        except Unfit as wrong:
            problems.append((field.name, wrong.text))
    wrong_names = {name for name, _ in problems}
    facts = changed(facts, over={**{field.name: EMPTY for field in fields}, **kept})
    for field in fields:
        if field.default is not None and field.name not in raw:
            facts = _with_default(field, kept, facts)
        if field.name not in wrong_names:
            problems += _conditions(field, kept, facts)
    asked = {field.name for field in fields}
    for name in raw:
        if name not in asked and not is_blank(raw[name]):
            problems.append((name, say("这张表里没有「{name}」", "this form has no “{name}”", name=name)))
    return kept, problems


def _with_default(field: Field, kept: dict[str, Any], facts: Facts) -> Facts:
    value = offered(field, facts)
    if is_blank(value):
        return facts
    kept[field.name] = value
    return changed(facts, over={**facts.over, field.name: value})


def offered(field: Field, facts: Facts) -> Any:
    """The value that a field is filled with before anybody does, as a case keeps it; None where there is none."""
    try:
        value = facts.work_out(field.default) if field.default is not None else EMPTY
        return None if value is EMPTY else _looked_up(field, as_kept(value), facts)
    except (FormulaRefusal, Unfit):  # what it rests on is not filled, or not settled
        return None


def as_kept(value: Any) -> Any:
    """A value of a formula as a case keeps it."""
    if isinstance(value, Fraction):
        return show_number(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Span):
        return {"amount": value.amount, "unit": value.unit}
    return [as_kept(one) for one in value] if isinstance(value, tuple) else value


def _looked_up(field: Field, value: Any, facts: Facts) -> Any:
    """An entry of a register or another case by what was written for it; in tables those of each row.  Raises `Unfit`."""
    if field.kind == "table":
        entries = [column for column in field.table if column.kind in _LOOKED_UP]
        return [{**row, **{one.name: _looked_up(one, row[one.name], facts) for one in entries if one.name in row}} for row in value]
    if field.kind not in _LOOKED_UP:
        return value
    find = _LOOKED_UP[field.kind]
    return [find(field, one, facts) for one in value] if isinstance(value, list) else find(field, value, facts)


def _entry(field: Field, text: Any, facts: Facts) -> dict[str, Any]:
    found = facts.world.look.find_entry(field.among[0], str(text))
    if found is None:
        raise Unfit("名册「{register}」里没有「{text}」，或者不止一个；请从名册里选",
                    "“{text}” is not in the register “{register}”, or more than once",
                    register=field.among[0], text=text)
    return {"row": found.id, "title": found.title, **({"linked": list(found.linked)} if found.linked else {})}


def _case(field: Field, text: Any, facts: Facts) -> dict[str, Any]:
    found = facts.world.look.find_case(field.among[0], str(text))
    if found is None:
        raise Unfit("没有编号是「{text}」的{workflow}；请从列表里选", "there is no {workflow} with the number “{text}”; choose one from the list",
                    text=text, workflow=field.among[0])
    return {"case": found[0], "number": found[1]}


_LOOKED_UP: Mapping[str, Callable[[Field, Any, Facts], dict[str, Any]]] = {"entry": _entry, "case": _case}


def _conditions(field: Field, kept: dict[str, Any], facts: Facts) -> Problems:
    try:
        shown = facts.holds(field.when)
        if not shown:
            kept.pop(field.name, None)
            return []
        if field.name not in kept:
            return [] if field.optional else [(field.name, say("请填写「{title}」", "please fill in “{title}”", title=field.title))]
        if facts.holds(field.must):
            return _rows(field, kept, facts) if field.kind == "table" else []
    except FormulaRefusal as refusal:
        missing = refusal.kind == "empty-value"
        return [] if missing else [(field.name, refusal.text)]
    assert field.must is not None
    return [(field.name, must_text(field, facts))]


def _rows(field: Field, kept: dict[str, Any], facts: Facts) -> Problems:
    """What is wrong in each row of a table; a column that is not to be shown in a row is emptied there."""
    problems: Problems = []
    sheet = {**facts.sheet, **{column.name: column for column in field.table}}
    for number, row in enumerate(kept[field.name], start=1):
        own = changed(facts, sheet=sheet, over={**facts.over, **{column.name: EMPTY for column in field.table}, **row})
        for column in field.table:
            problems += [(field.name, say("第{n}行：{text}", "row {n}: {text}", n=number, text=text)) for _, text in _conditions(column, row, own)]
    return problems


def must_text(field: Field, facts: Facts) -> Text:
    """Why a value is not accepted: the field's own help, and the condition with its values."""
    from engine.formulas import show_value, types_read

    shares = {name for name, type_ in types_read(field.must).items() if type_.share} if field.must else set()
    parts = {name: value for name, value in facts.env(field.must).items() if value is not EMPTY} if field.must else {}
    zh = "，".join(f"{name} = {show_value(value, 'zh', share=name in shares)}" for name, value in parts.items() if not isinstance(value, Mapping))
    en = ", ".join(f"{name} = {show_value(value, 'en', share=name in shares)}" for name, value in parts.items() if not isinstance(value, Mapping))
    condition = field.must.text if field.must else ""
    return say("「{title}」要满足：{condition}（{zh}）。{note}", "“{title}” must satisfy: {condition} ({en}). {note}", title=field.title,
               condition=condition, zh=zh, en=en, note=field.note)


def seal(fields: Sequence[Field], kept: Mapping[str, Any], facts: Facts, prefix: str = "") -> tuple[dict[str, Any], Private]:
    """Private values replaced by what events may hold, also in the rows of tables, and their rows for the vault."""
    sealed, rows = dict(kept), list[tuple[str, str, Any]]()
    for field in fields:
        if field.name not in kept:
            continue
        if field.private:
            sealed[field.name], row = facts.world.seal(f"{prefix}{field.name}", kept[field.name])
            rows.append(row)
        elif field.kind == "table":
            made = [seal(field.table, one, facts, f"{prefix}{field.name}/{number}/") for number, one in enumerate(kept[field.name])]
            sealed[field.name] = [one for one, _ in made]
            rows += [row for _, more in made for row in more]
    return sealed, rows
