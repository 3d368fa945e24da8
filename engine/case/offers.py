"""What somebody can do with a case now, and why not the rest.

In: a method, a case and the world (who asks).  Out: `Offer`s, in the order of the method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.case.anytime import why_not_anytime
from engine.case.decide import lead_seat, why_not
from engine.case.events import Refusal
from engine.case.journal import Journal
from engine.case.seats import is_among, may_take
from engine.case.state import Case, Seat
from engine.case.world import World
from engine.model import Field, Method
from engine.text import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done: `kind` says by which command, `refused` why not now.

    `seat` is the task it is for: the ballot's seat for an answer (also one entered for somebody else)."""

    kind: Literal["act", "answer", "answer_for", "claim", "anytime", "resume"]
    name: str
    title: str
    note: str = ""
    fields: tuple[Field, ...] = ()
    verb: str = ""
    reasons: tuple[str, ...] = ()
    seat: Seat | None = None
    refused: Text | None = None


def offers(method: Method, case: Case, world: World) -> tuple[Offer, ...]:
    """Everything the actor could do at this step, possible or not."""
    if case.outcome or not case.step:
        return ()
    journal = Journal(method, case, world, method.workflows[case.workflow])
    return (*_claims(journal), *_actions(journal), *_answers(journal), *_anytime(journal), *_resume(journal))


def _claims(journal: Journal) -> list[Offer]:
    return [Offer("claim", "领取", "领取", seat=seat) for seat in journal.case.open_seats()
            if seat.claim and not seat.person and may_take(seat, journal.world.actor, journal.world.directory)]


def _actions(journal: Journal) -> list[Offer]:
    step = journal.workflow.steps[journal.case.step]
    found: list[Offer] = []
    seat = lead_seat(journal, step) if step.actions else None
    for action in step.actions.values():
        refused = seat if isinstance(seat, Refusal) else why_not(journal, step, action)
        found.append(Offer("act", action.name, action.title, action.note or step.note, (*step.form, *action.form),
                           refused=refused.text if refused is not None else None))
    return found


def _answers(journal: Journal) -> list[Offer]:
    case, world = journal.case, journal.world
    step = journal.workflow.steps[case.step]
    if step.ballot is None:
        return []
    voters = [seat for seat in case.open_seats() if seat.kind == "voter"]
    mine = [Offer("answer", "评", "评", step.note, step.ballot.sheet, seat=seat) for seat in voters
            if may_take(seat, world.actor, world.directory)]
    if not is_among(step.ballot.entered_by, world.actor, case, world.directory):
        return mine
    others = [Offer("answer_for", "评", "代填", step.note, step.ballot.sheet, seat=seat) for seat in voters
              if not may_take(seat, world.actor, world.directory)]
    return [*mine, *others]


def _anytime(journal: Journal) -> list[Offer]:
    found: list[Offer] = []
    for anytime in journal.workflow.anytime.values():
        refused = why_not_anytime(journal, anytime)
        reasons = journal.method.lists[anytime.reasons].type.items if anytime.reasons else ()
        found.append(Offer("anytime", anytime.name, anytime.title, anytime.note, anytime.form, anytime.verb, reasons,
                           refused=refused.text if refused is not None else None))
    return found


def _resume(journal: Journal) -> list[Offer]:
    case, world = journal.case, journal.world
    clock = case.clocks.get(case.step)
    if clock is None or clock.state != "paused":
        return []
    pausing = [one for one in journal.workflow.anytime.values() if one.verb == "pause"]
    if any(is_among((*one.by, *one.approved_by), world.actor, case, world.directory) for one in pausing):
        return [Offer("resume", "恢复", "恢复计时")]
    return []
