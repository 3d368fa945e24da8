"""Duplicates merged: the absorbed case ends and hears what becomes of the main one; it can be taken out again.

In: the journal and the number of the main case.  Out: events in this case; the main one hears of it by a signal.
"""

from __future__ import annotations

from engine.case import refusals
from engine.case.commands import Absorb, Hear, Release, Unmerge
from engine.case.commands import Anytime as AnytimeCommand
from engine.case.events import Refusal, plain_seat
from engine.case.flow import start_clock
from engine.case.journal import Journal
from engine.case.seats import is_among, open_seats
from engine.case.world import SYSTEM
from engine.filling import PRIVATE_KEY, is_blank
from engine.model import Anytime
from engine.text import say

MERGED = "已并单"


def merge(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    """End this case as part of another one of the same kind."""
    case = journal.case
    main = journal.world.other(command.to[0], case.method, case.workflow) if len(command.to) == 1 else None
    if main is None or main["id"] == case.id:
        return refusals.form([("并入", say("请写要并入的那一件的编号", "give the number of the case it belongs to"))])
    if (main["method"], main["workflow"]) != (case.method, case.workflow):
        return refusals.form([("并入", say("{n}不是同一种事，不能并", "{n} is of another kind and cannot be merged with", n=main["number"]))])
    if main["outcome"]:
        return refusals.form([("并入", say("{n}已经结了（{o}），不能再并进去", "{n} is closed ({o})", n=main["number"], o=main["outcome"]))])
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明为什么是同一件事", "please say why they are the same matter"))])
    step = case.step
    journal.add("merged", into={"id": main["id"], "number": main["number"], "step": step, "by": anytime.name}, reason=command.reason)
    _tell_asker(journal, f"和{main['number']}是同一件事，一起办理")
    journal.add("closed", outcome=MERGED, **{"from": step})
    return None


def why_not_unmerge(journal: Journal) -> Refusal | None:
    """Why the actor cannot take this case out again, or None."""
    case, world = journal.case, journal.world
    anytime = journal.workflow.anytime.get(case.into.get("by", ""))
    if case.outcome != MERGED or anytime is None:
        return refusals.closed(case)
    if not is_among(anytime.by, world.actor, case, world.directory):
        return refusals.not_now("撤销并单", f"只有{'、'.join(one.name for one in anytime.by)}可以办", "only those who may merge may undo it")
    return None


def unmerge(journal: Journal, command: Unmerge) -> Refusal | None:
    """Take a merged case out again: it goes on at the step where it was."""
    refused = why_not_unmerge(journal)
    if refused is not None:
        return refused
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明为什么不是同一件事", "please say why they are not the same matter"))])
    into = journal.case.into
    step = journal.workflow.steps[into["step"]]
    journal.add("unmerged", was=dict(into), reason=command.reason)
    seats = [plain_seat(seat) for seat in open_seats(step, journal.facts, journal.case.visit + 1)]
    journal.add("entered", step=step.name, **{"from": ""}, kind="unmerge", back="撤销并单", seats=seats, clears=[])
    start_clock(journal, step, "take_back")
    _tell_asker(journal, f"不再和{into['number']}一起办，单独办理")
    return None


def _tell_asker(journal: Journal, cause: str) -> None:
    party = _asker(journal)
    opener = [journal.case.opener] if journal.case.opener in journal.world.directory.people else []
    journal.add("told", to=opener, party=party, cause=cause, step=journal.case.step, values={})


def _asker(journal: Journal) -> str:
    kept = journal.case.data
    return next((field.name for field in journal.workflow.start.form if field.kind == "party" and not is_blank(kept.get(field.name))), "")


# --- what the two cases tell each other, always by the system -----------------------------------------------------------


def absorb(journal: Journal, command: Absorb) -> Refusal | None:
    """Note in the main case that another one was merged into it; once."""
    if journal.world.actor != SYSTEM:
        return refusals.closed(journal.case)
    if command.case not in journal.case.absorbed:
        journal.add("absorbed", case=command.case, number=command.number)
    return None


def release(journal: Journal, command: Release) -> Refusal | None:
    """Note in the main case that another one was taken out again."""
    if journal.world.actor != SYSTEM:
        return refusals.closed(journal.case)
    if command.case in journal.case.absorbed:
        journal.add("released", case=command.case, number=journal.case.absorbed[command.case])
    return None


def hear(journal: Journal, command: Hear) -> Refusal | None:
    """Tell those who asked in a merged case what the main case told its own, or how it ended."""
    if journal.world.actor != SYSTEM or not journal.case.into:
        return None
    values = {name: value for name, value in command.values.items() if not (isinstance(value, dict) and PRIVATE_KEY in value)}
    opener = [journal.case.opener] if journal.case.opener in journal.world.directory.people else []
    journal.add("told", to=opener, party=_asker(journal), cause=command.cause, step="", values=values)
    return None
