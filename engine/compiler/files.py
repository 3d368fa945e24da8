"""A method's folder as one item tree.

In: a folder whose `.yaml` files each hold part of a method.
Out: one item, merged by top-level keyword; a name that stands in two files is a problem.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from engine.problems import Mark, Report
from engine.schema import Item, language, read_item
from engine.source import Sources, read_source
from engine.text import say


def read_file(path: Path, kind: str, report: Report, sources: Sources, shown: str | None = None) -> Item | None:
    """One file of a kind (`method`, `street`, `scenario`) as an item; None when it could not be read at all."""
    name = shown if shown is not None else path.as_posix()
    node = read_source(name, path.read_bytes(), report, sources)
    return None if node is None else read_item(language(kind), node, report)


def read_folder(folder: Path, report: Report, sources: Sources) -> Item | None:
    """Every definition directly in a folder, merged; None when there is nothing to read, or a file that cannot be read:
    without it half of the names would look unknown."""
    merged: dict[str, Item] = {}
    first: Item | None = None
    items = [read_file(path, "method", report, sources) for path in sorted(folder.glob("*.yaml"))]
    for item in items:
        if item is None or not isinstance(item.value, dict):
            return None
        first = item if first is None or "method" in item.value else first
        for key, value in item.value.items():
            merged[key] = _join(merged[key], value, report) if key in merged else value
    if first is None:
        return None
    whole = Item(merged, first.mark, first.key)
    if "method" not in merged:
        report.add("missing-key", first.mark, say("这个文件夹里没有写「工作法」", "no file in this folder names its method"),
                   say("在 工作法.yaml 第一行写「工作法: 代号」", "begin 工作法.yaml with “工作法: its-id”"))
    return whole


def _join(one: Item, other: Item, report: Report) -> Item:
    if isinstance(one.value, list) and isinstance(other.value, list):
        return Item([*one.value, *other.value], one.mark, one.key)
    if not (isinstance(one.value, dict) and isinstance(other.value, dict)):
        _twice(other.key, one.key, report)
        return one
    entries = dict(one.value)
    for name, value in other.value.items():
        if name in entries:
            _twice(value.key, entries[name].key, report, name)
        else:
            entries[name] = value
    return Item(entries, one.mark, one.key)


def _twice(second: Mark, first: Mark, report: Report, name: str = "") -> None:
    report.add("duplicate-name", second, say("「{name}」在另一个文件里已经写过", "“{name}” stands in another file already",
                                             name=name or "这一项"),
               say("只留一处", "keep one of them"), related=((first, say("第一处在这里", "the first is here")),))


def digest_of(item: Item) -> str:
    """SHA-256 over the JSON of a definition, in its order: what a running case is pinned to.

    Order has meaning (the first step is where a case begins, fields stand as they are asked), so it counts."""
    body = json.dumps(item.plain(), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
