"""Values of formulas as plain JSON and back, each with the type it needs to be read again.

In: numbers, items, dates, spans, tables.  Out: `{"is": …, "value": …}`, with no value where there is none; `typed`
gives value and type back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from engine.formulas.types import DATE, EMPTY, MOMENT, NUMBER, SPAN, TEXT, YES_NO, ListType, Table, Type
from engine.values import Span, read_span

_KINDS = {"number": NUMBER, "yes_no": YES_NO, "span": SPAN, "moment": MOMENT, "date": DATE, "text": TEXT}
_PLAIN = {"points": "number", **{type_.kind: kind for kind, type_ in _KINDS.items()}}


def note_value(value: Any) -> dict[str, Any]:
    """One value as JSON.

    >>> note_value(Fraction(1, 3))
    {'is': 'number', 'value': '1/3'}
    """
    if isinstance(value, Mapping):
        return {"is": "table", "value": {key: note_value(one) for key, one in value.items() if one is not None}}
    if isinstance(value, bool):
        return {"is": "yes_no", "value": value}
    if isinstance(value, Fraction):
        return {"is": "number", "value": str(value)}
    if isinstance(value, Span):
        return {"is": "span", "value": value.zh()}
    if isinstance(value, datetime):
        return {"is": "moment", "value": value.isoformat()}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    return {"is": "text", "value": str(value)}


def note_read(value: Any, type_: Type) -> dict[str, Any]:
    """A value a formula read as JSON, also one that is not there, with the list an item is chosen from.

    >>> note_read(EMPTY, NUMBER)
    {'is': 'number', 'value': None}
    """
    noted = {"is": _PLAIN.get(type_.kind, "text"), "value": None} if value is EMPTY else note_value(value)
    if type_.list is None:
        return noted
    return {**noted, "list": {"name": type_.list.name, "items": list(type_.list.items), "scale": type_.list.is_scale}}


def typed(noted: Mapping[str, Any]) -> tuple[Any, Type]:
    """The value and type of what was noted; raises `ValueError` for what never was.

    >>> typed({"is": "number", "value": "1/3"})[0]
    Fraction(1, 3)
    """
    kind, value = noted["is"], noted["value"]
    if "list" in noted:
        of = noted["list"]
        return EMPTY if value is None else str(value), Type("item", ListType(of["name"], tuple(of["items"]), of["scale"]))
    if value is None:
        return EMPTY, _KINDS[kind]
    if kind == "number":
        return Fraction(value), NUMBER
    if kind == "yes_no":
        return bool(value), YES_NO
    if kind == "date":
        return date.fromisoformat(value), DATE
    if kind == "moment":
        return datetime.fromisoformat(value), MOMENT
    if kind == "span":
        span = read_span(value)
        if span is None:
            raise ValueError(value)
        return span, SPAN
    if kind != "text":
        raise ValueError(kind)
    return str(value), TEXT


def typed_table(noted: Mapping[str, Any]) -> tuple[dict[str, Any], Table]:
    """A table parameter and its type."""
    made = {key: typed(one) for key, one in noted["value"].items()}
    kinds = [type_ for _, type_ in made.values()]
    return {key: value for key, (value, _) in made.items()}, Table(None, kinds[0] if kinds else NUMBER)
