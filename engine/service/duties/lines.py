"""Occasions of an obligation as lines of ledgers and boards.

In: an obligation, days, and whether matters are wanted as they stood at a moment.  Out: each occasion with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from engine.case import Event
from engine.documents import RowLine
from engine.documents.occasions import occasion_line
from engine.duties import Owed, evolve
from engine.duties.settling import done
from engine.errors import FormulaRefusal
from engine.model import Method
from engine.service.duties.planning import rules_of
from engine.service.duties.reading import object_title
from engine.service.service import Service
from engine.store import duties as kept
from engine.store.issues import changed_after
from engine.store.lists import numbers_of
from engine.store.streams import events_of


def occasion_lines(service: Service, method: Method, rule: str, first: str, last: str, stood: datetime | None = None) -> Iterator[tuple[Owed, RowLine]]:
    """The occasions planned from one day to another, both counted ('' leaves a side open), in the order of their days."""
    duty, now, directory = method.duties[rule], service.clock(), service.directory()
    rules = rules_of(service, method, now)
    found = [one for owed in kept.in_stretch(service.store, method.id, rule, first, last) if (one := _then(service, owed, stood)) is not None]
    tallies = kept.tallies(service.store, [one.id for one in found if not one.outcome])
    try:
        least: Fraction | None = rules.least(duty)
    except FormulaRefusal:  # the street has not settled it yet
        least = None
    for one in found:
        counted = tallies.get(one.id, ())
        cases = one.evidence if one.outcome else tuple(dict.fromkeys(case for tally in counted for case in tally.evidence))
        titles = {one.object: object_title(service, one, directory)} if one.object_kind == "register" else {}
        yield one, occasion_line(method, one, directory, Fraction(one.amount) if one.outcome else done(duty, counted),
                                 Fraction(one.least) if one.outcome else least, tuple(numbers_of(service.store, cases)), titles, rules.parameters)


def _then(service: Service, owed: Owed, stood: datetime | None) -> Owed | None:
    """An occasion as it stood at a moment; None where there was none."""
    if stood is None or not changed_after(service.store, owed.id, stood.isoformat()):
        return owed
    then: Owed | None = None
    for _, at, actor, type_, body in events_of(service.store, owed.id):
        if at <= stood.isoformat():
            then = evolve(then, Event(type_, body, at, actor))
    return then
