"""What the JSON Schema refuses, said so that an author can mend it.

In: an item tree and its language.  Out: problems with the place, the remedy and the nearest right keyword.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from jsonschema import ValidationError

from engine.problems import Mark, Problem, nearest
from engine.schema.formats import FORMATS
from engine.schema.items import Item
from engine.schema.language import Language
from engine.text import Text, say

_KINDS = {"object": Text("几项「名字: 内容」", "entries “name: value”"), "array": Text("一张清单", "a list"),
          "string": Text("文字", "text"), "integer": Text("一个整数", "a whole number"),
          "boolean": Text("「是」或「否」", "是 or 否")}


def refused(lang: Language, item: Item) -> list[ValidationError]:
    """Everything the schema refuses in an item tree."""
    return list(lang.validator.iter_errors(item.plain()))


def explain_errors(lang: Language, item: Item, errors: Iterable[ValidationError]) -> Iterator[Problem]:
    """Every refusal of the schema as a problem at its place."""
    for error in errors:
        yield from _explain(lang, item, error)


def _explain(lang: Language, item: Item, error: ValidationError) -> Iterator[Problem]:
    where, last = item, ""
    names = list(error.absolute_path)
    if error.validator == "propertyNames" or (error.parent is not None and error.parent.validator == "propertyNames"):
        names = list((error.parent or error).absolute_path)
    for step in names:
        where, last = where.value[step], str(step)
    explain = _SENTENCES.get(str(error.validator), _pattern)
    for rule, mark, message, hint in explain(lang, where, error, last):
        yield Problem(rule, mark, message, hint)


def _wanted(error: ValidationError) -> list[object]:
    value = error.validator_value
    return list(value) if isinstance(value, list) else [value]


Said = Iterator[tuple[str, Mark, Text, Text | None]]


def _unknown(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    place = error.schema if isinstance(error.schema, dict) else {}
    known = [lang.spelling(place, word) for word in place.get("properties", {})]
    for name in where.value:
        if name in place.get("properties", {}):
            continue
        close = nearest(name, [*known, *place.get("properties", {})])
        hint = (say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
                say("这里可以写：{known}", "what may stand here: {known}", known="、".join(known)))
        yield "unknown-key", where.value[name].key, say(
            "这里没有「{name}」这个关键词", "there is no keyword “{name}” here", name=name), hint


def _required(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    place = error.schema if isinstance(error.schema, dict) else {}
    for word in map(str, _wanted(error)):
        if word not in where.value and f"'{word}'" in error.message.split(" is a required")[0]:
            name = lang.spelling(place, word)
            yield "missing-key", where.key, say(
                "缺少「{name}」", "“{name}” is missing", name=name), say(
                "补写一行「{name}: …」", "add a line “{name}: …”", name=name)


def _type(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    wanted = [str(kind) for kind in _wanted(error)]
    zh = "或".join(_KINDS[kind].zh for kind in wanted)
    en = " or ".join(_KINDS[kind].en for kind in wanted)
    listed = isinstance(where.value, str) and wanted == ["array"]
    yield "wrong-kind", where.mark, say("这里要写{kind}", "this must be {kind}", kind=Text(zh, en)), say(
        "写成「[{value}]」", "write [{value}]", value=where.value) if listed else None


def _enum(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    place = error.schema if isinstance(error.schema, dict) else {}
    words = list(place.get("x-zh-enum", {}).values()) or [str(word) for word in _wanted(error)]
    close = nearest(str(where.value), words)
    hint = say("可以写：{words}", "may be: {words}", words="、".join(words)) if close is None else say(
        "是不是「{close}」？可以写：{words}", "did you mean “{close}”? It may be: {words}", close=close, words="、".join(words))
    yield "not-a-choice", where.mark, say(
        "「{value}」不是这里能选的", "“{value}” is not one of the choices", value=where.value), hint


def _format(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    remedy = FORMATS[str(error.validator_value)][1]
    named = error.parent is not None and error.parent.validator == "propertyNames"
    wrong = str(error.instance)
    mark = where.value[wrong].key if isinstance(where.value, dict) and wrong in where.value else where.mark
    what = say("「{wrong}」不能这样写", "“{wrong}” cannot be written like this", wrong=wrong)
    yield ("bad-name" if named or error.validator_value == "name" else "bad-format"), mark, what, remedy


def _names(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    return _format(lang, where, error.context[0] if error.context else error, last)


def _few(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    shown = str(error.schema.get("x-zh", {}).get("key", last)) if isinstance(error.schema, dict) else last
    yield "empty", where.key, say("「{name}」下面还没有写内容", "nothing is written under “{name}”", name=shown), say(
        "至少写{n}项，或者去掉这一行", "write at least {n}, or remove the line", n=error.validator_value)


def _range(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    zh, en = {"minimum": ("不小于", "at least"), "maximum": ("不大于", "at most"),
              "maxItems": ("最多几项：", "no more entries than"), "maxLength": ("最多几个字：", "no more characters than"),
              "minLength": ("最少几个字：", "at least so many characters:"),
              }[str(error.validator)]
    yield "out-of-range", where.mark, say(
        "这里要{zh}{n}", "this must be {en} {n}", zh=zh, en=en, n=error.validator_value), None


def _pattern(lang: Language, where: Item, error: ValidationError, last: str) -> Said:
    yield "bad-format", where.mark, say("「{value}」不是这里要的样子", "“{value}” does not have the form wanted here",
                                        value=str(where.value)[:40]), None


_SENTENCES: dict[str, Callable[[Language, Item, ValidationError, str], Said]] = {
    "additionalProperties": _unknown, "required": _required, "type": _type, "enum": _enum, "format": _format,
    "propertyNames": _names, "minItems": _few, "minProperties": _few, "minimum": _range, "maximum": _range,
    "maxItems": _range, "maxLength": _range, "minLength": _range, "pattern": _pattern,
}
