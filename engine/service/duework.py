"""Due work of every kind: who knows when something is due next, and who does it.

In: the moment.  Out: how much was done.  A new kind of due work takes its place in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.service import bulletins, outbox, recurring, signals, timers
from engine.service.duties import acting, planning
from engine.service.scores import closing
from engine.service.service import Service
from engine.store.signals import next_signal

MOST_ROUNDS = 100  # what still leads to more is left to the next tick


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of due work.

    `next` gives the first moment up to `until` at which there is something to do, or None; what was just tried in vain
    it leaves out for a while.  `tick` does all that is due by `now` and says how much was done; doing it again, or in
    several processes at once, does nothing twice.
    """

    name: str
    next: Callable[[Service, datetime], datetime | None]
    tick: Callable[[Service, datetime], int]


def _next_signal(service: Service, until: datetime) -> datetime | None:
    at = next_signal(service.store, until.isoformat())
    return datetime.fromisoformat(at) if at else None


SOURCES: tuple[Source, ...] = (
    Source("timers", timers.next_due, timers.fire_due),
    Source("signals", _next_signal, signals.deliver),
    Source("recurring starts", recurring.next_start, recurring.start_due),
    Source("duties to plan", planning.next_planning, planning.plan_due),
    Source("duties", acting.next_acting, acting.act_due),
    Source("scores", closing.next_due, closing.close_due),
    Source("boards", bulletins.next_due, bulletins.draw_due),
    Source("outbox", outbox.next_due, outbox.send_due),
)


def next_due(service: Service, until: datetime) -> datetime | None:
    """The first moment up to `until` at which anything is due."""
    found = [at for source in SOURCES if (at := source.next(service, until)) is not None]
    return min(found, default=None)


def act_due(service: Service, now: datetime) -> int:
    """Do everything that is due; what one kind leads to in another is done too."""
    acted = 0
    for _ in range(MOST_ROUNDS):
        done = sum(source.tick(service, now) for source in SOURCES)
        if not done:
            break
        acted += done
    return acted


def let_pass(service: Service, until: datetime, at: Callable[[datetime], None] = lambda moment: None, since: datetime | None = None) -> int:
    """Walk from due moment to due moment up to `until`, each thing done at its own; how much was done.

    `at` is told each moment before anything is done there, so that a virtual clock can be set.  Nothing is done before
    `since`: a reminder that was due before there was anything to be reminded of goes out then.
    """
    acted, last = 0, None
    while (moment := next_due(service, until)) is not None:
        moment = max(one for one in (moment, last, since) if one is not None)
        at(moment)
        done = act_due(service, moment)
        if not done and moment == last:
            break  # what is left was tried and cannot act
        acted, last = acted + done, moment
    at(until)
    return acted
