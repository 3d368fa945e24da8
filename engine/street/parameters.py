"""A street's own values for the parameters of a method.

In: a compiled method and values as written, perhaps dated.  Out: the method with them; what does not fit is a problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from engine.compiler.policy import Dated, read_dated, show_value
from engine.compiler.scopes import HEADS
from engine.errors import FormulaRefusal
from engine.formulas import evaluate
from engine.model import Method, Parameter, Value
from engine.problems import Mark, Report, nearest
from engine.schema import Item
from engine.text import Text, say

_UNDECIDED = ("未定", "undecided")


def with_parameters(method: Method, values: Item, report: Report) -> Method:
    """The method with a street's values over its own; only parameters that are open to the street may be set."""
    changed = dict(method.parameters)
    for name, item in values.value.items() if isinstance(values.value, dict) else ():
        parameter = changed.get(name)
        if parameter is None:
            close = nearest(name, changed)
            report.add("unknown-name", item.key, say("「{method}」没有「{name}」这个参数", "“{method}” has no parameter “{name}”",
                                                     method=method.title, name=name),
                       say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
        elif name not in method.open_parameters:
            report.add("not-open", item.key, say("工作法没有让街道改「{name}」", "the method does not let a street change “{name}”", name=name),
                       say("去掉这一行", "remove this line"))
        else:
            changed[name] = replace(parameter, dated=_over(parameter, read_dated(report, parameter, item, method.lists)))
    return replace(method, parameters=changed)


def _over(parameter: Parameter, dated: Dated) -> Dated:
    """The street's values, before the first of them the method's; in a table the method's entries show through."""
    first = dated[0][0]
    found = [(since, _through(parameter.on(since), value)) for since, value in dated]
    return (*(entry for entry in parameter.dated if entry[0] < first), *found)


def _through(below: object, value: Value | Mapping[str, Value | None] | None) -> Value | Mapping[str, Value | None] | None:
    if isinstance(below, Mapping) and isinstance(value, Mapping):
        return {**below, **value}
    return value


def report_undecided(method: Method, written: Item | None, mark: Mark, report: Report) -> None:
    """A problem for each parameter that a street would run without a value."""
    for name, parameter in method.parameters.items():
        own = written.get(name) if written is not None else None
        if own is not None and not _says_undecided(own) and not isinstance(own.value, dict):
            continue  # a value that does not fit has been reported where it stands; a table may still lack items
        missing = _missing(method, parameter)
        if missing is None:
            continue
        where = own.mark if own is not None else mark
        report.add("undecided", where, say(
            "街道还没有定「{name}」{items}{range}", "the street has not settled “{name}”{items}{range}", name=name,
            items=missing, range=_range(parameter)),
            say("在「参数」里写上「{name}: …」", "write “{name}: …” under 参数", name=name))


def _says_undecided(item: Item) -> bool:
    if isinstance(item.value, dict):
        return any(_says_undecided(one) for one in item.value.values())
    return str(item.value) in _UNDECIDED


def _missing(method: Method, parameter: Parameter) -> Text | None:
    value = parameter.dated[-1][1] if parameter.dated else None
    if value is None:
        return Text("", "")
    if not isinstance(value, Mapping):
        return None
    known = method.lists[parameter.by].type.items if parameter.by in method.lists else tuple(value)
    gaps = "、".join(item for item in known if value.get(item) is None)
    return say("里的{gaps}", " for {gaps}", gaps=gaps) if gaps else None


def _range(parameter: Parameter) -> Text:
    if parameter.low is not None and parameter.high is not None:
        return say("（在{low}到{high}之间）", " (between {low} and {high})", low=show_value(parameter, parameter.low),
                   high=show_value(parameter, parameter.high))
    if parameter.options:
        return say("（可以写：{options}）", " (one of: {options})", options="、".join(parameter.options))
    return Text("", "")


def report_broken_rules(method: Method, mark: Mark, report: Report) -> None:
    """What the method's own sentences over parameters (核对) say against the street's values, at each day they change."""
    for day in sorted({since for one in method.parameters.values() for since, _ in one.dated}):
        values = _values_on(method, day)
        for check in method.checks:
            if HEADS in check.must.reads or not check.must.reads <= values.keys():  # people are counted in the street
                continue
            try:
                kept = evaluate(check.must, values) is True
            except FormulaRefusal:
                continue
            if not kept:
                report.add("broken-rule", mark, say("街道定的参数不满足「{text}」。{note}", "the street's values break “{text}”. {note}",
                                                    text=check.must.text, note=check.note),
                           severity="warning" if check.warns else "problem",
                           related=((check.mark, say("这条核对写在这里", "the rule stands here")),))


def _values_on(method: Method, day: date) -> dict[str, Value | Mapping[str, Value | None]]:
    found = ((name, one.on(day)) for name, one in method.parameters.items())
    return {name: value for name, value in found if value is not None}
