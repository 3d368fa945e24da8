"""A step no way leads to, and an outcome no case can come to: dead words that readers take for rules."""

from __future__ import annotations

from engine.checks.ways import Ways
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"unreachable": say("没有一条路走得到这个环节或结局", "no way leads to this step or outcome")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report every step and outcome that cannot be reached from the first step."""
    reached = Ways(method, flow).anywhere()
    for step in flow.steps.values():
        if step.name not in reached:
            report.add("unreachable", step.mark, say(
                "没有一条路走得到环节「{name}」", "no way leads to the step “{name}”", name=step.name),
                say("在前面某个环节写「转: {name}」，或者去掉它",
                    "let an earlier step lead here with 转, or remove it", name=step.name))
    for outcome in flow.outcomes.values():
        if outcome.name not in reached:
            report.add("unreachable", outcome.mark, say(
                "没有一件事会以「{name}」结束", "no case can end as “{name}”", name=outcome.name),
                say("在某个环节写「转: {name}」，或者去掉这个结局",
                    "let a step lead here with 转, or remove the outcome", name=outcome.name))
