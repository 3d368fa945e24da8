"""Comparisons: which two sides may be compared, and how.

In: the two sides of a sign, of 是 or of 含.
Out: typed nodes of kind yes-or-no, or problems: items of two lists, a misspelt item, days beside workdays.
"""

from __future__ import annotations

import ast

from engine.formulas import syntax
from engine.formulas.nodes import Invoke, NumberCompare, Rank, SpanCompare, place
from engine.formulas.resolving import Build, Typed, Words, constant, suggestion
from engine.formulas.types import TEXT, YES_NO, ListType, Type, fits
from engine.text import Text, say

_SIGNS: dict[str, type[ast.cmpop]] = {"=": ast.Eq, "≠": ast.NotEq, "<": ast.Lt, "≤": ast.LtE, ">": ast.Gt, "≥": ast.GtE}
_ORDERED = ("number", "points", "date", "moment", "time", "span")
_EQUAL = (*_ORDERED, "yes_no", "text", "item", "person", "unit", "party")


class Comparing:
    """Comparisons of one formula."""

    def __init__(self, words: Words, build: Build, calls: set[str]) -> None:
        self.words, self.build, self.calls = words, build, calls

    def sides(self, left: syntax.Node, right: syntax.Node, known: frozenset[str]) -> tuple[Typed, Typed] | None:
        """Both sides; the one whose type is plain is built first and says what the other's bare words mean."""
        swapped = self.words.is_open(left) and not self.words.is_open(right)
        first, second = (right, left) if swapped else (left, right)
        one = self.build(first, known, None)
        if one is None:
            if not self.words.is_open(second):
                self.build(second, known, None)
            return None
        other = self.build(second, known, one[1])
        if other is None:
            return None
        return (other, one) if swapped else (one, other)

    def compare(self, node: syntax.Binary, known: frozenset[str]) -> Typed | None:
        """甲 = 乙 and its kin."""
        both = self.sides(node.left, node.right, known)
        if both is None:
            return None
        (left, type_), (right, other) = both
        if not self._comparable(node, type_, other):
            return None
        op = _SIGNS[node.op]()
        if type_.kind in ("number", "points"):
            return place(NumberCompare(left, [op], [right]), node.start, node.end), YES_NO
        if type_.kind == "span":
            return place(SpanCompare(left, [op], [right]), node.start, node.end), YES_NO
        if type_.kind == "item" and node.op not in ("=", "≠"):
            scale = type_.list or other.list
            left, right = (_ranked(side, scale) for side in (left, right))
        return place(ast.Compare(left, [op], [right]), node.start, node.end), YES_NO

    def _comparable(self, node: syntax.Binary, left: Type, right: Type) -> bool:
        a, b = self.words.written(node.left), self.words.written(node.right)
        if not _alike(left, right):
            self.words.wrong("formula-type", node,
                             say("「{a}」是{one}，「{b}」是{other}，两者不能比较。",
                                 "“{a}” is {one} and “{b}” is {other}; they cannot be compared.",
                                 a=a, b=b, one=_kind(left), other=_kind(right)), _hint(left, right))
            return False
        if left.kind not in _EQUAL:
            self.words.wrong("formula-type", node, say("{kind}不能用「{sign}」比较。", "{kind} cannot be compared by “{sign}”.",
                                                       kind=left.words, sign=node.op),
                             say("看里面有没有某个值，用「含」。", "use 含 (or in) to ask whether a value is among them."))
            return False
        scale = left.list if left.list is not None else right.list
        if node.op in ("=", "≠") or left.kind in _ORDERED or (scale is not None and scale.is_scale):
            return True
        message = say("清单「{name}」没有分值，分不出高低。", "the list “{name}” is no scale, so its items have no order.",
                      name=scale.name) if scale is not None else \
            say("{kind}分不出大小。", "{kind} has no order.", kind=left.words)
        self.words.wrong("formula-type", node, message,
                         say("写成「{a} = …」或「{a} 是 … 或 …」。", "write “{a} = …” or “{a} 是 … 或 …”.", a=a))
        return False

    def one_of(self, node: syntax.OneOf, known: frozenset[str]) -> Typed | None:
        """甲 是 乙 或 丙: membership; 某人 是 角色 asks whether the person holds the role."""
        left = self.build(node.left, known, None)
        if left is None:
            return None
        if left[1].kind == "person" and all(self.words.is_open(option) for option in node.options):
            return self._holds(node, left[0])
        parts = [self._option(node, option, left, known) for option in node.options]
        made = [part for part in parts if part is not None]
        if len(made) < len(parts):
            return None
        return (made[0] if len(made) == 1 else place(ast.BoolOp(ast.Or(), made), node.start, node.end)), YES_NO

    def _option(self, node: syntax.OneOf, option: syntax.Node, left: Typed, known: frozenset[str]) -> ast.expr | None:
        right = self.build(option, known, left[1])
        pair = syntax.Binary("=", node.left, option, node.left.start, option.end)
        if right is None or not self._comparable(pair, left[1], right[1]):
            return None
        shapes = {"number": NumberCompare, "points": NumberCompare, "span": SpanCompare}
        made = shapes.get(left[1].kind, ast.Compare)(left[0], [ast.Eq()], [right[0]])
        return place(made, pair.start, pair.end)

    def _holds(self, node: syntax.OneOf, person: ast.expr) -> Typed | None:
        function = self.words.scope.by_word.get("担任")
        parts: list[ast.expr] = []
        for option in node.options:
            role = option.name if isinstance(option, syntax.Word) else self.words.written(option).strip("'\"“”")
            if function is None or role not in self.words.scope.roles:
                self.words.wrong("formula-name", option, say("没有「{role}」这个角色。", "there is no role “{role}”.", role=role),
                                 suggestion(role, self.words.scope.roles))
                return None
            made = Invoke(function, [person, constant(role, option)], YES_NO)
            parts.append(place(made, node.start, option.end))
            self.calls.add(function.zh)
        return (parts[0] if len(parts) == 1 else place(ast.BoolOp(ast.Or(), parts), node.start, node.end)), YES_NO

    def contains(self, node: syntax.Node, whole: syntax.Node, part: syntax.Node,
                 known: frozenset[str]) -> Typed | None:
        """甲 含 乙: a value among several, or text within text."""
        outer = self.build(whole, known, None)
        if outer is None:
            return None
        if outer[1].kind not in ("many", "text"):
            self.words.wrong("formula-type", whole,
                             say("「{text}」是{kind}，「含」前面要是能有多个值的字段。",
                                 "“{text}” is {kind}; 含 (in) asks about a field with several values.",
                                 text=self.words.written(whole), kind=outer[1].words))
            return None
        wanted = outer[1].of if outer[1].kind == "many" else TEXT
        inner = self.build(part, known, wanted)
        if inner is None:
            return None
        if wanted is not None and not fits(inner[1], wanted):
            self.words.wrong("formula-type", part,
                             say("「{a}」里是{one}，「{b}」却是{other}。", "“{a}” holds {one}, but “{b}” is {other}.",
                                 a=self.words.written(whole), one=wanted.words, b=self.words.written(part),
                                 other=inner[1].words))
            return None
        return place(ast.Compare(inner[0], [ast.In()], [outer[0]]), node.start, node.end), YES_NO


def _alike(left: Type, right: Type) -> bool:
    clock = {"minutes", "hours"}
    if left.kind == right.kind == "span" and left.unit in clock and right.unit in clock:
        return True
    return fits(left, right)


def _kind(type_: Type) -> Text:
    units = {"days": say("按天算的时长", "a number of calendar days"), "workdays": say("按工作日算的时长", "a number of working days")}
    return units.get(type_.unit or "", type_.words)


def _hint(left: Type, right: Type) -> Text | None:
    kinds = {left.kind, right.kind}
    if kinds == {"span"}:
        return say("换成同一种单位再比。", "use one unit on both sides.")
    if kinds == {"date", "moment"}:
        return say("一个只到日、一个到钟点；换成同一种再比。", "one is a day, the other has a time; use the same kind.")
    if "yes_no" in kinds:
        return say("是或否写成「= 是」「= 否」，不加引号。", "write = 是 or = 否, without quotes.")
    return None


def _ranked(side: ast.expr, scale: ListType | None) -> ast.expr:
    """An item as its place in the scale, the best highest; known at once when it is written in the formula."""
    items = scale.items if scale is not None else ()
    ranks = {item: len(items) - at for at, item in enumerate(items)}
    return place(Rank(side, ranks), side.col_offset, side.end_col_offset or side.col_offset + 1)
