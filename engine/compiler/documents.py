"""Documents: forms of one case, and ledgers.

In: items of 单据, with the workflows and registers they take from.  Out: `Document`s; unknown names are problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler.names import OPENER, Names
from engine.compiler.numbering import number_pattern
from engine.compiler.people import People
from engine.compiler.scopes import HOME, NUMBER_NAME, Scopes
from engine.compiler.scores_told import NumbersOf, columns_of_period, columns_on_paper, condition_scope
from engine.formulas import Formula, compile_formula
from engine.formulas.types import MOMENT, TEXT, UNIT, YES_NO, Scope, Type
from engine.model import Document, Field, Part, Per, Register, Workflow
from engine.schema import Item
from engine.text import say

EACH_CASE, EACH_PERIOD, WHOLE = ("件", "case"), ("期", "period"), ("全部", "whole")
ENTERED, ENDED = ("登记", "entered"), ("办结", "ended")
# What a ledger may show of a case besides what was filled in.
OF_A_CASE: Mapping[str, Type] = {"登记时间": MOMENT, "登记人": TEXT, "办结时间": MOMENT, "环节": TEXT, "结局": TEXT, "渠道": TEXT}
OF_AN_OCCASION: Mapping[str, Type] = {HOME: UNIT}
OF_A_ROW: Mapping[str, Type] = {NUMBER_NAME: TEXT, HOME: UNIT, "登记时间": MOMENT}
_SORTS = frozenset({"choice", "choices", "unit", "person", "entry", "yes_no", "text", "rating"})
_SUBJECTS = frozenset({"person", "unit", "entry", "choice", "choices"})
FORM_PART = "内容"
# What papers of an evaluation tell where they do not say.
RESULT_FIELDS = ("期", "对象", "承担", "结果", "处理", "理由", "得分", "名次", "签的人", "签的时间", "条款")
RESULT_COLUMNS = ("编号", "期", "结果", "对象", "承担", "处理", "签的人", "签的时间", "状态")
PERIOD_COLUMNS = ("名次", "对象", "得分", "结果", "处理")


def compile_document(names: Names, name: str, item: Item, workflows: Mapping[str, Workflow], registers: Mapping[str, Register],
                     numbers: NumbersOf) -> Document:
    """A document with everything it names looked up; `numbers`: what each evaluation counts."""
    return _Compiler(names, name, item, workflows, registers, numbers).compile()


class _Compiler:
    def __init__(self, names: Names, name: str, item: Item, workflows: Mapping[str, Workflow], registers: Mapping[str, Register],
                 numbers: NumbersOf) -> None:
        self.names, self.name, self.item = names, name, item
        source = item.text("source")
        self.flow, self.register = workflows.get(source), registers.get(source)
        found = item.get("source")
        kinds = [kind for kind in ("workflow", "register", "obligation", "evaluation") if source in names.declared.get(kind, ())]
        self.of = kinds[0] if kinds else "workflow"
        if found is not None:
            names.use(self.of, found)
        form = {one.name: one for one in (self.register.form if self.register else names.occasions.get(source, ()))}
        self.fields: Mapping[str, Field] = self.flow.all_fields() if self.flow else form
        self.steps = tuple(self.flow.steps.values()) if self.flow else ()
        self.numbers = numbers.get(source, ())
        self.sheets = {one.name: one for step in self.steps if step.ballot for one in step.ballot.sheet}
        self.per = self._per()

    def compile(self) -> Document:
        item, names = self.item, self.names
        per = self.per
        form = per.kind == "case"
        scope = self._scope()
        only, signed = item.get("only"), item.get("signatures")
        if form:
            self._refuse_in_form()
        people = People(names, frozenset(self.fields) | frozenset(self.sheets), frozenset(step.name for step in self.steps))
        return Document(
            name=self.name, title=item.text("title", self.name), source=item.text("source"), of=self.of,  # type: ignore[arg-type]
            per=per, parts=self._parts() if form else {}, columns={} if form else self._columns(scope),
            only=compile_formula(str(only.value), only.mark, self._condition_scope(scope), YES_NO, names.report) if only and not form else None,
            dated_by=self._dated_by(), sorted_by=self._field("sorted_by", _SORTS), number=number_pattern(names, item, "{年}-{序号:4}"),
            signatures=tuple(people.who(one) for one in signed.value) if signed else (),
            alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=names.cites(item), mark=item.key)

    # --- one for each what ------------------------------------------------------------------------------------------

    def _per(self) -> Per:
        item = self.item.get("per")
        if item is None:
            return Per() if self.of in ("workflow", "evaluation") else Per("whole")
        word, declared = str(item.value), self.names.declared
        if word in EACH_CASE and (self.flow is not None or self.of == "evaluation"):
            return Per()
        if word in EACH_PERIOD and self.of == "evaluation":
            return Per("period")
        if word in WHOLE:
            return Per("whole")
        if word == OPENER and self.flow is not None:
            return Per("opener", word)
        if word in self.fields and self.fields[word].kind in _SUBJECTS:
            return Per("field", word)
        for kind in ("unit", "register", "role"):
            if word in declared.get(kind, ()):
                self.names.note(kind, word)
                return self._bound(Per(kind, word), item)
        known = [*EACH_CASE[:1], *WHOLE[:1], *(one.name for one in self.fields.values() if one.kind in _SUBJECTS),
                 *declared.get("unit", ()), *declared.get("register", ()), *declared.get("role", ())]
        self.names.unknown("per", word, item.mark, known)
        return Per("whole")

    def _bound(self, per: Per, item: Item) -> Per:
        """A ledger for each row of a register needs something in the source that points at the row."""
        own = self.register is not None and per.name == self.register.name
        if per.kind == "register" and not own and not any(field.kind == "entry" and per.name in field.among for field in self.fields.values()):
            self.names.report.add("document-per", item.mark, say(
                "「{source}」里没有选「{register}」的字段，分不出每个{register}的册子", "nothing in “{source}” names a row of “{register}”",
                source=self.item.text("source"), register=per.name),
                say("在表单里加一个「选册: {register}」的字段", "add a field with 选册: {register}", register=per.name))
        if per.kind == "role" and self.register is not None and not any(field.kind == "person" for field in self.fields.values()) \
                and self.register.linked_to != per.name:
            self.names.report.add("document-per", item.mark, say(
                "名册「{source}」的行没有联系到「{role}」，分不出每个人的册子", "the rows of “{source}” are linked to no “{role}”",
                source=self.item.text("source"), role=per.name),
                say("给名册写上「联系人: {role}」，或者加一个选人的字段", "write 联系人: {role} at the register, or add a person field", role=per.name))
        return per

    # --- a form -----------------------------------------------------------------------------------------------------

    def _parts(self) -> dict[str, Part]:
        apart = self.item.get("parts")
        if apart is not None and self.of == "evaluation":
            self.names.report.add("document-form", apart.key, say(
                "取自评价的单据不分部分：签了才有，一次定下来", "a paper of an evaluation has no parts: it is there once it is signed, and whole"),
                say("改写「内容」", "write 内容 instead"))
            return {}
        made = {word: self._part(word, one) for word, one in self.item.entries("parts")}
        listed = self.item.get("fields")
        if made and listed is not None:
            self.names.report.add("document-form", listed.key, say(
                "「部分」和「内容」只能写一个", "write only one of 部分 and 内容"), say("内容写在各部分里", "write the fields in the parts"))
        if made:
            return made
        if listed is None or not isinstance(listed.value, list):
            fields = RESULT_FIELDS if self.of == "evaluation" else tuple(
                name for name, field in self.fields.items() if field.kind not in ("photo", "file"))
        else:
            fields = self._known(self.item.words("fields"))
        return {FORM_PART: Part(FORM_PART, FORM_PART, fields, mark=self.item.key)}

    def _part(self, name: str, item: Item) -> Part:
        places = frozenset([*(step.name for step in self.steps), *(action for step in self.steps for action in step.actions)])
        for one in item.words("fixed_by"):
            if str(one.value) not in places:
                self.names.unknown("anytime", str(one.value), one.mark, places)
        return Part(name, item.text("title", name), self._known(item.words("fields")),
                    tuple(str(one.value) for one in item.words("fixed_by")), self.names.cites(item), item.key)

    def _known(self, items: Iterable[Item]) -> tuple[str, ...]:
        known = {*columns_on_paper(self.numbers)} if self.of == "evaluation" else {*self.fields, *self.sheets, NUMBER_NAME, HOME}
        words = tuple(items)
        for one in words:
            if str(one.value) not in known:
                self.names.unknown("field", str(one.value), one.mark, known)
        return tuple(str(one.value) for one in words)

    def _refuse_in_form(self) -> None:
        listed = self.item.get("fields")
        wrong = [one for key in ("only", "dated_by", "sorted_by") if (one := self.item.get(key)) is not None]
        if listed is not None and isinstance(listed.value, dict):
            wrong.append(listed)
        for one in wrong:
            self.names.report.add("document-form", one.key, say(
                "一件一张的单据不能这样写，台账才可以", "a form of one case cannot have this; a ledger can"),
                say("写上「每」说明是台账，例如「每: 全部」；或者只列字段名", "say what there is one ledger for, such as 每: 全部; or list fields only"))

    # --- a ledger ---------------------------------------------------------------------------------------------------

    def _condition_scope(self, scope: Scope) -> Scope:
        """What a condition on lines may ask: of an evaluation, numbers are numbers there."""
        return condition_scope(self.names, scope.names, self.numbers) if self.of == "evaluation" else scope

    def _scope(self) -> Scope:
        if self.of == "evaluation":
            return Scope(names=(columns_of_period if self.per.kind == "period" else columns_on_paper)(self.numbers))
        scopes = Scopes(self.names, dict(self.fields), [step.name for step in self.steps])
        extra: dict[str, Type] = {name: type_ for name, type_ in {"workflow": OF_A_CASE, "register": OF_A_ROW, "obligation": OF_AN_OCCASION}[self.of].items()
                                  if name not in self.fields and name not in scopes.left}
        if self.flow is not None:
            scopes.derived.update(self.flow.derived)
            for step in self.steps:
                results = step.ballot.results if step.ballot is not None else {}
                extra |= {name: formula.type for name, formula in results.items() if name not in self.fields}
        return scopes.at(None, extra=extra)

    def _columns(self, scope: Scope) -> dict[str, Formula]:
        listed = self.item.get("fields")
        if listed is None:
            mark = self.item.key
            if self.of == "evaluation":
                return self._columns_named(PERIOD_COLUMNS if self.per.kind == "period" else RESULT_COLUMNS, scope)
            pairs = [(name, name, mark) for name, field in self.fields.items() if field.kind not in ("photo", "file", "table")]
            pairs = [(NUMBER_NAME, NUMBER_NAME, mark), *pairs] if self.flow else pairs
        elif isinstance(listed.value, dict):
            pairs = [(word, str(one.value), one.mark) for word, one in listed.value.items()]
        else:
            pairs = [(str(one.value), str(one.value), one.mark) for one in listed.value]
        made = {word: compile_formula(text, mark, scope, None, self.names.report) for word, text, mark in pairs}
        for formula in made.values():
            for name in formula.reads if formula is not None else ():
                self.names.note("parameter", name)
        return {word: formula for word, formula in made.items() if formula is not None}

    def _columns_named(self, named: Iterable[str], scope: Scope) -> dict[str, Formula]:
        made = {name: compile_formula(name, self.item.key, scope, None, self.names.report) for name in named}
        return {name: formula for name, formula in made.items() if formula is not None}

    def _dated_by(self) -> str:
        item = self.item.get("dated_by")
        if item is None or str(item.value) in ENTERED:
            return ""
        if str(item.value) in ENDED and self.flow is not None:
            return "closed"
        return self._field("dated_by", frozenset({"date", "moment"}))

    def _field(self, key: str, kinds: frozenset[str]) -> str:
        """A field of one of these kinds, named under a key."""
        item = self.item.get(key)
        if item is None:
            return ""
        name = str(item.value)
        fitting = [one.name for one in self.fields.values() if one.kind in kinds]
        if name not in fitting:
            self.names.unknown("field", name, item.mark, fitting)
        return name

