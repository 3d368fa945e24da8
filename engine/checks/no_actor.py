"""Something for people to do, and nobody named to do it."""

from __future__ import annotations

from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"no-actor": say("有要人办的事，却没写由谁办", "there is something to do, but nobody is named to do it")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report steps and actions without 由, and workflows nobody and nothing can begin."""
    for step in flow.steps.values():
        lacking = [action for action in step.actions.values() if not action.by]
        if step.by or step.draw is not None or not (lacking or (step.form and not step.ballot and not step.actions)):
            continue
        report.add("no-actor", step.mark, say(
            "环节「{name}」有要人办的事，却没有写由谁办", "the step “{name}” has something to do but names nobody to do it",
            name=step.name),
            say("补写一行「由: 角色名」", "add a line 由 with a role"))
    start = flow.start
    if not (start.by or start.recurs or start.opened_by):
        report.add("no-actor", flow.mark, say(
            "「{name}」没有写谁可以发起", "nobody and nothing can begin a case of “{name}”", name=flow.name),
            say("在「发起」里写「由: 公众」或角色名", "write 由 under 发起: 公众 or a role"))
