"""The ways of a workflow as a graph: who leads where, forward and back.

In: a workflow.  Out: `Ways`, which the checks on reaching, ending and going round ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.model import Method, Workflow
from engine.problems import Mark

UNBOUNDED = "不限"


@dataclass(frozen=True, slots=True)
class Leg:
    """One way from a step: by whom it is chosen, and whether it goes on or back."""

    source: str
    to: str
    kind: Literal["next", "back", "return"]
    chosen: bool
    name: str
    mark: Mark


class Ways:
    """Every way of a workflow; ways to names nobody declared are left out."""

    def __init__(self, method: Method, flow: Workflow) -> None:
        self.flow = flow
        self.bound = bound_of(method, flow)
        known = {*flow.steps, *flow.outcomes}
        self.legs = tuple(leg for leg in self._all() if leg.to in known)

    def _all(self) -> Iterator[Leg]:
        for step in self.flow.steps.values():
            chosen = {id(action.way) for action in step.actions.values()}
            for name, way in step.ways():
                yield Leg(step.name, way.to, way.kind, id(way) in chosen, name, way.mark)
        for act in self.flow.anytime.values():
            if act.way is not None:
                for source in act.steps or self.flow.steps:
                    yield Leg(source, act.way.to, act.way.kind, True, act.name, act.way.mark)

    @cached_property
    def on(self) -> dict[str, tuple[Leg, ...]]:
        """Step → its ways forward; a bounded way back leads on to where 超过转 says."""
        found: dict[str, list[Leg]] = {}
        then = self.flow.rework.then if self.flow.rework is not None and self.bound else ""
        for leg in self.legs:
            if leg.kind == "next":
                found.setdefault(leg.source, []).append(leg)
            elif leg.kind == "back" and then:
                found.setdefault(leg.source, []).append(Leg(leg.source, then, "next", False, leg.name, leg.mark))
        return {step: tuple(legs) for step, legs in found.items()}

    def back(self, *kinds: str) -> tuple[Leg, ...]:
        """The ways back of these kinds, `back` and `return`."""
        return tuple(leg for leg in self.legs if leg.kind in kinds)

    def ahead(self, start: str) -> frozenset[str]:
        """Every step and outcome that can follow `start` going forward, itself among them."""
        return _reach([start], {step: [leg.to for leg in legs] for step, legs in self.on.items()})

    def anywhere(self) -> frozenset[str]:
        """Every step and outcome a case can come to, whatever happens."""
        to: dict[str, list[str]] = {}
        for leg in self.legs:
            to.setdefault(leg.source, []).append(leg.to)
        rework = self.flow.rework
        if rework is not None and rework.at_most and rework.then:
            for leg in self.back("back"):
                to[leg.source].append(rework.then)
        return _reach([self.flow.first], to) if self.flow.steps else frozenset()

    @cached_property
    def ending(self) -> frozenset[str]:
        """Every step from which an outcome can be reached going forward, and the outcomes."""
        to: dict[str, list[str]] = {}
        for step, legs in self.on.items():
            for leg in legs:
                to.setdefault(leg.to, []).append(step)
        return _reach(self.flow.outcomes, to)


def bound_of(method: Method, flow: Workflow) -> bool:
    """Whether the number of rounds is bounded by a number somebody has set."""
    if flow.rework is None or not flow.rework.at_most:
        return False
    parameter = method.parameters.get(flow.rework.at_most)
    return parameter is not None and all(value not in (None, UNBOUNDED) for _, value in parameter.dated)


def _reach(start: Iterable[str], to: dict[str, list[str]]) -> frozenset[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for target in to.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)
