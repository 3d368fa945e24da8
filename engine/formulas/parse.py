"""The grammar of formulas.

In: the text of a formula, and which words name a condition (a yes-or-no value) here.
Out: a `syntax.Node`, or `FormulaSyntax` with the place; 且/and, ≥/>=, 、/, give the same tree.

    either  := both (或 both)*                      both    := inverse (且 inverse)*
    inverse := 非 inverse | relation                relation:= sum [sign sum | 含 sum | 是 options | in …]
    sum     := product ((+|-) product)*             product := signed ((×|÷) signed)*
    signed  := - signed | atom                      atom    := literal | word | word ( arguments ) | ( either )
"""

from __future__ import annotations

from collections.abc import Callable

from engine.formulas.syntax import Binary, Call, Literal, Logic, Node, OneOf, Prefix, Quoted, Word
from engine.formulas.tokens import FormulaSyntax, Token, tokens_of
from engine.text import Text, say

MAX_TEXT = 500
MAX_NODES = 200
MAX_DEPTH = 8

_RELATIONS = ("=", "≠", "<", "≤", ">", "≥")
_STARTS_RELATION = (*_RELATIONS, "含", "是", "不是", "in", "+", "-", "×", "÷", "(")


def parse(text: str, is_condition: Callable[[str], bool]) -> Node:
    """The tree of a formula; refuses more than 500 characters, 200 parts or 8 levels.

    >>> parse("甲 是 '满意' 或 '基本满意'", lambda word: False).options[1].text
    '基本满意'
    """
    if len(text) > MAX_TEXT:
        raise FormulaSyntax(say("公式太长，最多 {most} 个字。", "this formula is too long, at most {most} characters.",
                                most=MAX_TEXT), 0, len(text),
                            say("把一部分写成「算式」，再用它的名字。", "name a part of it, then use the name."))
    if not text.strip():
        raise FormulaSyntax(say("这里要写公式，现在是空的。", "a formula is missing here."), 0, 1)
    parser = _Parser(tokens_of(text), is_condition)
    tree = parser.either()
    parser.finish()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token], is_condition: Callable[[str], bool]) -> None:
        self.tokens, self.is_condition = tokens, is_condition
        self.at = self.depth = self.nodes = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def ahead(self, steps: int) -> Token:
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def sees(self, *signs: str) -> bool:
        return self.here.kind == "sign" and self.here.text in signs

    def take(self) -> Token:
        token = self.here
        self.at += token.kind != "end"
        return token

    def made(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise FormulaSyntax(say("公式太复杂，最多 {most} 个部分。", "this formula has too many parts, at most {most}.",
                                    most=MAX_NODES), node.start, node.end)
        return node

    def deeper(self, token: Token, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaSyntax(say("套得太深，最多 {most} 层。", "nested too deep, at most {most} levels.", most=MAX_DEPTH),
                                token.start, token.end,
                                say("把里面一层写成「算式」，再用它的名字。", "name an inner part, then use the name."))
        node = read()
        self.depth -= 1
        return node

    def finish(self) -> None:
        if self.here.kind == "end":
            return
        if self.sees(")"):
            raise self.stop(say("多了一个右括号。", "there is a closing bracket too many."))
        if self.sees("、"):
            raise self.stop(say("「、」只用来分隔函数的参数。", "、 only separates the arguments of a function."))
        raise self.stop(say("「{text}」前面缺一个运算符号。", "a sign is missing before “{text}”.", text=self.here.text))

    def stop(self, message: Text, hint: Text | None = None) -> FormulaSyntax:
        return FormulaSyntax(message, self.here.start, self.here.end, hint)

    def either(self) -> Node:
        return self.joined("或", self.both)

    def both(self) -> Node:
        return self.joined("且", self.inverse)

    def joined(self, sign: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.sees(sign):
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else self.made(Logic(sign, tuple(parts), parts[0].start, parts[-1].end))

    def inverse(self) -> Node:
        if not self.sees("非"):
            return self.relation()
        token = self.take()
        operand = self.deeper(token, self.inverse)
        return self.made(Prefix("非", operand, token.start, operand.end))

    def relation(self) -> Node:
        left = self.sum()
        node = self.compared(left)
        if node is not left and self.sees(*_RELATIONS, "含", "是", "不是", "in"):
            raise self.stop(say("一次只能比较两样东西。", "compare two things at a time."),
                            say("写成「甲 < 乙 且 乙 < 丙」。", "write “a < b and b < c”."))
        return node

    def compared(self, left: Node) -> Node:
        if self.sees(*_RELATIONS, "含"):
            sign = self.take().text
            right = self.sum()
            return self.made(Binary(sign, left, right, left.start, right.end))
        if self.sees("是", "不是"):
            inverted = self.take().text == "不是"
            return self.inverted_if(inverted, self.options(left))
        if self.sees("in"):
            self.take()
            return self.member(left)
        if self.sees("非") and self.ahead(1).kind == "sign" and self.ahead(1).text == "in":
            self.take()
            self.take()
            return self.inverted_if(True, self.member(left))
        return left

    def inverted_if(self, inverted: bool, node: Node) -> Node:
        return self.made(Prefix("非", node, node.start, node.end)) if inverted else node

    def options(self, left: Node) -> Node:
        """甲 是 乙 或 丙: after 或 an option, unless what follows begins a condition of its own."""
        found = [self.sum()]
        while self.sees("或") and self.ahead(1).kind in ("text", "word") and not self.begins_condition():
            self.take()
            found.append(self.atom())
        return self.made(OneOf(left, tuple(found), left.start, found[-1].end))

    def begins_condition(self) -> bool:
        word, after = self.ahead(1), self.ahead(2)
        if after.kind == "sign" and after.text in _STARTS_RELATION:
            return True
        return word.kind == "word" and self.is_condition(word.text)

    def member(self, left: Node) -> Node:
        """甲 in 乙, or 甲 in ('x', 'y')."""
        start = self.at
        if self.sees("("):
            self.take()
            found = self.arguments()
            if len(found) > 1:
                end = self.closed(self.tokens[start])
                return self.made(OneOf(left, found, left.start, end))
            self.at = start
        whole = self.sum()
        return self.made(Binary("含", whole, left, min(left.start, whole.start), max(left.end, whole.end)))

    def sum(self) -> Node:
        return self.chain(("+", "-"), self.product)

    def product(self) -> Node:
        return self.chain(("×", "÷"), self.signed)

    def chain(self, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        left = part()
        while self.sees(*signs):
            sign = self.take().text
            right = part()
            left = self.made(Binary(sign, left, right, left.start, right.end))
        return left

    def signed(self) -> Node:
        if not self.sees("-"):
            return self.atom()
        token = self.take()
        operand = self.deeper(token, self.signed)
        return self.made(Prefix("-", operand, token.start, operand.end))

    def atom(self) -> Node:
        token = self.here
        if token.kind == "value" and token.value is not None:
            self.take()
            return self.made(Literal(token.value, token.start, token.end))
        if token.kind == "text":
            self.take()
            return self.made(Quoted(token.text, token.start, token.end))
        if token.kind == "word" or (self.sees("含", "in") and self.ahead(1).text == "("):
            self.take()
            return self.named(token)
        if self.sees("是", "否"):
            self.take()
            return self.made(Literal(token.text == "是", token.start, token.end))
        if self.sees("("):
            self.take()
            inner = self.deeper(token, self.either)
            self.closed(token)
            return inner
        raise self.missing()

    def named(self, token: Token) -> Node:
        if not self.sees("("):
            return self.made(Word(token.text, token.start, token.end))
        opening = self.take()
        args = () if self.sees(")") else self.arguments()
        return self.made(Call(token.text, args, token.start, self.closed(opening)))

    def arguments(self) -> tuple[Node, ...]:
        found = [self.deeper(self.here, self.either)]
        while self.sees("、"):
            self.take()
            found.append(self.deeper(self.here, self.either))
        return tuple(found)

    def closed(self, opening: Token) -> int:
        if self.sees(")"):
            return self.take().end
        if self.here.kind == "end":
            raise FormulaSyntax(say("这个左括号没有收尾，请补上右括号。", "this bracket is not closed; add a closing one."),
                                opening.start, opening.end)
        if self.sees("="):
            raise self.stop(say("函数的参数不能写成「名字=值」。", "an argument cannot be written as name=value."))
        raise self.stop(say("「{text}」前面缺「、」、运算符号或右括号。",
                            "a 、, a sign or a closing bracket is missing before “{text}”.", text=self.here.text))

    def missing(self) -> FormulaSyntax:
        if self.here.kind == "end":
            return self.stop(say("公式到这里断了，后面还缺一个名字或数。", "the formula breaks off; a name or number is missing."))
        if self.sees("+"):
            return self.stop(say("「+」前面缺一个数；正数不用写「+」。", "a number is missing before “+”; "
                                 "positive numbers need no sign."))
        return self.stop(say("「{text}」这里应当是一个名字、数或左括号。", "a name, a number or a bracket belongs here, "
                             "not “{text}”.", text=self.here.text))
