"""A way back must go back: to a step the case has been through."""

from __future__ import annotations

from engine.checks.ways import Ways
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"back-not-behind": say("「回」只能回到前面走过的环节", "回 may only lead to a step that was passed before")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report each 回 whose target cannot have been passed on the way to where it stands."""
    ways = Ways(method, flow)
    for leg in ways.back("back", "return"):
        if leg.to in flow.outcomes:
            report.add("back-not-behind", leg.mark, say(
                "「{to}」是结局，不能用「回」", "“{to}” is an outcome; 回 cannot lead there", to=leg.to),
                say("写「转: {to}」", "write 转", to=leg.to))
        elif leg.source not in ways.ahead(leg.to):
            report.add("back-not-behind", leg.mark, say(
                "「{to}」不在「{source}」的前面，不能说「回」", "“{to}” does not come before “{source}”, so this is no way back",
                to=leg.to, source=leg.source),
                say("往下走请写「转: {to}」", "write 转 to go on", to=leg.to))
