"""A step from which no outcome can be reached: a case that gets there stays open for ever."""

from __future__ import annotations

from engine.checks.ways import Ways
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import Text, say

RULES = {"cannot-end": say("从这个环节往下走到不了任何结局", "no outcome can be reached from this step going forward")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report reachable steps from which no outcome lies ahead; ways back do not count as ahead."""
    ways = Ways(method, flow)
    for name in sorted(ways.anywhere() & set(flow.steps), key=list(flow.steps).index):
        if name in ways.ending:
            continue
        ahead = [step for step in flow.steps if step in ways.ahead(name) and step != name]
        told = (say("往下只能走到{names}，都不是结局", "only {names} lie ahead, none of them an outcome",
                    names=Text("、".join(ahead), ", ".join(ahead))) if ahead else
                say("它没有往下走的路", "no way leads on from it"))
        report.add("cannot-end", flow.steps[name].mark, say(
            "件到了「{name}」就结束不了：{told}", "a case that comes to “{name}” can never end: {told}", name=name, told=told),
            say("加一个「转: 结局名」的动作或分流", "add an action or a row that leads to an outcome with 转"))
