"""Somebody at work, for any method: looks at a task, chooses among what is offered, fills the form, and does it.

In: the year, a case that something happened to.  Out: errands on the agenda; what is done goes through the service.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.case import PARTY, Act, Answer, Anytime, Case, Claim, Command, Offer, Seat, holders, offers
from engine.demo.filling import Filling
from engine.demo.habits import ORDINARY, Habits
from engine.model import Field, Method
from engine.service import Refused

if TYPE_CHECKING:
    from engine.demo.year import Year

ATTEMPTS = 10  # forms handed in until one is accepted
BESIDES = 0.05  # how often something is done that only may be done: a note, a reminder
_BACK, _RETURN, _UNCOUNTED = 2, 1, 2  # the weights of going back, of returning, of an end that is not counted


class Clerk:
    """Everybody's hands; who acts is settled anew for each task."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance
        self.filling = Filling(year.service, year.chance)
        self.planned: set[tuple[str, str]] = set()
        self.given_up: list[tuple[str, str, str]] = []

    # --- seeing that there is something to do ---------------------------------------------------------------------------

    def look(self, stream: str) -> None:
        """Plan who deals with the open tasks of a case, and when."""
        loaded = self.service.store.load(stream)
        if loaded is None or loaded[0].outcome:
            return
        case, habits = loaded[0], self._habits(loaded[0])
        for seat in case.open_seats():
            if seat.kind != "assist" and (stream, seat.id) not in self.planned:
                self.planned.add((stream, seat.id))
                if not (seat.kind == "voter" and self.chance.random() < habits.unanswered):
                    self.year.plan(self._when(case, seat, habits), lambda seat=seat: self.turn(stream, seat.id))  # type: ignore[misc]

    def _habits(self, case: Case) -> Habits:
        return self.year.habits[case.method]

    def _when(self, case: Case, seat: Seat, habits: Habits) -> datetime:
        """Some time before it is due, rarely after; where nothing is due, within a few days."""
        now, clock = self.year.now, case.clocks.get(case.step)
        due = datetime.fromisoformat(clock.due) if clock is not None and clock.state == "running" else None
        if due is not None and self.chance.random() < habits.late:
            day = (due + timedelta(days=self.chance.randint(1, 4))).date()
        elif due is not None and due > now:
            day = (now + (due - now) * self.chance.betavariate(1.5, 3)).date()
        else:
            day = (now + timedelta(days=self.chance.choice((0, 0, 1, 1, 2, 4)))).date()
        at = self.year.any_time(day) if seat.party else self.year.in_office(day)
        return at if at > now else now + timedelta(minutes=self.chance.randint(5, 90))

    # --- doing it -------------------------------------------------------------------------------------------------------

    def enter(self, actor: str, method: str, workflow: str, habits: Habits) -> None:
        """Put a case in."""
        flow = self.service.workflow(method, workflow)
        units = [one.value for one in self.service.units_for(method, workflow)]
        own = [unit for _, unit in self.service.directory().doors_of(actor) if unit in units]
        unit, channel = self.chance.choice(own or units), self._one_of(self.service.channels(method, workflow))
        form = self.filling.form(flow.start.form, habits, self.year.now, method)
        self._until_accepted(flow.start.form, habits, method, form, f"{workflow} 登记",
                             lambda values: self.service.open(actor, method, workflow, unit, values, channel=channel))

    def turn(self, stream: str, seat_id: str) -> None:
        """Somebody's turn at a task, if it still waits."""
        loaded = self.service.store.load(stream)
        seat = loaded[0].seats.get(seat_id) if loaded is not None else None
        if loaded is None or loaded[0].outcome or seat is None or seat.state != "open":
            return
        actor = PARTY if seat.party else self._one_of(holders(seat, self.service.directory()))
        if actor:
            self._work(loaded[0], seat, actor)

    def _one_of(self, known: tuple[str, ...]) -> str:
        return self.chance.choice(known) if known else ""

    def _work(self, case: Case, seat: Seat, actor: str) -> None:
        method = self.service.method(case.method, case.digest)
        made = [one for one in offers(method, case, self.service.world(actor, case.method, digest=case.digest)) if one.refused is None]
        if any(one.kind == "claim" for one in made):
            self.service.do(actor, case.id, Claim(seat.id))
        besides = [one for one in made if one.kind == "anytime" and one.verb in ("note", "urge")]
        if besides and self.chance.random() < BESIDES:
            self._take(case, method, self.chance.choice(besides), actor, seat)
        wanted = [one for one in made if one.kind == ("answer" if seat.kind == "voter" else "act")]
        while wanted:
            chosen = self.chance.choices(wanted, [self._weight(case, method, one) for one in wanted])[0]
            if self._take(case, method, chosen, actor, seat):
                return
            wanted.remove(chosen)

    def _weight(self, case: Case, method: Method, offer: Offer) -> float:
        """How likely an action is: as the habits say, else by where it leads."""
        written = self._habits(case).actions.get(f"{case.step}.{offer.name}")
        if written is not None:
            return written or 0.001
        flow = method.workflows[case.workflow]
        action = flow.steps[case.step].actions.get(offer.name)
        way = action.way if action is not None else None
        if way is None:
            return ORDINARY
        end = flow.outcomes.get(way.to)
        if end is not None and end.counts_as != "settled":
            return _UNCOUNTED
        return {"back": _BACK, "return": _RETURN}.get(way.kind, ORDINARY)

    def _take(self, case: Case, method: Method, offer: Offer, actor: str, seat: Seat) -> bool:
        """Do what is offered, with a form that is accepted; whether there was one."""
        habits = self._habits(case)
        reason = self._one_of(offer.reasons) or "请抓紧办理。"
        commands: dict[str, Callable[[dict[str, Any]], Command]] = {
            "act": lambda values: Act(offer.name, values), "answer": Answer,
            "anytime": lambda values: Anytime(offer.name, values, (), reason)}
        form = self.filling.form(offer.fields, habits, self.year.now, case.method)
        return self._until_accepted(offer.fields, habits, case.method, form, f"{case.workflow} {case.step} {offer.name}",
                                    lambda values: self.service.do(actor, case.id, commands[offer.kind](values)))

    def _until_accepted(self, fields: tuple[Field, ...], habits: Habits, method: str, form: dict[str, Any], what: str,
                        hand_in: Callable[[dict[str, Any]], object]) -> bool:
        """Hand a form in, and again with other values where it is refused."""
        known = {field.name: field for field in fields}
        last = ""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                hand_in(form)
                return True
            except Refused as refused:
                last = refused.text.zh
                wrong = [known[name] for name, _ in refused.fields if name in known]
                if not wrong:
                    break
                again = wrong if attempt < 3 else [one for one in fields if one.name in form or one in wrong]
                form = {**form, **{one.name: self.filling.value(one, habits, self.year.now, method, attempt) for one in again}}
        self.given_up.append((f"{self.year.now:%Y-%m-%d %H:%M}", what, last))
        return False
