"""Events being decided: each one added changes the case the next is decided on.

In: a case and the world.  Out: the events in order, the case after them, and private values for the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case.events import Decision, Event, evolve
from engine.case.facts import Facts
from engine.case.numbering import written
from engine.case.state import Case, changed
from engine.case.world import World
from engine.model import Method, Workflow


class Journal:
    """The growing list of events of one decision."""

    def __init__(self, method: Method, case: Case | None, world: World, workflow: Workflow) -> None:
        self.method, self.world, self.workflow = method, world, workflow
        self.now: Case | None = case
        self.events: list[Event] = []
        self.private: list[tuple[str, str, Any]] = []
        self.at = world.now.isoformat()
        self._facts = Facts(workflow, case, world)
        self._numbers: dict[str, int] = {}

    @property
    def case(self) -> Case:
        """The case as it stands after the events so far."""
        assert self.now is not None
        return self.now

    @property
    def facts(self) -> Facts:
        """What formulas see after the events so far."""
        if self._facts.case is not self.now:
            self._facts = changed(self._facts, case=self.now)
        return self._facts

    def add(self, type_: str, **body: Any) -> None:
        """One more event."""
        event = Event(type_, body, self.at, self.world.actor)
        self.events.append(event)
        self.now = evolve(self.now, event)

    def number(self, pattern: str, series: str) -> dict[str, Any]:
        """The next number of a series as text (a parameter may hold the pattern), with what the store needs to move the series on."""
        text, scope = self._written(str(self.world.parameters.get(pattern, pattern)), series)
        count = self.take(scope)
        return {"number": text(count), "series": scope, "count": count}

    def take(self, series: str) -> int:
        """The next count of a series; the same one is not given twice within a decision."""
        taken = self._numbers.get(series, 0)
        self._numbers[series] = taken + 1
        return self.world.next_number(series) + taken

    def _written(self, pattern: str, series: str) -> tuple[Any, str]:
        now = self.world.now
        unit = self.now.unit if self.now is not None else ""
        parts: Mapping[str, str] = {"{年}": f"{now.year}", "{月}": f"{now.month:02d}", "{日}": f"{now.day:02d}",
                                    "{流程}": self.workflow.title, "{单位}": self.world.directory.call_unit(unit)}
        return written(pattern, parts, series)

    def decision(self) -> Decision:
        """What was decided."""
        return Decision(tuple(self.events), tuple(self.private), self.now)
