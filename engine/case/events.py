"""What has happened to a case: events as data, and how each one changes the case.

In: a case (None before it is opened) and an event.  Out: the case after it.  Pure and total over stored events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.case.ballot_events import CHANGES as BALLOT_CHANGES
from engine.case.state import Case, Clock, Seat, changed, clock_from, seat_from


class Event(NamedTuple):
    """One thing that happened: its type, its plain JSON body, when and by whom."""

    type: str
    body: Mapping[str, Any]
    at: str
    actor: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command changes nothing; `fields` holds what is wrong field by field."""

    kind: str
    text: Any
    fields: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The events a command leads to and the private values (reference, salt, value) they point at; `after` is the case
    with the events applied, as it stood when the last of them was decided."""

    events: tuple[Event, ...]
    private: tuple[tuple[str, str, Any], ...] = field(default=())
    after: Case | None = field(default=None, compare=False, repr=False)


def plain_seat(seat: Seat) -> dict[str, Any]:
    """A seat as an event keeps it: what differs from the ordinary."""
    return {key: value for key, value in vars(seat).items() if value or key in ("id", "step", "kind")}


def evolve(case: Case | None, event: Event) -> Case:
    """The case after one more event."""
    if case is None:
        return _opened(event)
    return _CHANGES[event.type](case, event)


def _opened(event: Event) -> Case:
    body = event.body
    return Case(id=body["id"], method=body["method"], digest=body["digest"], workflow=body["workflow"], number=body["number"],
                unit=body["unit"], opened=event.at, opener=event.actor, channel=body.get("channel", ""), data=dict(body["values"]),
                source=dict(body.get("source", {})))


def _entered(case: Case, event: Event) -> Case:
    body = event.body
    gone = body.get("clears", ())
    data = {name: value for name, value in case.data.items() if name not in gone}
    earlier = {**case.earlier, **{name: case.data[name] for name in gone if name in case.data}} if gone else case.earlier
    left = {name: at for name, at in case.left.items() if f"{name}时间" not in gone}
    if body.get("from"):
        left[body["from"]] = event.at
    seats = {seat["id"]: seat_from(seat) for seat in body["seats"]}
    back, kind = body.get("back", ""), body.get("kind", "next")
    backs = {**case.backs, back: case.backs.get(back, 0) + 1} if kind == "back" else case.backs
    apart = {step: rows for step, rows in case.parts.items() if step != body["step"] and f"{step}时间" not in gone}
    return changed(case, parts=apart, asks={}, poll=body.get("poll", {}), step=body["step"], visit=case.visit + 1, round=case.round + (kind == "back"),
                   returns=case.returns + (kind == "return"), backs=backs, data=data, earlier=earlier, left=left,
                   seats=seats, clocks=_stopped(case.clocks, body.get("from", ""), event.at), answers={})


def _stopped(clocks: Mapping[str, Clock], step: str, at: str) -> Mapping[str, Clock]:
    clock = clocks.get(step)
    if clock is None or clock.state == "stopped":
        return clocks
    return {**clocks, step: changed(clock, state="stopped", stopped=clock.since if clock.state == "paused" else at)}


def _acted(case: Case, event: Event) -> Case:
    body = event.body
    seats = dict(case.seats)
    seat = seats[body["seat"]]
    seats[seat.id] = changed(seat, state="done", person=event.actor if not seat.party else seat.person)
    last = {"step": body["step"], "action": body["action"], "by": event.actor, "visit": case.visit,
            "filled": [] if seat.each else [*body["values"]]}
    case = changed(case, seats=seats, did={**case.did, body["step"]: event.actor}, last=last)
    return _part(case, seat, event) if seat.each else changed(case, data={**case.data, **body["values"]})


def _part(case: Case, seat: Seat, event: Event) -> Case:
    """One of several has done a part: a row of its own beside the others'."""
    body = event.body
    row = {"seat": seat.id, "by": event.actor, "unit": seat.unit, "party": seat.party, "action": body["action"], "values": body["values"],
           "at": event.at, "returned": event.type == "returned"}
    return changed(case, parts={**case.parts, body["step"]: (*case.parts.get(body["step"], ()), row)})


def _returned(case: Case, event: Event) -> Case:
    body, seat = event.body, case.seats[event.body["seat"]]
    rest = [one for one in case.seats.values() if one.each and not one.pool and one.id != seat.id and one.state in ("open", "done")]
    seats = {**case.seats, seat.id: changed(seat, state="returned", person=event.actor if not seat.party else seat.person)}
    # when nobody is left the case itself goes back, and that counts as the return
    return _part(changed(case, seats=seats, returns=case.returns + bool(rest and not body.get("whole"))), seat, event)


def _added(case: Case, event: Event) -> Case:
    body = event.body
    seats = {**case.seats, **{one["id"]: seat_from(one) for one in body["seats"]}}
    data = {**case.data, body["field"]: body["value"]} if body.get("field") else case.data
    return changed(case, seats=seats, data=data)


def _dropped(case: Case, event: Event) -> Case:
    body = event.body
    seat = case.seats[body["seat"]]
    data = {**case.data, body["field"]: body["value"]} if body.get("field") else case.data
    return changed(case, seats={**case.seats, seat.id: changed(seat, state="dropped")}, data=data)


def _voted(case: Case, event: Event) -> Case:
    seat = case.seats[event.body["seat"]]
    seats = {**case.seats, seat.id: changed(seat, state="done")}
    return changed(case, seats=seats, answers={**case.answers, seat.id: {"group": seat.group, "sheet": event.body["sheet"]}})


def _claimed(case: Case, event: Event) -> Case:
    body, seat = event.body, case.seats[event.body["seat"]]
    if body.get("part"):  # the pool stays open for others; whoever takes a part has a task of their own
        own = changed(seat, id=body["part"], person=body["person"], pool=False, claim=False, among=(), only="")
        return changed(case, seats={**case.seats, own.id: own})
    return changed(case, seats={**case.seats, seat.id: changed(seat, person=body["person"])})


def _transferred(case: Case, event: Event) -> Case:
    body, seat = event.body, case.seats[event.body["seat"]]
    if body.get("leaver") and seat.only and not seat.person:  # one of several who may take it makes way for a successor
        among = tuple(dict.fromkeys(body["to"] if one == body["leaver"] else one for one in seat.among))
        return changed(case, seats={**case.seats, seat.id: changed(seat, among=among)})
    return changed(case, seats={**case.seats, seat.id: changed(seat, person=body["to"], claim=False, pool=False)})


def _clock(case: Case, event: Event) -> Case:
    clock = clock_from(event.body["clock"])
    return changed(case, clocks={**case.clocks, clock.step: clock})


def _fired(case: Case, event: Event) -> Case:
    clock = case.clocks[event.body["step"]]
    rungs = tuple(changed(rung, fired=True) if rung.name == event.body["rung"] else rung for rung in clock.rungs)
    return changed(case, clocks={**case.clocks, clock.step: changed(clock, rungs=rungs)})


def _issued(case: Case, event: Event) -> Case:
    body = event.body
    made = {"number": body["number"], "at": event.at, "parts": []}
    return changed(case, documents={**case.documents, body["document"]: made})


def _fixed(case: Case, event: Event) -> Case:
    body = event.body
    document = case.documents[body["document"]]
    part = {"part": body["part"], "round": body["round"], "at": event.at, "by": event.actor, "values": body["values"],
            "sheets": body.get("sheets", []), **({"unit": body["unit"]} if body.get("unit") else {})}
    return changed(case, documents={**case.documents, body["document"]: {**document, "parts": [*document["parts"], part]}})


def _published(case: Case, event: Event) -> Case:
    return changed(case, published=(*case.published, event.body["board"]))


def _copied(case: Case, event: Event) -> Case:
    return changed(case, copied=tuple(dict.fromkeys([*case.copied, *event.body["to"]])))


def _closed(case: Case, event: Event) -> Case:
    source = event.body.get("from", "")
    seats = {key: changed(seat, state="closed") if seat.state == "open" else seat for key, seat in case.seats.items()}
    clocks = _stopped(case.clocks, source, event.at)
    return changed(case, step="", seats=seats, clocks=clocks, outcome=event.body["outcome"], closed=event.at,
                   left={**case.left, source: event.at} if source else case.left)


def _corrected(case: Case, event: Event) -> Case:
    """The field is right from now on; frozen parts of documents stay, with a note of what was put right."""
    body = event.body
    name, note = body["field"], {"field": body["field"], "value": body["value"], "at": event.at, "by": event.actor, "reason": body["reason"]}
    documents = {key: {**document, "parts": [
        {**part, "corrections": [*part.get("corrections", []), note]} if name in part["values"] else part for part in document["parts"]]}
        for key, document in case.documents.items()}
    return changed(case, data={**case.data, name: body["value"]}, documents=documents)


def _asked(case: Case, event: Event) -> Case:
    body = event.body
    seat = seat_from(body["seat"])
    asked = {"until": body["until"], "reason": body["reason"], "by": event.actor, "seat": seat.id}
    return changed(case, asks={**case.asks, body["name"]: asked}, seats={**case.seats, seat.id: seat})


def _answered(case: Case, event: Event) -> Case:
    body = event.body
    seats = {**case.seats, body["seat"]: changed(case.seats[body["seat"]], state="done", person=event.actor)}
    return changed(case, asks={name: one for name, one in case.asks.items() if name != body["name"]}, seats=seats)


def _reseated(case: Case, event: Event) -> Case:
    return changed(case, seats={seat["id"]: seat_from(seat) for seat in event.body["seats"]})


def _reopened(case: Case, event: Event) -> Case:
    return changed(case, outcome="", closed="", clocks=_stopped(case.clocks, event.body["outcome"], event.at))


def _merged(case: Case, event: Event) -> Case:
    return changed(case, into=event.body["into"])


def _unmerged(case: Case, event: Event) -> Case:
    return changed(case, into={}, outcome="", closed="")


def _absorbed(case: Case, event: Event) -> Case:
    return changed(case, absorbed={**case.absorbed, event.body["case"]: event.body["number"]})


def _released(case: Case, event: Event) -> Case:
    return changed(case, absorbed={one: number for one, number in case.absorbed.items() if one != event.body["case"]})


def _opened_other(case: Case, event: Event) -> Case:
    body = event.body
    other = {"workflow": body["workflow"], "number": "", "outcome": "", "visit": str(case.visit)}
    return changed(case, others={**case.others, body["case"]: other})


def _other_ended(case: Case, event: Event) -> Case:
    body = event.body
    return changed(case, others={**case.others, body["case"]: {**case.others[body["case"]], "number": body["number"], "outcome": body["outcome"]}})


def _same(case: Case, event: Event) -> Case:
    return case


_CHANGES: dict[str, Callable[[Case, Event], Case]] = {
    **BALLOT_CHANGES,
    "entered": _entered, "acted": _acted, "voted": _voted, "claimed": _claimed,
    "transferred": _transferred, "repaired": _transferred, "assigned": _claimed, "returned": _returned, "added": _added,
    "dropped": _dropped, "clock_started": _clock, "clock_paused": _clock,
    "clock_resumed": _clock, "clock_moved": _clock, "rung_fired": _fired, "issued": _issued, "part_fixed": _fixed,
    "published": _published, "copied": _copied, "closed": _closed, "corrected": _corrected,
    "clock_set": _clock, "asked": _asked, "approved": _answered, "declined": _answered, "reseated": _reseated,
    "reopened": _reopened, "merged": _merged, "unmerged": _unmerged, "absorbed": _absorbed, "released": _released,
    "opened_other": _opened_other, "other_ended": _other_ended, "enrolled": _same, "appointed": _same, "dismissed": _same,
    "routed": _same, "told": _same, "noted": _same, "urged": _same,
}
