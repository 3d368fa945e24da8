"""Choosing who gets a task of several who could: in turn, by least work, by chance.

In: the seats of a step just entered and the world.  Out: `assigned` events that say how and among whom.
"""

from __future__ import annotations

import hashlib

from engine.case.journal import Journal
from engine.case.people import people_of
from engine.case.seats import holders
from engine.case.state import Seat
from engine.model import Step


def assign(journal: Journal, step: Step) -> None:
    """Give each task that is shared out by a rule to one person; a task nobody could take stays open."""
    for seat in journal.case.open_seats():
        if seat.how:
            _assign(journal, step, seat)


def _assign(journal: Journal, step: Step, seat: Seat) -> None:
    barred = set(people_of(step.recuse, journal.case, journal.world.directory))
    among = sorted(one for one in holders(seat, journal.world.directory) if one not in barred)
    if not among:
        return
    series = f"{journal.method.id}/{journal.workflow.name}/{step.name}/轮到"
    journal.add("assigned", seat=seat.id, person=_one(journal, seat, among, series), how=seat.how, among=among, series=series,
                count=journal.take(series))


def _one(journal: Journal, seat: Seat, among: list[str], series: str) -> str:
    world = journal.world
    if seat.how == "in_turn":
        last = world.last_turns(series)  # whoever waited longest; who never had a turn comes first
        return min(among, key=lambda one: (last.get(one, 0), one))
    if seat.how == "least_busy":
        last = world.last_turns(series)
        return min(among, key=lambda one: (world.open_tasks(one, journal.case.id), last.get(one, 0), one))
    mark = f"{journal.case.id}/{seat.id}"
    return min(among, key=lambda one: hashlib.sha256(world.seed + f"{mark}/{one}".encode()).hexdigest())
