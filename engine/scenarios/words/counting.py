"""Counts over many cases, and over the ledger of what they count for.

In: `件数`: which cases, and how many; `账`: a rule, perhaps whose, and what stands there.  Out: differences.
"""

from __future__ import annotations

from fractions import Fraction

from engine.case import Case
from engine.scenarios.seeing import agrees, see
from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Scene, expects
from engine.schema import Item
from engine.store import history
from engine.text import Text, say
from engine.values import read_date

_COLUMNS = {"method": "method", "workflow": "workflow", "at_unit": "unit", "step": "step", "outcome": "outcome"}
_LEDGER = {"subject": "subject", "object": "object", "group": "grp"}


def _rows(item: Item) -> list[Item]:
    return list(item.value) if isinstance(item.value, list) else [item]


@expects("count", Text("件数", "count"))
def _count(item: Item, scene: Scene) -> list[Difference]:
    found: list[Difference] = []
    for row in _rows(item):
        number = row.get("number")
        got = sum(1 for _ in _cases(row, scene.stage))
        if number is not None and got != number.value:
            found.append(_differ(number, Text("件数", "count"), number.value, got))
    return found


def _cases(row: Item, stage: Stage) -> list[Case]:
    columns = {column: row.text(key) for key, column in _COLUMNS.items() if row.get(key) is not None}
    known = [stage.case(stream) for stream in history.cases(stage.service.store, **columns)]
    return [case for case in known if case is not None and _within(row, case) and all(
        agrees(str(value.value), see(stage, case, name)) for name, value in row.entries("values"))]


def _within(row: Item, case: Case) -> bool:
    """Whether a case was opened from one day to another, both counted."""
    opened = case.opened[:10]
    first, last = read_date(row.text("since")), read_date(row.text("until"))
    return (first is None or first.isoformat() <= opened) and (last is None or opened <= last.isoformat())


@expects("ledger", Text("账", "ledger"))
def _ledger(item: Item, scene: Scene) -> list[Difference]:
    found: list[Difference] = []
    for row in _rows(item):
        columns = {column: row.text(key) for key, column in _LEDGER.items() if row.get(key) is not None}
        entries, above, below = history.counted(scene.stage.service.store, row.text("rule"), **columns)
        for key, got in (("number", entries), ("numerator", above), ("denominator", below)):
            wanted = row.get(key)
            if wanted is not None and Fraction(str(wanted.value)) != got:
                found.append(_differ(wanted, say("账「{rule}」", "ledger “{rule}”", rule=row.text("rule")), wanted.value, got))
    return found


def _differ(item: Item, what: Text, expected: object, got: object) -> Difference:
    return Difference(item.key, what, Text(str(expected), str(expected)), Text(str(got), str(got)))
