"""A condition that counts how often something was borne in a row: over periods of its own length, and never in a circle.

In: a method's evaluations.  Out: a problem for each condition that could never be answered.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.compiler.scoring_words import IN_A_ROW
from engine.model import Consequence, Evaluation, Method
from engine.problems import Report
from engine.text import say

RULES = {
    "run-length": say("「连续」数的结果和这项评价周期不一样长", "what is counted in a row is of periods of another length"),
    "run-circle": say("结果互相按「连续」来定，绕成了圈", "consequences count each other in a row, in a circle"),
}
Owners = Mapping[str, tuple[Evaluation, Consequence]]


def check(method: Method, report: Report) -> None:
    """Report runs over periods of another length, and consequences that wait for each other or for themselves."""
    owners: Owners = {name: (evaluation, one) for evaluation in method.evaluations.values() for name, one in evaluation.consequences.items()}
    for name, (evaluation, rule) in owners.items():
        for counted in _counted(rule, owners):
            other = owners[counted][0]
            if other.period != evaluation.period:
                report.add("run-length", rule.mark, say(
                    "「{name}」数「{counted}」连续几期，可是「{other}」和「{own}」的周期不一样长", "“{name}” counts “{counted}” in a row, but the periods of "
                    "“{other}” and “{own}” differ in length", name=name, counted=counted, other=other.name, own=evaluation.name),
                    say("把「{name}」写到「{other}」的「结果」里", "write “{name}” among the consequences of “{other}”", name=name, other=other.name))
        if name in _behind(name, owners):
            report.add("run-circle", rule.mark, say(
                "「{name}」要看自己连续几期，定不下来", "“{name}” depends on how often it was itself borne in a row", name=name),
                say("「连续」要数别的结果", "count another consequence in a row"))


def _counted(rule: Consequence, owners: Owners) -> list[str]:
    """The consequences a condition counts in a row."""
    reads = rule.when.reads | (rule.feeds.reads if rule.feeds is not None else frozenset())
    return sorted(read.removesuffix(IN_A_ROW) for read in reads if read.endswith(IN_A_ROW) and read.removesuffix(IN_A_ROW) in owners)


def _behind(name: str, owners: Owners) -> set[str]:
    """Everything a consequence counts in a row, and what that counts, through however many others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        fresh = set(_counted(owners[waiting.pop()][1], owners)) - found
        found |= fresh
        waiting += fresh
    return found
