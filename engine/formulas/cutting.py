"""The conditions of a choice over finitely many regions of facts.

In: compiled conditions, and what is known of the values of names.
Out: `Facts`: independent facts with their values, and for each condition whether it holds in a region, that is for one
value of each fact.  Every possible state of affairs lies in some region, in which each condition comes out as it does.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.formulas.compiling import literal_type
from engine.formulas.facts import OTHER, Fact
from engine.formulas.nodes import Formula, Invoke, Lookup, NumberCompare, Present, Rank, Read
from engine.formulas.types import EMPTY, NUMBER, YES_NO, ListType, Type
from engine.values import Span

Region = tuple[int, ...]
Test = Callable[[Region], bool]

_ORDERED = ("number", "points", "date", "moment", "time", "span")
_PASSES: dict[type[ast.cmpop], tuple[int, ...]] = {ast.Eq: (0,), ast.NotEq: (-1, 1), ast.Lt: (-1,), ast.LtE: (-1, 0),
                                                   ast.Gt: (1,), ast.GtE: (0, 1)}


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known of a name: the least and the greatest value of a quantity, the items that can be chosen."""

    least: Any = None
    greatest: Any = None
    items: tuple[str, ...] | None = None


class Facts:
    """Everything the conditions depend on; `all` are the facts, in the order in which the conditions name them."""

    def __init__(self, rows: Sequence[Formula], domains: Mapping[str, Domain]) -> None:
        self.domains = domains
        self._found: dict[tuple[str, ...], Fact] = {}
        self._text = ""
        self._tests: dict[int, Test] = {}
        nodes = [node for row in rows for node in ast.walk(row.tree)]
        asked = {node.id for node in nodes if isinstance(node, Present)}
        self._sure = {name for node in nodes if isinstance(node, Read) for name in node.grants} - asked
        for row in rows:
            self._text = row.text
            self._tests[id(row.tree)] = self._test(row.tree)
        self.all = list(self._found.values())
        for at, fact in enumerate(self.all):
            fact.at = at
            self._settle(fact)

    @property
    def count(self) -> int:
        """How many regions there are."""
        return math.prod(len(fact.values) for fact in self.all)

    def holds(self, tree: ast.expr, region: Region) -> bool:
        """Whether a condition holds in a region."""
        return self._tests[id(tree)](region)

    def _fact(self, kind: str, node: ast.expr, *more: str) -> Fact:
        key = (kind, key_of(node), *more)
        if key not in self._found:
            self._found[key] = Fact(kind, key_of(node), self._shown(node))
        return self._found[key]

    def _shown(self, node: ast.expr) -> str:
        return node.id if isinstance(node, ast.Name) else self._text[node.col_offset:node.end_col_offset]

    def _test(self, node: ast.expr) -> Test:
        """A condition as a test of regions, noting the facts it asks for."""
        if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.In):
            return self._compare(node)
        if isinstance(node, ast.BoolOp):
            tests, decides = [self._test(part) for part in node.values], isinstance(node.op, ast.Or)
            return lambda region: any(test(region) is decides for test in tests) is decides
        if isinstance(node, ast.UnaryOp):
            inner = self._test(node.operand)
            return lambda region: not inner(region)
        if isinstance(node, ast.IfExp):
            test, then, other = (self._test(part) for part in (node.test, node.body, node.orelse))
            return lambda region: then(region) if test(region) else other(region)
        if isinstance(node, Present):
            return self._present(node)
        value = self._value(node, YES_NO)
        return lambda region: value(region) is True

    def _present(self, node: Present) -> Test:
        if not node.maybe:
            return lambda region: True
        if _finite(node.gives):
            value = self._value(node, node.gives)
            return lambda region: value(region) is not EMPTY
        fact = self._fact("filled", node)
        fact.values = [True, EMPTY]
        return lambda region: region[fact.at] == 0

    def _value(self, node: ast.expr, type_: Type) -> Callable[[Region], Any]:
        """A part with finitely many values: yes or no, or the items of its list."""
        if isinstance(node, ast.Constant):
            return lambda region: node.value
        fact = self._fact("value", node)
        if not fact.values:
            fact.values = [True, False] if type_.kind == "yes_no" else list(type_.list.items if type_.list else ())
            domain = self.domains.get(node.id) if isinstance(node, ast.Name) else None
            if domain is not None and domain.items is not None:
                fact.values = [item for item in fact.values if item in domain.items]
            if isinstance(node, (Read, Present)) and node.maybe and node.id not in self._sure:
                fact.values.append(EMPTY)  # what a yes/no name grants is read only where that holds
        return lambda region: fact.values[region[fact.at]]

    def _compare(self, node: ast.Compare) -> Test:
        left, right = (side.value if isinstance(side, Rank) else side for side in (node.left, node.comparators[0]))
        passes = _PASSES[type(node.ops[0])]
        type_ = _type_of(left) or _type_of(right) or Type("text")
        if isinstance(node.left, Rank):
            one, two = self._value(left, _ranked(node.left)), self._value(right, _ranked(node.left))
            ranks = node.left.ranks
            return lambda region: _sign(ranks.get(one(region), 0), ranks.get(two(region), 0)) in passes
        if type_.kind in _ORDERED:
            return self._order(left, right, passes)
        return self._equal(left, right, type_, 0 in passes)

    def _equal(self, left: ast.expr, right: ast.expr, type_: Type, wanted: bool) -> Test:
        if type_.kind == "yes_no":
            first, second = self._test_or_constant(left), self._test_or_constant(right)
            return lambda region: (first(region) is second(region)) is wanted
        if _finite(type_):
            one, two = self._value(left, type_), self._value(right, type_)
            return lambda region: (one(region) == two(region)) is wanted
        constants = [side.value for side in (left, right) if isinstance(side, ast.Constant)]
        if len(constants) == 2:
            return lambda region: (constants[0] == constants[1]) is wanted
        if constants:
            return self._named(right if isinstance(left, ast.Constant) else left, constants[0], wanted)
        if key_of(left) == key_of(right):
            return lambda region: wanted
        fact = self._pair("same", left, right, [True, False])
        return lambda region: (region[fact.at] == 0) is wanted

    def _pair(self, kind: str, left: ast.expr, right: ast.expr, values: list[Any]) -> Fact:
        """A fact about two parts, whichever is written first; it keeps the order of the first writing."""
        key = (kind, *sorted((key_of(left), key_of(right))))
        if key not in self._found:
            self._found[key] = Fact(kind, key_of(left), self._shown(left), values, [], self._shown(right), key_of(right))
        return self._found[key]

    def _test_or_constant(self, node: ast.expr) -> Test:
        return (lambda region: bool(node.value)) if isinstance(node, ast.Constant) else self._test(node)

    def _named(self, node: ast.expr, named: Any, wanted: bool) -> Test:
        """A text, person or unit beside one the formula names: one of those named, or some other."""
        fact = self._fact("value", node, "named")
        fact.values = fact.values or [OTHER]
        if named not in fact.values:
            fact.values.insert(-1, named)
        return lambda region: (fact.values[region[fact.at]] == named) is wanted

    def _order(self, left: ast.expr, right: ast.expr, passes: tuple[int, ...]) -> Test:
        """How two quantities compare; with a written value it is where the quantity lies among such values."""
        if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
            come = _sign(measure(left.value)[1], measure(right.value)[1]) in passes
            return lambda region: come
        if isinstance(right, ast.Constant):
            return self._cut(left, right, passes)
        if isinstance(left, ast.Constant):
            return self._cut(right, left, tuple(-sign for sign in passes))
        if key_of(left) == key_of(right):
            return lambda region: 0 in passes
        fact = self._pair("order", left, right, [-1, 0, 1])
        wanted = passes if fact.key == key_of(left) else tuple(-sign for sign in passes)
        return lambda region: region[fact.at] - 1 in wanted

    def _cut(self, node: ast.expr, written: ast.Constant, passes: tuple[int, ...]) -> Test:
        bound: Any = written.value
        unit, amount = measure(bound)
        fact = self._fact("cut", node, unit)
        fact.percent = fact.percent or self._shown(written).strip().endswith(("%", "％"))
        if all(measure(known)[1] != amount for known in fact.bounds):
            fact.bounds.append(bound)
            fact.bounds.sort(key=lambda known: measure(known)[1])
        places: list[int] = []

        def test(region: Region) -> bool:
            if not places:
                places.append(2 * [measure(known)[1] for known in fact.bounds].index(amount) + 1)
            return _sign(fact.values[region[fact.at]], places[0]) in passes
        return test

    def _settle(self, fact: Fact) -> None:
        """Give a quantity its regions, without those its domain rules out."""
        if fact.kind != "cut":
            return
        domain = self.domains.get(fact.shown, Domain())
        amounts = [measure(bound)[1] for bound in fact.bounds]
        for code in range(2 * len(amounts) + 1):
            open_, above, below = code % 2 == 0, amounts[code // 2:][:1], amounts[:(code + 1) // 2][-1:]
            if domain.least is not None and above:
                least = measure(domain.least)[1]
                if above[0] < least or (open_ and above[0] == least):
                    continue
            if domain.greatest is not None and below:
                greatest = measure(domain.greatest)[1]
                if below[0] > greatest or (open_ and below[0] == greatest):
                    continue
            fact.values.append(code)


def key_of(node: ast.expr) -> str:
    """The same text for the same part, wherever it stands."""
    return f"name:{node.id}" if isinstance(node, ast.Name) else ast.dump(node)


def measure(value: Any) -> tuple[str, Any]:
    """A written quantity as something that sorts, and the unit within which it does.

    >>> measure(Span(2, "hours")), measure(Span(3, "workdays"))
    (('minutes', 120), ('workdays', 3))
    """
    if isinstance(value, Span):
        hours = value.unit == "hours"
        return ("minutes", 60 * value.amount) if hours else (value.unit, value.amount)
    return ("", value)


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


def _finite(type_: Type) -> bool:
    return type_.kind == "yes_no" or (type_.kind == "item" and type_.list is not None)


def _ranked(node: Rank) -> Type:
    return Type("item", ListType("", tuple(node.ranks), True))


def _type_of(node: ast.expr) -> Type | None:
    """The type of a part; None for a text or item written in the formula."""
    if isinstance(node, (Read, Invoke)):
        return node.gives
    if isinstance(node, Lookup):
        return node.table.value
    if isinstance(node, ast.IfExp):
        return _type_of(node.body) or _type_of(node.orelse)
    if isinstance(node, (ast.BinOp, NumberCompare)) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)):
        return YES_NO if isinstance(node, NumberCompare) else NUMBER
    if isinstance(node, ast.Constant):
        return None if isinstance(node.value, str) else literal_type(node.value)
    return YES_NO
