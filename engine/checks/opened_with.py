"""A case that opens by itself, after a missed obligation or a signed result, gets every value its form must have.

In: what is carried into it.  Out: a problem for each field that is not there, cannot hold what is carried, or stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.compiler.scoring_words import BEARER, CHOICE, SUBJECT, TOLD
from engine.model import Consequence, Evaluation, Field, Method
from engine.problems import Mark, Report
from engine.text import say

RULES = {"opened-with": say("自己立的件，必填的内容没有带全，或者带的不合适", "a case that opens by itself does not get what its form must have")}


def check(method: Method, report: Report) -> None:
    """Report what does not arrive in cases that open by themselves."""
    for name, opens, carried, unfit, mark in _openings(method):
        flow = method.workflows.get(opens)
        if flow is None:
            continue
        form = {one.name: one for one in flow.start.form}
        for field in (one for one in carried if one not in form):
            report.add("opened-with", mark, say("「{name}」带了「{field}」，「{flow}」登记时没有这个字段", "“{name}” carries “{field}”, and the start of "
                       "“{flow}” has no such field", name=name, field=field, flow=opens))
        for field in (one.name for one in flow.start.form if not one.maybe and one.name not in carried):
            report.add("opened-with", mark, say("「{flow}」的「{field}」必填，「{name}」没有带", "“{field}” of “{flow}” must be filled, and “{name}” does not "
                       "carry it", name=name, field=field, flow=opens),
                       say("在「带」里写上它，或者在那边写成选填", "write it under 带, or make it optional over there"))
        for field, wanted in unfit:
            if field in form and form[field].kind in wanted:
                report.add("opened-with", mark, say("带到「{field}」的内容和它不是一类", "what is carried into “{field}” is of another kind", field=field),
                           say("人和单位写「承担」或「对象」，清单里的写「处理」", "write 承担 or 对象 for people and units, 处理 for an item of a list"))


def _openings(method: Method) -> Iterator[tuple[str, str, frozenset[str], list[tuple[str, frozenset[str]]], Mark]]:
    """(title, workflow, fields that are carried, field → the kinds of field that what is carried does not fit, place)."""
    for duty in method.duties.values():
        yield duty.title, duty.missed.opens, frozenset(field for field, _ in duty.missed.carry), [], duty.missed.mark
    for evaluation in method.evaluations.values():
        for rule in evaluation.consequences.values():
            form = {one.name: one for one in method.workflows[rule.opens].start.form} if rule.opens in method.workflows else {}
            unfit = [(field, _unfit(method, evaluation, rule, form.get(field), text)) for field, text in rule.carry]
            yield rule.title, rule.opens, frozenset(field for field, _ in rule.carry), unfit, rule.mark


def _unfit(method: Method, evaluation: Evaluation, rule: Consequence, field: Field | None, text: str) -> frozenset[str]:
    """The kinds of field that cannot hold what is carried."""
    closed = {"person", "unit", "choice", "choices", "yes_no", "date", "time", "moment", "entry", "case", "table", "photo", "file", "party", "span"}
    found = TOLD.fullmatch(text)
    word = found.group(1) if found is not None else ""
    if word == CHOICE and field is not None and field.options is not None and method.lists.get(rule.choices) is not None:
        return frozenset(closed - ({"choice", "choices"} if field.options == method.lists[rule.choices].type else set()))
    fits = {BEARER: _borne_by(method, evaluation, rule.on), SUBJECT: _borne_by(method, evaluation, "")}
    return frozenset(closed - {fits.get(word, "")})


def _borne_by(method: Method, evaluation: Evaluation, on: str) -> str:
    """Whether a person or a unit is scored, or bears what follows; a fact may be either."""
    names = (on,) if on else evaluation.subjects
    if all(name in method.units for name in names):
        return "unit"
    if all(name in method.roles for name in names):
        return "person" if all(method.roles[name].held_by == "person" for name in names) or on else "unit"
    facts = {one.name: one.kind for form in (*(kind.form for kind in method.units.values()), *(role.form for role in method.roles.values())) for one in form}
    return facts.get(on, "")
