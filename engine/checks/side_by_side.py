"""Where several do a part of their own, the case goes on alike whoever is last, and only there are parts given back."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Field, Method, Step, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "parts-lead-apart": say("各自办的几家要走同一条路", "several who work side by side must lead to one place"),
    "parts-field": say("几家各自填的字段，别处又由一家填", "a field that several fill side by side is also filled by one elsewhere"),
    "parts-without-several": say("这一项只用在几个人各自办的环节上", "this is only for a step where several work side by side"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report parts that lead apart, fields of parts that one fills elsewhere, and words about parts where there are none."""
    _own_fields(flow, report)
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


def _own_fields(flow: Workflow, report: Report) -> None:
    """What each of several fills stays with the part; under the same name formulas and boards would see the other value only."""
    alone: dict[str, Field] = {}
    for field in (*flow.start.form, *(one for step in flow.steps.values() if not step.several for one in _asked(step))):
        alone.setdefault(field.name, field)
    told: set[str] = set()
    for step in (one for one in flow.steps.values() if one.several):
        for field in _asked(step):
            other = alone.get(field.name)
            if other is None or field.name in told:
                continue
            told.add(field.name)
            report.add("parts-field", field.mark, say(
                "「{name}」在「{step}」由几家各自填，别处又由一家填，公式和公示栏只看得到后一种",
                "“{name}” is filled by each of several at “{step}” and by one elsewhere; formulas and boards see only the latter",
                name=field.name, step=step.name),
                say("给各家填的另起一个名字，如「本单位{name}」", "give the one that each fills a name of its own", name=field.name),
                related=((other.mark, say("由一家填的在这里", "it is filled by one here")),))


def _asked(step: Step) -> Iterator[Field]:
    yield from step.form
    for action in step.actions.values():
        yield from action.form
