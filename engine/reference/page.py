"""The reference page of the language: a table for each thing that can be written, and the manual of rules.

In: the schemas and the manual.  Out: Markdown in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.reference.editors import KINDS
from engine.reference.rules import GROUPS
from engine.reference.size import size
from engine.schema import Language, language
from engine.text import Text

_TYPES = {"string": Text("文字", "text"), "array": Text("清单", "list"), "object": Text("几项", "entries"),
          "integer": Text("整数", "whole number"), "boolean": Text("是或否", "yes or no")}
_FORMATS = {"formula": Text("公式", "formula"), "id": Text("代号", "id"), "account": Text("帐号", "account"), "span": Text("时长", "span"),
            "date": Text("日期", "date"), "time": Text("时刻", "time"), "moment": Text("时间", "moment"), "number": Text("数", "number"),
            "pattern": Text("编号样子", "number pattern"), "name": Text("名字", "name")}
_NAMED = {"role": Text("角色名", "role"), "list": Text("清单名", "list"), "parameter": Text("参数名", "parameter"), "unit": Text("单位种类", "kind of unit"),
          "field": Text("字段名", "field"), "step": Text("环节名", "step"), "workflow": Text("流程名", "workflow"),
          "obligation": Text("义务名", "obligation"), "board": Text("公示栏名", "board"),
          "document": Text("单据名", "document"), "register": Text("名册名", "register"), "clause": Text("条款编号", "clause"),
          "title": Text("标题", "title")}
_FILES = {"method": Text("工作法", "A method"), "street": Text("街道", "A street"), "scenario": Text("情景", "A scenario"),
          "calendar": Text("日历", "A calendar"), "demo": Text("示范", "A demonstration")}
_HEAD = """# 规则语言手册 · Reference of the rule language

本页由 `schemas/` 和各条检查生成，请不要手改；改了以后运行 `python -m engine.reference`。
This page is generated from `schemas/` and the checks; do not edit it, run `python -m engine.reference`.

每个关键词有中文和英文两种写法，一个文件只用一种。
Each keyword has a Chinese and an English spelling; a file uses one of them.

"""


def reference_page() -> str:
    """The whole page."""
    return _HEAD + "\n".join([*_steps(), *(line for kind in KINDS for line in _file(kind)), *_manual(), *size()]) + "\n"


def _steps() -> Iterator[str]:
    """A step in one table: its doings and its ways on."""
    lang = language("method")
    step = lang.schema["$defs"]["step"]
    yield "## 一个环节 · A step\n"
    yield "一个环节正好有一种要办的事和一种往下走的办法。"
    yield "A step has exactly one doing and one way on.\n"
    yield "| 要办的事 Doing | 往下走 Way on |\n|---|---|"
    doings = [_spelled(lang, step, word) for word in ("by", "ballot", "draw")]
    ways = [_spelled(lang, step, word) for word in ("actions", "route", "next")]
    yield from (f"| {doing} | {way} |" for doing, way in zip([*doings, "（没有 nothing）"], [*ways, ""], strict=True))
    yield ""


def _spelled(lang: Language, place: dict[str, Any], word: str) -> str:
    return f"`{lang.spelling(place, word)}` `{word}`"


def _file(kind: str) -> Iterator[str]:
    lang = language(kind)
    top = len(lang.schema["properties"])
    yield f"## {_FILES[kind].zh} · {_FILES[kind].en}\n"
    yield f"顶层有 {top} 个关键词。 {top} keywords at the top.\n"
    yield from _table(lang, lang.schema)
    for place in lang.schema.get("$defs", {}).values():
        if "properties" in place:
            yield f"### {place.get('x-zh', place)['title']} · {place['title']}\n"
            yield f"{place.get('x-zh', place)['description']} {place['description']}\n"
            yield from _table(lang, place)


def _table(lang: Language, place: dict[str, Any]) -> Iterator[str]:
    yield "| 中文 | English | 写什么 What | 说明 Meaning |\n|---|---|---|---|"
    must = place.get("required", ())
    for word, inner in place["properties"].items():
        zh, en = _meaning(lang, inner)
        star = "＊" if word in must else ""
        yield f"| `{lang.spelling(place, word)}`{star} | `{word}` | {_what(lang, inner)} | {_cell(zh)} {_cell(en)} |"
    yield "\n＊ 必须写 must be written\n" if must else ""


def _meaning(lang: Language, inner: dict[str, Any]) -> tuple[str, str]:
    described = next(one for one in lang.along(inner) if "description" in one)
    return str(described.get("x-zh", described)["description"]), str(described["description"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _what(lang: Language, inner: dict[str, Any]) -> str:
    """What is written at a keyword, in both languages."""
    place = lang.at(inner)
    if "enum" in place:
        zh = place.get("x-zh-enum", {})
        return "、".join(f"{zh.get(word, word)} `{word}`" for word in place["enum"])
    if "format" in place or "x-names" in place:
        text = _FORMATS[place["format"]] if "format" in place else _NAMED[place["x-names"]]
        several = "array" in place.get("type", ())
        return f"{text.zh}{'（可以几个）' if several else ''} {text.en}{' (one or several)' if several else ''}"
    types = place.get("type", "string")
    kinds = [_TYPES[one] for one in ([types] if isinstance(types, str) else types)]
    return f"{'或'.join(one.zh for one in kinds)} {' or '.join(one.en for one in kinds)}"


def _manual() -> Iterator[str]:
    yield "## 检查的规则 · Rules of the checks\n"
    yield "方括号里的代号就是规则。`bihuan check` 报出来的每一处，都能在这里查到。"
    yield "The id in square brackets is the rule; every finding of `bihuan check` can be looked up here.\n"
    for group, rules in GROUPS:
        yield f"### {group.zh} · {group.en}\n"
        yield "| 规则 Rule | 说的是 What it finds | |\n|---|---|---|"
        yield from (f"| `{rule}` | {_cell(words.zh)} | {_cell(words.en)} |" for rule, words in rules.items())
        yield ""
