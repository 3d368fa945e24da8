"""How a case begins: by people, from other cases, or by itself at every recurrence.

In: the item of 发起.  Out: a `Start`.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.calendar import read_recurrence
from engine.compiler.names import Names
from engine.compiler.people import People
from engine.compiler.policy import ROLLS, wanted
from engine.model import Field, Form, Start
from engine.schema import Item
from engine.text import Text, say
from engine.values import Span, read_span

_EACH: Mapping[str, tuple[str, Text]] = {  # what 每 names → the kind of field that gets it
    "unit": ("unit", Text("选单位", "a unit")), "role": ("person", Text("选人", "a person")), "register": ("entry", Text("选册", "an entry"))}


def compile_start(names: Names, people: People, item: Item | None, form: Form) -> Start:
    """One start; `form` is its form with the conditions compiled."""
    if item is None:
        return Start(())
    channels, recurs = item.get("channels"), item.get("recurs")
    fields = {field.name: field for field in form}
    if recurs is None:
        _needless(names, item)
    return Start(
        by=people.who(item.get("by")), form=form, channels=names.use("list", channels) if channels else "",
        recurs=_recurrence(names, recurs) if recurs else "", per=_per(names, item, fields), into=item.text("into"),
        lead=_lead(names, item.get("lead")), day_into=_day_into(names, item.get("day_into"), fields),
        on_rest=_on_rest(names, item.get("on_rest")), opened_by=tuple(names.use("workflow", one) for one in item.words("opened_by")),
        note=item.text("note"), cite=names.cites(item), mark=item.key)


def _needless(names: Names, item: Item) -> None:
    for key, word in (("per", "每"), ("into", "记入"), ("lead", "提前"), ("day_into", "正日"), ("on_rest", "逢休")):
        found = item.get(key)
        if found is not None:
            names.report.add("start-recurs", found.key, say("写了「{word}」，却没有写「周期」", "“{key}” stands here without a recurrence", word=word, key=key),
                             say("补上「周期」，或者去掉这一项", "write 周期 too, or take this away"))


def _recurrence(names: Names, item: Item) -> str:
    """A recurrence as written, or the parameter that holds one."""
    text = str(item.value)
    if read_recurrence(text) is not None:
        return text
    parameter = names.parameters.get(text)
    if parameter is None:
        names.report.add("start-recurs", item.mark, say("「{text}」不是周期，也不是参数", "“{text}” is neither a recurrence nor a parameter", text=text),
                         say("写{wanted}，或写一个周期参数名", "write {wanted}, or name a parameter", wanted=wanted("recurrence")))
        return ""
    names.note("parameter", text)
    if parameter.type != "recurrence":
        names.report.add("parameter-kind", item.mark, say("这里要用类型是周期的参数，「{name}」不是",
                                                          "a parameter of type recurrence is needed here; “{name}” is not one", name=text),
                         related=((parameter.mark, say("它写在这里", "it is declared here")),))
    return text


def _on_rest(names: Names, item: Item | None) -> str:
    if item is None:
        return "none"
    word = ROLLS.get(str(item.value))
    return word if word is not None else names.use("parameter", item, also=ROLLS)


def _lead(names: Names, item: Item | None) -> Span | str:
    if item is None:
        return ""
    span = read_span(str(item.value))
    return span if span is not None else names.use("parameter", item)


def _per(names: Names, item: Item, fields: Mapping[str, Field]) -> str:
    """For each what a case begins: the kind of unit, role or register, and a field that fits what gets it."""
    per, into = item.get("per"), item.get("into")
    if per is None:
        return ""
    word = str(per.value)
    kind = next((kind for kind in _EACH if word in names.declared[kind]), "")
    if not kind:
        names.unknown("per", word, per.mark, [one for kind in _EACH for one in names.declared[kind]])
        return word
    names.note(kind, word)
    if into is None and kind != "unit":
        names.report.add("start-recurs", per.key, say("每个「{word}」各立一件，要写记进哪个字段", "one case for each {word}: say which field gets it",
                                                      word=word), say("补一行「记入: 字段名」", "add a line 记入 with the name of a field"))
    if into is not None:
        wanted_kind, words = _EACH[kind]
        field = fields.get(str(into.value))
        if field is None:
            names.unknown("field", str(into.value), into.mark, fields)
        elif field.kind != wanted_kind:
            names.report.add("field-kind", into.mark, say("「{name}」要是{words}的字段", "“{name}” must be a field for {words}", name=field.name,
                                                          words=words))
    return word


def _day_into(names: Names, item: Item | None, fields: Mapping[str, Field]) -> str:
    if item is None:
        return ""
    field = fields.get(str(item.value))
    if field is None:
        names.unknown("field", str(item.value), item.mark, fields)
    elif field.kind != "date":
        names.report.add("field-kind", item.mark, say("「{name}」要是日期", "“{name}” must be a date", name=field.name))
    return str(item.value)
