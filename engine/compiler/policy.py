"""Lists and parameters: what may be chosen and what may be changed.

In: items of 清单 and 参数.  Out: `Choices` and `Parameter`, their values read as their types say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from engine.calendar import read_recurrence
from engine.compiler.names import Names
from engine.formulas.types import SHARE, ListType, Table, Type, item_of
from engine.model import Choices, Parameter, Value
from engine.problems import Report, nearest
from engine.schema import Item
from engine.text import Text, say
from engine.values import plain, read_date, read_number, read_percent, read_span, read_time

UNDECIDED = "未定"
UNBOUNDED = "不限"
ALWAYS = date(1, 1, 1)
FIRST = "起初"  # the value before the first day of dated ones
POLICIES = {"重新计": "restart", "接着计": "continue", "restart": "restart", "continue": "continue"}
ROLLS = {"顺延": "next", "提前": "previous", "不动": "none", "next": "next", "previous": "previous", "none": "none"}

_KINDS: dict[str, tuple[Callable[[str], Value | None], Type, Text]] = {
    "whole": (lambda text: _whole(text), Type("number"), Text("整数，如 3", "a whole number, such as 3")),
    "decimal": (read_number, Type("number"), Text("数，如 0.5", "a number, such as 0.5")),
    "points": (read_number, Type("points"), Text("分数，如 80", "points, such as 80")),
    "percent": (read_percent, SHARE, Text("百分比，如 60%", "a percentage, such as 60%")),
    "span": (read_span, Type("span"), Text("带单位的时长，如 3个工作日", "a duration with its unit, such as 3个工作日")),
    "date": (read_date, Type("date"), Text("日期，如 2026-03-02", "a date, such as 2026-03-02")),
    "time": (lambda text: plain(text) if read_time(text) else None, Type("text"), Text("时刻，如 17:30", "a time, such as 17:30")),
    "text": (lambda text: text, Type("text"), Text("文字", "text")),
    "recurrence": (lambda text: plain(text) if read_recurrence(text) else None, Type("text"),
                   Text("周期，如 每周五、每月10日、25日、每月末", "a recurrence, such as 每周五, 每月10日、25日 or 每月末")),
    "item": (lambda text: text, Type("text"), Text("取值里的一项", "one of the options")),
    "unit": (lambda text: text, Type("unit"), Text("单位名", "the name of a unit")),
    "policy": (POLICIES.get, Type("text"), Text("重新计 或 接着计", "restart or continue")),
    "roll": (ROLLS.get, Type("text"), Text("顺延、提前或不动", "next, previous or none")),
}


def _whole(text: str) -> Fraction | None:
    number = read_number(text)
    return number if number is not None and number.denominator == 1 else None


def read_value(kind: str, text: str) -> Value | None:
    """A parameter's value as its type says, or None when it does not fit.

    >>> read_value("percent", "60%"), read_value("whole", "2.5")
    (Fraction(3, 5), None)
    """
    return _KINDS[kind][0](text)


def wanted(kind: str) -> Text:
    """What a value of this type looks like."""
    return _KINDS[kind][2]


def compile_list(names: Names, name: str, item: Item) -> Choices:
    """One list; an item named twice is a problem."""
    found: dict[str, Item] = {}
    groups: dict[str, str] = {}
    titles: dict[str, str] = {}
    means: dict[str, str] = {}
    points: dict[str, Fraction] = {}
    withheld: set[str] = set()

    def add(word: str, at: Item, group: str = "") -> None:
        if word in found:
            names.report.add("duplicate-name", at.mark, say("清单里「{word}」写了两次", "“{word}” stands twice in this list", word=word),
                             related=((found[word].mark, say("第一处在这里", "the first is here")),))
            return
        found[word] = at
        if group:
            groups[word] = group

    content = item.get("items")
    entries = content.value if content is not None else []
    if isinstance(entries, dict):
        for word, inner in entries.items():
            if isinstance(inner.value, list):
                for one in inner.value:
                    add(str(one.value), one, word)
                continue
            add(word, Item(word, inner.key, inner.key))
            titles.update({word: inner.text("title")} if inner.get("title") else {})
            means.update({word: inner.text("means")} if inner.get("means") else {})
            withheld.update({word} if inner.flag("withheld") else ())
            number = read_number(inner.text("points", "")) if inner.get("points") else None
            points.update({word: number} if number is not None else {})
    else:
        for one in entries:
            add(str(one.value), one)
    declared, declared_groups = _declared(item.get("declared"))
    return Choices(
        name=name, title=item.text("title", name), type=ListType(name, tuple(found), item.flag("scale")), groups=groups,
        titles=titles, means=means, points=points, withheld=frozenset(withheld), declared=declared, declared_groups=declared_groups,
        open=item.flag("open"), decided_by=item.text("decided_by"), note=item.text("note"), cite=names.cites(item),
        mark=item.key)


def _declared(item: Item | None) -> tuple[int, int]:
    if item is None:
        return 0, 0
    if isinstance(item.value, int):
        return item.value, 0
    items, groups = item.get("items"), item.get("groups")
    return (int(items.value) if items else 0), (int(groups.value) if groups else 0)


def compile_parameter(names: Names, name: str, item: Item) -> Parameter:
    """One parameter with its dated values; a value that does not fit its type or range is a problem."""
    kind = item.text("type", "text")
    options = tuple(str(one.value) for one in item.words("options"))
    by = names.use("list", found) if (found := item.get("by")) else ""
    bounds = [_bound(names.report, kind, one) for one in item.words("range")] or [None, None]
    unbounded = kind == "whole" and item.text("value") == UNBOUNDED
    parameter = Parameter(
        name=name, title=item.text("title", name), type=kind, dated=(), by=by, measure=item.text("measure"),  # type: ignore[arg-type]
        low=bounds[0], high=bounds[-1], options=options, decided_by=item.text("decided_by"), unbounded=unbounded,
        adds_to=_sum(item.text("adds_to")), note=item.text("note"), cite=names.cites(item), mark=item.key)
    value = item.get("value")
    dated = read_dated(names.report, parameter, value, names.lists) if value is not None else ()
    names.parameter_types[name] = parameter_type(parameter, names.lists)
    if by and by in names.lists:
        names.tables[name] = Table(Type("item", names.lists[by].type), names.parameter_types[name])
    return _with(parameter, dated)


def _with(parameter: Parameter, dated: tuple[tuple[date, Value | Mapping[str, Value | None] | None], ...]) -> Parameter:
    from dataclasses import replace

    return replace(parameter, dated=dated)


def _sum(text: str) -> Fraction | None:
    return (read_percent(text) or read_number(text)) if text else None


def _bound(report: Report, kind: str, item: Item) -> Value | None:
    value = read_value(kind, str(item.value))
    if value is None:
        report.add("bad-value", item.mark, say("范围要写成{wanted}", "a bound must be {wanted}", wanted=wanted(kind)))
    return value


def parameter_type(parameter: Parameter, lists: Mapping[str, Choices]) -> Type:
    """The type a formula sees; an option belongs to the list that holds all the options."""
    if parameter.type == "item":
        for choices in lists.values():
            if parameter.options and set(parameter.options) <= set(choices.type.items):
                return Type("item", choices.type)
        return item_of(parameter.name, *parameter.options)
    return _KINDS[parameter.type][1]


Dated = tuple[tuple[date, Value | Mapping[str, Value | None] | None], ...]


def since_of(key: str) -> date | None:
    """From which day a value written under this name holds; None for a name that is no day."""
    return ALWAYS if key in (FIRST, "first") else read_date(key)


def is_dated(values: Mapping[str, object]) -> bool:
    """Whether a value as written is one for each of several stretches of time, and not a table.

    >>> is_dated({"起初": "40%", "2027-01-01": "50%"}), is_dated({"电梯": "3个工作日"})
    (True, False)
    """
    return bool(values) and all(since_of(key) is not None for key in values)


def read_dated(report: Report, parameter: Parameter, item: Item, lists: Mapping[str, Choices]) -> Dated:
    """The values of a parameter by the day they take effect, as written: one value, dated values, or a table."""
    if isinstance(item.value, dict) and is_dated(item.value):
        parts = [(since_of(key) or ALWAYS, _value(report, parameter, one, lists)) for key, one in item.value.items()]
        return tuple(sorted(parts, key=lambda part: part[0]))
    return ((ALWAYS, _value(report, parameter, item, lists)),)


def _value(report: Report, parameter: Parameter, item: Item, lists: Mapping[str, Choices]) -> Value | Mapping[str, Value | None] | None:
    if not isinstance(item.value, dict):
        if parameter.by and item.value != UNDECIDED:
            report.add("bad-value", item.mark, say("「{name}」要按「{by}」各写一个值", "“{name}” needs a value for each item of “{by}”",
                                                   name=parameter.name, by=parameter.by))
        return _single(report, parameter, item)
    if not parameter.by:
        report.add("bad-value", item.mark, say("「{name}」只有一个值；按日期分段时每行写一个日期",
                                               "“{name}” has one value; a dated value has a date on each line", name=parameter.name))
        return None
    known = lists[parameter.by].type.items if parameter.by in lists else ()
    for key, one in item.value.items():
        if key not in known:
            close = nearest(key, known)
            report.add("unknown-name", one.key, say("清单「{by}」里没有「{key}」", "the list “{by}” has no “{key}”", by=parameter.by, key=key),
                       say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
    return {key: _single(report, parameter, one) for key, one in item.value.items()}


def _single(report: Report, parameter: Parameter, item: Item) -> Value | None:
    text = str(item.value)
    if text in (UNDECIDED, "undecided"):
        return None
    if parameter.type == "whole" and text in (UNBOUNDED, "unbounded"):
        return UNBOUNDED
    value = read_value(parameter.type, text)
    if value is None or (parameter.type == "item" and text not in parameter.options):
        shown = say("{kind}：{options}", "{kind}: {options}", kind=wanted(parameter.type), options="、".join(parameter.options)) \
            if parameter.options else wanted(parameter.type)
        report.add("bad-value", item.mark, say("「{text}」不是「{name}」能用的值", "“{text}” is not a value for “{name}”", text=text,
                                               name=parameter.name), say("写{shown}", "write {shown}", shown=shown))
        return None
    return _in_range(report, parameter, item, value)


def _in_range(report: Report, parameter: Parameter, item: Item, value: Value) -> Value | None:
    low, high = (size_of(parameter.low), size_of(parameter.high))
    size = size_of(value)
    if size is None or low is None or high is None or low <= size <= high:
        return value
    report.add("out-of-range", item.mark, say(
        "「{name}」要在{low}到{high}之间", "“{name}” must lie between {low} and {high}", name=parameter.name,
        low=show_value(parameter, parameter.low), high=show_value(parameter, parameter.high)))
    return None


_MINUTES = {"minutes": 1, "hours": 60, "workhours": 60, "days": 24 * 60, "workdays": 8 * 60, "months": 30 * 24 * 60}


def size_of(value: Value | None) -> Fraction | None:
    """A number to compare values of one parameter by; spans of several units by their usual length in minutes, a
    working day being eight working hours."""
    from engine.values import Span

    if isinstance(value, Span):
        return Fraction(value.amount * _MINUTES[value.unit])
    return value if isinstance(value, Fraction) else None


def show_value(parameter: Parameter, value: Value | None) -> Text:
    """A parameter's value for people."""
    from engine.values import Span, show_number

    if value is None:
        return Text(UNDECIDED, "undecided")
    if isinstance(value, Span):
        return Text(value.zh(), value.en())
    if isinstance(value, Fraction):
        text = f"{show_number(value * 100)}%" if parameter.type == "percent" else show_number(value)
        return Text(text + parameter.measure, text)
    if parameter.type in ("policy", "roll"):
        table = POLICIES if parameter.type == "policy" else ROLLS
        return Text(next(zh for zh, en in table.items() if en == value), str(value))
    return Text(str(value), str(value))
