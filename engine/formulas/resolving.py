"""What a word of a formula means at its place: a name, an item of a list, a table, a length of time, or a mistake.

In: words from the parser, the scope, what is wanted at the place.
Out: typed nodes, or problems that quote the word and offer the nearest right one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from engine.formulas import syntax
from engine.formulas.functions import SPECIAL
from engine.formulas.nodes import place, read
from engine.formulas.tokens import halved
from engine.formulas.types import TABLE, TEXT, ListType, Scope, Type
from engine.problems import Mark, Report, nearest
from engine.text import Text, say
from engine.values import read_span

Typed = tuple[ast.expr, Type]
Build = Callable[[syntax.Node, frozenset[str], Type | None], Typed | None]


class Words:
    """The words of one formula; notes what was read and every mistake."""

    def __init__(self, text: str, mark: Mark, scope: Scope, report: Report) -> None:
        self.text, self.mark, self.scope, self.report = text, mark, scope, report
        self.reads: set[str] = set()
        self.rows: Mapping[str, Type] = {}

    def problem(self, rule: str, start: int, end: int, message: Text, hint: Text | None = None) -> None:
        """Note a mistake at characters `start` to `end` of the formula."""
        line = self.text.count("\n", 0, start)
        column = start - self.text.rfind("\n", 0, start) if line else self.mark.column + start
        self.report.add(rule, Mark(self.mark.path, self.mark.line + line, column, max(1, end - start)), message, hint)

    def wrong(self, rule: str, node: syntax.Node, message: Text, hint: Text | None = None) -> None:
        """Note a mistake at a node."""
        self.problem(rule, node.start, node.end, message, hint)

    def written(self, node: syntax.Node) -> str:
        """A part of the formula as it stands there."""
        return self.text[node.start:node.end]

    def name_of(self, word: str) -> str | None:
        """The name a word stands for, also when typed full-width on one side."""
        for known in (self.rows, self.scope.names, self.scope.tables):
            if word in known:
                return word
        return self.scope.by_plain.get(word)

    def is_open(self, node: syntax.Node) -> bool:
        """Whether only the other side can tell what this is: a quoted text, or a word that is no name."""
        return isinstance(node, syntax.Quoted) or (isinstance(node, syntax.Word) and self.name_of(node.name) is None)

    def word(self, node: syntax.Word, known: frozenset[str], want: Type | None) -> Typed | None:
        """A bare word where a value of type `want` is wanted."""
        name, wanted = self.name_of(node.name), want.list if want is not None else None
        if wanted is not None and node.name in wanted.items:
            if name is None or not self._could_be(name, want):
                return self._item(node.name, node, want)
            self.wrong("formula-name", node,
                       say("「{word}」既是名字又是清单「{list}」的一项，看不出指哪一个。",
                           "“{word}” is both a name and an item of the list “{list}”.", word=node.name, list=wanted.name),
                       say("指选项就加引号：'{word}'；指名字就给其中一个改名。",
                           "put the item in quotes: '{word}'; or rename one of the two.", word=node.name))
            return None
        if name is not None:
            return self.name(name, node, known)
        if wanted is not None:
            self._no_item(node.name, node, wanted)
            return None
        span = read_span(node.name)
        if span is not None:
            return constant(span, node), Type("span", unit=span.unit if span.amount else None)
        self._no_name(node, want)
        return None

    def quoted(self, node: syntax.Quoted, want: Type | None) -> Typed | None:
        """Text in quotes: an item where an item is wanted, else text."""
        if want is None or want.list is None:
            return place(ast.Constant(node.text), node.start, node.end), TEXT
        for item in (node.text, halved(node.text).strip()):
            if item in want.list.items:
                return self._item(item, node, want)
        self._no_item(node.text, node, want.list)
        return None

    def name(self, name: str, node: syntax.Node, known: frozenset[str]) -> Typed | None:
        """The value of a name; refuses one that may be empty here."""
        type_ = self.rows.get(name) or self.scope.names.get(name)
        if type_ is None:
            self.reads.add(name)
            return place(read(name, TABLE, False), node.start, node.end), TABLE
        if name in self.rows:
            return place(read(name, type_, False), node.start, node.end), type_
        self.reads.add(name)
        if name in self.scope.maybe and name not in known:
            self.wrong("formula-empty", node,
                       say("「{name}」到这里可能还没有填。", "“{name}” may not be filled here.", name=name),
                       say("先问有没有填：有填({name}) 且 …，或者 如果(有填({name})、…、…)。",
                           "ask first: has({name}) and …, or if(has({name}), …, …).", name=name))
            return None
        made = read(name, type_, name in self.scope.maybe, self.scope.grants.get(name, frozenset()))
        return place(made, node.start, node.end), type_

    def _could_be(self, name: str, want: Type | None) -> bool:
        type_ = self.rows.get(name) or self.scope.names.get(name)
        return type_ is not None and want is not None and type_.kind == "item" and type_.list == want.list

    def _item(self, item: str, node: syntax.Node, want: Type | None) -> Typed:
        return place(ast.Constant(item), node.start, node.end), want or TEXT

    def _no_item(self, word: str, node: syntax.Node, wanted: ListType) -> None:
        close = nearest(word, wanted.items)
        hint = did_you_mean(close) if close else say(
            "可以选：{items}。", "it has: {items}.", items="、".join(wanted.items[:12]) + ("…" if wanted.items[12:] else ""))
        self.wrong("formula-item", node,
                   say("清单「{list}」里没有「{word}」这一项。", "the list “{list}” has no item “{word}”.",
                       list=wanted.name, word=word), hint)

    def _no_name(self, node: syntax.Word, want: Type | None) -> None:
        word, scope = node.name, self.scope
        if word in SPECIAL or word in scope.by_word:
            self.wrong("formula-name", node, say("「{word}」是函数，后面要带括号。",
                                                 "“{word}” is a function and needs brackets.", word=word))
        elif word in scope.lists_of:
            lists = "、".join(f"「{one.name}」" for one in scope.lists_of[word])
            self.wrong("formula-item", node,
                       say("「{word}」是清单{lists}的一项，这里没有要选它的字段。",
                           "“{word}” is an item of {lists}, but nothing here is chosen from that list.",
                           word=word, lists=lists))
        else:
            quotes = say("文字要加引号：'{word}'。", "text needs quotes: '{word}'.", word=word)
            hint = quotes if want == TEXT else self._apart(word) or suggestion(word, (*self.rows, *scope.names, *scope.tables))
            self.wrong("formula-name", node, say("这里没有「{word}」这个名字。", "there is no name “{word}” here.", word=word),
                       hint or quotes)

    def _apart(self, word: str) -> Text | None:
        """甲且乙 written together: say that 且 stands by itself."""
        parts = [word[:at] + f" {sign} " + word[at + 1:] for at, sign in enumerate(word)
                 if sign in "且或含是非" and (self.name_of(word[:at]) or (at == 0 and sign == "非"
                                                                          and self.name_of(word[1:])))]
        return say("前后要空格：「{text}」。", "put spaces around it: “{text}”.", text=parts[0].strip()) if parts else None


def did_you_mean(word: str) -> Text:
    """The usual hint with the nearest right word."""
    return say("是不是「{word}」？", "did you mean “{word}”?", word=word)


def suggestion(word: str, known: Iterable[str]) -> Text | None:
    """The usual hint when something known is close, else None."""
    close = nearest(word, known)
    return did_you_mean(close) if close else None


def constant(value: object, node: syntax.Node) -> ast.Constant:
    """A node for a value known from the text."""
    made = ast.Constant(0)
    made.value = value  # type: ignore[assignment]
    return place(made, node.start, node.end)
