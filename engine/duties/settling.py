"""How an occasion came out, and that late or corrected evidence settles it again.

In: an occasion and what was counted for it.  Out: `settled` and `reopened` events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from engine.case import SYSTEM, Event
from engine.duties.owed import Outcome, Owed
from engine.model.duty import Duty, Measure
from engine.values import show_number

SCALE = 10_000  # evidence keeps numbers as whole ten-thousandths


@dataclass(frozen=True, slots=True)
class Tally:
    """What one of those who may fulfil it has done: sums, how many different values, the cases, and the same in time."""

    who: str
    num: int
    den: int
    cases: int
    different: int
    num_in_time: int
    den_in_time: int
    cases_in_time: int
    different_in_time: int
    evidence: tuple[str, ...] = ()


def amount_of(measure: Measure, num: int, den: int, cases: int, different: int) -> Fraction:
    """How much evidence adds up to.

    >>> amount_of(Measure("sum"), 25_000, 0, 2, 1), amount_of(Measure("share"), 0, 0, 0, 0)
    (Fraction(5, 2), Fraction(0, 1))
    """
    if measure.kind == "sum":
        return Fraction(num, SCALE)
    if measure.kind == "share":
        return Fraction(num, den) if den else Fraction(0)
    return Fraction(different if measure.kind == "distinct" else cases)


def done(duty: Duty, tallies: Sequence[Tally]) -> Fraction:
    """How much has been done by all who may."""
    if duty.measure.kind == "distinct":
        return max((amount_of(duty.measure, 0, 0, 0, one.different) for one in tallies), default=Fraction(0))
    return amount_of(duty.measure, sum(one.num for one in tallies), sum(one.den for one in tallies), sum(one.cases for one in tallies), 0)


def _in_time(duty: Duty, tallies: Sequence[Tally]) -> Fraction:
    return done(duty, [Tally(one.who, one.num_in_time, one.den_in_time, one.cases_in_time, one.different_in_time, 0, 0, 0, 0) for one in tallies])


def outcome_of(owed: Owed, duty: Duty, least: Fraction, tallies: Sequence[Tally]) -> Outcome:
    """Met when the one who owes it did enough, substituted when others had to help, else excused or missed."""
    if done(duty, tallies) >= least:
        own = [one for one in tallies if one.who == owed.subject]
        return "met" if done(duty, own) >= least else "substituted"
    return "excused" if owed.excused else "missed"


def close(owed: Owed, duty: Duty, least: Fraction, tallies: Sequence[Tally], now: datetime) -> list[Event]:
    """Settle an occasion; one that was settled is reopened first, and left alone when nothing is different."""
    outcome, amount = outcome_of(owed, duty, least, tallies), done(duty, tallies)
    late = outcome in ("met", "substituted") and _in_time(duty, tallies) < least
    body = {"outcome": outcome, "amount": show_number(amount), "least": show_number(least), "late": late,
            "evidence": sorted({case for one in tallies for case in one.evidence})}
    settled = Event("settled", body, now.isoformat(), SYSTEM)
    if not owed.outcome:
        return [settled]
    stands = {"outcome": owed.outcome, "amount": owed.amount, "least": owed.least, "late": owed.late, "evidence": list(owed.evidence)}
    if owed.outcome == "dropped" or stands == body:
        return []
    return [Event("reopened", {"was": owed.outcome}, now.isoformat(), SYSTEM), settled]
