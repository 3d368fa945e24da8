"""Values of a case as a story writes them.

In: a case and a name, or a kept value.  Out: what people see, and whether a written value agrees with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from engine.case import Case, Facts
from engine.case.counting import unplain
from engine.errors import FormulaRefusal
from engine.filling import PRIVATE_KEY, for_formula, show
from engine.formulas import EMPTY, show_value
from engine.model import Field
from engine.scenarios.stage import Stage
from engine.text import Text
from engine.values import read_date, read_moment, read_number, read_percent, read_yes_no

_NOTHING = Text("空", "empty")


@dataclass(frozen=True)
class Seen:
    """A value: as formulas take it, and as people see it."""

    value: Any
    shown: Text


def see(stage: Stage, case: Case, name: str, kept: Any = None) -> Seen:
    """A field, a derived value or a ballot's result of a case; `kept` is looked at instead where it is given."""
    field = _field(stage, case, name)
    if field is not None:
        return _of_field(stage, field, kept if kept is not None else case.data.get(name))
    for tally in reversed(list(case.tallies.values())):
        if name in tally.results:
            return plain_value(unplain(tally.results[name]))
    try:
        return plain_value(Facts(stage.method_of(case).workflows[case.workflow], case, stage.world("system", case)).value(name))
    except FormulaRefusal as refusal:
        return Seen(EMPTY, refusal.text)


def _field(stage: Stage, case: Case, name: str) -> Field | None:
    workflow = stage.method_of(case).workflows[case.workflow]
    sheets = {field.name: field for step in workflow.steps.values() if step.ballot is not None for field in step.ballot.sheet}
    return workflow.all_fields().get(name) or sheets.get(name)


def _of_field(stage: Stage, field: Field, kept: Any) -> Seen:
    if isinstance(kept, Mapping) and PRIVATE_KEY in kept:
        kept = stage.open_value(kept)
    value = for_formula(field, kept)
    return Seen(value, show(field, kept, stage.directory) if value is not EMPTY else _NOTHING)


def plain_value(value: Any) -> Seen:
    """A value that belongs to no field."""
    if value is EMPTY:
        return Seen(value, _NOTHING)
    return Seen(value, Text(show_value(value, "zh"), show_value(value, "en")))


def agrees(written: str, seen: Seen) -> bool:
    """Whether a value as written in a story is the one seen.

    >>> agrees("92%", Seen(Fraction(23, 25), Text("0.92", "0.92"))), agrees("否", Seen(False, Text("否", "no")))
    (True, True)
    """
    if written in ("空", "empty"):
        return seen.value is EMPTY
    if isinstance(seen.value, bool):
        return read_yes_no(written) is seen.value
    if isinstance(seen.value, Fraction):
        return _number(written) == seen.value
    if isinstance(seen.value, datetime):
        return read_moment(written) == seen.value
    if isinstance(seen.value, date):
        return read_date(written) == seen.value
    return written in (seen.shown.zh, seen.shown.en, seen.value)


def _number(written: str) -> Fraction | None:
    above, slash, below = written.partition("/")
    top, bottom = read_number(above), read_number(below) if slash else Fraction(1)
    if top is not None and bottom:
        return top / bottom
    return read_percent(written)
