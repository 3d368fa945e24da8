"""Whom a matter may be handed to, copied to, added or dropped: the choices of these acts.

In: who asks, a case, an offer.  Out: people, or units where several units work side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.case import Case, Offer
from engine.case.journal import Journal
from engine.case.several import candidates, droppable
from engine.directory import Directory
from engine.service import casepage
from engine.service.views import Choice

if TYPE_CHECKING:
    from engine.service.service import Service


def choices(service: Service, person: str, case: Case, offer: Offer) -> tuple[Choice, ...]:
    """Everybody an act may name."""
    directory = service.directory()
    if offer.verb in ("add", "drop"):
        method = service.method(case.method, case.digest)
        workflow = method.workflows[case.workflow]
        if offer.verb == "drop":
            return tuple(_choice(directory, seat.person or seat.unit) for seat in droppable(case))
        journal = Journal(method, case, service.world(person, case.method, digest=case.digest), workflow)
        return tuple(_choice(directory, one) for one in candidates(journal, workflow.steps[case.step]))
    known = [one.id for one in directory.people.values() if not one.left and one.id != person]
    if offer.verb == "transfer":
        allowed = casepage.successors(service, case, person)
        known = [one for one in known if one in allowed]
    return tuple(_choice(directory, one) for one in known)


def _choice(directory: Directory, one: str) -> Choice:
    if one in directory.units:
        return Choice(one, directory.call_unit(one), directory.units[one].kind)
    return Choice(one, directory.call(one), "、".join(directory.call_unit(unit) for _, unit in directory.doors_of(one)[:1]))
