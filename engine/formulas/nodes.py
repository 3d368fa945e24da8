"""The few shapes of tree the evaluator knows beyond Python's own.

In: typed parts of a formula.
Out: nodes that stand in the kept tree beside `ast.Constant`, `ast.BinOp`, `ast.BoolOp` and the like; `col_offset` and
`end_col_offset` of every node count characters of the formula as it was written.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from engine.formulas.types import Function, Kind, Table, Type
from engine.problems import Mark
from engine.values import Span

N = TypeVar("N", bound=ast.expr)

CLASS_OF: dict[Kind, type] = {"number": Fraction, "points": Fraction, "yes_no": bool, "text": str, "item": str,
                              "date": date, "moment": datetime, "time": time, "span": Span, "many": tuple}


class Read(ast.Name):
    """The value of a name; `gives` says what it must be, `plain` is the class that needs no conversion, `grants` the
    names that are filled where it is true."""

    gives: Type
    maybe: bool
    plain: type | None
    grants: frozenset[str]


class Present(ast.Name):
    """Whether a name is filled: 有填(x)."""

    gives: Type
    maybe: bool


class Rank(ast.expr):
    """The place of an item in its scale: the better, the higher."""

    _fields = ("value",)

    def __init__(self, value: ast.expr, ranks: Mapping[str, int]) -> None:
        ast.AST.__init__(self, value=value)  # type: ignore[call-arg]
        self.value, self.ranks = value, ranks


class NumberCompare(ast.Compare):
    """A comparison of two numbers, without making them one fraction first."""


class SpanCompare(ast.Compare):
    """A comparison of two lengths of time, which must be of one unit."""


class Lookup(ast.expr):
    """A table parameter looked up by a key: 名字(键)."""

    _fields = ("name", "key")

    def __init__(self, name: str, key: ast.expr, table: Table) -> None:
        ast.AST.__init__(self, name=name, key=key)  # type: ignore[call-arg]
        self.name, self.key, self.table = name, key, table
        self.plain = CLASS_OF.get(table.value.kind)


class Each(ast.expr):
    """An argument that is worked out once for each row; `reads` are the names of the row it speaks of."""

    _fields = ("value",)

    def __init__(self, value: ast.expr, reads: frozenset[str]) -> None:
        ast.AST.__init__(self, value=value)  # type: ignore[call-arg]
        self.value, self.reads = value, reads


@dataclass(frozen=True, slots=True)
class Rowwise:
    """What a function is given for such an argument: called with a row it gives the value there."""

    run: Callable[[Mapping[str, object]], Any]
    reads: frozenset[str]

    def __call__(self, row: Mapping[str, object]) -> Any:
        """The value for a row."""
        return self.run(row)


def names_read(node: ast.expr) -> frozenset[str]:
    """Every name that a part of a formula reads or asks about."""
    return frozenset(one.id for one in ast.walk(node) if isinstance(one, Read | Present))


class Invoke(ast.expr):
    """A call of a declared function with a result of a known type."""

    _fields = ("name", "args")

    def __init__(self, function: Function, args: list[ast.expr], gives: Type) -> None:
        ast.AST.__init__(self, name=function.zh, args=args)  # type: ignore[call-arg]
        self.name, self.args, self.function, self.gives = function.zh, args, function, gives


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A formula ready to be worked out: its text and place, the type it gives, what it reads and calls, its tree."""

    text: str
    mark: Mark
    type: Type
    reads: frozenset[str]
    calls: frozenset[str]
    tree: ast.expr


def place(node: N, start: int, end: int) -> N:
    """Say which characters of the formula a node stands for."""
    node.lineno = node.end_lineno = 1
    node.col_offset = start
    node.end_col_offset = end
    return node


def read(name: str, type_: Type, maybe: bool, grants: frozenset[str] = frozenset()) -> Read:
    """A node that reads a name."""
    node = Read(name, ast.Load())
    node.gives, node.maybe, node.plain = type_, maybe, CLASS_OF.get(type_.kind)
    node.grants = grants
    return node


def present(name: str, type_: Type, maybe: bool) -> Present:
    """A node that asks whether a name is filled."""
    node = Present(name, ast.Load())
    node.gives, node.maybe = type_, maybe
    return node


@lru_cache(maxsize=2048)  # asked at every step that goes one of several ways
def types_read(formula: Formula) -> Mapping[str, Type]:
    """The kind of each value a formula reads by its name."""
    return {node.id: node.gives for node in ast.walk(formula.tree) if isinstance(node, (Read, Present))}


def surely_filled(node: ast.expr, truth: bool = True) -> frozenset[str]:
    """The names that must be filled when a condition has come out as `truth`."""
    nothing = frozenset[str]()
    if isinstance(node, Present):
        return frozenset({node.id}) if truth else nothing
    if isinstance(node, Read):
        return node.grants if truth else nothing
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return surely_filled(node.operand, not truth)
    if isinstance(node, ast.BoolOp):
        parts = [surely_filled(part, truth) for part in node.values]
        together = isinstance(node.op, ast.And) is truth
        return nothing.union(*parts) if together else parts[0].intersection(*parts[1:])
    if isinstance(node, ast.IfExp):
        chosen = surely_filled(node.test) | surely_filled(node.body, truth)
        return chosen & (surely_filled(node.test, False) | surely_filled(node.orelse, truth))
    return nothing
