"""Every way back is bounded, or leaves a person another way out; returning a matter is bounded by itself."""

from __future__ import annotations

from engine.checks.ways import Leg, Ways
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "rework-bound": say("退回重办没有上限，圈里也没有人能另选出路",
                        "rework has no bound, and nobody in the circle can choose another way out"),
    "rework-then": say("重办有上限，却没写到了上限转到哪里", "rework has a bound but does not say where a case goes at the bound"),
    "return-bound": say("退单没有写最多几次", "returns have no bound"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report ways back without a bound or a person's way out, and a bound without what follows it."""
    ways = Ways(method, flow)
    if flow.rework is None or not flow.rework.returns_at_most:
        for leg in ways.back("return"):
            report.add("return-bound", leg.mark, say(
                "「{name}」可以退单，但没有写最多退几次", "“{name}” returns a matter without any bound", name=leg.name),
                say("在流程里写「重办: {退单至多: 参数名}」", "write returns_at_most under 重办"))
    if ways.back("back") and flow.rework is None:
        leg = ways.back("back")[0]
        report.add("rework-bound", leg.mark, say(
            "「{source}」会退回「{to}」，流程里却没有写「重办」", "“{source}” goes back to “{to}”, but the workflow has no 重办",
            source=leg.source, to=leg.to),
            say("写「重办: {至多: 参数名, 超过转: 环节名}」；没有上限写「至多: 不限」",
                "write 重办 with at_most and then; at_most may be 不限"))
        return
    if flow.rework is not None and ways.back("back"):
        _bounded(ways, report)


def _bounded(ways: Ways, report: Report) -> None:
    rework = ways.flow.rework
    assert rework is not None
    if rework.at_most and not rework.then:
        report.add("rework-then", rework.mark, say(
            "重办至多「{name}」轮，到了上限转到哪里没有写", "rework is bounded by “{name}”, but not where a case goes then",
            name=rework.at_most),
            say("补写「超过转: 环节名」", "add then: and a step"))
    for leg in ways.back("back") if not ways.bound else ():
        if not _way_out(ways, leg):
            report.add("rework-bound", leg.mark, say(
                "从「{source}」退回「{to}」可以没完没了：轮数没有上限，从「{to}」到「{source}」也没有人能另选一条路走到结局",
                "going back from “{source}” to “{to}” may never stop: rounds are not bounded, and nobody between them can choose "
                "another way to an outcome", source=leg.source, to=leg.to),
                say("给重办轮数定一个数，或者给其中一个环节加一个走向结局的动作",
                    "set the number of rounds, or give a step in between an action that leads to an outcome"))


def _way_out(ways: Ways, back: Leg) -> bool:
    """Whether somebody inside the circle can choose a way that leaves it and reaches an outcome."""
    circle = {step for step in ways.ahead(back.to) if back.source in ways.ahead(step)}
    return any(leg.chosen and leg.kind == "next" and leg.source in circle and leg.to not in circle and leg.to in ways.ending
               for leg in ways.legs)
