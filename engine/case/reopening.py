"""A case that has ended begins again: by whoever may, within a time, or by itself on the day that was promised.

In: the journal of a closed case.  Out: events; it counts as one more round.
"""

from __future__ import annotations

from datetime import datetime

from engine.case import refusals
from engine.case.commands import Reopen
from engine.case.ending import reopening
from engine.case.events import Refusal
from engine.case.flow import go
from engine.case.journal import Journal
from engine.case.seats import is_among
from engine.case.world import PARTY
from engine.filling import is_blank
from engine.text import say


def why_not_reopen(journal: Journal) -> Refusal | None:
    """Why the actor cannot let the case begin again, or None."""
    case, world, made = journal.case, journal.world, reopening(journal)
    if made is None or not made.by:
        return refusals.closed(case)
    if not (is_among(made.by, world.actor, case, world.directory) or (world.actor == PARTY and any(one.kind == "public" for one in made.by))):
        return refusals.not_now("重开", f"只有{'、'.join(one.name for one in made.by)}可以重开", f"only {', '.join(one.name for one in made.by)} may reopen it")
    until = world.calendar.add(datetime.fromisoformat(case.closed), journal.facts.span(made.within)).at
    if world.now > until:
        return refusals.not_now("重开", f"要在{until:%Y-%m-%d %H:%M}以前提出，已经过了", f"it had to be asked for before {until:%Y-%m-%d %H:%M}")
    return None


def reopen(journal: Journal, command: Reopen) -> Refusal | None:
    """Let a closed case begin again."""
    refused = why_not_reopen(journal)
    if refused is not None:
        return refused
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明为什么重开", "please say why it should begin again"))])
    begin_again(journal, command.reason)
    return None


def begin_again(journal: Journal, reason: str) -> None:
    """Go back to the step that the outcome names, as one more round."""
    made, outcome = reopening(journal), journal.case.outcome
    assert made is not None
    journal.add("reopened", outcome=outcome, reason=reason)
    go(journal, made.way, "重开", anew=True)
