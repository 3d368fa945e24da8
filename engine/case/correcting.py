"""A field put right afterwards, with the reason: what stood there before stays in the event.

In: the journal, the fields and their right values.  Out: events; what rests on the field follows: the deadline, the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.case import refusals
from engine.case.commands import Anytime as AnytimeCommand
from engine.case.events import Refusal, plain_seat
from engine.case.extending import set_due
from engine.case.flow import fixed_due
from engine.case.forms import fill, seal
from engine.case.journal import Journal
from engine.case.seats import open_seats
from engine.filling import is_blank
from engine.model import Anytime, Field
from engine.text import say


def correct(journal: Journal, anytime: Anytime, command: AnytimeCommand) -> Refusal | None:
    """Put fields right; only what differs is written down."""
    given = {name: value for name, value in command.values.items() if not is_blank(value)}
    fields = tuple(replace(field, optional=True) for field in anytime.fields)
    values, problems = fill(fields, given, journal.facts)
    problems = [one for one in problems if one[0] in given]
    problems += [(name, say("「{name}」这时不用填，没有可以更正的", "“{name}” is not asked here and cannot be corrected", name=name))
                 for name in given if name not in values and name not in {wrong for wrong, _ in problems}]
    if not problems and is_blank(command.reason):
        problems.append(("理由", say("请写明理由", "please give the reason")))
    changed_ = {name: value for name, value in values.items() if journal.case.data.get(name) != value}
    if not problems and not changed_:
        problems.append((next(iter(given), "理由"), say("和原来一样，没有要更正的", "it is as it was; there is nothing to correct")))
    if problems:
        return refusals.form(problems)
    for field in anytime.fields:
        if field.name in changed_:
            _put_right(journal, field, changed_[field.name], command.reason)
    if journal.case.step:
        _follow(journal, changed_, command.reason)
    return None


def _put_right(journal: Journal, field: Field, value: Any, reason: str) -> None:
    sealed, private = seal((field,), {field.name: value}, journal.facts, "更正/")
    journal.private += private
    journal.add("corrected", field=field.name, value=sealed[field.name], was=journal.case.data.get(field.name), reason=reason)


def _follow(journal: Journal, changed_: Mapping[str, Any], reason: str) -> None:
    case, step = journal.case, journal.workflow.steps[journal.case.step]
    clock = case.clocks.get(step.name)
    if step.deadline is not None and step.deadline.until in changed_ and clock is not None and clock.state == "running":
        due = fixed_due(step.deadline, journal.facts)
        if due.at > journal.world.now and due.at != datetime.fromisoformat(clock.due):
            set_due(journal, due, reason)
    named = {name for actor in step.by for name in (actor.at, actor.name if actor.kind == "field" else "")}
    untouched = all(seat.state == "open" and not (seat.claim and seat.person) for seat in case.seats.values())
    if named & changed_.keys() and untouched and not step.several:
        journal.add("reseated", seats=[plain_seat(seat) for seat in open_seats(step, journal.facts, case.visit)], reason=reason)
