"""How a value came about: every part of a formula with its value.

In: a formula and the values of its names.
Out: a tree of parts, each with its own words, its value or why it has none; as lines of text or plain data.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from engine.errors import FormulaRefusal
from engine.formulas.evaluate import NO_CALLS, Calls, evaluator, span_of
from engine.formulas.nodes import Each, Formula, Invoke, Lookup, Rank
from engine.formulas.types import EMPTY, Value
from engine.text import Lang, Text, say
from engine.values import SHANGHAI, Span, show_number


@dataclass(frozen=True, slots=True)
class Explained:
    """One part: its text and place, its value or the refusal, `needed` False when another part decided first."""

    text: str
    at: int
    length: int
    value: Value | None
    refusal: FormulaRefusal | None
    needed: bool
    parts: tuple[Explained, ...]

    def lines(self, lang: Lang) -> list[str]:
        """The tree as indented lines; a value written out in the formula is not repeated."""
        return [f"{self.text} {self._outcome(lang)}".rstrip(), *self._below(lang, "")]

    def _below(self, lang: Lang, indent: str) -> list[str]:
        found: list[str] = []
        for part in self.parts:
            last = part is self.parts[-1]
            found.append(f"{indent}{'└ ' if last else '├ '}{part.text} {part._outcome(lang)}".rstrip())
            found += part._below(lang, indent + ("  " if last else "│ "))
        return found

    def _outcome(self, lang: Lang) -> str:
        if self.refusal is not None:
            return f"→ {self.refusal.text.to(lang)}"
        if not self.needed:
            return say("（不必算）", "(not needed)").to(lang)
        return say("（逐条计算）", "(for each row)").to(lang) if self.value is None else f"= {show_value(self.value, lang)}"

    def to_json(self, lang: Lang) -> dict[str, object]:
        """The tree as plain data."""
        return {"text": self.text, "at": self.at, "length": self.length, "needed": self.needed,
                "value": None if self.value is None else show_value(self.value, lang),
                "refused": None if self.refusal is None else self.refusal.text.to(lang),
                "parts": [part.to_json(lang) for part in self.parts]}


def show_value(value: object, lang: Lang = "zh", *, share: bool = False) -> str:
    """A value for people; a fraction that never ends is shown with its rounding, a `share` as a percentage.

    >>> show_value(Fraction("87.3")), show_value(Fraction(1, 3)), show_value(True), show_value(Fraction(1, 8), share=True)
    ('87.3', '1/3 ≈ 0.333333', '是', '12.5%')
    """
    if share and isinstance(value, Fraction):
        return f"{show_value(value * 100, lang)}%"
    if value is EMPTY or value is None:
        return say("空", "empty").to(lang)
    if isinstance(value, bool):
        return (say("是", "yes") if value else say("否", "no")).to(lang)
    if isinstance(value, Fraction):
        shown = show_number(value)
        return shown if value.denominator == 1 or Fraction(shown) == value else f"{value} ≈ {shown}"
    if isinstance(value, Span):
        return Text(value.zh(), value.en()).to(lang)
    if isinstance(value, datetime):
        return (value.astimezone(SHANGHAI) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (tuple, list)):
        return say("、", ", ").to(lang).join(show_value(part, lang) for part in value)
    return str(value)


def explain(formula: Formula, env: Mapping[str, object], call: Calls = NO_CALLS) -> Explained:
    """Every part of a formula with its value for these values of names; a refusal is shown where it arose."""
    return _Explaining(formula.text, env, call).part(formula.tree)


class _Explaining:
    def __init__(self, text: str, env: Mapping[str, object], call: Calls) -> None:
        self.text, self.env, self.call = text, env, call

    def part(self, node: ast.expr, needed: bool = True) -> Explained:
        at, length = span_of(node)
        value: Value | None = None
        refusal: FormulaRefusal | None = None
        each = isinstance(node, Each)
        if needed and not each:
            try:
                value = evaluator().value(node, self.env, self.call)
            except FormulaRefusal as refused:
                refusal = refused
        below = () if each else self.below(node, needed)
        if refusal is not None and any(part.refusal is not None for part in below):
            refusal = FormulaRefusal(refusal.kind, say("没有值", "no value"), refusal.at, refusal.length)
        return Explained(self.text[at:at + length], at, length, value, refusal, needed, below)

    def below(self, node: ast.expr, needed: bool) -> tuple[Explained, ...]:
        if isinstance(node, ast.BoolOp):
            return self.until_decided(node, needed)
        if isinstance(node, ast.IfExp):
            test = self.part(node.test, needed)
            return (test, self.part(node.body, test.value is True), self.part(node.orelse, test.value is False))
        return tuple(self.part(child, needed) for child in _children(node) if not isinstance(child, ast.Constant))

    def until_decided(self, node: ast.BoolOp, needed: bool) -> tuple[Explained, ...]:
        decides, found = isinstance(node.op, ast.Or), list[Explained]()
        for child in node.values:
            found.append(self.part(child, needed))
            needed = needed and found[-1].value is not decides and found[-1].refusal is None
        return tuple(found)


def _children(node: ast.expr) -> list[ast.expr]:
    """The parts a person would name: a sum of three is three parts, a scale's place is the item itself."""
    if isinstance(node, ast.BinOp):
        same = (ast.Add, ast.Sub) if isinstance(node.op, (ast.Add, ast.Sub)) else (ast.Mult, ast.Div)
        left = node.left
        inner = _children(left) if isinstance(left, ast.BinOp) and isinstance(left.op, same) else [left]
        return [*inner, node.right]
    if isinstance(node, ast.Compare):
        return [side.value if isinstance(side, Rank) else side for side in (node.left, *node.comparators)]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, Invoke):
        return node.args
    return [node.key] if isinstance(node, Lookup) else []
