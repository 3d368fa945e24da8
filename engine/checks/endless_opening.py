"""No case opens another that opens the first again with nobody acting in between: there would be no end of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model import Effects, Method, Step, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"endless-opening": say("自己立自己，中间没有人办，会立个没完", "cases open each other with nobody acting in between, without end")}


def check(method: Method, report: Report) -> None:
    """Report every workflow that opens itself through steps nobody does."""
    opened = {flow.name: {one.workflow for effects in _by_itself(flow) for one in effects.opens} for flow in method.workflows.values()}
    for flow in method.workflows.values():
        if flow.name in _reach(opened, flow.name):
            report.add("endless-opening", flow.mark, say(
                "「{flow}」一开始不用人办就会另立，绕一圈又立「{flow}」，立个没完",
                "“{flow}” opens cases with nobody acting, which open “{flow}” again, without end",
                flow=flow.name), say("在「另立」之前加一个要人办的环节", "put a step that somebody does before the opening"))


def _by_itself(flow: Workflow) -> Iterator[Effects]:
    """What happens in a workflow from its beginning until somebody must act."""
    waiting, seen = [flow.first], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in flow.outcomes:
            yield flow.outcomes[name].effects
            continue
        step = flow.steps[name]
        yield step.on_enter
        if step.automatic:
            yield from (row.effects for row in step.route)
            waiting += _leads_to(step)


def _leads_to(step: Step) -> list[str]:
    return [way.to for _, way in step.ways()]


def _reach(opened: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = set[str](), [*opened.get(start, ())]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += opened.get(here, ())
    return found
