"""A formula compiled: every name known, every comparison sensible, every mistake a problem with its place.

In: the text of a formula, its place, the scope there, the type its value must have.
Out: a `Formula`, or None and problems in the report.  Never raises.
"""

from __future__ import annotations

import ast
from datetime import date, datetime, time
from fractions import Fraction

from engine.formulas import syntax
from engine.formulas.arguments import Arguments
from engine.formulas.comparing import Comparing
from engine.formulas.nodes import Formula, place, surely_filled
from engine.formulas.parse import parse
from engine.formulas.resolving import Typed, Words, constant
from engine.formulas.tokens import FormulaSyntax
from engine.formulas.types import DATE, MOMENT, NUMBER, POINTS, SHARE, TIME, YES_NO, Scope, Type, fits
from engine.problems import Mark, Report
from engine.text import Text, say
from engine.values import Span

_ARITHMETIC: dict[str, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub, "×": ast.Mult, "÷": ast.Div}


def compile_formula(text: str, mark: Mark, scope: Scope, expect: Type | None, report: Report) -> Formula | None:
    """A formula ready to be worked out; `mark` is where its first character stands."""
    words = Words(text, mark, scope, report)
    try:
        tree = parse(text, lambda word: scope.names.get(words.name_of(word) or "") == YES_NO)
    except FormulaSyntax as wrong:
        words.problem("formula-syntax", wrong.start, wrong.end, wrong.message, wrong.hint)
        return None
    compiler = Compiler(words)
    made = compiler.build(tree, frozenset(), expect)
    if made is None:
        return None
    node, type_ = made
    if expect is not None and not fits(type_, expect):
        words.wrong("formula-type", tree, say("这里要的是{want}，这个公式得出的是{have}。",
                                              "{want} is wanted here, but this formula gives {have}.",
                                              want=expect.words, have=type_.words))
        return None
    return Formula(text, mark, type_, frozenset(words.reads), frozenset(compiler.calls), node)


class Compiler:
    """Gives every part its type, from the leaves up; `known` are the names surely filled on this path."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.calls: set[str] = set()
        self.comparing = Comparing(words, self.build, self.calls)
        self.arguments = Arguments(words, self.build, self.calls, self.comparing)

    def build(self, node: syntax.Node, known: frozenset[str], want: Type | None = None) -> Typed | None:
        """A typed node, or None when there was a problem in it; bare words are read as items of `want`."""
        match node:
            case syntax.Literal():
                share = self.words.written(node).rstrip().endswith(("%", "％"))
                return constant(node.value, node), SHARE if share else literal_type(node.value)
            case syntax.Quoted():
                return self.words.quoted(node, want)
            case syntax.Word():
                return self.words.word(node, known, want)
            case syntax.Call():
                return self.arguments.call(node, known, want)
            case syntax.Prefix():
                return self._prefix(node, known)
            case syntax.Logic():
                return self._logic(node, known)
            case syntax.OneOf():
                return self.comparing.one_of(node, known)
            case syntax.Binary(op="含"):
                return self.comparing.contains(node, node.left, node.right, known)
            case syntax.Binary(op=op) if op in _ARITHMETIC:
                return self._arithmetic(node, known)
            case syntax.Binary():
                return self.comparing.compare(node, known)

    def _condition(self, node: syntax.Node, known: frozenset[str]) -> ast.expr | None:
        made = self.build(node, known, YES_NO)
        if made is None:
            return None
        if made[1] != YES_NO:
            self.words.wrong("formula-type", node,
                             say("「{text}」是{kind}，这里要的是能回答是或否的条件。",
                                 "“{text}” is {kind}, but a condition is wanted here.",
                                 text=self.words.written(node), kind=made[1].words),
                             say("写成比较，例如「{text} = …」。", "write a comparison such as “{text} = …”.",
                                 text=self.words.written(node)))
            return None
        return made[0]

    def _prefix(self, node: syntax.Prefix, known: frozenset[str]) -> Typed | None:
        if node.op == "非":
            condition = self._condition(node.operand, known)
            if condition is None:
                return None
            return place(ast.UnaryOp(ast.Not(), condition), node.start, node.end), YES_NO
        number = self._number(node.operand, known)
        if number is None:
            return None
        value, type_ = number
        written: object = value.value if isinstance(value, ast.Constant) else None
        if isinstance(written, Fraction):
            return constant(-written, node), type_
        return place(ast.UnaryOp(ast.USub(), value), node.start, node.end), type_

    def _logic(self, node: syntax.Logic, known: frozenset[str]) -> Typed | None:
        parts: list[ast.expr | None] = []
        for part in node.parts:
            condition = self._condition(part, known)
            parts.append(condition)
            if condition is not None:
                known |= surely_filled(condition, node.op == "且")
        made = [part for part in parts if part is not None]
        if len(made) < len(parts):
            return None
        op = ast.And() if node.op == "且" else ast.Or()
        return place(ast.BoolOp(op, made), node.start, node.end), YES_NO

    def _number(self, node: syntax.Node, known: frozenset[str]) -> Typed | None:
        made = self.build(node, known, NUMBER)
        if made is None:
            return None
        if fits(made[1], NUMBER):
            return made
        self.words.wrong("formula-type", node,
                         say("「{text}」是{kind}，加减乘除只能用在数上。", "“{text}” is {kind}; only numbers can be reckoned with.",
                             text=self.words.written(node), kind=made[1].words), self._hint_for(made[1]))
        return None

    def _hint_for(self, type_: Type) -> Text | None:
        """What to write in place of arithmetic with days and lengths of time."""
        if type_.kind not in ("date", "moment", "time", "span"):
            return None
        if "推算" in self.words.scope.by_word:
            return say("日期加时长写成 推算(日期、时长)。", "write 推算(date, time) to add a length of time to a date.")
        return say("日期和时长不能直接加减，要用专门的函数。", "dates and lengths of time are added by functions only.")

    def _arithmetic(self, node: syntax.Binary, known: frozenset[str]) -> Typed | None:
        left, right = self._number(node.left, known), self._number(node.right, known)
        if left is None or right is None:
            return None
        kinds = (left[1].kind, right[1].kind)
        points = {"+": "points" in kinds, "-": "points" in kinds, "×": "points" in kinds, "÷": kinds == ("points", "number")}
        made = place(ast.BinOp(left[0], _ARITHMETIC[node.op](), right[0]), node.start, node.end)
        return made, POINTS if points[node.op] else SHARE if _is_share(node.op, left, right) else NUMBER


def _is_share(op: str, left: Typed, right: Typed) -> bool:
    """Whether what is worked out is a part of a whole: sums and products of shares are, a share of points is points.

    A plain number beside a share in a sum is meant as one, as in 1 - 满意率."""
    shares = left[1].share, right[1].share
    if op == "÷":
        return shares == (True, False)
    if op == "×":
        return all(shares)
    return any(shares) and all(share or isinstance(node, ast.Constant) for share, (node, _) in zip(shares, (left, right), strict=True))


def literal_type(value: object) -> Type:
    """The type of a value written in a formula.

    >>> literal_type(Span(3, "days")).unit
    'days'
    """
    kinds: tuple[tuple[type, Type], ...] = ((bool, YES_NO), (Fraction, NUMBER), (datetime, MOMENT), (date, DATE),
                                            (time, TIME))
    if isinstance(value, Span):
        return Type("span", unit=value.unit if value.amount else None)
    return next(type_ for kind, type_ in kinds if isinstance(value, kind))
