"""A street on which a story is played: the real service, a clock of its own, and names for cases.

In: a service, a method, a moment, commands.  Out: what happened, by the story's own names; timers act as time is let pass.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from engine.calendar import Calendar
from engine.case import Case, Command, Event, Open, Refusal, World, evolve
from engine.directory import Directory
from engine.model import Method
from engine.service import Refused, StreetService
from engine.service.access import private_value
from engine.service.chance import repeatable
from engine.service.duework import let_pass
from engine.store import history, standing, timers
from engine.store.memory import throw_away
from engine.street import Street
from engine.values import Span

Happened = tuple[str, Event]  # the case's name in the story, or its stream, and what happened to it
_NOWHERE = Path(tempfile.gettempdir()) / "bihuan-story"  # where a picture would be kept; made only when one is


class Stage:
    """Named cases on a service whose clock the story moves; `seen` are the streams something happened to."""

    def __init__(self, service: StreetService, method: Method, now: datetime) -> None:
        self.service, self.now, self.own = service, now, method
        service.clock = lambda: self.now
        self.names: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self.codes: dict[str, dict[str, list[str]]] = {}  # slips the story has in hand, by case and group
        self.silent: list[tuple[str, str, str]] = []
        self.seen: dict[str, None] = {}

    # --- what there is ----------------------------------------------------------------------------------------------

    @property
    def street(self) -> Street:
        """The street as its file says."""
        return self.service.street

    @property
    def directory(self) -> Directory:
        """Who holds what now."""
        return self.service.directory()

    @property
    def method(self) -> Method:
        """The story's own method."""
        return self.service.method(self.own.id)

    @property
    def calendar(self) -> Calendar:
        """The working calendar of the story's own method."""
        return self.service.calendar(self.method.calendar)

    @property
    def cases(self) -> dict[str, Case]:
        """Every case the story has a name for."""
        return {name: case for name in self.names if (case := self.case(name)) is not None}

    @property
    def events(self) -> dict[str, list[Event]]:
        """What happened to every case the story has a name for."""
        return {name: history.happened_to(self.service.store, stream) for name, stream in self.names.items()}

    def case(self, name: str) -> Case | None:
        """A case by its name in the story, or by its id; None for what is no case."""
        loaded = self.service.store.load(self.names.get(name, name))
        return loaded[0] if loaded is not None else None

    def touched(self) -> dict[str, Case]:
        """Every case something happened to, by its id."""
        return {stream: case for stream in self.seen if (case := self.case(stream)) is not None}

    def method_of(self, case: Case) -> Method:
        """The rules a case runs by."""
        return self.service.method(case.method, case.digest)

    def open_value(self, kept: Any) -> Any:
        """A kept value with what is private in it."""
        found = private_value(self.service, kept)
        return kept if found is None else found

    def world(self, actor: str, case: Case | None = None) -> World:
        """The frozen facts for one decision on a case, or by the story's own method."""
        if case is None:
            return self.service.world(actor, self.own.id)
        return self.service.world(actor, case.method, digest=case.digest)

    # --- acting -----------------------------------------------------------------------------------------------------

    def do(self, name: str, command: Command, actor: str, method: str = "") -> list[Happened] | Refusal:
        """Carry a command out on a case, or say why not; a refusal leaves everything as it was."""
        return self.during(lambda: self._carry(name, command, actor, method))

    def during(self, act: Callable[[], object]) -> list[Happened] | Refusal:
        """What happened while something was done, or why it was refused."""
        before = history.position(self.service.store)
        try:
            act()
        except Refused as refused:
            return Refusal(refused.kind, refused.text, refused.fields)
        return self.since(before)

    def _carry(self, name: str, command: Command, actor: str, method: str) -> None:
        if isinstance(command, Open):
            done = self.service.open(actor, method or self.own.id, command.workflow, command.unit, command.values, channel=command.channel)
            self.names[name] = done.case
        else:
            self.service.do(actor, self.names[name], command)

    def since(self, before: int) -> list[Happened]:
        """What happened after a position, under the story's names."""
        found = history.since(self.service.store, before)
        self._called.update((stream, name) for name, stream in islice(self.names.items(), len(self._called), None))
        self.seen.update(dict.fromkeys(stream for stream, _ in found))
        return [(self._called.get(stream, stream), event) for stream, event in found]

    def use(self, street: Street) -> None:
        """Go on with another state of the street's file."""
        self.service.use(street)
        self.service.put_in_force()

    # --- time -------------------------------------------------------------------------------------------------------

    def later(self, span: Span) -> datetime:
        """The moment a span later; days, working days and months keep the time of day."""
        if span.unit == "days":
            return self.now + timedelta(days=span.amount)
        due = self.calendar.add(self.now, span).at
        return due if span.unit in ("minutes", "hours", "workhours") else datetime.combine(due.date(), self.now.timetz())

    def let_pass(self, until: datetime) -> list[Happened]:
        """Move the clock on; everything due on the way acts at its own moment, in order."""
        before = history.position(self.service.store)
        let_pass(self.service, max(until, self.now), self._set, self.now)
        self.silent = timers.still_due(self.service.store, self.now.isoformat())
        return self.since(before)

    def _set(self, moment: datetime) -> None:
        self.now = max(self.now, moment)

    # --- truth ------------------------------------------------------------------------------------------------------

    def replays(self, name: str) -> bool:
        """Whether the events of a case as stored give exactly the live case, and the kept state does too."""
        stream, case = self.names.get(name, name), None
        for event in history.happened_to(self.service.store, stream):
            case = evolve(case, event)
        kept = standing(self.service.store, stream)
        return kept is not None and case == self.case(name) == Case.from_json(kept.state)


def empty_street(street: Street, now: datetime) -> StreetService:
    """A street's service in memory, with its file in force; it is gone with the last who holds it."""
    store = throw_away(street.id)
    service = StreetService(street, store, _NOWHERE, lambda: now, secret=b"story", chance=repeatable("story"))
    weakref.finalize(service, store.close)
    service.put_in_force()
    return service
