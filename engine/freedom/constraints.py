"""What must hold of a method's numbers, as lines: ranges, sums of weights, accounts, and sentences under 核对.

In: a compiled method.  Out: lines over the names of parameters; what is not linear is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from engine.formulas import Formula
from engine.formulas.nodes import Read
from engine.freedom.halfspaces import Line, Relation, Sum
from engine.model import Evaluation, Method, Parameter

NUMBERS = ("whole", "decimal", "percent", "points")
Values = Mapping[str, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)
_RELATIONS: dict[type[ast.cmpop], tuple[Relation, int]] = {
    ast.Eq: ("=", 1), ast.GtE: ("≥", 1), ast.Gt: (">", 1), ast.LtE: ("≥", -1), ast.Lt: (">", -1)}


def values_of(method: Method) -> dict[str, Fraction]:
    """The numbers that have a value, as last dated."""
    return {name: value for name, one in method.parameters.items()
            if one.type in NUMBERS and one.dated and isinstance(value := one.dated[-1][1], Fraction)}


def constraints(method: Method, values: Values) -> list[Line]:
    """Everything that must hold; weights that shares are multiplied with are taken as they are."""
    found = [line for one in method.parameters.values() for line in range_of(one)]
    for check in method.checks:
        found += [] if check.warns else sentence(check.must.tree)
    for evaluation in method.evaluations.values():
        found += _of_evaluation(evaluation, values)
    return found


def range_of(parameter: Parameter) -> Iterator[Line]:
    """The range of one parameter."""
    if isinstance(parameter.low, Fraction):
        yield Line({parameter.name: ONE, "": -parameter.low}, "≥")
    if isinstance(parameter.high, Fraction):
        yield Line({parameter.name: -ONE, "": parameter.high}, "≥")


def sentence(node: ast.expr) -> list[Line]:
    """A sentence as lines: comparisons, joined by 且."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [line for one in node.values for line in sentence(one)]
    if not isinstance(node, ast.Compare):
        return []
    sides = [linear(one) for one in (node.left, *node.comparators)]
    found: list[Line] = []
    for (left, right), sign in zip(pairwise(sides), node.ops, strict=True):
        if left is None or right is None or type(sign) not in _RELATIONS:
            return []
        relation, way = _RELATIONS[type(sign)]
        found.append(Line(_plus(_times(left, Fraction(way)), _times(right, Fraction(-way))), relation))
    return found


def _of_evaluation(evaluation: Evaluation, values: Values) -> Iterator[Line]:
    parts = list(evaluation.components.values())
    weights = [linear(part.weight.tree) for part in parts]
    for part in parts:
        for one in (part.weight, *part.shares.values()):
            if (side := linear(one.tree)) is not None:
                yield Line(side, "≥")
                yield Line(_plus(_times(side, -ONE), {"": evaluation.adds_to if one is part.weight else ONE}), "≥")
    if parts and None not in weights:
        total: Sum = {"": -evaluation.adds_to}
        for weight in weights:
            total = _plus(total, weight or {})
        yield Line(total, "=")
    for axis, wanted in evaluation.accounts.items() if parts else ():
        if (line := _account(evaluation, axis, wanted, values)) is not None:
            yield line


def _account(evaluation: Evaluation, axis: str, wanted: Formula, values: Values) -> Line | None:
    """The sum over the parts of weight × share, less what must lie on the axis."""
    target = linear(wanted.tree)
    if target is None:
        return None
    held: Sum = _times(target, -evaluation.adds_to)
    for part in evaluation.components.values():
        weight = at(linear(part.weight.tree), values)
        shares = {name: linear(one.tree) for name, one in part.shares.items()}
        if weight is None or None in shares.values():
            return None
        share = shares.get(axis)
        if share is None:
            rest: Sum = {"": ONE}
            for one in shares.values():
                rest = _plus(rest, _times(one or {}, -ONE))
            unnamed = sum(name not in shares for name in evaluation.accounts)
            share = _times(rest, ONE / unnamed)
        held = _plus(held, _times(share, weight))
    return Line(held, "=")


def at(side: Sum | None, values: Values) -> Fraction | None:
    """What a sum comes to; None where one of its names has no value."""
    if side is None or any(name and name not in values for name in side):
        return None
    return sum((factor * (values[name] if name else ONE) for name, factor in side.items()), ZERO)


def linear(node: ast.expr) -> Sum | None:
    """A formula as a sum of names with factors; None for one that is no straight line."""
    if isinstance(node, Read):
        return {node.id: ONE}
    if isinstance(node, ast.Constant):
        return {"": Fraction(node.value)} if isinstance(node.value, Fraction | int) and not isinstance(node.value, bool) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = linear(node.operand)
        return None if inner is None else _times(inner, -ONE)
    if not isinstance(node, ast.BinOp):
        return None
    left, right = linear(node.left), linear(node.right)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add | ast.Sub):
        return _plus(left, _times(right, ONE if isinstance(node.op, ast.Add) else -ONE))
    if isinstance(node.op, ast.Mult) and (not any(left) or not any(right)):
        return _times(right, left.get("", ZERO)) if not any(left) else _times(left, right.get("", ZERO))
    if isinstance(node.op, ast.Div) and not any(right) and right.get(""):
        return _times(left, 1 / right[""])
    return None


def _plus(one: Sum, other: Sum) -> dict[str, Fraction]:
    return {key: one.get(key, ZERO) + other.get(key, ZERO) for key in {**one, **other}}


def _times(one: Sum, factor: Fraction) -> dict[str, Fraction]:
    return {key: value * factor for key, value in one.items()}
