"""Boards: which lines a board shows, what it counts, how it says what became of a matter.

In: items of 公示栏 and the workflows, registers and roles they draw on.  Out: `Board`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.calendar import Recurrence, read_recurrence
from engine.compiler.documents import OF_A_CASE, OF_A_ROW, OF_AN_OCCASION
from engine.compiler.fields import type_of
from engine.compiler.names import OPENER, PARTIES, PUBLIC, Names
from engine.compiler.numbering import number_pattern
from engine.compiler.people import People
from engine.compiler.policy import ROLLS
from engine.compiler.scopes import Scopes
from engine.compiler.scores_told import NumbersOf, columns_of_result, columns_of_table, condition_scope
from engine.formulas import DATE, NUMBER, TEXT, YES_NO, Formula, Scope, Type, compile_formula, item_of
from engine.model import Board, Count, Form, Register, Remarks, Wording, Workflow
from engine.model.board import WITH_CASE, WITH_PERIOD
from engine.problems import Mark
from engine.schema import Item
from engine.text import Text, say
from engine.values import plain, read_span, read_time

WHEN_WORDS = {"随件": WITH_CASE, WITH_CASE: WITH_CASE, "随期": WITH_PERIOD, WITH_PERIOD: WITH_PERIOD}
DATED_BY = ("opened", "closed", "on_hand")
STANDING, OUTCOME, COUNTS_AS, DUE_ON, WORDING = "状态", "结局", "计为", "应办结日期", "措辞"
COUNTED_AS = ("办结", "未办结", "不计", "在办")
_SOURCES = ("workflow", "register", "obligation", "evaluation")
_NAMES_IN = re.compile(r"\{([^{}]+)\}")


def line_names(flow: Workflow) -> Mapping[str, Type]:
    """What a board knows of a case besides its fields; a field or named formula of that name comes first."""
    known: dict[str, Type] = {**OF_A_CASE, STANDING: TEXT, OUTCOME: item_of(OUTCOME, *flow.outcomes), DUE_ON: DATE, WORDING: TEXT,
                              COUNTS_AS: item_of(COUNTS_AS, *COUNTED_AS)}
    for step in flow.steps.values():
        known.update({name: formula.type for name, formula in (step.ballot.results if step.ballot else {}).items()})
    own = {*flow.all_fields(), *flow.derived}
    return {name: type_ for name, type_ in known.items() if name not in own}


def compile_board(names: Names, name: str, item: Item, workflows: Mapping[str, Workflow], registers: Mapping[str, Register],
                  numbers: NumbersOf) -> Board:
    """One board; names nobody declared, and what cannot be a period, are problems.  `numbers`: evaluation → what it counts."""
    return _Board(names, name, item, workflows, registers, numbers).compile()


class _Board:
    def __init__(self, names: Names, name: str, item: Item, workflows: Mapping[str, Workflow], registers: Mapping[str, Register],
                 numbers: NumbersOf) -> None:
        self.names, self.name, self.item, self.numbers = names, name, item, numbers
        self.workflows, self.registers = workflows, registers
        self.kind, self.source = self._source()

    def compile(self) -> Board:
        item, names = self.item, self.names
        scope = self._scope(self.kind, self.source)
        only, mask, suppress = item.get("only"), item.get("mask"), item.get("suppress")
        when = WHEN_WORDS.get(item.text("when"), "")
        return Board(
            name=self.name, title=item.text("title", self.name), when=when, source=self.source,
            kind=self.kind,  # type: ignore[arg-type]
            audience=tuple(names.use("role", one, also=(PUBLIC, PARTIES)) for one in item.words("audience")),
            recurs="" if when else self._recurs(), at=self._at(), on_rest=self._on_rest(),
            columns={word: made for word, one in self._columns() if (made := self._column(one, scope)) is not None},
            only=self._formula(only, self._condition_scope(scope), YES_NO), dated_by=self._dated_by(item, self.source),
            as_of=item.text("as_of", "drawn_up"), per=self._per(), sheets_for=self._chosen(), facts=self._facts(),  # type: ignore[arg-type]
            row=self._row(),
            wording={key: self._wording(one, scope) for key, one in item.entries("wording")},
            mask={word: str(one.value) for word, one in mask.value.items()} if mask else {},  # type: ignore[misc]
            suppress=names.use("parameter", suppress) if suppress else "",
            media=tuple(str(one.value) for one in item.words("media")),
            approved_by=People(names, frozenset(), frozenset()).who(item.get("approved_by")),
            number=number_pattern(names, item, "{年}-{序号:3}"), keep=read_span(item.text("keep")) if item.get("keep") else None,
            remarks=self._remarks(item.get("remarks")), note=item.text("note"), cite=names.cites(item), mark=item.key)

    # --- where it comes from ----------------------------------------------------------------------------------------

    def _source(self) -> tuple[str, str]:
        item = self.item.get("source")
        if item is None:
            return "", ""
        word = str(item.value)
        for kind in _SOURCES:
            if word in self.names.declared.get(kind, ()):
                self.names.note(kind, word)
                return kind, word
        self.names.unknown("workflow", word, item.mark, [one for kind in _SOURCES for one in self.names.declared.get(kind, ())])
        return "", ""

    def _scope(self, kind: str, source: str, *, clock: bool = False) -> Scope:
        if kind == "obligation":  # what an announcement tells is text under the names it gives
            return Scope(names={word: TEXT for word, _ in self._columns()})
        if kind == "evaluation":  # so is what is told of a result, or of everybody who is scored; every number has a name too
            of_result = WHEN_WORDS.get(self.item.text("when")) == WITH_CASE
            return Scope(names=(columns_of_result if of_result else columns_of_table)(self.numbers.get(source, ())))
        flow, register = self.workflows.get(source), self.registers.get(source)
        if kind == "register" and register is not None:
            return Scopes(self.names, {field.name: field for field in register.form}, ()).at(None, extra=OF_A_ROW)
        if flow is None:
            return Scopes(self.names, {}, ()).at(None)
        scopes = Scopes(self.names, flow.all_fields(), flow.steps)
        scopes.derived.update(flow.derived)
        return scopes.at(None, extra=line_names(flow), clock=clock)

    def _condition_scope(self, scope: Scope) -> Scope:
        """What a condition on lines may ask: the same as columns, but that numbers of an evaluation are numbers there."""
        if self.kind != "evaluation":
            return scope
        return condition_scope(self.names, scope.names, self.numbers.get(self.source, ()))

    def _columns(self) -> list[tuple[str, Item]]:
        columns = self.item.get("columns")
        entries = columns.value if columns is not None else {}
        return list(entries.items()) if isinstance(entries, dict) else [(str(one.value), one) for one in entries]

    def _column(self, item: Item, scope: Scope) -> Formula | Count | None:
        if not isinstance(item.value, dict):
            return self._formula(item, scope, None)
        named = item.get("count")
        source = str(named.value) if named else self.source
        if named and source not in self.workflows and source in self.names.occasions:
            return self._of_obligation(item, self.names.use("obligation", named))
        if named:
            self.names.use("workflow", named)
        if source not in self.workflows:
            if not named:
                self._bad(item.mark, say("这一列没有写数哪个流程", "this column does not say which workflow it counts"),
                          say("写上「数: 流程名」，或者给公示栏写「取自」", "write 数 with a workflow, or give the board its 取自"))
            return None
        self.names.cites(item)
        inner = self._scope("workflow", source, clock=True)
        return Count(source, self._formula(item.get("only"), inner, YES_NO), self._formula(item.get("share"), inner, YES_NO),
                     self._formula(item.get("sum"), inner, NUMBER), self._formula(item.get("mean"), inner, NUMBER),
                     self._dated_by(item, source, self.item.text("dated_by", "closed")))

    def _of_obligation(self, item: Item, source: str) -> Count:
        """A column that counts the occasions of an obligation, by the days they are planned for."""
        self.names.cites(item)
        inner = Scopes(self.names, {field.name: field for field in self.names.occasions[source]}, ()).at(None, extra=OF_AN_OCCASION)
        return Count(source, self._formula(item.get("only"), inner, YES_NO), self._formula(item.get("share"), inner, YES_NO),
                     self._formula(item.get("sum"), inner, NUMBER), self._formula(item.get("mean"), inner, NUMBER))

    def _formula(self, item: Item | None, scope: Scope, wanted: Type | None) -> Formula | None:
        if item is None:
            return None
        made = compile_formula(str(item.value), item.mark, scope, wanted, self.names.report)
        for name in made.reads if made is not None else ():
            if name in self.names.parameters:
                self.names.note("parameter", name)
        return made

    def _wording(self, item: Item, scope: Scope) -> Wording:
        text = str(item.value)
        parts = _NAMES_IN.split(text)
        found: dict[str, Formula] = {}
        for name in parts[1::2]:
            if name not in scope.names or name == WORDING:
                self.names.unknown("field", name, item.mark, scope.names)
            elif (made := compile_formula(name, item.mark, scope, None, self.names.report)) is not None:
                found[name] = made
        return Wording(text, tuple(parts[::2]), tuple(parts[1::2]), found, item.mark)

    # --- when and for whom ------------------------------------------------------------------------------------------

    def _recurs(self) -> Recurrence | str:
        item = self.item.get("when")
        if item is None:
            return ""
        word = str(item.value)
        if self._is_parameter(item, "recurrence"):
            return word
        found = read_recurrence(word)
        if found is None:
            self._bad(item.mark, say("「{word}」不是随件、随期，也不是周期", "“{word}” is neither 随件, 随期 nor a period", word=word),
                      say("写随件、随期，或每周五、每月25日、每月末、每季度这样的周期，或一个周期参数的名字",
                          "write 随件, 随期, a period such as 每周五, 每月25日, 每月末 or 每季度, or the name of a parameter that holds one"))
        return found or ""

    def _at(self) -> str:
        item = self.item.get("at")
        if item is None:
            return ""
        word = str(item.value)
        if self._is_parameter(item, "time"):
            return word
        if read_time(word) is None:
            self._bad(item.mark, say("「{word}」不是时刻", "“{word}” is no time of day", word=word),
                      say("写成 17:30 这样，或一个时刻参数的名字", "write it like 17:30, or name a parameter that holds one"))
        return plain(word)

    def _on_rest(self) -> str:
        item = self.item.get("on_rest")
        if item is None:
            return "previous"
        word = str(item.value)
        if word not in ROLLS and not self._is_parameter(item, "roll"):
            self._bad(item.mark, say("「{word}」不是遇到休息日的办法", "“{word}” is no way to treat a rest day", word=word),
                      say("写顺延、提前或不动，或一个这样的参数的名字", "write 顺延, 提前 or 不动, or name a parameter that holds one"))
        return ROLLS.get(word, word)

    def _is_parameter(self, item: Item, kind: str) -> bool:
        found = self.names.parameters.get(str(item.value))
        if found is None:
            return False
        self.names.note("parameter", found.name)
        if found.type != kind:
            self._bad(item.mark, say("参数「{name}」的类型和这里要的不一样", "the parameter “{name}” is not of the type needed here", name=found.name))
        return True

    def _dated_by(self, item: Item, source: str, usual: str = "closed") -> str:
        word, flow = item.text("dated_by", usual), self.workflows.get(source)
        if word in DATED_BY or flow is None:
            return word
        field = flow.all_fields().get(word)
        if field is None or field.kind not in ("date", "moment"):
            at = item.get("dated_by") or item
            self._bad(at.mark, say("「{word}」不是发起、办结、在办，也不是「{flow}」的日期字段",
                                   "“{word}” is neither 发起, 办结 nor 在办, nor a date field of “{flow}”", word=word, flow=source))
        return word

    def _per(self) -> str:
        item = self.item.get("per")
        if item is None:
            return ""
        word = str(item.value)
        kind = "role" if word in self.names.declared["role"] else "unit"
        return self.names.use(kind, item)

    def _facts(self) -> Form:
        """What is known of those who have a sheet of their own."""
        per = self.item.text("per")
        return self.names.role_facts(per) if per in self.names.declared["role"] else self.names.facts_of("unit", (per,))

    def _chosen(self) -> Formula | None:
        item = self.item.get("sheets_for")
        if item is not None and self.item.get("per") is None:
            self._bad(item.mark, say("「只出」要和「每」一起写", "只出 goes with 每"), say("写上「每」", "write 每"))
            return None
        known = {field.name: type_of(field) for field in self._facts()}
        return self._formula(item, Scopes(self.names, {}, ()).at(None, extra=known), YES_NO)

    def _row(self) -> str:
        item = self.item.get("row")
        if item is None:
            return ""
        word, flow = str(item.value), self.workflows.get(self.source)
        if word == OPENER or (flow is not None and word in flow.all_fields()):
            return word
        return self.names.use("role" if word in self.names.declared["role"] else "unit", item)

    def _remarks(self, item: Item | None) -> Remarks | None:
        if item is None:
            return None
        named, into = item.get("workflow"), item.get("into")
        flow = self.workflows.get(self.names.use("workflow", named)) if named else None
        asked = {field.name: field for field in flow.start.form} if flow else {}
        if flow is not None and not any(actor.kind == "public" for actor in flow.start.by):
            self._bad(item.mark, say("群众不能发起「{flow}」，没法用它提意见", "the public may not begin “{flow}”, so nobody can remark", flow=flow.name),
                      say("在它的「发起」里写「由: 公众」", "write 公众 among those who may begin it"))
        if into is not None and (str(into.value) not in asked or asked[str(into.value)].kind != "text"):
            self.names.unknown("field", str(into.value), into.mark, [one.name for one in asked.values() if one.kind == "text"])
        return Remarks(flow.name, str(into.value) if into else "") if flow else None

    def _bad(self, mark: Mark, message: Text, hint: Text | None = None) -> None:
        self.names.report.add("board-unfit", mark, message, hint)
