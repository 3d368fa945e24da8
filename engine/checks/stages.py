"""The document's own steps, drawn as groups: each step of the workflow belongs to exactly one of them."""

from __future__ import annotations

from engine.model import Method, Stage, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "stage-twice": say("同一个环节写在两个阶段里", "one step stands in two stages"),
    "stage-missing": say("这个环节不在任何阶段里", "this step stands in no stage"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report steps that stand in two stages or, where there are stages, in none."""
    first: dict[str, Stage] = {}
    for stage in flow.stages.values():
        for name in stage.contains:
            if name in first:
                report.add("stage-twice", stage.mark, say(
                    "「{name}」在「{one}」里已经写过", "“{name}” stands in “{one}” already", name=name, one=first[name].name),
                    say("只留在一个阶段里", "leave it in one stage"),
                    related=((first[name].mark, say("第一处在这里", "the first is here")),))
            first.setdefault(name, stage)
    for step in flow.steps.values() if flow.stages else ():
        if step.name not in first:
            report.add("stage-missing", step.mark, say(
                "环节「{name}」不在任何阶段里，图上不知道画在哪里", "the step “{name}” stands in no stage, so the drawing has no place for it",
                name=step.name),
                say("写进一个阶段的「含」里", "add it to 含 of a stage"), severity="warning")
