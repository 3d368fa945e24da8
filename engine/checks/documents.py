"""A document is issued by somebody, and each part holds what is known when the part is fixed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Document, Effects, Method, Step, Workflow
from engine.problems import Mark, Report
from engine.text import say

RULES = {
    "ledger-issued": say("台账不用出具", "a ledger is issued"),
    "never-issued": say("这张单据没有一处出具", "nothing issues this document"),
    "issued-elsewhere": say("出具的单据取自别处", "a document is issued by something it does not take from"),
    "part-not-filled": say("这一栏定下来的时候，内容还没有填过", "when this part is fixed nothing can have filled the field yet"),
}
ALWAYS = frozenset({"编号", "归属单位"})


def effects_of(flow: Workflow) -> Iterator[Effects]:
    """Everything that happens besides the ways of a workflow."""
    for step in flow.steps.values():
        yield step.on_enter
        yield from (action.effects for action in step.actions.values())
        yield from (row.effects for row in step.route)
        yield from (nudge.effects for nudge in (step.deadline.nudges if step.deadline is not None else ()))
    yield from (act.effects for act in flow.anytime.values())
    yield from (outcome.effects for outcome in flow.outcomes.values())


def issuers_of(method: Method) -> Iterator[tuple[str, str, Mark]]:
    """(document, the workflow or evaluation that issues it, where): whatever a case or a result issues."""
    for flow in method.workflows.values():
        yield from ((name, flow.name, flow.mark) for effects in effects_of(flow) for name in effects.issue)
    for evaluation in method.evaluations.values():
        yield from ((name, evaluation.name, rule.mark) for rule in evaluation.consequences.values() for name in rule.effects.issue)


def check(method: Method, report: Report) -> None:
    """Report documents nobody issues or the wrong thing does, and fields of parts that cannot be filled when the part is fixed."""
    issued = {name for name, _, _ in issuers_of(method)}
    for name, source, mark in dict.fromkeys(issuers_of(method)):
        document = method.documents.get(name)
        if document is not None and document.source != source and (document.of == "evaluation" or source in method.evaluations):
            report.add("issued-elsewhere", mark, say(
                "「{name}」取自「{taken}」，「{source}」出具不了", "“{name}” takes from “{taken}”; “{source}” cannot issue it",
                name=name, taken=document.source, source=source),
                say("在单据里写「取自: {source}」，或者换一张取自它的单据", "let the document take from it, or issue one that does", source=source))
    for document in method.documents.values():
        flow = method.workflows.get(document.source)
        if document.name not in issued and document.is_form and (
                document.of == "evaluation" or any(part.fixed_by for part in document.parts.values())):
            report.add("never-issued", document.mark, say(
                "没有哪一处出具「{name}」", "nothing issues “{name}”", name=document.name),
                say("在该出这张单据的动作或评价结果下写「出具: {name}」", "write 出具 at the action or the consequence that issues it", name=document.name))
        if not document.is_form and document.name in issued:
            whole = document.per.kind == "period"
            report.add("ledger-issued", document.mark, say(
                "「{name}」每期自己编号出一张，不用出具", "“{name}” is numbered with each period by itself; nothing issues it", name=document.name)
                if whole else say(
                "「{name}」是台账，收的是许多件，不能由一件来出具", "“{name}” is a ledger of many cases; no case issues it", name=document.name),
                say("去掉「出具」", "remove 出具") if whole else say("去掉「出具」；台账随时可以打印", "remove 出具; a ledger can be printed at any time"))
        if flow is not None:
            _parts(document, flow, report)


def _parts(document: Document, flow: Workflow, report: Report) -> None:
    for part in document.parts.values():
        known = set(ALWAYS)
        for place in part.fixed_by:
            known |= _filled_by(flow, place)
        for field in part.fields if part.fixed_by else ():
            if field not in known:
                report.add("part-not-filled", part.mark, say(
                    "「{part}」栏定于{places}，那时「{field}」还没有填过", "the part “{part}” is fixed at {places}, when nothing has filled “{field}” yet",
                    part=part.name, places="、".join(part.fixed_by), field=field),
                    say("把「{field}」移到后面的一栏，或者改「定于」", "move the field to a later part, or change where it is fixed", field=field))


def _filled_by(flow: Workflow, place: str) -> set[str]:
    """Every field that may be filled when a step, or an action of whatever step, is done."""
    found = {field.name for field in flow.start.form}
    for step in flow.steps.values():
        if place == step.name or place in step.actions:
            found |= {name for other in flow.steps.values() if step.name in _after(flow, other.name) for name in _fields(other)}
            found |= _fields(step)
    return found


def _fields(step: Step) -> set[str]:
    drawn = {step.draw.into} if step.draw is not None else set[str]()
    return {field.name for field in step.fields()} | {field.name for field in (step.ballot.sheet if step.ballot else ())} | drawn


def _after(flow: Workflow, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        step = flow.steps.get(waiting.pop())
        for _, way in step.ways() if step is not None else ():
            if way.kind == "next" and way.to not in found:
                found.add(way.to)
                waiting.append(way.to)
    return found
