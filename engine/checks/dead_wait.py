"""A step that waits for residents alone: when they do not come, somebody or some date must move the matter on."""

from __future__ import annotations

from engine.model import Actor, Method, Step, Who, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"dead-wait": say("只等群众来办，群众不来就一直等下去", "it waits for residents alone, for ever if they do not come")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report steps done only by residents that no deadline and no other person moves on; a ballot always closes."""
    for step in flow.steps.values():
        if not step.by or step.ballot is not None or _staffed(method, flow, step.by):
            continue
        others = any(action.by and _staffed(method, flow, action.by) and action.way for action in step.actions.values())
        others = others or any(act.way is not None and (not act.steps or step.name in act.steps)
                               and _staffed(method, flow, act.by) for act in flow.anytime.values())
        if not (others or _timed(step)):
            report.add("dead-wait", step.mark, say(
                "「{name}」只等群众来办，群众不来，这件事就一直停在这里", "“{name}” waits for residents alone; if they never come the case stays here",
                name=step.name),
                say("在时限的督促里写「{到期后: 即时, 转: 环节名}」，或者加一个由工作人员办的动作",
                    "let a rung of the deadline lead on with 转, or add an action by staff"))


def _timed(step: Step) -> bool:
    return step.deadline is not None and any(nudge.way is not None for nudge in step.deadline.nudges)


def _staffed(method: Method, flow: Workflow, who: Who) -> bool:
    return any(not _resident(method, flow, actor) for actor in who)


def _resident(method: Method, flow: Workflow, actor: Actor) -> bool:
    if actor.kind == "public":
        return True
    if actor.kind == "role":
        return actor.name in method.roles and method.roles[actor.name].held_by == "public"
    if actor.kind == "opener":
        return any(_resident(method, flow, opener) for opener in flow.start.by)
    if actor.kind == "same_as":
        before = flow.steps.get(actor.name)
        return before is not None and bool(before.by) and all(
            one.kind != "same_as" and _resident(method, flow, one) for one in before.by)
    field = flow.all_fields().get(actor.name)
    return field is not None and field.kind == "party"
