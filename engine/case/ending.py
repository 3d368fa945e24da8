"""A case that ends with a promise: on the day it names the case begins again by itself.

In: the journal of a case just closed.  Out: the clock of that day.
"""

from __future__ import annotations

from datetime import date, datetime, time

from engine.case.journal import Journal
from engine.case.state import Clock, Rung, plain_clock
from engine.model import Reopening
from engine.values import SHANGHAI

BEGIN = time(8, 30)  # a promised day begins with the office


def reopening(journal: Journal) -> Reopening | None:
    """How the case may begin again as it has ended, or None."""
    outcome = journal.workflow.outcomes.get(journal.case.outcome)
    return outcome.reopen if outcome is not None else None


def promise(journal: Journal) -> None:
    """Start the clock of a case that has ended until a day: on that day it begins again by itself."""
    made, case = reopening(journal), journal.case
    kept = case.data.get(made.on) if made is not None and made.on else None
    if not isinstance(kept, str):
        return
    day = date.fromisoformat(kept[:10])
    at = datetime.combine(journal.world.calendar.roll(day, "next"), BEGIN, SHANGHAI)
    old = case.clocks.get(case.outcome)
    clock = Clock(step=case.outcome, epoch=old.epoch + 1 if old else 1, started=journal.at, due=at.isoformat(),
                  amount="0", unit="days", round=case.round, rungs=(Rung("reopen", at.isoformat()),))
    journal.add("clock_started", clock=plain_clock(clock), working=[])
