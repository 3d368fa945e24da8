"""What decides the way on from a step, as a table that a clerk can read: under which conditions it goes where.

In: a method, a workflow, a step.  Out: a `Decision`: a line for each way and the conditions under which it is taken,
the tables of parameters it looks values up in, and what keeps exactly one line from holding, if anything does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.checks.domains import domains_at
from engine.compiler import show_value
from engine.formulas import Formula, check_choices
from engine.formulas.nodes import Lookup, Present, Read
from engine.model import Action, Method, Parameter, Row, Step, Way, Workflow
from engine.text import Text, say

MOST_LINES = 8  # ways to write one condition; beyond that it stands as it was written
_YES, _NO = Text("是", "yes"), Text("否", "no")
_FILLED, _EMPTY = Text("填了", "filled in"), Text("没有填", "left empty")

Cells = Mapping[str, Text]  # what is asked about → what must hold of it


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what must hold, and where it leads; `cells` None stands for all that no other line says.

    `chosen` is the action a person chooses, '' where the facts alone decide."""

    cells: Cells | None
    to: str
    back: bool
    title: str
    cite: tuple[str, ...]
    chosen: str = ""

    @property
    def way(self) -> Text:
        """Where it leads, in words; staying at the step where it leads nowhere."""
        if not self.to:
            return Text("留在这一步", "stays here")
        return say("回到「{to}」", "back to “{to}”", to=self.to) if self.back else say("转到「{to}」", "on to “{to}”", to=self.to)


@dataclass(frozen=True, slots=True)
class Values:
    """A table of parameters that is looked up by a list: item → value, and which items have none yet."""

    name: str
    by: str
    values: Mapping[str, Text]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The ways on from a step.  `columns` are what the lines ask about, `findings` what is wrong with them, in words;
    `by_people` says that somebody chooses among the lines that are open."""

    step: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    tables: tuple[Values, ...]
    findings: tuple[Text, ...]
    by_people: bool

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, as the command prints it."""
        return {"step": self.step, "by_people": self.by_people, "columns": list(self.columns),
                "lines": [{"conditions": None if one.cells is None else {name: cell.zh for name, cell in one.cells.items()},
                           "chosen": one.chosen, "to": one.to, "back": one.back, "title": one.title, "cite": list(one.cite)} for one in self.lines],
                "tables": [{"name": one.name, "by": one.by, "values": {item: value.zh for item, value in one.values.items()}, "cite": list(one.cite)}
                           for one in self.tables],
                "findings": [one.zh for one in self.findings]}


def decision_at(method: Method, flow: Workflow, step: Step) -> Decision:
    """The table of a step: its route, or the actions a person chooses from, or its one way."""
    lines = tuple(_lines(step))
    columns = dict.fromkeys(name for line in lines for name in line.cells or ())
    findings = check_choices([row.when for row in step.route], domains_at(method, flow, step)) if step.route else []
    return Decision(step.name, tuple(columns), lines, tuple(_tables(method, step)), tuple(one.text for one in findings), bool(step.actions))


def _lines(step: Step) -> Iterator[Line]:
    for row in step.route:
        yield from _of_row(row, step)
    for action in step.actions.values():
        yield from _of_action(action, step)
    if step.way is not None:
        yield Line({}, step.way.to, step.way.kind != "next", "", step.cite)


def _of_row(row: Row, step: Step) -> Iterator[Line]:
    for cells in [None] if row.when is None else _conditions(row.when):
        yield Line(cells, row.way.to, row.way.kind != "next", row.title, row.cite or step.cite)


def _of_action(action: Action, step: Step) -> Iterator[Line]:
    way = action.way or Way("")
    for cells in [{}] if action.when is None else _conditions(action.when):
        yield Line(cells, way.to, way.kind != "next", action.title, action.cite or step.cite, action.name)


# --- conditions -----------------------------------------------------------------------------------------------------


def _conditions(formula: Formula) -> list[dict[str, Text]]:
    """The ways in which a condition holds, each as what must hold of what."""
    ways = _ways(formula, formula.tree, True)
    if len(ways) > MOST_LINES:
        return [{"条件": Text(formula.text, formula.text)}]
    return [_joined(way) for way in ways]


Part = tuple[str, Text, bool]  # subject, predicate, whether it only says that something is filled in


def _ways(formula: Formula, node: ast.expr, holds: bool) -> list[list[Part]]:
    """All the ways in which a part of a condition is true (or false): each a list of parts that hold together."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _ways(formula, node.operand, not holds)
    if isinstance(node, ast.BoolOp) and not _about_one(formula, node):
        parts = [_ways(formula, one, holds) for one in node.values]
        if isinstance(node.op, ast.And) is holds:
            together: list[list[Part]] = [[]]
            for part in parts:
                together = [[*one, *other] for one in together for other in part][:MOST_LINES + 1]
            return together
        return [way for part in parts for way in part]
    return [[_part(formula, node, holds)]]


def _about_one(formula: Formula, node: ast.BoolOp) -> bool:
    """Whether 或 only lists what one thing may be: 类别 是 甲 或 乙."""
    firsts = [one.left for one in node.values if isinstance(one, ast.Compare)]
    return isinstance(node.op, ast.Or) and len(firsts) == len(node.values) and len({(one.col_offset, one.end_col_offset) for one in firsts}) == 1


def _part(formula: Formula, node: ast.expr, holds: bool) -> Part:
    if isinstance(node, Present):
        return node.id, _FILLED if holds else _EMPTY, holds
    if isinstance(node, Read):
        return node.id, _YES if holds else _NO, False
    first = node.values[0] if isinstance(node, ast.BoolOp) else node
    left = first.left if isinstance(first, ast.Compare) else None
    if left is None or left.end_col_offset is None:
        whole = _written(formula, node)
        return whole, _YES if holds else _NO, False
    said = formula.text[left.end_col_offset:node.end_col_offset].strip()
    subject = _written(formula, left)
    return subject, Text(said, said) if holds else say("不是（{said}）", "not ({said})", said=said), False


def _written(formula: Formula, node: ast.expr) -> str:
    return formula.text[node.col_offset:node.end_col_offset].strip()


def _joined(way: list[Part]) -> dict[str, Text]:
    """What must hold of each subject; that it is filled in goes without saying where more is said of it."""
    found: dict[str, list[Text]] = {}
    said = {subject for subject, _, filled in way if not filled}
    for subject, words, filled in way:
        if not filled or subject not in said:
            found.setdefault(subject, [])
            found[subject] += [words] if words not in found[subject] else []
    return {subject: Text("，".join(one.zh for one in words), ", ".join(one.en for one in words)) for subject, words in found.items()}


# --- tables of parameters -------------------------------------------------------------------------------------------


def _tables(method: Method, step: Step) -> Iterator[Values]:
    """Every table of parameters that something at the step looks up."""
    names = dict.fromkeys(node.name for formula in _formulas(step) for node in ast.walk(formula.tree) if isinstance(node, Lookup))
    for name in names:
        parameter = method.parameters.get(name)
        if parameter is not None and parameter.by:
            yield Values(name, parameter.by, dict(_values(method, parameter)), parameter.cite)


def _formulas(step: Step) -> Iterator[Formula]:
    deadline = step.deadline
    fields = [*step.form, *(field for action in step.actions.values() for field in action.form)]
    asked = [*(row.when for row in step.route), *(action.when for action in step.actions.values()),
             *(one for field in fields for one in (field.when, field.must, field.default)),
             deadline.limit if deadline is not None else None, *(actor.at_by for actor in step.by)]
    yield from (formula for formula in asked if formula is not None)


def _values(method: Method, parameter: Parameter) -> Iterator[tuple[str, Text]]:
    """Item → value as now written; what no value was given for is 未定."""
    last = parameter.dated[-1][1] if parameter.dated else None
    for item in method.lists[parameter.by].type.items:
        value = last.get(item) if isinstance(last, Mapping) else None
        yield item, Text("未定", "undecided") if value is None else show_value(parameter, value)
