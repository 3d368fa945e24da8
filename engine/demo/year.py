"""A year lived through by everybody in a street, under a clock that runs as fast as the machine.

In: a service, a year, a seed.  Out: its history: every case put in, worked on, judged and missed through the service
itself; the same for the same seed, but for salts and codes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from engine.demo.clerk import Clerk
from engine.demo.habits import Arrival, Habits, habits_of
from engine.demo.results import Results
from engine.demo.rounds import Rounds
from engine.demo.shelves import Shelves
from engine.demo.signing import Signing
from engine.service import StreetService
from engine.service.duework import let_pass
from engine.service.ticking import keep_house
from engine.store import Store, history
from engine.values import SHANGHAI

LATEST = timedelta(days=35)  # what lately closed periods led to is not all signed yet
Errand = Callable[[], object]
Progress = Callable[[str, float], None]  # what is being done, and how much of the whole has been


class Year:
    """The agenda of a year: what somebody is going to do at which moment, and the clock."""

    def __init__(self, service: StreetService, seed: int, begin: datetime) -> None:
        self.service, self.now = service, begin
        self.chance = Random(seed)  # noqa: S311 - a history that anybody can make again
        service.clock = lambda: self.now
        self.agenda: list[tuple[datetime, int, Errand]] = []
        self.habits = {name: habits_of(method) for name, method in service.street.methods.items()}
        self.plain = Habits(())
        self.clerk, self.results = Clerk(self), Results(self)
        self.lookers: Mapping[str, Callable[[str], None]] = {
            "case": self.clerk.look, "duty": Rounds(self).look, "issue": Signing(self).look, "period": self.results.look}
        self._turns = 0
        self._seen = history.position(service.store)

    def plan(self, at: datetime, errand: Errand) -> None:
        """Have something done at a moment, or at once where it is past."""
        self._turns += 1
        heapq.heappush(self.agenda, (max(at, self.now), self._turns, errand))

    def live(self, until: datetime, progress: Progress) -> None:
        """Do everything on the agenda up to a moment, let what is due act between, and see what it leads to."""
        begin, day = self.now, date.min
        while self.agenda and self.agenda[0][0] <= until:
            at, _, errand = heapq.heappop(self.agenda)
            self._pass(at)
            if at.date() != day:
                day = at.date()
                progress(f"{at:%Y-%m}", (at - begin) / (until - begin))
            errand()
            self._look()
        self._pass(until)

    def _pass(self, until: datetime) -> None:
        let_pass(self.service, until, self._set, self.now)
        self._look()

    def _set(self, moment: datetime) -> None:
        self.now = max(self.now, moment)

    def _look(self) -> None:
        """Whoever has something to do now, because of what just happened, will do it some time."""
        here = history.position(self.service.store)
        if here == self._seen:
            return
        for stream, kind in history.touched(self.service.store, self._seen):
            if (look := self.lookers.get(kind)) is not None:
                look(stream)
        self._seen = here

    # --- moments ----------------------------------------------------------------------------------------------------

    def in_office(self, day: date) -> datetime:
        """A moment of office hours on a day, or the next working day."""
        rolled = self.service.calendar().roll(day, "next")
        minute = self.chance.choice((self.chance.randint(10, 200), self.chance.randint(310, 530)))
        return datetime.combine(rolled, time(8, 30), SHANGHAI) + timedelta(minutes=minute)

    def soon(self, most: int = 2) -> datetime:
        """A moment of office hours within the next days."""
        at = self.in_office(self.now.date() + timedelta(days=self.chance.randint(0, most)))
        return at if at > self.now else self.now + timedelta(minutes=self.chance.randint(5, 90))

    def working_days(self, first: date, last: date) -> list[date]:
        """The working days from one day to another, both counted."""
        calendar = self.service.calendar()
        return [day for n in range((last - first).days + 1) if calendar.is_working(day := first + timedelta(days=n))]

    def working_day(self, day: date, away: int) -> date:
        """The day that lies so many working days after or before another."""
        calendar, step = self.service.calendar(), 1 if away > 0 else -1
        for _ in range(abs(away)):
            day += timedelta(days=step)
            while not calendar.is_working(day):
                day += timedelta(days=step)
        return day

    def any_time(self, day: date) -> datetime:
        """A moment between getting up and going to bed."""
        return datetime.combine(day, time(7), SHANGHAI) + timedelta(minutes=self.chance.randint(0, 14 * 60))


def live_through(year: Year, end: datetime, cases: int, progress: Progress) -> None:
    """Live through the time from the year's moment to its end; about `cases` cases are put in, besides those that begin by
    themselves or follow from others."""
    year.plan(year.in_office(year.now.date()), Shelves(year).fill)
    _arrivals(year, end, cases)
    year.results.leaves_since = (end - LATEST).isoformat()
    year.live(end, progress)
    keep_house(year.service, year.now)


def _arrivals(year: Year, end: datetime, cases: int) -> None:
    """Plan who puts what in on which day, in the proportions of the habits; spread over the time, whoever may in turn, so that
    no month and nobody goes without."""
    wanted = [(method, habits, arrival) for method, habits in year.habits.items() for arrival in habits.arrivals]
    whole = sum(arrival.per_year for _, _, arrival in wanted) or 1
    for method, _, arrival in wanted:
        actors, share = _may_open(year.service, method, arrival), arrival.per_year * cases / whole
        number = int(share) + (year.chance.random() < share % 1) if actors else 0
        year.chance.shuffle(actors)
        for turn in range(number):
            _plan_arrival(year, method, arrival, actors[turn % len(actors)], year.now + (end - year.now) * ((turn + year.chance.random()) / number))


def _plan_arrival(year: Year, method: str, arrival: Arrival, actor: str, about: datetime) -> None:
    at = year.any_time(about.date()) if actor == "public" else year.in_office(about.date())
    year.plan(at, lambda: year.clerk.enter(actor, method, arrival.workflow))


def _may_open(service: StreetService, method: str, arrival: Arrival) -> list[str]:
    """Who may put such a case in: residents three times as often as all of the street's people together."""
    directory, flow = service.directory(), service.workflow(method, arrival.workflow)
    by = [actor for actor in flow.start.by if arrival.by in ("", actor.name) or (arrival.by == "公众" and actor.kind == "public")]
    staff = [person for actor in by if actor.kind == "role" for role in directory.parts(actor.name) for person in directory.everywhere(role)]
    public = any(actor.kind == "public" for actor in by)
    found = list(dict.fromkeys(staff))
    return [*found, *(["public"] * max(3 * len(found), 1) if public else [])]


def summary(store: Store) -> dict[str, Any]:
    """What a street's history came to, as numbers."""
    kinds, events, of_cases = history.counts_by_kind(store), history.counts_by_event(store), history.counts_by_event(store, "case")
    ended = [{"method": method, "workflow": workflow, "outcome": outcome, "cases": number}
             for (method, workflow, outcome), number in history.counts_by_outcome(store).items()]
    return {"cases": kinds.get("case", 0), "duties": kinds.get("duty", 0), "duty_outcomes": history.counts_of_duties(store),
            "ballots": events.get("tallied", 0), "secret_ballots": events.get("slips_made", 0), "draws": events.get("lots_drawn", 0),
            "boards": kinds.get("issue", 0), "registers": kinds.get("row", 0), "documents": events.get("issued", 0),
            "messages": events.get("told", 0), "reminders": events.get("rung_fired", 0) + events.get("reminded", 0),
            "reopened": of_cases.get("reopened", 0), "merged": of_cases.get("merged", 0), "extended": of_cases.get("clock_set", 0),
            "events": sum(events.values()), "outcomes": ended}
