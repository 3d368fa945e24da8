"""Forms of a method as pages show them and as submissions come back.

In: fields with their choices, what was typed, and what the service found wrong.
Out: `Widget`s for the templates, and raw values for the service.  Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from engine.model import Field
from engine.service import Choice, FormField, Refused, StreetService
from engine.text import Text, say

PREFIX = "f."
PARTY = ("name", "phone", "reach")
_FEW = 6  # up to so many choices stand open on the page; more go into a list
Errors = Sequence[tuple[str, Text]]
Given = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Widget:
    """One field ready for its template: how it is shown, what it holds now, and what is wrong with it."""

    field: Field
    name: str
    id: str
    shape: str
    value: Any = ""
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    errors: tuple[Text, ...] = ()
    rows: tuple[tuple[Widget, ...], ...] = ()
    kept: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(slots=True)
class Filled:
    """What a submission says: raw values as the service takes them, and files that could not be taken."""

    raw: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, Text]] = field(default_factory=list)


def widgets(form: Iterable[FormField], raw: Mapping[str, Any] | None = None, errors: Errors = ()) -> list[Widget]:
    """The fields with what was typed (or is offered first) and what is wrong."""
    return [_widget(one, PREFIX, one.value if raw is None else raw.get(one.field.name),
                    tuple(text for name, text in errors if name == one.field.name)) for one in form]


def _widget(one: FormField, prefix: str, value: Any, errors: tuple[Text, ...] = ()) -> Widget:
    name = f"{prefix}{one.field.name}"
    made = Widget(one.field, name, name.replace(".", "-").replace(" ", "-"), shape_of(one), _as_typed(one.field, value),
                  _grouped(one.choices), errors)
    if made.shape == "files":
        return replace(made, value="", kept=tuple((seal(file), file) for file in value or ()))
    if made.shape == "table":
        rows = [*(value or ()), *({} for _ in range(1 if value else 3))]
        return replace(made, rows=tuple(tuple(_widget(_column(one, column), f"{name}.{n}.", row.get(column.name))
                                              for column in one.field.table) for n, row in enumerate(rows)))
    return made


def _grouped(choices: Sequence[Choice]) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Choices by group, groups in the order in which they first appear."""
    found: dict[str, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.group, []).append(choice)
    return tuple((group, tuple(items)) for group, items in found.items())


def shape_of(one: FormField) -> str:
    """Which macro of fields.html shows a field.

    >>> from engine.model import Field
    >>> shape_of(FormField(Field("问题", "long_text", "问题"))), shape_of(FormField(Field("时间表", "date", "时间表")))
    ('long', 'date')
    """
    kind = one.field.kind
    if kind in ("photo", "file"):
        return "files"
    if kind in ("party", "table", "yes_no"):
        return kind
    if one.choices or kind in ("choice", "choices", "person", "unit", "entry", "case"):
        if one.field.many or kind == "choices":
            return "many"
        return "few" if len(one.choices) <= _FEW and kind not in ("person", "unit") else "select"
    return {"long_text": "long", "date": "date", "moment": "moment"}.get(kind, "line")


def _column(table: FormField, column: Field) -> FormField:
    """A column with its choices."""
    return next((one for one in table.columns if one.field.name == column.name), FormField(column, _own_choices(column)))


def _own_choices(one: Field) -> tuple[Choice, ...]:
    items = one.options.items if one.options is not None else ()
    return tuple(Choice(item, (one.item_titles or {}).get(item, item), (one.groups or {}).get(item, "")) for item in items)


def _as_typed(one: Field, value: Any) -> Any:
    """A kept value as a person would type it."""
    if value is None:
        return [] if one.many or one.kind == "choices" else {} if one.kind == "party" else ""
    if one.kind == "yes_no" and isinstance(value, bool):
        return "是" if value else "否"
    if one.kind == "moment":
        return str(value)[:16].replace("T", " ")
    return value


def unfilled(form: Iterable[FormField], raw: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """Required fields that are still blank, so that a form of several pages says so before its last one."""
    return [(one.field.name, say("请填写「{title}」", "please fill in “{title}”", title=one.field.title)) for one in form
            if not one.field.maybe and not raw.get(one.field.name)]


def hidden(form: Iterable[FormField], raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a page carries of fields it does not show: names and values of hidden inputs."""
    found: list[tuple[str, str]] = []
    for one in form:
        name, value = PREFIX + one.field.name, raw.get(one.field.name)
        if one.field.kind in ("photo", "file"):
            found += [(f"{name}.kept", seal(file)) for file in value or ()]
        elif isinstance(value, Mapping):
            found += [(f"{name}.{part}", str(text)) for part, text in value.items() if text]
        elif one.field.kind == "table":
            found += [(f"{name}.{n}.{column}", str(text)) for n, row in enumerate(value or ()) for column, text in row.items() if text]
        else:
            found += [(name, str(text)) for text in (value if isinstance(value, list) else [value]) if text]
    return found


def read_form(form: Iterable[FormField], to: StreetService, given: Given | None = None) -> Filled:
    """What was submitted, or what a draft `given` holds; new files are handed to the service at once, so that no later
    error loses them."""
    filled = Filled()
    posted = request.form if given is None else given
    for one in form:
        filled.raw[one.field.name] = _read(one.field, PREFIX + one.field.name, to, posted, filled.errors)
    return filled


def _read(one: Field, name: str, to: StreetService, given: Given, errors: list[tuple[str, Text]]) -> Any:
    if one.kind in ("photo", "file"):
        return _read_files(one, name, to, given, errors)
    if one.kind == "party":
        return {part: given.get(f"{name}.{part}", "") for part in PARTY}
    if one.kind == "table":
        numbers = sorted({int(key[len(name) + 1:].split(".")[0]) for key in given
                          if key.startswith(f"{name}.") and key[len(name) + 1:].split(".")[0].isdecimal()})
        return [{column.name: _read(column, f"{name}.{n}.{column.name}", to, given, errors) for column in one.table} for n in numbers]
    if one.many or one.kind == "choices":
        return given.getlist(name)
    return given.get(name, "")


def _read_files(one: Field, name: str, to: StreetService, given: Given, errors: list[tuple[str, Text]]) -> list[Mapping[str, Any]]:
    dropped = set(given.getlist(f"{name}.drop"))
    kept = [file for sealed in given.getlist(f"{name}.kept") if (file := _unseal(sealed)) and sealed not in dropped]
    for upload in request.files.getlist(name):
        if not upload.filename:
            continue
        try:
            saved = to.save_file(upload.read(), upload.filename)
        except Refused as refused:
            errors.append((one.name, refused.text))
        else:
            if saved["sha256"] not in {file["sha256"] for file in kept}:
                kept.append(saved)
    return kept


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or b"", salt="uploaded-file")


def seal(file: Mapping[str, Any]) -> str:
    """A file's receipt, signed: nobody can claim a file that somebody else uploaded."""
    return _sealer().dumps(dict(file))


def _unseal(sealed: str) -> Mapping[str, Any] | None:
    try:
        found = _sealer().loads(sealed)
    except BadSignature:
        return None
    return found if isinstance(found, dict) else None
