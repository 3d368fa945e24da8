"""Values as people type them, read by the very rules a street's file is read by.

In: a parameter and what was typed for it.  Out: what stands in the file; `Refused` with what would be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from engine.compiler.policy import UNDECIDED, read_dated, show_value
from engine.model import Method, Parameter, Value
from engine.problems import Report
from engine.schema import from_plain
from engine.service.refused import Refused
from engine.street.editing import Written
from engine.text import Text, say
from engine.values import plain, read_date, show_number

At = Value | Mapping[str, Value | None] | None


def read_day(text: str) -> date:
    """The day from which a value is to hold."""
    found = read_date(text)
    if found is None:
        raise Refused("bad-date", say("「{text}」不是日期，请写成 2027-01-01 这样", "“{text}” is no date; write it like 2027-01-01", text=text),
                      (("since", say("写成 2027-01-01 这样", "write it like 2027-01-01")),))
    return found


def read_given(method: Method, parameter: Parameter, given: str | Mapping[str, str], held: At) -> tuple[Written, At]:
    """A value as it will stand in the file, and as it is read; in a table the items that are not given stay as they are."""
    if isinstance(given, Mapping) and not parameter.by:
        raise Refused("table", say("「{name}」只有一个值，不分项", "“{name}” has one value, not one for each item", name=parameter.name))
    written: Written
    if parameter.by:
        if not isinstance(given, Mapping):
            raise Refused("table", say(
                "「{name}」按「{by}」各有一个值，请写明是哪一项，如 {name}({item})=…",
                "“{name}” has a value for each item of “{by}”; say which, such as {name}({item})=…", name=parameter.name, by=parameter.by,
                item=next(iter(_items(method, parameter)), "…")))
        kept = {item: as_written(parameter, value) for item, value in held.items()} if isinstance(held, Mapping) else {}
        written = {**kept, **{item: _typed(parameter, text) for item, text in given.items()}}
    else:
        written = _typed(parameter, str(given))
    report = Report()
    value = read_dated(report, parameter, from_plain(dict(written) if isinstance(written, Mapping) else written), method.lists)[0][1]
    undecided = value is None or (isinstance(value, Mapping) and None in value.values())
    if report.problems or undecided:
        wrong = [say("{what}{hint}", "{what}{hint}", what=one.message, hint=Text(f"：{one.hint.zh}", f": {one.hint.en}") if one.hint else Text("", ""))
                 for one in report.problems] or [say("「{name}」要有一个值", "“{name}” must have a value", name=parameter.name)]
        raise Refused("bad-value", wrong[0], tuple((parameter.name, one) for one in wrong))
    return written, value


def _items(method: Method, parameter: Parameter) -> tuple[str, ...]:
    return method.lists[parameter.by].type.items if parameter.by in method.lists else ()


def _typed(parameter: Parameter, text: str) -> str:
    """What was typed, a percentage with its sign."""
    text = plain(text) if parameter.type in ("whole", "decimal", "points", "percent", "span", "date", "time") else text.strip()
    return f"{text}%" if parameter.type == "percent" and text and not text.endswith("%") and text != UNDECIDED else text


def as_written(parameter: Parameter, value: Value | None) -> str:
    """A value as a file writes it."""
    if value is None:
        return UNDECIDED
    return exactly(parameter, value) or show_value(parameter, value).zh


def exactly(parameter: Parameter, value: Value) -> str:
    """A number as it can be written without loss; '' for one that never ends, such as a third."""
    if not isinstance(value, Fraction):
        return show_value(parameter, value).zh
    size = value * 100 if parameter.type == "percent" else value
    text = show_number(size)
    return (f"{text}%" if parameter.type == "percent" else text) if Fraction(text) == size else ""


def told(parameter: Parameter, value: At) -> Text:
    """A value for people, a table in one line."""
    if not isinstance(value, Mapping):
        return show_value(parameter, value)
    parts = [(item, show_value(parameter, one)) for item, one in value.items()]
    return Text("、".join(f"{item} {one.zh}" for item, one in parts), ", ".join(f"{item} {one.en}" for item, one in parts))


def range_of(parameter: Parameter) -> Text:
    """The range a value must lie in; empty where there is none."""
    if parameter.low is not None and parameter.high is not None:
        return say("{low} 到 {high}", "{low} to {high}", low=show_value(parameter, parameter.low), high=show_value(parameter, parameter.high))
    return Text("、".join(parameter.options), ", ".join(parameter.options))


def as_given(values: Mapping[str, Any]) -> dict[str, str | dict[str, str]]:
    """`名(项)` beside plain names, gathered by parameter.

    >>> as_given({"甲": "1", "限期(电梯)": "3个工作日"})
    {'甲': '1', '限期': {'电梯': '3个工作日'}}
    """
    found: dict[str, str | dict[str, str]] = {}
    for name, value in values.items():
        head, bracket, item = name.replace("（", "(").replace("）", ")").partition("(")
        if bracket and item.endswith(")"):
            table = found.setdefault(head, {})
            if isinstance(table, dict):
                table[item[:-1]] = str(value)
        else:
            found[name] = str(value)
    return found
