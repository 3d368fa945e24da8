"""Moving a case: along a way, through steps that wait for nobody, until somebody must act or it ends.

In: a way and the journal.  Out: events in the journal.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from engine.calendar import Due
from engine.case.choosing import assign
from engine.case.clocks import Lead, due_after, due_on, first_day, left, rungs_of
from engine.case.counting import count
from engine.case.effects import apply, fix_parts
from engine.case.ending import promise
from engine.case.events import plain_seat
from engine.case.facts import ONE_DAY, Facts
from engine.case.journal import Journal
from engine.case.polling import open_poll, waits
from engine.case.seats import open_seats
from engine.case.state import Clock, Rung, changed, plain_clock
from engine.errors import FormulaRefusal
from engine.filling import for_formula
from engine.formulas import EMPTY, NUMBER, Type, show_value, types_read
from engine.model import Action, Deadline, Row, Step, Way, Workflow
from engine.values import Span

MOST_STEPS = 50  # a run through automatic steps is short; the checks refuse cycles of them


def go(journal: Journal, way: Way, label: str, *, anew: bool = False) -> None:
    """Follow a way to rest; `label` names it for the count of ways back.  A case that begins `anew` has ended before: its
    way is bound by the time or day that its outcome names, not by the rounds of rework."""
    source = journal.case.step
    for number in range(MOST_STEPS):
        way = way if anew and not number else _bounded(journal, way)
        if way.to in journal.workflow.outcomes:
            _close(journal, way.to, source)
            return
        step = journal.workflow.steps[way.to]
        _enter(journal, step, way, label, source)
        if not step.automatic and (step.ballot is None or waits(step, journal.case)):
            return
        if step.ballot is not None:
            tally(journal, step)
            if _again_or_tied(journal, step):
                return
        source = step.name
        way, label = way_on(journal, step)


def way_on(journal: Journal, step: Step, action: Action | None = None) -> tuple[Way, str]:
    """The way a step is left by and its name: the action's, or else the step's own."""
    if action is not None and action.way is not None:
        return action.way, action.title
    if step.way is not None:
        return step.way, step.name
    row = fitting_row(journal, step)
    return row.way, row.title or step.name


def _bounded(journal: Journal, way: Way) -> Way:
    rework = journal.workflow.rework
    if way.kind != "back" or rework is None or not rounds_used_up(journal.facts):
        return way
    return Way(rework.then, "next", way.mark)


def after_rework(workflow: Workflow) -> frozenset[str]:
    """The steps from which a way back that is used up has nowhere else to lead: 超过转 itself and what comes after it."""
    if workflow.rework is None or not workflow.rework.then:
        return frozenset(workflow.steps)
    found = [workflow.rework.then]
    for name in found:
        step = workflow.steps.get(name)
        found += [way.to for _, way in (step.ways() if step is not None else ()) if way.kind == "next" and way.to not in found]
    return frozenset(found)


def rounds_used_up(facts: Facts) -> bool:
    """Whether another round of rework is beyond what the street allows."""
    rework, case = facts.workflow.rework, facts.case
    if rework is None or not rework.at_most or case is None:
        return False
    most = facts.world.parameters.get(rework.at_most)
    return isinstance(most, Fraction) and case.round - 1 >= most


def returns_used_up(facts: Facts) -> bool:
    """Whether another return is beyond what the street allows."""
    rework, case = facts.workflow.rework, facts.case
    if rework is None or not rework.returns_at_most or case is None:
        return False
    most = facts.world.parameters.get(rework.returns_at_most)
    return isinstance(most, Fraction) and case.returns >= most


def _enter(journal: Journal, step: Step, way: Way, label: str, source: str) -> None:
    case = journal.case
    clears = sorted(journal.workflow.clears.get(step.name, ())) if way.kind != "next" else []
    body: dict[str, Any] = {"step": step.name, "from": source, "kind": way.kind, "seats": []}
    if way.kind != "next":
        body |= {"back": label, "clears": clears}
    seats_facts = changed(journal.facts, case=changed(case, data={k: v for k, v in case.data.items() if k not in clears})) if clears else journal.facts
    poll, voters = open_poll(step, seats_facts) if step.ballot is not None else ({}, [])
    body["seats"] = [plain_seat(seat) for seat in open_seats(step, seats_facts, case.visit + 1, voters)]
    body |= {"poll": poll} if poll else {}
    journal.add("entered", **body)
    assign(journal, step)
    start_clock(journal, step, way.kind)
    apply(journal, step.on_enter, step.name)


def _close(journal: Journal, name: str, source: str) -> None:
    apply(journal, journal.workflow.outcomes[name].effects, name)
    journal.add("closed", outcome=name, **{"from": source})
    promise(journal)


def fitting_row(journal: Journal, step: Step) -> Row:
    """The one row that holds, with its effects done; the checks have proved that there is exactly one."""
    facts = journal.facts
    other = next((row for row in step.route if row.when is None), None)
    row = next((row for row in step.route if row.when is not None and facts.holds(row.when)), other)
    assert row is not None, step.name
    types = types_read(row.when) if row.when is not None else {}
    read = {name: _shown(facts, name, types.get(name, NUMBER)) for name in sorted(row.when.reads if row.when is not None else ())}
    journal.add("routed", step=step.name, title=row.title or (row.when.text if row.when is not None else "其余"), read=read)
    apply(journal, row.effects, step.name)
    return row


def _shown(facts: Facts, name: str, type_: Type) -> str:
    try:
        value = facts.value(name)
    except FormulaRefusal:
        return ""
    known = facts.fields.get(name)
    if known is not None and known.private and value is not EMPTY:
        return "已填"
    return "" if value is EMPTY or isinstance(value, dict | tuple) else show_value(value, "zh", share=type_.share)


# --- deadlines ------------------------------------------------------------------------------------------------------


def start_clock(journal: Journal, step: Step, kind: str) -> None:
    """Start the clock of a step just entered: its deadline's, or the time a ballot is open."""
    if step.ballot is not None:
        _start_ballot_clock(journal, step)
    elif step.deadline is not None:
        _start_deadline(journal, step, step.deadline, kind)


def _start_deadline(journal: Journal, step: Step, deadline: Deadline, kind: str) -> None:
    facts, calendar = journal.facts, journal.world.calendar
    old = journal.case.clocks.get(step.name)
    now = since = journal.world.now
    spent, roll = Fraction(0), deadline.on_rest
    if deadline.until:
        due = fixed_due(deadline, facts)
        amount, unit = Fraction(calendar.remaining(now, max(now, due.at))), "workdays"
    else:
        amount, unit, fresh = _budget(deadline, facts, old, kind)
        since, same_day = (_since(deadline, facts), deadline.counting == "same_day") if fresh else (now, False)
        if same_day and unit == "months":
            since, same_day = since - ONE_DAY, False
        due = due_after(calendar, since, amount, unit, roll, same_day)  # type: ignore[arg-type]
        spent = first_day(calendar, since, unit, same_day)  # type: ignore[arg-type]
    rungs = rungs_of(calendar, due.at, leads_of(deadline, facts))
    clock = Clock(step=step.name, epoch=old.epoch + 1 if old else 1, started=journal.at, due=due.text,
                  amount=str(amount), unit=unit, used=str(spent), since="" if since == now else since.isoformat(),
                  round=journal.case.round, provisional=due.provisional, rungs=rungs)
    journal.add("clock_started", clock=plain_clock(clock), working=due.day_by_day)


def fixed_due(deadline: Deadline, facts: Facts) -> Due:
    """When a deadline ends that a field sets."""
    assert facts.case is not None
    fixed = for_formula(facts.fields[deadline.until], facts.case.data.get(deadline.until))
    return due_on(facts.world.calendar, fixed, deadline.on_rest)  # type: ignore[arg-type]


def _budget(deadline: Deadline, facts: Facts, old: Clock | None, kind: str) -> tuple[Fraction, str, bool]:
    """How long a deadline runs, in which unit, and whether it begins afresh; the rework policy rules in a later round."""
    span, case = facts.span(deadline.limit or deadline.within), facts.case
    again = old is not None and case is not None and (kind != "next" or case.round > old.round)
    if not again or old is None:
        return Fraction(span.amount), span.unit, True
    policy = facts.world.parameters.get(deadline.on_rework, deadline.on_rework)
    if policy == "continue" or kind == "take_back":
        return (*left(facts.world.calendar, old, facts.world.now), False)
    if isinstance(policy, Span):
        return Fraction(policy.amount), policy.unit, True
    return Fraction(span.amount), span.unit, True


def _since(deadline: Deadline, facts: Facts) -> datetime:
    case, now = facts.case, facts.world.now
    if not deadline.since or case is None:
        return now
    if deadline.since in facts.workflow.steps:
        return datetime.fromisoformat(case.left.get(deadline.since, now.isoformat()))
    fixed = for_formula(facts.fields[deadline.since], case.data.get(deadline.since))
    if isinstance(fixed, datetime):
        return fixed
    return facts.world.calendar.close_of_office(fixed)  # type: ignore[arg-type]


def leads_of(deadline: Deadline, facts: Facts) -> list[tuple[str, Lead]]:
    """The rungs of a deadline by number, with their spans in force."""
    return [(str(number), (nudge.side, facts.span(nudge.lead))) for number, nudge in enumerate(deadline.nudges)]


def _start_ballot_clock(journal: Journal, step: Step) -> None:
    assert step.ballot is not None
    span, now = journal.facts.span(step.ballot.open_for), journal.world.now
    due = journal.world.calendar.add(now, span)
    old = journal.case.clocks.get(step.name)
    clock = Clock(step=step.name, epoch=old.epoch + 1 if old else 1, started=journal.at, due=due.text,
                  amount=str(span.amount), unit=span.unit, round=journal.case.round, provisional=due.provisional,
                  rungs=(Rung("tally", due.text),))
    journal.add("clock_started", clock=plain_clock(clock), working=due.day_by_day)


# --- ballots --------------------------------------------------------------------------------------------------------


def tally(journal: Journal, step: Step) -> None:
    """Count a ballot: whether it is quorate, and its results, exact."""
    outcome = count(step, journal.facts)
    secret = step.ballot is not None and step.ballot.secret
    sheets = [] if secret else [{"group": one["group"], **one["sheet"]} for one in journal.case.answers.values()]
    if "remarks" in outcome:  # somebody may have written a name: what was said can be erased and the record still holds
        outcome["remarks"], row = journal.world.seal(f"{journal.case.visit}/remarks", outcome["remarks"])
        journal.private.append(row)
    journal.add("tallied", step=step.name, sheets=sheets, **outcome)
    fix_parts(journal, (step.name,), sheets)


def leave_ballot(journal: Journal, step: Step) -> None:
    """Go on from a ballot that has been counted; a tie holds it up, or has it held once more."""
    if not _again_or_tied(journal, step):
        leave_step(journal, step)


def leave_step(journal: Journal, step: Step) -> None:
    """Go on from a step whose doing is done and whose way follows from the facts."""
    if step.way is not None:
        go(journal, step.way, step.name)
        return
    row = fitting_row(journal, step)
    go(journal, row.way, row.title or step.name)


def _again_or_tied(journal: Journal, step: Step) -> bool:
    tally_ = journal.case.tallies[step.name]
    if tally_.again:
        go(journal, Way(step.name), step.name)
    return tally_.again or bool(tally_.tied)
