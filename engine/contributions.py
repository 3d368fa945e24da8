"""What a case counts for: rows that indicators add up, as a pure function of the case.

In: a closed or running case.  Out: contributions by key; the store keeps them with the event position from and to
which they held, so that every past figure can be opened again.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.case import Case
from engine.model import Method


@dataclass(frozen=True, slots=True)
class Contribution:
    """One row: under which rule, for whom, on which day, numerator over denominator."""

    rule: str
    part: str
    subject: str
    day: str
    num: int
    den: int
    object: str = ""
    group: str = ""


def contributions(method: Method, case: Case) -> dict[tuple[str, str], Contribution]:
    """Everything the case counts for, by (rule, part): how it ended, and each deadline kept or missed."""
    flow = f"{method.id}/{case.workflow}"
    found: list[Contribution] = []
    for step, clock in case.clocks.items():
        left = case.left.get(step)
        if clock.state == "stopped" and left is not None and step in method.workflows[case.workflow].steps:
            found.append(Contribution(f"{flow}/按期/{step}", str(clock.epoch), case.unit, left[:10], int(left <= clock.due), 1))
    if case.outcome:
        outcome = method.workflows[case.workflow].outcomes[case.outcome]
        if outcome.counts_as != "uncounted":
            found.append(Contribution(f"{flow}/办结", "", case.unit, case.closed[:10], int(outcome.counts_as == "settled"), 1,
                                      group=case.outcome))
    return {(one.rule, one.part): one for one in found}
