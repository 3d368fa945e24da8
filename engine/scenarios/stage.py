"""Cases in memory with a clock of their own: the pure core without a store.

In: a street, one of its methods, a moment, commands.  Out: events, kept by case; timers fire as time is let pass.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from engine.calendar import Calendar
from engine.case import Case, Command, Decision, Event, Fire, Refusal, World, decide, evolve, parameters_on
from engine.case.world import SYSTEM
from engine.model import Method
from engine.street import Street
from engine.values import Span

Happened = tuple[str, Event]  # the case's name and what happened to it


class Stage:
    """Named cases of one method, the events that made them, numbers, private values and the time."""

    def __init__(self, street: Street, method: Method, now: datetime) -> None:
        self.street, self.method, self.now = street, method, now
        self.calendar: Calendar = street.calendar(method.calendar)
        self.cases: dict[str, Case] = {}
        self.events: dict[str, list[Event]] = {}
        self.vault: dict[str, Any] = {}
        self.numbers: dict[str, int] = {}
        self.silent: list[tuple[str, str, str]] = []
        self._decisions = 0
        self._parameters: tuple[date, Mapping[str, Any]] | None = None

    def world(self, actor: str, now: datetime | None = None) -> World:
        """The frozen facts for one decision."""
        moment = now or self.now
        if self._parameters is None or self._parameters[0] != moment.date():
            self._parameters = (moment.date(), parameters_on(self.method, moment.date()))
        return World(moment, actor, self.calendar, self.street.directory, self._parameters[1],
                     lambda series: self.numbers.get(series, 0) + 1, f"{self._decisions}".encode())

    def do(self, name: str, command: Command, actor: str, now: datetime | None = None) -> list[Happened] | Refusal:
        """Carry a command out on a case, or say why not; a refusal leaves everything as it was."""
        self._decisions += 1
        decided = decide(self.method, self.cases.get(name), command, self.world(actor, now))
        if isinstance(decided, Refusal):
            return decided
        self._keep(name, decided)
        return [(name, event) for event in decided.events]

    def _keep(self, name: str, decided: Decision) -> None:
        case = self.cases.get(name)
        for event in decided.events:
            case = evolve(case, event)
            if "series" in event.body:
                self.numbers[event.body["series"]] = event.body["count"]
        if case is not None:
            self.cases[name] = case
        self.events.setdefault(name, []).extend(decided.events)
        self.vault.update({reference: value for reference, _, value in decided.private})

    # --- time -------------------------------------------------------------------------------------------------------

    def later(self, span: Span) -> datetime:
        """The moment a span later; days, working days and months keep the time of day."""
        if span.unit == "days":
            return self.now + timedelta(days=span.amount)
        due = self.calendar.add(self.now, span).at
        return due if span.unit in ("minutes", "hours", "workhours") else datetime.combine(due.date(), self.now.timetz())

    def let_pass(self, until: datetime) -> list[Happened]:
        """Move the clock on; every timer due on the way fires at its own moment, in order."""
        happened: list[Happened] = []
        while (due := self._next(until)) is not None:
            at, name, command = due
            self.now = max(self.now, at)
            made = self.do(name, command, SYSTEM)
            if isinstance(made, Refusal) or not made:
                self.silent.append((name, command.step, command.rung))
            else:
                happened += made
        self.now = max(self.now, until)
        return happened

    def _next(self, until: datetime) -> tuple[datetime, str, Fire] | None:
        waiting = (found for found in self._timers() if found[0] <= until)
        return min(waiting, key=lambda found: found[0], default=None)

    def _timers(self) -> Iterator[tuple[datetime, str, Fire]]:
        for name, case in self.cases.items():
            for clock in case.clocks.values() if not case.outcome else ():
                for rung in clock.rungs:
                    runs = clock.state == "running" or (clock.state == "paused" and rung.name == "resume")
                    if runs and not rung.fired and (name, clock.step, rung.name) not in self.silent:
                        yield datetime.fromisoformat(rung.at), name, Fire(clock.step, clock.epoch, rung.name)

    # --- truth ------------------------------------------------------------------------------------------------------

    def replays(self, name: str) -> bool:
        """Whether the stored form of a case's events gives exactly the live case, and its own stored form does too."""
        case: Case | None = None
        for event in self.events[name]:
            case = evolve(case, Event(**json.loads(json.dumps(asdict(event)))))
        live = self.cases[name]
        return case == live and Case.from_json(json.loads(json.dumps(live.to_json()))) == live
