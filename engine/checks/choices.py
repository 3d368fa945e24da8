"""Of the rows of a choice exactly one holds, whatever the facts: no gap, no overlap, no row that never comes.

Rows are unique and never read in order, so that moving a row changes nothing.
"""

from __future__ import annotations

from engine.checks.domains import domains_at
from engine.checks.ground import Ground
from engine.formulas import Hole, Overlap, TooMany, check_choices
from engine.model import Method, Step, Workflow
from engine.problems import Report
from engine.text import Text, say

RULES = {
    "choice-gap": say("有一种情形没有一行合适", "there is a case in which no row holds"),
    "choice-overlap": say("有一种情形几行同时合适", "there is a case in which several rows hold"),
    "choice-never": say("这一行永远轮不到", "this row never holds"),
    "choice-too-many": say("条件组合太多，无法证明正好一行合适", "too many combinations to prove that exactly one row holds"),
    "no-action-left": say("有一种情形没有一个动作可以办", "there is a case in which no action may be taken"),
}


def check(method: Method, flow: Workflow, report: Report, ground: Ground) -> None:
    """Prove every route of a workflow, and that some action is always possible where all have conditions."""
    for step in (one for one in flow.steps.values() if one.name in flow.filled):
        if step.route and ground.sound(flow, step):
            _route(method, flow, step, report)
        conditions = [action.when for action in step.actions.values()]
        if conditions and None not in conditions and ground.sound(flow, step):
            for finding in check_choices(conditions, domains_at(method, flow, step)):
                if isinstance(finding, Hole):
                    report.add("no-action-left", step.mark, say(
                        "环节「{name}」可能一个动作都不能办：{when}", "at “{name}” there may be nothing anybody can do: {when}",
                        name=step.name, when=finding.when),
                        say("让其中一个动作不带条件，或者补上这种情形的动作",
                            "leave one action without a condition, or add one for this case"))


def _route(method: Method, flow: Workflow, step: Step, report: Report) -> None:
    for finding in check_choices([row.when for row in step.route], domains_at(method, flow, step)):
        name = say("环节「{name}」的分流：{text}", "the route of “{name}”: {text}", name=step.name, text=finding.text)
        if isinstance(finding, Hole):
            report.add("choice-gap", step.mark, name, say(
                "补一行这种情形怎么走；剩下的都走一条路时写「若: 其余」",
                "add a row for this case, or one with 其余 for all that is left"))
        elif isinstance(finding, Overlap):
            rows = [step.route[at] for at in finding.rows]
            report.add("choice-overlap", rows[1].mark, name, say(
                "把其中一行的条件写严些，让每种情形正好一行合适", "narrow one of the rows, so that exactly one holds in each case"),
                related=((rows[0].mark, Text("另一行在这里", "the other row is here")),))
        elif isinstance(finding, TooMany):
            report.add("choice-too-many", step.mark, name)
        else:
            report.add("choice-never", step.route[finding.row].mark, name, say(
                "去掉这一行，或者改它的条件", "remove the row, or change its condition"))
