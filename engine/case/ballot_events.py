"""How what happens at ballots and draws changes a case.

In: a case and an event of a ballot or draw.  Out: the case after it.
`poll` is the ballot that is open at the step, `draws` what was drawn at which step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.case.state import Case, Tally, changed

if TYPE_CHECKING:
    from engine.case.events import Event


def _tallied(case: Case, event: Event) -> Case:
    body = event.body
    told = {name: body[name] for name in ("groups", "subjects", "tied", "again", "totals", "remarks") if name in body}
    tally = Tally(body["quorate"], body["invited"], body["answered"], dict(body["results"]), at=event.at, **told)
    stays = {"lead"} if body.get("tied") and not body.get("again") else set()  # whoever holds the ballot settles the tie
    seats = {key: changed(seat, state="closed") if seat.state == "open" and seat.kind not in stays else seat
             for key, seat in case.seats.items()}
    poll = {name: value for name, value in case.poll.items() if name != "urn"}  # the box is not looked into again
    return changed(case, tallies={**case.tallies, body["step"]: tally}, seats=seats, poll=poll)


def _settled(case: Case, event: Event) -> Case:
    body = event.body
    tally = case.tallies[body["step"]]
    tied = {name: items for name, items in tally.tied.items() if name != body["result"]}
    results = {**tally.results, body["result"]: {"item": body["item"]}}
    return changed(case, tallies={**case.tallies, body["step"]: changed(tally, results=results, tied=tied)})


def _slips_made(case: Case, event: Event) -> Case:
    body = event.body
    return changed(case, poll={**case.poll, "urn": body["urn"], "slips": dict(body["slips"]), "out": [], "handed": {}, "paper": []})


def _handed(case: Case, event: Event) -> Case:
    body, poll = event.body, case.poll
    handed = {**poll["handed"]}
    for group, n in body["slips"].items():
        handed[group] = handed.get(group, 0) + n
    return changed(case, poll={**poll, "handed": handed, "out": sorted([*poll["out"], *body["people"]])})


def _paper(case: Case, event: Event) -> Case:
    body = event.body
    row = {"number": body["number"], "group": body["group"], "sheets": body["sheets"], "counts": body["counts"], "by": event.actor, "seen": ""}
    return changed(case, poll={**case.poll, "paper": [*case.poll["paper"], row]})


def _paper_seen(case: Case, event: Event) -> Case:
    rows = [{**row, "seen": event.actor} if row["number"] == event.body["number"] else row for row in case.poll["paper"]]
    return changed(case, poll={**case.poll, "paper": rows})


def _paper_struck(case: Case, event: Event) -> Case:
    rows = [row for row in case.poll["paper"] if row["number"] != event.body["number"]]
    return changed(case, poll={**case.poll, "paper": rows})


def _frozen(case: Case, event: Event) -> Case:
    body = {name: value for name, value in event.body.items() if name != "step"}
    return changed(case, draws={**case.draws, event.body["step"]: {**body, "by": event.actor, "at": event.at}})


def _drawn(case: Case, event: Event) -> Case:
    body = event.body
    kept = {**case.draws[body["step"]], "seed": body["seed"], "drawn": body["drawn"], "standing_by": body["standing_by"],
            "struck": [], "drawn_at": event.at}
    return _filled(changed(case, draws={**case.draws, body["step"]: kept}), body)


def _substituted(case: Case, event: Event) -> Case:
    body = event.body
    kept = case.draws[body["step"]]
    row = {"who": body["struck"], "instead": body["instead"], "reason": body["reason"], "at": event.at, "by": event.actor}
    return _filled(changed(case, draws={**case.draws, body["step"]: {**kept, "struck": [*kept["struck"], row]}}), body)


def _filled(case: Case, body: Mapping[str, Any]) -> Case:
    return changed(case, data={**case.data, body["into"]: list(body["value"])})


CHANGES: Mapping[str, Callable[[Case, Event], Case]] = {
    "tallied": _tallied, "tie_settled": _settled, "slips_made": _slips_made, "slips_handed": _handed, "paper_counted": _paper,
    "paper_confirmed": _paper_seen, "paper_struck": _paper_struck, "pool_frozen": _frozen, "lots_drawn": _drawn,
    "substituted": _substituted,
}
