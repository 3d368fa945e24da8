"""Whether there are as many units, holders and links as the methods say: 个数, 人数, 每片, and 核对 that count holders.

In: methods with the street's values, a directory, and how many rows each person is linked to.
Out: shortfalls, each a problem or a warning as the method says.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from engine.case.rooms import heads
from engine.compiler.names import STREET
from engine.compiler.scopes import HEADS
from engine.directory import Directory
from engine.errors import FormulaRefusal
from engine.formulas import Formula, evaluate
from engine.model import Method, Role
from engine.problems import Mark, Report
from engine.text import Text, say
from engine.values import show_number

Links = Callable[[str, str], Mapping[str, int]]  # a method and a register → account → rows linked to it


def report_counts(methods: Iterable[Method], directory: Directory, marks: Mapping[str, Mark], report: Report) -> None:
    """Report what does not number what the methods say, where the street names them, and units that are not there."""
    for method in methods:
        for one in shortfalls(method, directory):
            report.add("count", marks[method.id], one.text, say("补上或调整「人员」「单位」，或者改参数", "mend 人员 and 单位, or the parameter"),
                       severity="warning" if one.warns else "problem")
        for parameter in (one for one in method.parameters.values() if one.type == "unit"):
            for _, value in parameter.dated:
                for text in value.values() if isinstance(value, Mapping) else [value]:
                    if text is not None and text not in directory.units:
                        report.add("unknown-name", marks[method.id], say(
                            "参数「{name}」写的「{text}」不是街道里的单位", "“{text}” of the parameter “{name}” is no unit here",
                            name=parameter.name, text=str(text)), say("在「参数」里写上真实的单位名", "write the name of a real unit"))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something there are too few or too many of; `warns`: the method lets it pass."""

    text: Text
    warns: bool


def shortfalls(method: Method, directory: Directory, day: date | None = None, links: Links | None = None) -> Iterator[Shortfall]:
    """Everything that does not number what the method says."""
    values = values_of(method, day)
    for kind in method.units.values():
        said, here = values.get(kind.count), sum(1 for unit in directory.units.values() if unit.is_a(kind.name))
        if kind.count and isinstance(said, Fraction) and said != here:
            yield Shortfall(say("文件说{kind}有{n}个，街道里有{m}个", "the document says there are {n} {kind}; the street has {m}", kind=kind.title,
                                n=show_number(said), m=here), True)
    for role in method.roles.values():
        yield from _sizes(role, method, directory, values)
        yield from _covers(role, method, directory, values, links)
    counted = {**values, HEADS: heads(method, directory)}
    for check in (one for one in method.checks if HEADS in one.must.reads and one.must.reads <= counted.keys()):
        if not _holds(check.must, counted):
            yield Shortfall(say("现在的人数不满足「{text}」。{note}", "the people there are break “{text}”. {note}", text=check.must.text, note=check.note),
                            check.warns)


def values_of(method: Method, day: date | None) -> dict[str, Any]:
    """The parameters on a day; the last ones where none is named."""
    found = ((name, one.on(day) if day is not None else one.dated[-1][1] if one.dated else None) for name, one in method.parameters.items())
    return {name: value for name, value in found if value is not None}


def _sizes(role: Role, method: Method, directory: Directory, values: Mapping[str, Any]) -> Iterator[Shortfall]:
    size = role.size
    if size is None:
        return
    units = [unit.name for unit in directory.units.values() if unit.is_a(size.per) or (size.per == STREET and unit.name == directory.root)]
    for unit in units if size.per else [""]:
        here = Fraction(len(directory.holders(role.name, unit)))
        env = {**values, HEADS: heads(method, directory, unit)}
        for formula, fits, zh, en in ((size.exactly, operator.eq, "正好", "exactly"), (size.at_least, operator.ge, "不少于", "at least"),
                                      (size.at_most, operator.le, "不多于", "at most")):
            wanted = _worked_out(formula, env)
            if wanted is not None and not fits(here, wanted):
                yield Shortfall(say("{where}「{role}」要{zh}{n}人，现在{m}人", "{where}“{role}” takes {en} {n} people; there are {m}",
                                    where=Text(f"{unit}的" if unit else "", f"{unit}: " if unit else ""), role=role.title, n=show_number(wanted),
                                    m=show_number(here), zh=zh, en=en), size.warns)


def _covers(role: Role, method: Method, directory: Directory, values: Mapping[str, Any], links: Links | None) -> Iterator[Shortfall]:
    wanted = _worked_out(role.per_cover, {**values, HEADS: heads(method, directory)})
    by_row = role.covers in method.registers
    if wanted is None or (by_row and links is None):
        return
    counted = links(method.id, role.covers) if by_row and links is not None else {}
    for person in directory.everywhere(role.name):
        here = counted.get(person, 0) if by_row else len(directory.covered(person, role.name))
        if here != wanted:
            yield Shortfall(say("「{role}」{name}要联系{n}个{what}，现在{m}个", "{name} (“{role}”) should be linked to {n} {what}, and is to {m}",
                                role=role.title, name=directory.call(person), n=show_number(wanted), m=here, what=role.covers), True)


def _holds(formula: Formula, env: Mapping[str, Any]) -> bool:
    try:
        return evaluate(formula, env) is True
    except FormulaRefusal:
        return True  # what cannot be worked out is told as undecided


def _worked_out(formula: Formula | None, env: Mapping[str, Any]) -> Fraction | None:
    if formula is None or not formula.reads <= env.keys():
        return None
    try:
        value = evaluate(formula, env)
    except FormulaRefusal:
        return None
    return value if isinstance(value, Fraction) else None

