"""Calls: functions with their arguments, table parameters with their key, and the three forms that are no functions.

In: 名字(…) from the parser.
Out: typed nodes, or problems: no such function, too few arguments, a value of the wrong kind.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from engine.formulas import syntax
from engine.formulas.comparing import Comparing
from engine.formulas.functions import SPECIAL
from engine.formulas.nodes import Each, Invoke, Lookup, names_read, place, present, surely_filled
from engine.formulas.resolving import Build, Typed, Words, constant, suggestion
from engine.formulas.types import YES_NO, Function, Param, Type, fits
from engine.text import Text, say


class Arguments:
    """The calls of one formula."""

    def __init__(self, words: Words, build: Build, calls: set[str], comparing: Comparing) -> None:
        self.words, self.build, self.calls, self.comparing = words, build, calls, comparing

    def call(self, node: syntax.Call, known: frozenset[str], want: Type | None) -> Typed | None:
        """名字(…)."""
        table = self.words.name_of(node.name)
        if table is not None and table in self.words.scope.tables:
            return self._lookup(node, table, known)
        function = self.words.scope.by_word.get(node.name)
        if function is not None:
            return self._function(node, function, known)
        if node.name in SPECIAL:
            return self._special(node, SPECIAL[node.name], known, want)
        if table is not None:
            self._wrong(node, say("「{name}」不是表，不能带括号。", "“{name}” is no table and takes no brackets.", name=table))
            return None
        words = (*SPECIAL, *self.words.scope.by_word, *self.words.scope.tables)
        self._wrong(node, say("没有「{name}」这个函数或表。", "there is no function or table “{name}”.", name=node.name),
                    suggestion(node.name, words))
        return None

    def _wrong(self, node: syntax.Call, message: Text, hint: Text | None = None) -> None:
        self.words.problem("formula-function", node.start, node.start + len(node.name), message, hint)

    def _lookup(self, node: syntax.Call, name: str, known: frozenset[str]) -> Typed | None:
        table = self.words.scope.tables[name]
        if len(node.args) != 1:
            self._wrong(node, say("查表「{name}」要写一个键。", "looking up “{name}” takes one key.", name=name))
            return None
        key = node.args[0]
        if table.key is None and isinstance(key, syntax.Word) and self.words.is_open(key):
            made: Typed | None = constant(key.name, key), Type("text")
        else:
            made = self.build(key, known, table.key)
        if made is None:
            return None
        if table.key is not None and not fits(made[1], table.key):
            self._wrong_kind(key, made[1], (table.key,))
            return None
        self.words.reads.add(name)
        return place(Lookup(name, made[0], table), node.start, node.end), table.value

    def _special(self, node: syntax.Call, form: str, known: frozenset[str], want: Type | None) -> Typed | None:
        count = {"有填": 1, "如果": 3, "含": 2}[form]
        if len(node.args) != count:
            self._wrong(node, say("{form} 要 {count} 个参数，这里有 {have} 个。", "{form} takes {count} arguments, not {have}.",
                                  form=form, count=count, have=len(node.args)), say("参数之间用「、」。", "separate them by 、."))
            return None
        if form == "有填":
            return self._present(node, node.args[0])
        if form == "含":
            return self.comparing.contains(node, node.args[0], node.args[1], known)
        return self._choice(node, known, want)

    def _present(self, node: syntax.Call, arg: syntax.Node) -> Typed | None:
        name = self.words.name_of(arg.name) if isinstance(arg, syntax.Word) else None
        if name is None:
            if isinstance(arg, syntax.Word):
                self.words.word(arg, frozenset(), None)
            else:
                self._wrong(node, say("有填(…) 里只写一个名字。", "has(…) takes a single name."))
            return None
        type_ = self.words.scope.names.get(name, Type("table"))
        self.words.reads.add(name)
        return place(present(name, type_, name in self.words.scope.maybe), node.start, node.end), YES_NO

    def _choice(self, node: syntax.Call, known: frozenset[str], want: Type | None) -> Typed | None:
        test = self.build(node.args[0], known, YES_NO)
        if test is None:
            return None
        if test[1] != YES_NO:
            self._wrong_kind(node.args[0], test[1], (YES_NO,))
            return None
        then = self.build(node.args[1], known | surely_filled(test[0]), want)
        other = self.build(node.args[2], known | surely_filled(test[0], False), want or (then[1] if then else None))
        if then is None or other is None:
            return None
        if not fits(then[1], other[1]):
            self.words.wrong("formula-type", node,
                             say("如果 的两种结果要是同一类，现在一个是{one}，一个是{other}。",
                                 "both outcomes of 如果 (if) must be of one kind, not {one} and {other}.",
                                 one=then[1].words, other=other[1].words))
            return None
        return place(ast.IfExp(test[0], then[0], other[0]), node.start, node.end), alike(then[1], (then, other))

    def _function(self, node: syntax.Call, function: Function, known: frozenset[str]) -> Typed | None:
        if not self._counts(node, function):
            return None
        self.calls.add(function.zh)
        made = [self._argument(arg, function, at, len(node.args), known) for at, arg in enumerate(node.args)]
        args = [arg for arg in made if arg is not None]
        if len(args) < len(made):
            return None
        result = function.result
        if result is None:
            result = args[0][1]
            for arg, (_, type_) in () if function.rows else zip(node.args, args, strict=True):
                if not fits(type_, result):
                    self._wrong_kind(arg, type_, (result,))
                    return None
            result = alike(result, args[:1] if function.rows else args)
        return place(Invoke(function, [arg for arg, _ in args], result), node.start, node.end), result

    def _counts(self, node: syntax.Call, function: Function) -> bool:
        have, least = len(node.args), function.least
        if have >= least and (have == 0 or function.param(have - 1, have) is not None):
            return True
        most = len(function.params)
        wanted = say("至少 {n} 个", "at least {n}", n=least) if function.last_repeats else \
            say("{n} 个", "{n}", n=least if least == most else f"{least}–{most}")
        self._wrong(node, say("{name} 要{wanted}参数，这里有 {have} 个。", "{name} takes {wanted} arguments, not {have}.",
                              name=function.zh, wanted=wanted, have=have), say("参数之间用「、」。", "separate them by 、."))
        return False

    def _name(self, arg: syntax.Node, known: frozenset[str]) -> Typed | None:
        """A name that is meant as such; what it stands for must be there all the same."""
        name = self.words.name_of(arg.name) if isinstance(arg, syntax.Word) else None
        made = self.build(arg, known, None) if name is not None or isinstance(arg, syntax.Word) else None
        if made is not None and name is not None:
            return constant(name, arg), Type("text")
        if not isinstance(arg, syntax.Word):
            self.words.wrong("formula-type", arg, say("这里只写一个字段名。", "a field's name stands here."))
        return None

    def _argument(self, arg: syntax.Node, function: Function, at: int, count: int, known: frozenset[str]) -> Typed | None:
        param = function.param(at, count) or Param()
        if param.name:
            return self._name(arg, known)
        if param.each:
            before, self.words.rows = self.words.rows, {**self.words.rows, **function.rows}
            made = self.build(arg, known, _wanted(arg, param))
            self.words.rows = before
        else:
            made = self.build(arg, known, _wanted(arg, param))
        if made is None:
            return None
        if param.accepts and not any(fits(made[1], accepted) for accepted in param.accepts):
            self._wrong_kind(arg, made[1], param.accepts)
            return None
        if not param.each:
            return made
        return place(Each(made[0], names_read(made[0]) & function.rows.keys()), arg.start, arg.end), made[1]

    def _wrong_kind(self, arg: syntax.Node, have: Type, accepts: tuple[Type, ...]) -> None:
        kinds = Text("或".join(type_.words.zh for type_ in accepts), " or ".join(type_.words.en for type_ in accepts))
        self.words.wrong("formula-type", arg,
                         say("「{text}」是{have}，这里要的是{want}。", "“{text}” is {have}, but {want} is wanted here.",
                             text=self.words.written(arg), have=have.words, want=kinds))


def _wanted(arg: syntax.Node, param: Param) -> Type | None:
    """Which of the accepted types a bare word would be an item of."""
    word = arg.name if isinstance(arg, syntax.Word) else arg.text if isinstance(arg, syntax.Quoted) else None
    for accepted in param.accepts:
        if accepted.list is not None and word in accepted.list.items:
            return accepted
    return param.accepts[0] if param.accepts else None


def alike(gives: Type, made: Sequence[Typed]) -> Type:
    """The type of what is one of several values: a share only where all of them are, 0 and the like aside."""
    if not any(type_.share for _, type_ in made):
        return gives
    shares = all(type_.share or isinstance(node, ast.Constant) for node, type_ in made)
    return replace(gives, share=shares and gives.kind == "number")
