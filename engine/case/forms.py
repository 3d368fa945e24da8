"""Checking a submitted form against its fields.

In: the fields, raw values, what is known of the case.  Out: values as the case keeps them, or what is wrong by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.case.facts import Facts
from engine.case.state import changed
from engine.errors import FormulaRefusal
from engine.filling import Unfit, is_blank, read
from engine.formulas import EMPTY
from engine.model import Field
from engine.text import Text, say

Problems = list[tuple[str, Text]]


def fill(fields: Sequence[Field], raw: Mapping[str, Any], facts: Facts) -> tuple[dict[str, Any], Problems]:
    """The values to keep and every problem, in the order of the fields; a name nobody asked for is a problem."""
    facts = changed(facts, sheet={**facts.sheet, **{field.name: field for field in fields}})
    kept: dict[str, Any] = {}
    problems: Problems = []
    for field in fields:
        value = raw.get(field.name)
        if is_blank(value):
            continue
        try:
            kept[field.name] = read(field, value, facts.world.directory)
        except Unfit as wrong:
            problems.append((field.name, wrong.text))
    wrong_names = {name for name, _ in problems}
    facts = changed(facts, over={**{field.name: EMPTY for field in fields}, **kept})
    for field in fields:
        if field.name not in wrong_names:
            problems += _conditions(field, kept, facts)
    for name in raw:
        if name not in {field.name for field in fields} and not is_blank(raw[name]):
            problems.append((name, say("这张表里没有「{name}」", "this form has no “{name}”", name=name)))
    return kept, problems


def _conditions(field: Field, kept: dict[str, Any], facts: Facts) -> Problems:
    try:
        shown = facts.holds(field.when)
        if not shown:
            kept.pop(field.name, None)
            return []
        if field.name not in kept:
            return [] if field.optional else [(field.name, say("请填写「{title}」", "please fill in “{title}”", title=field.title))]
        if facts.holds(field.must):
            return []
    except FormulaRefusal as refusal:
        missing = refusal.kind == "empty-value"
        return [] if missing else [(field.name, refusal.text)]
    assert field.must is not None
    return [(field.name, must_text(field, facts))]


def must_text(field: Field, facts: Facts) -> Text:
    """Why a value is not accepted: the field's own help, and the condition with its values."""
    from engine.formulas import show_value

    parts = {name: value for name, value in facts.env(field.must).items() if value is not EMPTY} if field.must else {}
    zh = "，".join(f"{name} = {show_value(value, 'zh')}" for name, value in parts.items() if not isinstance(value, Mapping))
    en = ", ".join(f"{name} = {show_value(value, 'en')}" for name, value in parts.items() if not isinstance(value, Mapping))
    condition = field.must.text if field.must else ""
    return say("「{title}」要满足：{condition}（{zh}）。{note}", "“{title}” must satisfy: {condition} ({en}). {note}", title=field.title,
               condition=condition, zh=zh, en=en, note=field.note)


def seal(fields: Sequence[Field], kept: Mapping[str, Any], facts: Facts, prefix: str = "") -> tuple[dict[str, Any], list[tuple[str, str, Any]]]:
    """Private values replaced by what events may hold, and their rows for the vault."""
    sealed, rows = dict(kept), []
    for field in fields:
        if field.private and field.name in kept:
            sealed[field.name], row = facts.world.seal(f"{prefix}{field.name}", kept[field.name])
            rows.append(row)
    return sealed, rows
