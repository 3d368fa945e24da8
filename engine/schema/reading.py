"""From source nodes to items: keywords to English by their place, scalars typed by their place, then the JSON Schema.

In: a source node and the language it is written in.
Out: an `Item`, and in the report whatever the schema refuses.  A value that does not fit is kept as written until the
JSON Schema, the one authority on what is right, has seen it; what it refuses in kind is then taken out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.problems import Mark, Report
from engine.schema.items import Item
from engine.schema.language import Language
from engine.schema.pruning import prune
from engine.schema.refusals import explain_errors, refused
from engine.source import Map, Node, Scalar, Seq
from engine.text import say
from engine.values import plain, read_number, read_yes_no

_ANYTHING: dict[str, Any] = {}


def read_item(lang: Language, node: Node, report: Report) -> Item:
    """Read one file's content; every problem goes to `report`."""
    spelled: dict[str, list[Mark]] = {"zh": [], "en": []}
    item = _Reader(lang, report, spelled).read(lang.schema, node, node.mark)
    errors = refused(lang, item)
    for problem in explain_errors(lang, item, errors):
        report.add(problem.rule, problem.mark, problem.message, problem.hint)
    prune(item, errors)
    _warn_mixed(spelled, report)
    return item


def _warn_mixed(spelled: dict[str, list[Mark]], report: Report) -> None:
    if spelled["zh"] and spelled["en"]:
        fewer = min(spelled.values(), key=len)
        report.add("mixed-spelling", fewer[0], say(
            "这个文件里中文和英文的关键词混着用", "this file mixes Chinese and English keywords"),
            say("一个文件只用一种写法", "use one spelling throughout a file"), severity="warning")


class _Reader:
    def __init__(self, lang: Language, report: Report, spelled: dict[str, list[Mark]]) -> None:
        self.lang, self.report, self.spelled = lang, report, spelled

    def read(self, place: dict[str, Any], node: Node, key: Mark) -> Item:
        place = self.lang.at(place)
        if isinstance(node, Scalar):
            return self._scalar(place, node, key)
        if isinstance(node, Seq):
            inner = place.get("items", _ANYTHING)
            return Item([self.read(inner, one, one.mark) for one in node.items], node.mark, key)
        return Item(self._entries(place, node), node.mark, key)

    def _entries(self, place: dict[str, Any], node: Map) -> dict[str, Item]:
        words, rest = self.lang.words(place), place.get("additionalProperties", _ANYTHING)
        read: dict[str, Item] = {}
        first: dict[str, Mark] = {}
        for name, value in node.entries:
            word = words.get(name.text, name.text)
            if word in first:
                self.report.add("duplicate-key", name.mark, say(
                    "「{name}」和前面写的是同一个关键词", "“{name}” is the same keyword as one before", name=name.text),
                    say("只留一处", "keep one of them"),
                    related=((first[word], say("第一处在这里", "the first is here")),))
                continue
            first[word] = name.mark
            known = name.text in words
            if known:
                self._note_spelling(name, word)
            inner = place["properties"][word] if known else rest if isinstance(rest, dict) else _ANYTHING
            read[word] = self.read(inner, value, name.mark)
        return read

    def _note_spelling(self, name: Scalar, word: str) -> None:
        if not name.text.isascii():
            self.spelled["zh"].append(name.mark)
        elif name.text == word:
            self.spelled["en"].append(name.mark)

    def _scalar(self, place: dict[str, Any], node: Scalar, key: Mark) -> Item:
        types = _types(place)
        if node.text == "" and not node.quoted and "string" not in types and "object" in types:
            return Item({}, node.mark, key)
        bare = place.get("x-bare")
        if bare is not None and node.text:
            inner = self._scalar(self.lang.at(place["properties"][bare]), node, key)
            return Item({bare: inner}, node.mark, key)
        return Item(_typed(place, types, node.text), node.mark, key)


def _types(place: dict[str, Any]) -> tuple[str, ...]:
    types: str | Iterable[str] = place.get("type", ("string",))
    return (types,) if isinstance(types, str) else tuple(types)


def _typed(place: dict[str, Any], types: tuple[str, ...], text: str) -> str | int | bool:
    if "x-zh-enum" in place:
        english = {zh: en for en, zh in place["x-zh-enum"].items()}
        return str(english.get(plain(text), text))
    if "boolean" in types:
        answer = read_yes_no(text)
        return text if answer is None else answer
    if "integer" in types:
        number = read_number(text)
        return int(number) if number is not None and number.denominator == 1 else text
    return text
