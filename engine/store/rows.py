"""What is read, as a pure function of what is true: the rows of a case in the tables that lists and timers use.

In: a case.  Out: rows by table and key; the store writes only what differs from before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.case import Case, Event, Seat

Rows = dict[tuple[Any, ...], tuple[Any, ...]]
NEVER = "9999"


def due_of(case: Case) -> str:
    """When the step the case is at is due; NEVER sorts after every moment."""
    clock = case.clocks.get(case.step) if case.step else None
    return clock.due if clock is not None and clock.state == "running" else NEVER


def tasks(case: Case) -> Rows:
    """One row for each way to a task: (seat, door) → (kind, person, role, unit, claim, due)."""
    found: Rows = {}
    if case.outcome:
        return found
    due = due_of(case)
    for seat in case.open_seats():
        for door, row in enumerate(_doors(seat)):
            found[seat.id, door] = (seat.kind, *row, due)
    return found


def _doors(seat: Seat) -> list[tuple[str, str, str, int]]:
    if seat.person:
        unit = seat.doors[0][1] if seat.doors else seat.unit
        role = seat.doors[0][0] if seat.doors else ""
        return [(seat.person, role, unit, 0)]
    if seat.only:
        role, unit = seat.doors[0] if seat.doors else ("", seat.unit)
        return [(one, role, unit, int(seat.claim)) for one in seat.among] or [("", "", unit, 0)]
    nobody = [("", "", seat.unit, 0)] if not seat.party else []  # so that it is found among the matters nobody can move
    return [("", role, unit, int(seat.claim)) for role, unit in seat.doors] or nobody


def timers(case: Case) -> Rows:
    """One row for each rung that has not acted: (step, epoch, rung) → (at,)."""
    found: Rows = {}
    for clock in case.clocks.values():
        if clock.state == "stopped" or (case.outcome and clock.step != case.outcome):  # only the day promised outlives the case
            continue
        for rung in clock.rungs:
            if not rung.fired and (clock.state == "running" or rung.name == "resume"):
                found[clock.step, clock.epoch, rung.name] = (rung.at,)
    return found


DID = frozenset({"acted", "voted", "opened", "noted", "returned", "approved", "declined", "corrected", "merged", "reopened"})
_CAUSES = {"urged": "催办", "copied": "抄送"}


def did(events: Iterable[Event]) -> Rows:
    """Who did something last, and who was first sent a copy: (person, kind) → (at,)."""
    found: Rows = {}
    for event in events:
        if event.type == "copied":
            found = {**{(person, "copied"): (event.at,) for person in event.body["to"]}, **found}
        elif event.type in DID:
            found[event.actor, "did"] = (event.at,)
    return found


def messages(case: str, events: Iterable[Event], first: int = 1) -> Rows:
    """What a case's events tell people: (dedupe) → (person, cause, at); `first` is the number of the first event."""
    return {(f"{case}/{at}/{person}",): (person, str(event.body.get("cause", _CAUSES.get(event.type, ""))), event.at)
            for at, event in enumerate(events, start=first) if event.type in ("told", *_CAUSES) for person in event.body["to"]}


def headline(case: Case, field: str) -> str:
    """The line that stands for a case in lists."""
    text = case.data.get(field)
    return " ".join(text.split())[:120] if isinstance(text, str) else ""


def words(case: Case) -> str:
    """What a search finds a case by: number, unit and every plain text; private values are not among them."""
    return "\n".join([case.number, case.unit, *(value for value in case.data.values() if isinstance(value, str))])
