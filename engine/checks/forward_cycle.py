"""Going round with 转: only 回 goes back, because only ways back are counted, bounded and told to the people."""

from __future__ import annotations

from engine.checks.ways import Leg, Ways
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"forward-cycle": say("只用「转」绕成了圈，要有一处是「回」", "a circle of 转; one of them must be 回")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report each 转 that closes a circle, with the circle."""
    for leg, circle in _circles(Ways(method, flow), list(flow.steps)):
        report.add("forward-cycle", leg.mark, say(
            "这里绕成了圈：{way}", "this closes a circle: {way}", way=" → ".join(circle)),
            say("退回到前面的环节请写「回: {to}」，并在「重办」里写明最多几轮",
                "write 回 to go back to “{to}”, and say under 重办 how many rounds there may be", to=leg.to))


def _circles(ways: Ways, steps: list[str]) -> list[tuple[Leg, list[str]]]:
    found: list[tuple[Leg, list[str]]] = []
    done: set[str] = set()

    def walk(step: str, path: list[str]) -> None:
        for leg in ways.on.get(step, ()):
            if leg.to in path:
                found.append((leg, [*path[path.index(leg.to):], leg.to]))
            elif leg.to not in done:
                walk(leg.to, [*path, leg.to])
        done.add(step)

    for step in steps:
        if step not in done:
            walk(step, [step])
    return found
