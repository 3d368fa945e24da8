"""A step that waits for whoever a field names, where the field may be empty: it would wait for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Actor, Method, Step, Who, Workflow
from engine.problems import Mark, Report
from engine.text import Text, say

RULES = {"actor-maybe-nobody": say("轮到这一步时，可能没有人来办", "when this step's turn comes there may be nobody to do it")}
_LEFT = "时间"


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report doers and invited people who may be nobody; helpers and people told may be."""
    for step in flow.steps.values():
        filled = flow.filled.get(step.name)
        if filled is None:
            continue
        for who, mark in _needed(step):
            reasons = [_reason(flow, actor, filled) for actor in who]
            if who and all(reason is not None for reason in reasons):
                report.add("actor-maybe-nobody", who[0].mark if who[0].mark.line else mark, say(
                    "环节「{name}」可能轮到没有人来办：{why}", "the step “{name}” may wait for nobody: {why}",
                    name=step.name, why=reasons[0]),
                    say("把那一项改成必填，或者先用分流「有填(…)」分开走",
                        "make that field required, or part the ways before with a route on 有填(…)"))


def _needed(step: Step) -> Iterator[tuple[Who, Mark]]:
    yield step.by, step.mark
    for action in step.actions.values():
        yield action.by, action.mark
    if step.ballot is not None:
        yield tuple(actor for one in step.ballot.invite if one.when is None for actor in one.who), step.ballot.mark


def _reason(flow: Workflow, actor: Actor, filled: frozenset[str]) -> Text | None:
    """Why an actor may be nobody here, or None when there is surely somebody."""
    for name in (actor.name if actor.kind == "field" else "", actor.at):
        if name and name not in filled:
            return say("「{field}」这时不一定填了", "“{field}” is not surely filled by then", field=name)
    if actor.kind == "same_as":
        before = flow.steps.get(actor.name)
        if before is not None and not before.by:
            return say("「{step}」不是由人办的", "“{step}” is not done by people", step=actor.name)
        if f"{actor.name}{_LEFT}" not in filled:
            return say("到这里不一定经过「{step}」", "a case may come here without passing “{step}”", step=actor.name)
    if actor.kind == "opener" and not flow.start.by:
        return say("这种件没有发起人", "such a case has no opener")
    return None
