"""Obligations: who owes what, how often, with what as evidence.

In: an item of 义务 and the compiled workflows.  Out: a `Duty`; what its words mean is settled here, whether they fit
together is for the checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.calendar import read_recurrence
from engine.compiler.names import Names
from engine.compiler.policy import ROLLS
from engine.compiler.scopes import HOME, Scopes, policy_scope
from engine.formulas import Formula, Scope, compile_formula
from engine.formulas.types import NUMBER, YES_NO, Type, item_of
from engine.model import Workflow
from engine.model.duty import SELF, Absence, Anchor, Duty, Evidence, Lead, Measure, Missed, Notice, Reminder
from engine.problems import nearest
from engine.schema import Item
from engine.text import Text, say
from engine.values import AT_ONCE, read_date, read_span, read_time

OUTCOME = "结局"
DAY_PARTS = {"上午": "morning", "morning": "morning", "下午": "afternoon", "afternoon": "afternoon"}
COUNTS_FROM = {"原定日": "nominal", "nominal": "nominal", "实际日": "planned", "planned": "planned"}
CARRIED = ("义务", "本人", "单位", "到期日", "应有", "实有")


def compile_duty(names: Names, name: str, item: Item, workflows: Mapping[str, Workflow]) -> Duty:
    """Compile one obligation; every problem goes to the report of `names`."""
    return _Duty(names, name, item, workflows).compile()


class _Duty:
    def __init__(self, names: Names, name: str, item: Item, workflows: Mapping[str, Workflow]) -> None:
        self.names, self.name, self.item = names, name, item
        proof = item.get("evidence")
        flow = proof.get("workflow") if proof is not None else None
        self.flow = workflows.get(names.use("workflow", flow)) if flow is not None else None

    def compile(self) -> Duty:
        item, names = self.item, self.names
        who, kind = self._meant("who", ("unit", "role"))
        to, to_kind = self._meant("to", ("unit", "register", "role"))
        joins, minimum = item.get("moves_with"), item.get("minimum")
        return Duty(
            name=self.name, title=item.text("title", self.name), who=who, who_kind=kind or "role",  # type: ignore[arg-type]
            to=to, to_kind=to_kind, recurs=self._recurs(), anchor=self._anchor(), on_rest=self._on_rest(), at=self._at(),  # type: ignore[arg-type]
            joins=names.use("obligation", joins) if joins is not None else "",
            minimum=self._formula(minimum, policy_scope(names), NUMBER), evidence=self._evidence(), measure=self._measure(),
            notice=self._notice(), absence=self._absence(), never_empty=item.flag("never_empty"), reminders=self._reminders(),
            missed=self._missed(), grace=self._lead(item.get("grace")), note=item.text("note"), cite=names.cites(item), mark=item.key)

    def _meant(self, key: str, kinds: tuple[str, ...]) -> tuple[str, str]:
        """A name and which kind of thing it names."""
        found = self.item.get(key)
        if found is None:
            return "", ""
        name = str(found.value)
        for kind in kinds:
            if name in self.names.declared[kind]:
                return self.names.use(kind, found), kind
        self.names.unknown("role" if key == "who" else "unit", name, found.mark,
                           [one for kind in kinds for one in self.names.declared[kind]])
        return (name, "role") if key == "who" else ("", "")

    def _formula(self, item: Item | None, scope: Scope, expect: Type | None) -> Formula | None:
        made = compile_formula(str(item.value), item.mark, scope, expect, self.names.report) if item is not None else None
        for name in made.reads | made.calls if made is not None else ():
            if name in self.names.declared["parameter"]:
                self.names.note("parameter", name)
        return made

    def _wrong(self, item: Item, said: Text, hint: Text) -> None:
        self.names.report.add("bad-value", item.mark, said, hint)

    # --- when -------------------------------------------------------------------------------------------------------

    def _recurs(self) -> str:
        item = self.item.get("recurs")
        if item is None:
            return ""
        text = str(item.value)
        if text in self.names.declared["parameter"]:
            return self.names.use("parameter", item)
        if read_recurrence(text) is None and read_date(text) is None:
            close = nearest(text, self.names.declared["parameter"])
            self._wrong(item, say("看不懂周期「{text}」", "the recurrence “{text}” cannot be read", text=text),
                        say("是不是参数「{close}」？", "did you mean the parameter “{close}”?", close=close) if close else
                        say("写每周五、每月10日、25日、每月末、每季度、2015-09-30 这样，或者写参数名",
                            "write 每周五, 每月10日、25日, 每月末, 每季度 or 2015-09-30, or a parameter's name"))
        return text

    def _anchor(self) -> Anchor | None:
        after, before = self.item.get("after"), self.item.get("before")
        one = after or before
        if one is None or not isinstance(one.value, dict):
            return None
        duty, flow = one.get("obligation"), one.get("workflow")
        within = one.get("within") or one.get("lead")
        return Anchor(
            "after" if one is after else "before", self.names.use("parameter", within) if within is not None else "",
            self.names.use("obligation", duty) if duty is not None else "",
            self.names.use("workflow", flow) if flow is not None else "",
            self._choice(one.get("counts_from"), COUNTS_FROM, say("写原定日、实际日，或者参数名", "write 原定日, 实际日 or a parameter's name"))
            or "planned", one.key)

    def _on_rest(self) -> str:
        return self._choice(self.item.get("on_rest"), ROLLS, say("写顺延、提前、不动，或者参数名", "write 顺延, 提前, 不动 or a parameter's name"))

    def _at(self) -> str:
        item = self.item.get("at")
        if item is not None and read_time(str(item.value)) is not None:
            return str(item.value)
        return self._choice(item, DAY_PARTS, say("写时刻如 18:00、上午、下午，或者参数名", "write a time such as 18:00, 上午, 下午 or a parameter's name"))

    def _choice(self, item: Item | None, words: Mapping[str, str], hint: Text) -> str:
        """One of a few words, or the name of a parameter that holds one."""
        if item is None:
            return ""
        text = str(item.value)
        if text in self.names.declared["parameter"]:
            return self.names.use("parameter", item)
        if text not in words:
            self._wrong(item, say("这里不能写「{text}」", "“{text}” cannot stand here", text=text), hint)
        return words.get(text, "")

    def _lead(self, item: Item | None) -> Lead | None:
        if item is None:
            return None
        text = str(item.value)
        if text in self.names.declared["parameter"]:
            return self.names.use("parameter", item)
        span = read_span(text)
        if span is None:
            self._wrong(item, say("看不懂时长「{text}」", "the duration “{text}” cannot be read", text=text),
                        say("写 3个工作日、7天 这样，或者写参数名", "write 3个工作日 or 7天, or a parameter's name"))
        return span or AT_ONCE

    # --- what counts ------------------------------------------------------------------------------------------------

    def _scope(self) -> Scope:
        """What is surely filled however the case ended, and how it ended; what it proves must not change with a parameter."""
        flow = self.flow
        if flow is None:
            return policy_scope(self.names)
        scopes = Scopes(self.names, flow.all_fields(), flow.steps)
        parameters = self.names.parameter_types.keys()
        scopes.derived.update(flow.derived)
        scopes.derived = {name: one for name, one in flow.derived.items() if not scopes.needs(name) & parameters and not one.calls}
        ends = [flow.filled[name] for name in flow.outcomes if name in flow.filled]
        filled = frozenset.intersection(*ends) if ends else frozenset[str]()
        known = scopes.at(filled, extra={OUTCOME: item_of(OUTCOME, *flow.outcomes)})
        return replace(known, names={name: type_ for name, type_ in known.names.items() if name not in parameters}, tables={}, functions={})

    def _evidence(self) -> Evidence:
        item = self.item.get("evidence")
        only = self._formula(self.item.get("only"), self._scope(), YES_NO)
        if item is None or self.flow is None:
            return Evidence("", only=only)
        return Evidence(self.flow.name, self._field(item.get("who")), self._field(item.get("to")), self._field(item.get("day")),
                        only, item.mark)

    def _field(self, item: Item | None) -> str:
        if item is None or self.flow is None or str(item.value) == HOME:
            return ""
        name = str(item.value)
        if name not in self.flow.all_fields():
            self.names.unknown("field", name, item.mark, self.flow.all_fields())
            return ""
        return name

    def _measure(self) -> Measure:
        item = self.item.get("measured_by")
        for kind, expect in (("sum", NUMBER), ("distinct", None), ("share", YES_NO)):
            text = item.get(kind) if item is not None else None
            if text is not None:
                return Measure(kind, self._formula(text, self._scope(), expect))  # type: ignore[arg-type]
        return Measure()

    # --- what is done about it --------------------------------------------------------------------------------------

    def _people(self, item: Item | None, key: str) -> tuple[str, ...]:
        return tuple(self.names.use("role", one, also=(SELF,)) for one in item.words(key)) if item is not None else ()

    def _notice(self) -> Notice | None:
        item = self.item.get("announce")
        if item is None:
            return None
        board = item.get("publish")
        return Notice(self._lead(item.get("lead")) or AT_ONCE, self.names.use("board", board) if board is not None else "",
                      tuple(str(one.value) for one in item.words("fields")), item.key)

    def _absence(self) -> Absence | None:
        item = self.item.get("absence")
        if item is None:
            return None
        allowed = tuple(str(one.value) for one in item.words("allowed"))
        return Absence(allowed, self._people(item, "arranged_by") or (SELF,), self._people(item, "approved_by"),  # type: ignore[arg-type]
                       self._lead(item.get("latest")), item.key)

    def _reminders(self) -> tuple[Reminder, ...]:
        nudges = self.item.get("nudges")
        found: list[Reminder] = []
        for one in nudges.value if nudges is not None else ():
            before, after = one.get("before"), one.get("after")
            if (before is None) == (after is None):
                self.names.report.add("nudge-kind", one.mark, say("「到期前」和「到期后」要正好写一个", "write exactly one of 到期前 and 到期后"))
                continue
            found.append(Reminder("before" if before is not None else "after", self._lead(before or after) or AT_ONCE,
                                  self._people(one, "tell"), one.mark))
        return tuple(found)

    def _missed(self) -> Missed:
        item = self.item.get("missed")
        if item is None:
            return Missed()
        opens = item.get("open")
        flow = opens.get("workflow") if opens is not None else None
        carry = opens.get("carry") if opens is not None else None
        pairs = tuple((field, str(one.value)) for field, one in carry.value.items()) if carry is not None else ()
        for word in carry.value.values() if carry is not None else ():
            if str(word.value) not in CARRIED:
                self._wrong(word, say("不知道「{word}」是什么", "nothing is known as “{word}”", word=str(word.value)),
                            say("可以写：{known}", "these are known: {known}", known="、".join(CARRIED)))
        return Missed(self._people(item, "tell"), self.names.use("workflow", flow) if flow is not None else "", pairs, item.key)
