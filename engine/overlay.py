"""What a street changes in a published method before it is compiled: titles, and items added to open lists.

In: the item of a method and what a street sets in it.  Out: the merged item, and in the report what is not open.
What is merged here is part of the definition's digest; parameter values are not, they are dated data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.problems import Mark, Report, nearest
from engine.schema import Item
from engine.text import say

_ALL = ("全部", "all")
_TOP = {"角色": "roles", "单位": "units", "清单": "lists", "参数": "parameters", "流程": "workflows", "义务": "obligations", "公示栏": "boards",
        "单据": "documents", "名册": "registers"}
_INNER = {"环节": "steps", "结局": "outcomes", "随时": "anytime", "阶段": "stages"}
_ACTION = "动作"


def overlay(method: Item, changes: Item, report: Report) -> Item:
    """The method with a street's titles and added list items; what may not be changed is left as it is."""
    for name, title in changes.entries("titles"):
        method = _retitle(method, name, title, report)
    for name, added in changes.entries("lists"):
        method = _add_items(method, name, added, report)
    return method


def _retitle(method: Item, name: str, title: Item, report: Report) -> Item:
    path = place_of(name)
    known = _at(method, path) if path else None
    if known is None or not isinstance(known.value, dict):
        close = nearest(name, _titled(method))
        report.add("unknown-name", title.key, say("工作法里没有「{name}」，不能改它的标题", "the method has no “{name}” to retitle", name=name),
                   say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
                   say("写成「角色.活动办」「环节.流程名.环节名」这样", "write it like 角色.name or 环节.workflow.step"))
        return method
    if not _may_retitle(method, name):
        _not_open(report, title.key, name)
        return method
    return _with(method, (*path, "title"), title)


def place_of(name: str) -> tuple[str, ...]:
    """Where a titled name stands in a method, or () when it is not written as one.

    >>> place_of("角色.活动办"), place_of("环节.群众问题.分类梳理"), place_of("活动办")
    (('roles', '活动办'), ('workflows', '群众问题', 'steps', '分类梳理'), ())
    """
    kind, _, rest = name.partition(".")
    if kind in _TOP or kind in _TOP.values():
        return (_TOP.get(kind, kind), rest)
    flow, _, inner = rest.partition(".")
    if kind in _INNER or kind in _INNER.values():
        return ("workflows", flow, _INNER.get(kind, kind), inner)
    step, _, action = inner.partition(".")
    return ("workflows", flow, "steps", step, "actions", action) if kind in (_ACTION, "actions") else ()


def _titled(method: Item) -> Iterable[str]:
    for kind, key in _TOP.items():
        yield from (f"{kind}.{name}" for name, _ in method.entries(key))
    for flow, item in method.entries("workflows"):
        for kind, key in _INNER.items():
            yield from (f"{kind}.{flow}.{name}" for name, _ in item.entries(key))
        for step, inner in item.entries("steps"):
            yield from (f"{_ACTION}.{flow}.{step}.{name}" for name, _ in inner.entries("actions"))


def _may_retitle(method: Item, name: str) -> bool:
    contract = method.get("may_change")
    words = [str(one.value) for one in contract.words("titles")] if contract else []
    return any(word in _ALL or word == name for word in words)


def _not_open(report: Report, mark: Mark, name: str) -> None:
    report.add("not-open", mark, say("工作法没有让街道改「{name}」", "the method does not let a street change “{name}”", name=name),
               say("去掉这一行；确实要改，请工作法的编写者在「可改」里写上", "remove this line, or ask the method's authors to list it under 可改"))


def _add_items(method: Item, name: str, added: Item, report: Report) -> Item:
    known = _at(method, ("lists", name))
    if known is None:
        close = nearest(name, [word for word, _ in method.entries("lists")])
        report.add("unknown-name", added.key, say("工作法里没有「{name}」这个清单", "the method has no list “{name}”", name=name),
                   say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
        return method
    contract = _at(method, ("may_change", "lists", name))
    if contract is None and not known.flag("open"):
        _not_open(report, added.key, name)
        return method
    items = known.get("items")
    if items is None:
        return method
    return _with(method, ("lists", name, "items"), _joined(name, items, added, report))


def _joined(name: str, items: Item, added: Item, report: Report) -> Item:
    grouped = isinstance(items.value, dict) and any(isinstance(one.value, list) for one in items.value.values())
    if grouped:
        return _into_groups(name, items, added, report)
    if not isinstance(added.value, list):
        report.add("bad-list", added.key, say("清单「{name}」没有分组，直接写 [甲, 乙]", "the list “{name}” has no groups; write [a, b]", name=name))
        return items
    if isinstance(items.value, dict):
        return replace(items, value={**items.value, **{str(one.value): Item({}, one.mark, one.mark) for one in added.value}})
    return replace(items, value=[*items.value, *added.value])


def _into_groups(name: str, items: Item, added: Item, report: Report) -> Item:
    groups = dict(items.value)
    if not isinstance(added.value, dict):
        report.add("bad-list", added.key, say("清单「{name}」是分组的，请写清加到哪一组：{groups}", "the list “{name}” has groups; say which: {groups}",
                                              name=name, groups="、".join(groups)))
        return items
    for group, more in added.value.items():
        if group not in groups:
            close = nearest(group, groups)
            report.add("unknown-name", more.key, say("清单「{name}」没有「{group}」这一组", "the list “{name}” has no group “{group}”",
                                                     name=name, group=group),
                       say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
            continue
        groups[group] = replace(groups[group], value=[*groups[group].value, *more.value])
    return replace(items, value=groups)


def _at(item: Item, path: Iterable[str]) -> Item | None:
    found: Item | None = item
    for name in path:
        found = found.get(name) if found is not None else None
    return found


def _with(item: Item, path: tuple[str, ...], value: Item) -> Item:
    if not path:
        return value
    inner = item.value.get(path[0], value)
    return replace(item, value={**item.value, path[0]: _with(inner, path[1:], value)})
