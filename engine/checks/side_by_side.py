"""Where several do a part of their own, the case goes on alike whoever is last, and only there are parts given back."""

from __future__ import annotations

from engine.model import Method, Step, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "parts-lead-apart": say("各自办的几家要走同一条路", "several who work side by side must lead to one place"),
    "parts-without-several": say("这一项只用在几个人各自办的环节上", "this is only for a step where several work side by side"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report parts that lead apart, and words about parts where nobody works side by side."""
    for step in flow.steps.values():
        if step.several and step.complete != "any":
            _one_way(step, report)
        for action in step.actions.values():
            if action.whole and not (step.several and action.way is not None and action.way.kind == "return"):
                report.add("parts-without-several", action.mark, say(
                    "「{name}」写了「整件」，可是这里没有几家各自办的退单", "“{name}” says whole, but no part is given back here", name=action.name),
                    say("去掉「整件」；它只和「作用: 退单」一起用在各自办的环节", "remove it; it goes with a return where several work side by side"))
        for actor in step.by:
            if not step.several and actor.complete != "all":
                report.add("parts-without-several", actor.mark, say(
                    "「办齐」要和「方式: 各自」一起写", "how many must be complete needs how: each"),
                    say("补写「方式: 各自」，或者去掉「办齐」", "add how: each, or remove complete"))


def _one_way(step: Step, report: Report) -> None:
    on = [action for action in step.actions.values() if action.way is not None and action.way.kind != "return"]
    for action in on[1:]:
        first = on[0].way
        if first is not None and action.way is not None and (action.way.to, action.way.kind) != (first.to, first.kind):
            report.add("parts-lead-apart", action.way.mark, say(
                "「{step}」由几家各自办，「{one}」和「{other}」却走不同的路，谁最后办就看谁的",
                "several work side by side at “{step}”, but “{one}” and “{other}” lead apart, so the last one would decide",
                step=step.name, one=on[0].name, other=action.name),
                say("都转到同一个环节，再用「分流」按「几(环节、动作 是 …)」分开走",
                    "lead all to one step and let a route there ask 几(step、动作 是 …)"),
                related=((first.mark, say("另一条路在这里", "the other way is here")),))
