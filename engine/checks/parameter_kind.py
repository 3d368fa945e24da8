"""A parameter stands where its kind of value belongs: a length of time for a limit, a whole number for a count."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.documents import effects_of
from engine.model import Method, Workflow
from engine.problems import Mark, Report
from engine.text import Text, say

RULES = {"parameter-kind": say("这里要用另一种类型的参数", "a parameter of another type is needed here")}
_SPAN, _WHOLE, _POLICY, _ROLL = ("span",), ("whole",), ("span", "policy"), ("roll",)
_WORDS = {_SPAN: Text("时长", "span"), _WHOLE: Text("整数", "whole"), _POLICY: Text("时长或计时办法", "span or policy"),
          _ROLL: Text("逢休", "roll")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report limits, longest times, rounds and counts whose parameter is of another type."""
    for name, wanted, mark in _uses(flow):
        parameter = method.parameters.get(name)
        if parameter is not None and parameter.type not in wanted:
            report.add("parameter-kind", mark, say(
                "这里要用类型是{wanted}的参数，「{name}」不是", "a parameter of type {wanted} is needed here; “{name}” is not one",
                wanted=_WORDS[wanted], name=name),
                say("改它的类型，或者换一个参数", "change its type, or use another parameter"),
                related=((parameter.mark, say("它写在这里", "it is declared here")),))


def _uses(flow: Workflow) -> Iterator[tuple[str, tuple[str, ...], Mark]]:
    for step in flow.steps.values():
        deadline, ballot = step.deadline, step.ballot
        if deadline is not None:
            yield deadline.within, _SPAN, deadline.mark
            yield deadline.on_rework, _POLICY, deadline.mark
            for nudge in deadline.nudges:
                yield nudge.lead if isinstance(nudge.lead, str) else "", _SPAN, nudge.mark
        if ballot is not None:
            yield ballot.open_for, _SPAN, ballot.mark
            yield ballot.suppress, _WHOLE, ballot.mark
            for invited in ballot.invite:
                yield invited.count, _WHOLE, ballot.mark
    for act in flow.anytime.values():
        yield act.at_most, _SPAN, act.mark
    for effects in effects_of(flow):
        yield from ((one.term, _SPAN, one.mark) for one in effects.appoint)
    start = flow.start
    yield start.lead if isinstance(start.lead, str) else "", _SPAN, start.mark
    yield "" if start.on_rest in ("next", "previous", "none") else start.on_rest, _ROLL, start.mark
    if flow.rework is not None:
        yield flow.rework.at_most, _WHOLE, flow.rework.mark
        yield flow.rework.returns_at_most, _WHOLE, flow.rework.mark
