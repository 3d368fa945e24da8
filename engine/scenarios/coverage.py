"""How much of a method its scenarios show.

In: events, stories, a method.  Out: sets of names: what was used, and what could be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from engine.case import Event
from engine.model import Method, Row, Workflow


@dataclass(frozen=True)
class Coverage:
    """What was used or can be used, each as `workflow.name…`; clauses by their numbers."""

    steps: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()

    def __or__(self, other: Coverage) -> Coverage:
        return Coverage(*(getattr(self, one.name) | getattr(other, one.name) for one in fields(self)))

    def within(self, whole: Coverage) -> dict[str, dict[str, object]]:
        """For each kind how many of the whole are covered, how many there are, and which are missing."""
        found: dict[str, dict[str, object]] = {}
        for one in fields(self):
            here, all_ = getattr(self, one.name), getattr(whole, one.name)
            found[one.name] = {"covered": len(here & all_), "total": len(all_), "missing": sorted(all_ - here)}
        return found


def row_name(step: str, row: Row) -> str:
    """What a row of a route is called: its title, or its condition."""
    return f"{step}.{row.title or (row.when.text if row.when is not None else '其余')}"


def possible(method: Method) -> Coverage:
    """Everything a method's scenarios could show; clauses out of reach and those that wait are left out."""
    found = Coverage(clauses=frozenset(one.id for one in method.clauses.values() if not one.out_of_reach and not one.later))
    for workflow in method.workflows.values():
        found |= _of_workflow(workflow)
    return found


def _of_workflow(workflow: Workflow) -> Coverage:
    flow = workflow.name
    actions = [f"{flow}.{step.name}.{action}" for step in workflow.steps.values() for action in step.actions]
    return Coverage(
        steps=frozenset(f"{flow}.{step}" for step in workflow.steps),
        actions=frozenset([*actions, *(f"{flow}.随时.{name}" for name in workflow.anytime)]),
        routes=frozenset(f"{flow}.{row_name(step.name, row)}" for step in workflow.steps.values() for row in step.route),
        outcomes=frozenset(f"{flow}.{outcome}" for outcome in workflow.outcomes))


def shown_by(workflow: str, events: Iterable[Event]) -> Coverage:
    """What the events of one case show."""
    seen: dict[str, set[str]] = {"entered": set(), "acted": set(), "routed": set(), "closed": set()}
    for event in events:
        body = event.body
        if event.type == "entered":
            seen["entered"].add(f"{workflow}.{body['step']}")
        elif event.type in ("acted", "returned"):
            seen["acted"].add(f"{workflow}.{body['step']}.{body['action']}")
        elif event.type == "routed":
            seen["routed"].add(f"{workflow}.{body['step']}.{body['title']}")
        elif event.type == "closed":
            seen["closed"].add(f"{workflow}.{body['outcome']}")
    return Coverage(*(frozenset(seen[kind]) for kind in ("entered", "acted", "routed", "closed")))
