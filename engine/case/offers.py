"""What somebody can do with a case now, and why not the rest.

In: a method, a case and the world (who asks).  Out: `Offer`s, in the order of the method.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.case.anytime import why_not_anytime
from engine.case.decide import lead_seat, why_not
from engine.case.ending import reopening
from engine.case.events import Refusal
from engine.case.extending import latest_day
from engine.case.journal import Journal
from engine.case.merging import why_not_unmerge
from engine.case.polling import sheet_fields
from engine.case.reopening import why_not_reopen
from engine.case.seats import is_among, may_take
from engine.case.several import mine_among, parts_of
from engine.case.state import Case, Seat
from engine.case.world import World
from engine.model import Field, Method
from engine.text import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done: `kind` says by which command, `refused` why not now.

    `seat` is the task it is for: the ballot's seat for an answer (also one entered for somebody else), the part for an
    action of somebody who has several; `until` the latest day a deadline can be put off to."""

    kind: Literal["act", "answer", "answer_for", "claim", "anytime", "resume", "approve", "decline", "reopen", "unmerge"]
    name: str
    title: str
    note: str = ""
    fields: tuple[Field, ...] = ()
    verb: str = ""
    reasons: tuple[str, ...] = ()
    seat: Seat | None = None
    until: str = ""
    refused: Text | None = None


def offers(method: Method, case: Case, world: World) -> tuple[Offer, ...]:
    """Everything the actor could do at this step, possible or not."""
    journal = Journal(method, case, world, method.workflows[case.workflow])
    if case.outcome or not case.step:
        return (*_again(journal), *(one for one in _anytime(journal) if one.verb == "correct")) if case.outcome else ()
    return (*_claims(journal), *_actions(journal), *_answers(journal), *_approvals(journal), *_anytime(journal), *_resume(journal))


def _again(journal: Journal) -> list[Offer]:
    """How a closed case may go on."""
    found: list[Offer] = []
    if journal.case.into:
        refused = why_not_unmerge(journal)
        found.append(Offer("unmerge", "撤销并单", "撤销并单", refused=refused.text if refused is not None else None))
    made = reopening(journal)
    if made is not None and made.by:
        refused = why_not_reopen(journal)
        found.append(Offer("reopen", "重开", "重新办理", refused=refused.text if refused is not None else None))
    return found


def _approvals(journal: Journal) -> list[Offer]:
    """What waits for the actor's yes or no; whoever asked is not offered it."""
    case, world = journal.case, journal.world
    found: list[Offer] = []
    for name, asked in case.asks.items():
        seat = case.seats[asked["seat"]]
        if asked["by"] != world.actor and may_take(seat, world.actor, world.directory):
            note = f"{world.directory.call(asked['by'])}：{asked['until']}，{asked['reason']}"
            found += [Offer("approve", f"批准{name}", f"批准{name}", note, seat=seat), Offer("decline", f"不批准{name}", f"不批准{name}", note, seat=seat)]
    return found


def _claims(journal: Journal) -> list[Offer]:
    return [Offer("claim", "领取", "领取", seat=seat) for seat in journal.case.open_seats()
            if seat.claim and not seat.person and may_take(seat, journal.world.actor, journal.world.directory)
            and not (seat.pool and any(one.person == journal.world.actor for one in parts_of(journal.case)))]


def _actions(journal: Journal) -> list[Offer]:
    step = journal.workflow.steps[journal.case.step]
    found: list[Offer] = []
    if not step.actions:
        return found
    seat = lead_seat(journal, step)
    mine = [seat] if isinstance(seat, Refusal) else mine_among(journal.case, journal.world.actor, "", journal.world.directory)
    for one in mine if step.several else mine[:1]:
        for action in step.actions.values():
            refused = one if isinstance(one, Refusal) else why_not(journal, step, action)
            found.append(Offer("act", action.name, action.title, action.note or step.note, (*step.form, *action.form),
                               seat=one if isinstance(one, Seat) and len(mine) > 1 else None,
                               refused=refused.text if refused is not None else None))
    return found


def _answers(journal: Journal) -> list[Offer]:
    case, world = journal.case, journal.world
    step = journal.workflow.steps[case.step]
    if step.ballot is None:
        return []
    voters = [seat for seat in case.open_seats() if seat.kind == "voter"]
    sheet = sheet_fields(step.ballot, case.poll, journal.facts)
    mine = [Offer("answer", "评", "评", step.note, sheet, seat=seat) for seat in voters
            if not seat.row and may_take(seat, world.actor, world.directory)]
    linked = [Offer("answer_for", "评", "代填", step.note, sheet, seat=seat) for seat in voters
              if seat.row and may_take(seat, world.actor, world.directory)]
    if not is_among(step.ballot.entered_by, world.actor, case, world.directory):
        return [*mine, *linked]
    others = [Offer("answer_for", "评", "代填", step.note, sheet, seat=seat) for seat in voters
              if not may_take(seat, world.actor, world.directory)]
    return [*mine, *linked, *others]


def _anytime(journal: Journal) -> list[Offer]:
    found: list[Offer] = []
    for anytime in journal.workflow.anytime.values():
        refused = why_not_anytime(journal, anytime)
        reasons = journal.method.lists[anytime.reasons].type.items if anytime.reasons else ()
        until = latest_day(journal, anytime).isoformat() if anytime.verb == "extend" and refused is None else ""
        fields = tuple(replace(field, optional=True) for field in anytime.fields) if anytime.verb == "correct" else anytime.form
        found.append(Offer("anytime", anytime.name, anytime.title, anytime.note, fields, anytime.verb, reasons, until=until,
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
