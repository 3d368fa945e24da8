"""Which rows of a case a step may have changed, so that only those are worked out anew.

In: an indicator; a case before and after some events.  Out: the names a row looks at, and the names under which something
is different: a field, a step that was left or done, 〈step〉时间, 〈step〉按期, 〈step〉到期, a ballot.  A row whose names are
all the same comes out the same, since it is a pure function of what they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from engine.case import Case
from engine.compiler.rows import ON_TIME, OVERDUE, ROUNDS, STEP_DUE
from engine.formulas import Formula
from engine.model import Indicator

LEFT_AT, ROUND = "时间", "轮次"
_in_every_row = attrgetter("outcome", "closed", "digest", "unit", "number", "opened", "opener", "channel", "workflow")


def looks_at(one: Indicator, derived: Mapping[str, Formula]) -> frozenset[str]:
    """Every name a row of an indicator rests on, the named formulas looked through."""
    waiting = [formula for formula in (one.only, one.numerator, one.denominator) if formula is not None]
    found = {one.step, *one.credit, *one.dated_by} | ({OVERDUE} if one.dated_by == ("due",) else set())
    for formula in waiting:
        waiting += [derived[name] for name in formula.reads if name in derived and name not in found]
        found |= formula.reads
    return frozenset(found)


def changed_names(before: Case, after: Case) -> set[str] | None:
    """Under which names something is different; None where that bears on every row, as the end of a case does."""
    if _in_every_row(before) != _in_every_row(after):
        return None
    found = {*_differing(before.data, after.data), *_differing(before.did, after.did), *_differing(before.parts, after.parts),
             *_differing(before.tallies, after.tallies)}
    for step in _differing(before.left, after.left):
        found |= {step, step + LEFT_AT, step + ON_TIME}
    for step in _differing(before.clocks, after.clocks):
        found |= {step + ON_TIME, step + STEP_DUE, ON_TIME, OVERDUE}
    return found if before.round == after.round else found | {ROUNDS, ROUND}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    if before is after:
        return []
    return [name for name, value in after.items() if name not in before or before[name] != value] + [name for name in before if name not in after]
