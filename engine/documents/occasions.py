"""An occasion of an obligation as a line of a ledger or a board.

In: the occasion, its fields, and what the store knows besides.  Out: a `RowLine`: dated by the day it is planned for.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.compiler.occasions import AT, EVIDENCE, LATE, NOMINAL, OPEN, PLANNED, REASON, STANDS_IN, TO, WHO, form_of
from engine.compiler.rows import AMOUNT, DONE_HOW, LEAST
from engine.directory import Directory
from engine.documents.lines import RowLine
from engine.duties import Owed
from engine.duties.people import place
from engine.model import Form, Method
from engine.values import show_number

_OUTCOMES = {"met": "履行", "substituted": "代替", "excused": "免", "missed": "未履行", "": OPEN}


def duty_form(method: Method, name: str) -> Form:
    """The fields of an obligation's occasions."""
    duty = method.duties[name]
    return form_of(duty, by_unit=duty.who_kind == "unit" or method.roles[duty.who].held_by == "unit")


def occasion_line(method: Method, owed: Owed, directory: Directory, amount: Fraction, least: Fraction | None, evidence: tuple[str, ...],
                  titles: Mapping[str, str], parameters: Mapping[str, Any]) -> RowLine:
    """One occasion; `evidence` are numbers of cases, `titles` what rows of registers are called."""
    to = {"row": owed.object, "title": titles.get(owed.object, owed.object)} if owed.object_kind == "register" else owed.object
    known = {WHO: owed.subject, TO: to, NOMINAL: owed.nominal, PLANNED: owed.planned, AT: owed.hour, DONE_HOW: _OUTCOMES[owed.outcome],
             LATE: owed.late, STANDS_IN: owed.stands_in, AMOUNT: _kept(amount), LEAST: _kept(least), REASON: owed.excused,
             EVIDENCE: "、".join(evidence)}
    fields = {field.name: field for field in duty_form(method, owed.rule)}
    return RowLine(owed.id, fields, {name: known[name] for name in fields if known[name] != ""}, place(owed, directory) or owed.unit, owed.planned,
                   owed.subject, owed.key, frozenset({owed.subject, owed.stands_in} - {""}), parameters)


def _kept(number: Fraction | None) -> str:
    return "" if number is None else show_number(number, 2 if number.denominator > 100 else None)
