"""What an evaluation counts: the rows of a source, each with a numerator and a denominator.

In: an item of 指标.  Out: an `Indicator`, or None beside the problem that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler import scoring_words as words
from engine.compiler.evaluation_reader import Reader
from engine.compiler.names import OPENER
from engine.compiler.rows import Source, find_source
from engine.formulas import Formula, compile_formula
from engine.formulas.types import NUMBER, YES_NO, Scope, Type
from engine.model import Field
from engine.model.evaluation import Indicator
from engine.schema import Item
from engine.text import say


def compile_indicator(reader: Reader, name: str, item: Item) -> Indicator | None:
    """One indicator of an evaluation."""
    source_item = item.get("source")
    source = find_source(reader.names, source_item, reader.ground.workflows) if source_item is not None else None
    kinds = [kind for kind in words.KINDS if item.get(kind) is not None]
    if len(kinds) != 1:
        reader.names.report.add("indicator-kind", item.key, say(
            "指标「{name}」要正好写一种：比率、计数、求和、平均或最近", "the indicator “{name}” needs exactly one of ratio, count, sum, mean and latest",
            name=name))
        return None
    if source is None:
        return None
    only_item = item.get("only")
    only = _over(reader, only_item, source.scope(reader.names, None), YES_NO)
    scope = source.scope(reader.names, only)
    above, below = _numbers(reader, item, kinds[0], scope)
    decimals = item.get("decimals")
    return Indicator(
        name=name, title=item.text("title", name), kind=words.KINDS[kinds[0]], source=source.name, step=source.step,
        credit=tuple(_credit(reader, one, source.fields, source.steps) for one in item.words("credit")) or ("",),
        dated_by=_dated(reader, item.words("dated_by"), source), only=only, numerator=above, denominator=below,
        cap=reader.parameter(item.get("cap")), floor=reader.parameter(item.get("floor")), nature=item.text("nature"),  # type: ignore[arg-type]
        decimals=int(decimals.value) if decimals else 0 if all(one is None or one.type == YES_NO for one in (above, below)) else 6,
        alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=reader.names.cites(item), mark=item.key)


def _numbers(reader: Reader, item: Item, kind: str, scope: Scope) -> tuple[Formula | None, Formula | None]:
    found = item.get(kind)
    if kind == "count" or found is None:
        return None, None
    if kind != "ratio":
        return _over(reader, found, scope, None), None
    return _over(reader, found.get("numerator"), scope, None), _over(reader, found.get("denominator"), scope, None)


def _over(reader: Reader, item: Item | None, scope: Scope, expect: Type | None) -> Formula | None:
    """A formula over a row: a condition counts 1 or 0, a number counts itself."""
    if item is None:
        return None
    made = compile_formula(str(item.value), item.mark, scope, expect, reader.names.report)
    if made is not None and made.type not in (YES_NO, NUMBER) and made.type.kind != "points":
        reader.names.report.add("formula-type", item.mark, say("这里要写条件或数", "a condition or a number is wanted here"))
        return None
    reader.note(made)
    return made


def _credit(reader: Reader, item: Item, fields: Mapping[str, Field], steps: Iterable[str]) -> str:
    name = str(item.value)
    if name == "归属单位":
        return ""
    if name not in fields and name not in steps and name != OPENER:
        reader.names.unknown("field", name, item.mark, [*fields, *steps, OPENER])
    elif name in fields and fields[name].kind not in ("person", "unit"):
        reader.names.report.add("credit-kind", item.mark, say(
            "「{name}」不是人员或单位，不能算在它头上", "“{name}” is neither a person nor a unit, so nothing can be credited to it", name=name))
    return name


def _dated(reader: Reader, items: tuple[Item, ...], source: Source) -> tuple[str, ...]:
    """By what a row is dated: one word, date field or limit of a step, or one or several steps."""
    alone = [*source.limits, *(one for one, known in source.fields.items() if known.kind in ("date", "moment"))] if len(items) < 2 else []
    fixed = [word for word in words.DATED if not word.isascii()] if len(items) < 2 else []
    for item in items:
        name = str(item.value)
        if not (len(items) < 2 and name in words.DATED) and name not in source.steps and name not in alone:
            reader.names.unknown("field" if len(items) < 2 else "step", name, item.mark, [*fixed, *source.steps, *alone])
    return tuple(words.DATED.get(str(item.value), str(item.value)) for item in items) or ("closed",)
