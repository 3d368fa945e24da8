"""Works out the kept tree of a formula, exactly, on simpleeval with everything but the declared taken away.

In: a compiled formula, the values of the names it reads, implementations of functions other stages declare.
Out: an exact value, or a `FormulaRefusal` with its kind and its place: division-by-zero, empty-value, too-large,
out-of-range, different-units, wrong-kind, no-such-key, not-in-list, no-function.
"""

from __future__ import annotations

import ast
import operator
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Any, NoReturn

from simpleeval import FeatureNotAvailable, SimpleEval

from engine.errors import FormulaRefusal
from engine.formulas.nodes import (
    Each,
    Formula,
    Invoke,
    Lookup,
    NumberCompare,
    Present,
    Rank,
    Read,
    Rowwise,
    SpanCompare,
)
from engine.formulas.types import EMPTY, Type, Value
from engine.text import Text, say
from engine.values import Span

LARGEST = 10**100  # what a numerator or a denominator may reach

Pair = tuple[int, int]
Calls = Mapping[str, Callable[..., Any]]
NO_CALLS: Calls = {}


def _add(a: int, b: int, c: int, d: int) -> Pair:
    return (a + c, b) if b == d else (a * d + c * b, b * d)


def _subtract(a: int, b: int, c: int, d: int) -> Pair:
    return (a - c, b) if b == d else (a * d - c * b, b * d)


def _multiply(a: int, b: int, c: int, d: int) -> Pair:
    return a * c, b * d


def _divide(a: int, b: int, c: int, d: int) -> Pair:
    return (a * d, b * c) if c > 0 else (-a * d, -b * c)


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add, ast.Sub: _subtract, ast.Mult: _multiply, ast.Div: _divide,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda part, whole: part in whole,
}


def is_empty(value: object) -> bool:
    """Whether a field holding this counts as not filled."""
    return value is EMPTY or value is None or value == "" or (isinstance(value, (tuple, list, frozenset)) and not value)


class Evaluator(SimpleEval):  # type: ignore[misc]
    """simpleeval with an allow-list of nodes, exact operators, no default functions and no names of its own."""

    def __init__(self) -> None:
        super().__init__(operators=dict(_OPERATORS), functions={}, names={})
        self.names: Mapping[str, Any] = {}
        self.calls: Calls = NO_CALLS
        self.nodes: dict[type[ast.AST], Callable[[Any], Any]] = {
            ast.Constant: self._eval_constant, ast.BinOp: self._eval_binop, ast.UnaryOp: self._eval_unaryop,
            ast.BoolOp: self._eval_boolop, ast.IfExp: self._eval_ifexp, ast.Compare: self._eval_compare,
            ast.Tuple: self._tuple, NumberCompare: self._compare_numbers, SpanCompare: self._compare_spans,
            Read: self._eval_name, Present: self._present, Rank: self._rank, Lookup: self._lookup,
            Invoke: self._invoke,
        }

    def value(self, node: ast.expr, env: Mapping[str, object], calls: Calls) -> Value:
        """The value of a tree; the names and functions of an outer evaluation come back afterwards."""
        before = self.names, self.calls
        self.names, self.calls = env, calls
        try:
            found: Value = self._eval(node)
            return found
        finally:
            self.names, self.calls = before

    def _eval(self, node: ast.AST) -> Any:
        handler = self.nodes.get(type(node))
        if handler is None:
            raise FeatureNotAvailable(f"{type(node).__name__} is no part of a formula")
        return handler(node)

    def _eval_constant(self, node: ast.Constant) -> Any:
        return node.value

    def _eval_name(self, node: Read) -> Any:
        value: Any = self.names.get(node.id, EMPTY)
        kind = value.__class__
        if kind is node.plain and (kind is not str or value):
            return value
        return _adapted(value, node.gives, node.id, node)

    def _eval_binop(self, node: ast.BinOp) -> Fraction:
        return Fraction(*self._pair(node))

    def _pair(self, node: ast.expr) -> Pair:
        """Numerator and denominator, not yet in lowest terms: one `Fraction` is made at the end, not at each sign."""
        if not isinstance(node, ast.BinOp):
            value = self._eval(node)
            return value.numerator, value.denominator
        a, b = self._pair(node.left)
        c, d = self._pair(node.right)
        if c == 0 and node.op.__class__ is ast.Div:
            _refuse("division-by-zero", say("除数是 0，算不出来。", "the divisor is 0, so there is no value."), node.right)
        above, below = self.operators[node.op.__class__](a, b, c, d)
        if below > LARGEST or not -LARGEST < above < LARGEST:
            return _reduced(above, below, node)
        return above, below

    def _eval_unaryop(self, node: ast.UnaryOp) -> Any:
        value = self._eval(node.operand)
        return not value if node.op.__class__ is ast.Not else -value

    def _eval_boolop(self, node: ast.BoolOp) -> bool:
        decides = node.op.__class__ is ast.Or
        for part in node.values:
            if self._eval(part) is decides:
                return bool(decides)
        return not decides

    def _eval_ifexp(self, node: ast.IfExp) -> Any:
        return self._eval(node.body if self._eval(node.test) else node.orelse)

    def _eval_compare(self, node: ast.Compare) -> bool:
        left, right = self._eval(node.left), self._eval(node.comparators[0])
        return bool(self.operators[node.ops[0].__class__](left, right))

    def _compare_numbers(self, node: NumberCompare) -> bool:
        a, b = self._pair(node.left)
        c, d = self._pair(node.comparators[0])
        return bool(self.operators[node.ops[0].__class__](a * d, c * b))

    def _compare_spans(self, node: SpanCompare) -> bool:
        left, right = self._eval(node.left), self._eval(node.comparators[0])
        sides = comparable(left, right)
        if sides is None:
            _refuse("different-units",
                    say("「{a}」和「{b}」单位不同，不能比较。", "“{a}” and “{b}” have different units and cannot be compared.",
                        a=Text(left.zh(), left.en()), b=Text(right.zh(), right.en())), node)
        return bool(self.operators[node.ops[0].__class__](*sides))

    def _tuple(self, node: ast.Tuple) -> tuple[Any, ...]:
        return tuple(self._eval(part) for part in node.elts)

    def _present(self, node: Present) -> bool:
        return not is_empty(self.names.get(node.id, EMPTY))

    def _rank(self, node: Rank) -> int:
        item = self._eval(node.value)
        place = node.ranks.get(item)
        if place is None:
            _refuse("not-in-list", say("「{item}」不在清单里，分不出高低。", "“{item}” is not in the list, so it has no order.",
                                       item=item), node)
        return place

    def _lookup(self, node: Lookup) -> Any:
        table, key = self.names.get(node.name, EMPTY), self._eval(node.key)
        if not isinstance(table, Mapping):
            _refuse("empty-value", say("「{name}」还没有值。", "“{name}” has no value yet.", name=node.name), node)
        if key not in table:
            _refuse("no-such-key", say("「{name}」里没有「{key}」这一项。", "“{name}” has no entry “{key}”.",
                                       name=node.name, key=key), node)
        value = table[key]
        return value if value.__class__ is node.plain else _adapted(value, node.table.value, f"{node.name}({key})", node)

    def _invoke(self, node: Invoke) -> Any:
        run = self.calls.get(node.name, node.function.run)
        if run is None:
            _refuse("no-function", say("函数「{name}」在这里不能用。", "the function “{name}” cannot be used here.",
                                       name=node.name), node)
        args = [self._each(arg) if isinstance(arg, Each) else self._eval(arg) for arg in node.args]
        try:
            value = run(*args)
        except FormulaRefusal as refusal:
            if refusal.at < 0:
                refusal.at, refusal.length = span_of(node)
            raise
        value = _adapted(value, node.gives, f"{node.name}(…)", node)
        if value.__class__ is Fraction:
            _reduced(value.numerator, value.denominator, node)
        return value

    def _each(self, node: Each) -> Rowwise:
        """An argument a function works out row by row: the row's names go before the others."""
        env, calls = self.names, self.calls
        return Rowwise(lambda row: self.value(node.value, {**env, **row}, calls), node.reads)


def comparable(left: Span, right: Span) -> tuple[int, int] | None:
    """Two lengths of time in one unit; None when they have none in common, as days and workdays.

    >>> comparable(Span(2, "hours"), Span(90, "minutes")), comparable(Span(1, "days"), Span(1, "workdays"))
    ((120, 90), None)
    """
    if left.unit == right.unit or not left.amount or not right.amount:
        return left.amount, right.amount
    minutes = {"minutes": 1, "hours": 60}
    if left.unit in minutes and right.unit in minutes:
        return left.amount * minutes[left.unit], right.amount * minutes[right.unit]
    return None


def span_of(node: ast.expr) -> tuple[int, int]:
    """Where a node stands in the formula's text: offset and length in characters."""
    return node.col_offset, (node.end_col_offset or node.col_offset + 1) - node.col_offset


def _refuse(kind: str, text: Text, node: ast.expr) -> NoReturn:
    raise FormulaRefusal(kind, text, *span_of(node))


def _reduced(above: int, below: int, node: ast.expr) -> Pair:
    """In lowest terms; refuses what is still too large."""
    common = gcd(above, below)
    above, below = above // common, below // common
    if below > LARGEST or not -LARGEST < above < LARGEST:
        _refuse("too-large", say("算到这里数太大了，不再往下算。", "the number grows too large here."), node)
    return above, below


def _adapted(value: object, wanted: Type, name: str, node: ast.expr) -> Any:
    """A value in the one form its type has in a formula; refuses an empty one and one of another kind."""
    if value is EMPTY or value is None or value == "":
        _refuse("empty-value", say("「{name}」还没有填，没有值可用。", "“{name}” is not filled, so there is no value to use.",
                                   name=name), node)
    adapted = _in_form(value, wanted)
    if adapted is None:
        _refuse("wrong-kind", say("「{name}」的值应当是{kind}。", "the value of “{name}” should be {kind}.",
                                  name=name, kind=wanted.words), node)
    return adapted


def _in_form(value: object, wanted: Type) -> object | None:
    kind = wanted.kind
    if kind in ("number", "points"):
        return _number(value)
    if kind in ("text", "item"):
        return value if isinstance(value, str) else None
    if kind == "date":
        return value if isinstance(value, date) and not isinstance(value, datetime) else None
    if kind == "many":
        return tuple(value) if isinstance(value, (tuple, list, set, frozenset)) else None
    plain = {"yes_no": bool, "moment": datetime, "span": Span}.get(kind)
    return value if plain is None or isinstance(value, plain) else None


def _number(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, Decimal) and value.is_finite():
        return Fraction(value)
    return None


class _Mine(threading.local):
    """This thread's evaluator, made once."""

    def __init__(self) -> None:
        self.evaluator = Evaluator()


_mine = _Mine()


def evaluator() -> Evaluator:
    """This thread's evaluator."""
    return _mine.evaluator


def evaluate(formula: Formula, env: Mapping[str, object], call: Calls = NO_CALLS) -> Value:
    """The value of a formula for these values of names; `call` gives functions by their Chinese names."""
    return _mine.evaluator.value(formula.tree, env, call)
