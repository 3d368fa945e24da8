"""Setting a parameter in a street's file, with everything else in it as its author wrote it.

In: the bytes of the file and what is to stand there.  Out: the bytes with only the lines meant changed; refused where
the result would not say exactly that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.compiler.policy import ALWAYS, FIRST, is_dated, since_of
from engine.errors import BihuanError
from engine.problems import Report
from engine.source import Map, Node, Scalar, Seq, read_source
from engine.street.layout import Layout, layout_of
from engine.street.placing import Spot, add_entry, drop_entry, end_of, is_flow, put_entry, start_of, wrap
from engine.text import say

Written = str | Mapping[str, str]
_EXTENDS, _PARAMETERS = ("沿用", "extends"), ("参数", "parameters")
_PLAIN = re.compile(r"[^\W_][\w%％./+、]*([-+][\w%％./+、]+)*|-?[0-9][0-9.%]*|[0-9]{1,2}:[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Edit:
    """What one parameter is to be from a day on, as written; None takes the value of that day back.

    The day `ALWAYS` stands for the value that has none."""

    method: str
    parameter: str
    since: date
    value: Written | None


def edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The file with the values set; raises `BihuanError` where they have to be written by hand."""
    for edit in edits:
        data = _one(data, edit)
    return data


def _one(data: bytes, edit: Edit) -> bytes:
    before = _read(data)
    expected = with_edit(_values(before, edit.method), edit)
    if before is not None and by_day(_values(before, edit.method)) == by_day(expected):
        return data
    layout = layout_of(data)
    try:
        _write(layout, before, edit)
        made = layout.data()
    except (LookupError, UnicodeEncodeError) as failed:
        raise _by_hand(edit) from failed
    after = _read(made)
    if after is None or before is None or _rest(after, edit) != _rest(before, edit) or by_day(_values(after, edit.method)) != by_day(expected):
        raise _by_hand(edit)
    return made


def _by_hand(edit: Edit) -> BihuanError:
    return BihuanError(say(
        "街道文件里「{name}」这一处的写法，程序改不了又不动别的字；请在「沿用」的「{method}」下面自己写：{name}: {{{since}: {value}}}，再运行 bihuan apply",
        "the place of “{name}” in the street's file cannot be changed without touching more; write it yourself under {method}: "
        "{name}: {{{since}: {value}}}, then run bihuan apply", name=edit.parameter, method=edit.method, since=edit.since.isoformat(),
        value=shown(edit.value) if edit.value is not None else ""))


# --- what the file says -------------------------------------------------------------------------------------------------


def _read(data: bytes) -> Node | None:
    report = Report()
    node = read_source("street.yaml", data, report)
    return None if report.problems else node


def plain(node: Node | None) -> Any:
    """A tree of texts without places."""
    if isinstance(node, Map):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(one) for one in node.items] if isinstance(node, Seq) else node.text if isinstance(node, Scalar) else None


def with_edit(values: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """A method's values as written, with one of them set or taken back.

    >>> with_edit({"甲": "1"}, Edit("m", "甲", date(2027, 1, 1), "2"))
    {'甲': {'起初': '1', '2027-01-01': '2'}}
    >>> with_edit({"甲": {"起初": "1", "2027-01-01": "2"}}, Edit("m", "甲", date(2027, 1, 1), None))
    {'甲': '1'}
    """
    had = values.get(edit.parameter)
    found: dict[str, Any] = dict(had) if isinstance(had, Mapping) and is_dated(had) else {} if had is None else {FIRST: had}
    kept = {key: value for key, value in found.items() if since_of(key) != edit.since}
    if edit.value is not None:
        key = next((key for key in found if since_of(key) == edit.since), FIRST if edit.since == ALWAYS else edit.since.isoformat())
        kept[key] = dict(edit.value) if isinstance(edit.value, Mapping) else edit.value
    rest = {name: value for name, value in values.items() if name != edit.parameter}
    if not kept:
        return rest
    only = next(iter(kept))
    return {**rest, edit.parameter: kept[only] if len(kept) == 1 and since_of(only) == ALWAYS else kept}


def by_day(values: Mapping[str, Any]) -> dict[str, dict[date | None, Any]]:
    """A method's values as written, by the day from which each holds, however that day is spelt."""
    return {name: {since_of(key): one for key, one in value.items()} if isinstance(value, Mapping) and is_dated(value) else {ALWAYS: value}
            for name, value in values.items()}


def _values(node: Node | None, method: str) -> dict[str, Any]:
    found = plain(node)
    for words in (_EXTENDS, (method,), _PARAMETERS):
        found = next((found[word] for word in words if word in found), None) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _rest(node: Node, edit: Edit) -> Any:
    """Everything the edit must leave alone."""
    found = plain(node)
    inner = found
    for words in (_EXTENDS, (edit.method,)):
        inner = next((inner[word] for word in words if isinstance(inner, dict) and word in inner), {})
    for word in _PARAMETERS:
        if isinstance(inner, dict):
            inner.pop(word, None)
    return found


# --- writing it ---------------------------------------------------------------------------------------------------------


def _write(layout: Layout, root: Node | None, edit: Edit) -> None:
    """Change the layout; raises `LookupError` where there is no place for it."""
    extends = _entry(root, _EXTENDS)[1]
    method_key, method = _entry(extends, (edit.method,))
    try:
        params_key, params = _entry(method, _PARAMETERS)
    except KeyError:
        params_key, params = None, None
    zh = any(key.text == _EXTENDS[0] for key, _ in root.entries) if isinstance(root, Map) else True
    first = FIRST if zh else "first"
    spot = Spot(layout, first)
    if params_key is None or params is None:
        word = _PARAMETERS[0] if zh else _PARAMETERS[1]
        add_entry(spot, method_key, method, word, f"{{{_quoted(edit.parameter)}: {_fresh(edit, first)}}}")
        return
    key, value = next(((key, value) for key, value in params.entries if key.text == edit.parameter), (None, None)) \
        if isinstance(params, Map) else (None, None)
    if key is None or value is None:
        add_entry(spot, params_key, params, _quoted(edit.parameter), _fresh(edit, first))
        return
    _change(spot, params_key, params, key, value, edit)


def _entry(node: Node | None, words: Sequence[str]) -> tuple[Scalar, Node]:
    found = next(((key, value) for key, value in node.entries if key.text in words), None) if isinstance(node, Map) else None
    if found is None:
        raise KeyError(words[0])
    return found


def _fresh(edit: Edit, first: str) -> str:
    if edit.value is None:
        raise KeyError(edit.parameter)
    return shown(edit.value) if edit.since == ALWAYS else f"{{{edit.since.isoformat()}: {shown(edit.value)}}}"


def _change(spot: Spot, params_key: Scalar, params: Node, key: Scalar, value: Node, edit: Edit) -> None:
    if isinstance(value, Map) and is_dated(plain(value)):
        _change_dated(spot, params_key, params, key, value, edit)
        return
    if edit.value is None or edit.since == ALWAYS:
        if edit.value is None:
            drop_entry(spot, params_key, params, key)
        else:
            spot.layout.replace(start_of(value), end_of(spot.layout, value), shown(edit.value))
        return
    wrap(spot, key, value, edit.since.isoformat(), shown(edit.value))


def _change_dated(spot: Spot, params_key: Scalar, params: Node, key: Scalar, value: Map, edit: Edit) -> None:
    there = next(((one, inner) for one, inner in value.entries if since_of(one.text) == edit.since), None)
    if there is None:
        if edit.value is None:
            raise KeyError(edit.parameter)
        name = spot.first if edit.since == ALWAYS else edit.since.isoformat()
        put_entry(spot, value, sum((since_of(one.text) or ALWAYS) < edit.since for one, _ in value.entries), f"{name}: {shown(edit.value)}")
    elif edit.value is not None:
        _replace(spot, there[1], edit.value)
    else:
        _take_back(spot, params_key, params, key, value, there[0])


def _replace(spot: Spot, node: Node, value: Written) -> None:
    """Put a value in the place of another; in a table written line by line only the items that differ."""
    if isinstance(node, Map) and isinstance(value, Mapping) and set(node.names()) == set(value) and not is_flow(spot.layout, node):
        for one, inner in reversed(node.entries):
            if plain(inner) != value[one.text]:
                spot.layout.replace(start_of(inner), end_of(spot.layout, inner), shown(value[one.text]))
        return
    spot.layout.replace(start_of(node), end_of(spot.layout, node), shown(value))


def _take_back(spot: Spot, params_key: Scalar, params: Node, key: Scalar, value: Map, gone: Scalar) -> None:
    left = [(one, inner) for one, inner in value.entries if one is not gone]
    if not left:
        drop_entry(spot, params_key, params, key)
    elif len(left) == 1 and since_of(left[0][0].text) == ALWAYS and is_flow(spot.layout, value):
        kept = spot.layout.between(start_of(left[0][1]), end_of(spot.layout, left[0][1]))
        spot.layout.replace(start_of(value), end_of(spot.layout, value), kept)
    elif len(left) == 1 and since_of(left[0][0].text) == ALWAYS and isinstance(left[0][1], Scalar):
        kept = spot.layout.between(start_of(left[0][1]), end_of(spot.layout, left[0][1]))
        spot.layout.delete_lines(start_of(value)[0], end_of(spot.layout, value)[0])
        at = start_of(key)[0]
        spot.layout.lines[at] = f"{spot.layout.lines[at].rstrip()} {kept}"
    else:
        drop_entry(spot, key, value, gone)
        if len(left) == 1 and since_of(left[0][0].text) == ALWAYS:  # a table line by line: back to where it stood
            head, inner = left[0]
            first, last = start_of(inner)[0], end_of(spot.layout, inner)[0]
            spot.layout.indent(first, last, start_of(head)[1] - start_of(inner)[1])
            spot.layout.delete_lines(start_of(head)[0], start_of(head)[0])


def shown(value: Written) -> str:
    """A value as it is written in a file, in quotes where it needs them.

    >>> shown("3个工作日"), shown("a: b"), shown({"电梯": "2个工作日"})
    ('3个工作日', '"a: b"', '{电梯: 2个工作日}')
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(name)}: {_quoted(one)}" for name, one in value.items()) + "}"
    return _quoted(value)


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
