"""A field that is asked and then never used: people fill it in for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.documents import effects_of
from engine.formulas import Formula
from engine.model import Actor, Effects, Enrolment, Field, Form, Method, Opening, Step, Who, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"unused-field": say("问了却没有用到的字段，或者没有用到的算式", "a field that is asked, or a named formula, and then never used")}

# What people read for themselves in the case; the other kinds are asked so that something is done with them.
_READ_BY_PEOPLE = frozenset({"text", "long_text", "photo", "file", "place", "table"})


def check(method: Method, report: Report) -> None:
    """Report fields no formula, person, deadline, message, document or board speaks of, and idle named formulas."""
    for flow in method.workflows.values():
        used = set(_spoken_of(method, flow))
        for field, returned in _asked(flow):
            if field.name not in used and field.kind not in _READ_BY_PEOPLE and not returned:
                report.add("unused-field", field.mark, say(
                    "「{name}」填了以后没有地方用到", "nothing uses “{name}” once it is filled in", name=field.name),
                    say("在公式、知会、单据或公示里用上它，或者不问",
                        "use it in a formula, a message, a document or a board, or do not ask for it"), severity="warning")
        for name, formula in flow.derived.items():
            if name not in used:
                report.add("unused-field", formula.mark, say("算式「{name}」没有地方用到", "nothing uses the formula “{name}”", name=name),
                           say("去掉它，或者在该用的地方写上", "remove it, or use it where it belongs"), severity="warning")


def _asked(flow: Workflow) -> Iterator[tuple[Field, bool]]:
    """Every field of the flow; what an action with 回 asks is read by those it goes back to."""
    yield from ((field, False) for field in flow.start.form)
    for step in flow.steps.values():
        yield from ((field, False) for field in step.form)
        for action in step.actions.values():
            yield from ((field, action.way is not None and action.way.kind != "next") for field in action.form)


def _spoken_of(method: Method, flow: Workflow) -> Iterator[str]:
    yield from (flow.headline, flow.start.into, flow.start.day_into)
    for form in _forms(flow):
        for field in form:
            yield from (name for formula in (field.when, field.must) if formula is not None
                        for name in formula.reads - {field.name})
    for formula in flow.derived.values():
        yield from formula.reads
    for step in flow.steps.values():
        yield from _in_step(step)
    for act in flow.anytime.values():
        yield from _in_who(act.by)
        yield from act.when.reads if act.when is not None else ()
    yield from (outcome.reopen.on for outcome in flow.outcomes.values() if outcome.reopen is not None)
    for effects in effects_of(flow):
        for tell in effects.tell:
            yield from (*tell.fields, *_in_who(tell.who))
        yield from _carried(method, flow, effects)
    yield from _published(method, flow)
    yield from _counted(method, flow)


def _carried(method: Method, flow: Workflow, effects: Effects) -> Iterator[str]:
    """What goes along beyond the case: what is written under 带, and what has the same name there."""
    for granting in (*effects.appoint, *effects.dismiss):
        yield from (granting.who, granting.at)
    beyond: list[tuple[Opening | Enrolment, Form]] = [
        (one, method.workflows[one.workflow].start.form) for one in effects.opens if one.workflow in method.workflows]
    beyond += [(one, method.registers[one.register].form) for one in effects.enrol if one.register in method.registers]
    for carried, form in beyond:
        yield carried.per
        yield from (name for formula in carried.carry.values() for name in formula.reads)
        yield from (field.name for field in form)


def _counted(method: Method, flow: Workflow) -> Iterator[str]:
    """What indicators and obligations read of a case."""
    for evaluation in method.evaluations.values():
        for one in evaluation.indicators.values():
            if one.source == flow.name:
                yield from (*one.credit, *one.dated_by)
                yield from (name for formula in (one.only, one.numerator, one.denominator) if formula is not None for name in formula.reads)
    for duty in method.duties.values():
        proof = duty.evidence
        if proof.workflow == flow.name:
            yield from (proof.subject, proof.object, proof.day)
            yield from (name for formula in (proof.only, duty.measure.of) if formula is not None for name in formula.reads)
        if duty.missed.opens == flow.name:
            yield from (field for field, _ in duty.missed.carry)
    for rule in (one for evaluation in method.evaluations.values() for one in evaluation.consequences.values()):
        if rule.opens == flow.name:
            yield from (field for field, _ in rule.carry)


def _published(method: Method, flow: Workflow) -> Iterator[str]:
    for document in (one for one in method.documents.values() if one.source == flow.name):
        yield from (name for part in document.parts.values() for name in part.fields)
        yield from (name for formula in document.columns.values() for name in formula.reads)
        yield from document.only.reads if document.only is not None else ()
        yield from (document.per.name, document.dated_by, document.sorted_by)
        yield from (name for who in document.signatures for name in _in_who(who))
    for board in method.boards.values():
        yield from board.reads(flow.name)
    yield from flow.withheld.reads if flow.withheld is not None else ()
    yield from flow.withheld_choices


def _in_step(step: Step) -> Iterator[str]:
    for who in (step.by, step.assisted_by, step.recuse, *(action.by for action in step.actions.values())):
        yield from _in_who(who)
    formulas: list[Formula | None] = [*(row.when for row in step.route), *(action.when for action in step.actions.values())]
    if step.ballot is not None:
        formulas += [*step.ballot.results.values(), *(one.when for one in step.ballot.invite)]
        yield from (name for one in step.ballot.invite for name in _in_who(one.who))
        yield step.ballot.about
    if step.deadline is not None:
        yield from (step.deadline.until, step.deadline.since, *(step.deadline.limit.reads if step.deadline.limit is not None else ()))
    if step.draw is not None:
        yield step.draw.into
        formulas.append(step.draw.only)
    yield from (name for formula in formulas if formula is not None for name in formula.reads)


def _in_who(who: Who) -> Iterator[str]:
    yield from (name for actor in who for name in _names(actor))
    yield from (name for actor in who for formula in (actor.at_by, actor.only) if formula is not None for name in formula.reads)


def _names(actor: Actor) -> tuple[str, str]:
    return actor.name if actor.kind == "field" else "", actor.at


def _forms(flow: Workflow) -> Iterator[Form]:
    yield flow.start.form
    for step in flow.steps.values():
        yield step.form
        yield from (action.form for action in step.actions.values())
    yield from (act.form for act in flow.anytime.values())
