"""What goes beyond a case arrives whole: every value that another case or a register must have is there and fits.

In: the openings and enrolments of a workflow, and what is surely filled where they happen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.compiler import type_of
from engine.compiler.scopes import HOME
from engine.formulas import Formula
from engine.formulas.types import fits
from engine.model import Effects, Enrolment, Field, Form, Method, Opening, Register, Workflow
from engine.problems import Mark, Report
from engine.text import Text, say

RULES = {
    "carried-kind": say("带过去的内容和那边的字段不是一类", "what is carried over is of another kind than the field there"),
    "carried-missing": say("那边必填的内容没有带过去，或者到这里不一定填了", "what must be filled there is not carried over, or may not be filled here"),
    "carried-private": say("保密的内容带到了不保密的字段", "a private value is carried into a field that is not"),
    "carried-unit": say("说不出新立的件或新记的一行归哪个单位", "nobody can tell which unit the new case or row belongs to"),
    "opened-by": say("另立的两头没有对上", "the two ends of an opening do not fit together"),
}
CHANNEL, LINKED = "渠道", "联系人"


class Place(NamedTuple):
    """Where effects stand: what they are, what is surely filled there, and what the act itself asks."""

    effects: Effects
    filled: frozenset[str]
    own: Form


def places(flow: Workflow) -> Iterator[Place]:
    """Every place of a workflow where something happens besides."""
    start = frozenset(field.name for field in flow.start.form if not field.maybe)
    for step in flow.steps.values():
        before = flow.filled.get(step.name, start)
        after = before | _required(step.form)
        yield Place(step.on_enter, before, ())
        yield from (Place(action.effects, after | _required(action.form), action.form) for action in step.actions.values())
        yield from (Place(row.effects, after, ()) for row in step.route)
        yield from (Place(nudge.effects, before, ()) for nudge in (step.deadline.nudges if step.deadline is not None else ()))
    yield from (Place(act.effects, start | _required(act.form), act.form) for act in flow.anytime.values())
    yield from (Place(outcome.effects, flow.filled.get(outcome.name, start), ()) for outcome in flow.outcomes.values())


def _required(form: Form) -> frozenset[str]:
    return frozenset(field.name for field in form if not field.maybe)


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report what does not arrive whole beyond a workflow."""
    for place in places(flow):
        for opening in place.effects.opens:
            target = method.workflows.get(opening.workflow)
            if target is not None:
                _Carried(method, flow, place, opening, report).into(target.start.form, target.belongs_to, (CHANNEL, HOME))
                _ends_fit(flow, opening, target, report)
        for enrolment in place.effects.enrol:
            register = method.registers.get(enrolment.register)
            if register is not None:
                _Carried(method, flow, place, enrolment, report).into(register.form, register.belongs_to, _beside(register))


def _beside(register: Register) -> tuple[str, ...]:
    return (HOME, LINKED) if register.linked_to else (HOME,)


def check_ends(method: Method, report: Report) -> None:
    """Report a workflow that says it is opened from another which never does."""
    opened = {(flow.name, opening.workflow) for flow in method.workflows.values() for place in places(flow) for opening in place.effects.opens}
    for flow in method.workflows.values():
        for source in flow.start.opened_by:
            if source in method.workflows and (source, flow.name) not in opened:
                report.add("opened-by", flow.start.mark, say(
                    "「{flow}」写着由「{source}」另立，可是「{source}」没有另立它", "“{flow}” says it is opened from “{source}”, which never opens it",
                    flow=flow.name, source=source), say("在「{source}」里写上「另立」，或者去掉这一个", "write 另立 in “{source}”, or take it away here",
                                                        source=source))


def _ends_fit(flow: Workflow, opening: Opening, target: Workflow, report: Report) -> None:
    if flow.name not in target.start.opened_by:
        report.add("opened-by", opening.mark, say(
            "「{target}」没有写可以由「{flow}」另立", "“{target}” does not say that it may be opened from “{flow}”", target=target.name, flow=flow.name),
            say("在「{target}」的「发起」里写「另立自: [{flow}]」", "write 另立自: [{flow}] under 发起 of “{target}”", target=target.name, flow=flow.name),
            related=((target.start.mark, say("它的「发起」写在这里", "its start is here")),))


class _Carried:
    def __init__(self, method: Method, flow: Workflow, place: Place, what: Opening | Enrolment, report: Report) -> None:
        self.method, self.flow, self.what, self.report = method, flow, what, report
        known = {**{field.name: field for field in place.own}, **flow.all_fields()}
        split = known.get(what.per)
        rows = split.table if split is not None and split.kind == "table" else ()
        self.fields: Mapping[str, Field] = {**known, **{field.name: field for field in rows}}
        self.filled = place.filled | _required(rows) | ({what.per} if split is not None else set())

    def into(self, form: Form, unit: str, beside: tuple[str, ...]) -> None:
        """Report on every field of the other form, and on what is carried to no field."""
        names = {field.name for field in form}
        for name, formula in self.what.carry.items():
            if name not in names and name not in beside:
                self._tell("carried-kind", formula.mark, "那边没有「{name}」这个字段", "there is no field “{name}” over there", name)
        for field in form:
            self._one(field)
        self._unit(unit)

    def _one(self, field: Field) -> None:
        formula = self.what.carry.get(field.name)
        source = self.fields.get(formula.text.strip() if formula is not None else field.name)
        mark = formula.mark if formula is not None else self.what.mark
        if formula is None and source is None:
            if not field.maybe:
                self._tell("carried-missing", mark, "那边的「{name}」必填，这里没有带", "“{name}” must be filled over there, and is not carried", field.name,
                          say("在「带」里写上它，或者在那边写成选填", "write it under 带, or make it optional over there"))
            return
        self._kinds(field, formula, source, mark)
        reads = formula.reads if formula is not None else frozenset({field.name})
        unsure = sorted(name for name in reads if name in self.fields and name not in self.filled)
        if unsure and not field.maybe:
            self._tell("carried-missing", mark, "「{name}」必填，可是到这里「{unsure}」不一定填了",
                      "“{name}” must be filled over there, but “{unsure}” may not be filled here", field.name,
                      say("换一个一定填了的，或者在那边写成选填", "carry what is surely filled, or make it optional over there"), unsure="、".join(unsure))

    def _kinds(self, field: Field, formula: Formula | None, source: Field | None, mark: Mark) -> None:
        given = type_of(source) if source is not None else formula.type if formula is not None else type_of(field)
        if not fits(given, type_of(field)):
            self._tell("carried-kind", mark, "「{name}」那边要{want}，这里带的是{have}", "“{name}” wants {want} over there, not {have}", field.name,
                      want=type_of(field).words, have=given.words)
            return
        private = [self.fields[name] for name in (formula.reads if formula is not None else {field.name})
                   if name in self.fields and self.fields[name].private]
        if private and not (field.private and source is not None):
            self._tell("carried-private", mark, "「{source}」是保密的，不能带到「{name}」", "“{source}” is private and cannot be carried into “{name}”",
                      field.name, say("那边也写「保密: 是」，原样带过去", "make it private over there too, and carry it as it is"), source=private[0].name)

    def _unit(self, kind: str) -> None:
        """The unit is the case's own, one above it, or said."""
        home = self.flow.belongs_to
        if HOME in self.what.carry or not kind or kind == home or (home and kind in self._above(home)):
            return
        self._tell("carried-unit", self.what.mark, "那边归{name}，从这里看不出是哪一个", "it belongs to a {name} over there, and nothing tells which", kind,
                  say("在「带」里写「归属单位: 选单位的字段」", "write 归属单位 with a unit field under 带"))

    def _above(self, kind: str) -> set[str]:
        found: set[str] = {"街道"}
        waiting = [kind]
        while waiting:
            known = self.method.units.get(waiting.pop())
            fresh = [one for one in (known.parents if known is not None else ()) if one not in found]
            found.update(fresh)
            waiting += fresh
        return found

    def _tell(self, rule: str, mark: Mark, zh: str, en: str, name: str, hint: Text | None = None, **facts: object) -> None:
        self.report.add(rule, mark, say(zh, en, name=name, **facts), hint)
