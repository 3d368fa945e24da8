"""What is known of the values that conditions compare, so that cases that cannot happen are not asked about.

In: a method and a step of a workflow.  Out: for each name the least and greatest value it can have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from engine.formulas import Domain, Formula
from engine.formulas.nodes import Invoke, NumberCompare, Read
from engine.model import Method, Parameter, Step, Workflow

_MIRROR: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.GtE: ast.LtE, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.Eq: ast.Eq}
_SHARES = {"占比": Domain(Fraction(0), Fraction(1)), "票数": Domain(Fraction(0)), "最多占比": Domain(Fraction(0), Fraction(1))}


def domains_at(method: Method, flow: Workflow, step: Step) -> Mapping[str, Domain]:
    """The domains of fields, of parameters that have a range, and of a ballot's results."""
    found: dict[str, Domain] = {}
    for field in flow.all_fields().values():
        if field.must is not None:
            found[field.name] = _from_must(field.must, field.name)
        elif field.kind in ("percent", "rating") and field.name not in found:
            found[field.name] = Domain(Fraction(0))
    for parameter in method.parameters.values():
        found[parameter.name] = _of_parameter(method, parameter)
    for ballot in (one.ballot for one in flow.steps.values()):
        for name, formula in ballot.results.items() if ballot is not None else ():
            if isinstance(formula.tree, Invoke) and formula.tree.name in _SHARES:
                found[name] = _SHARES[formula.tree.name]
    if step.ballot is not None:
        found |= {"应邀数": Domain(Fraction(0)), "应答数": Domain(Fraction(0))}
    return found


def _of_parameter(method: Method, parameter: Parameter) -> Domain:
    """A parameter's range; one that the street cannot change has the values it has."""
    if parameter.low is not None or parameter.high is not None:
        return Domain(parameter.low, parameter.high)
    values = [value for _, value in parameter.dated]
    if parameter.name not in method.open_parameters and values and all(isinstance(value, Fraction) for value in values):
        numbers = [value for value in values if isinstance(value, Fraction)]
        return Domain(min(numbers), max(numbers))
    return Domain(Fraction(0)) if parameter.type in ("percent", "points") else Domain()


def _from_must(formula: Formula, name: str) -> Domain:
    """The bounds that a field's own condition sets it by written numbers.

    What the condition says beyond such bounds is not used.
    """
    least: Any = None
    greatest: Any = None
    for sign, bound in _bounds(formula.tree, name):
        if sign in (ast.GtE, ast.Gt, ast.Eq) and (least is None or bound > least):
            least = bound
        if sign in (ast.LtE, ast.Lt, ast.Eq) and (greatest is None or bound < greatest):
            greatest = bound
    return Domain(least, greatest)


def _bounds(node: ast.expr, name: str) -> Iterator[tuple[type[ast.cmpop], Fraction]]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for part in node.values:
            yield from _bounds(part, name)
    if isinstance(node, NumberCompare) and len(node.ops) == 1:
        left: ast.expr = node.left
        right: ast.expr = node.comparators[0]
        sign = type(node.ops[0])
        if isinstance(right, Read):
            left, sign, right = right, _MIRROR.get(sign, ast.NotEq), left
        bound: object = right.value if isinstance(right, ast.Constant) else None
        if isinstance(left, Read) and left.id == name and isinstance(bound, Fraction):
            yield sign, bound
