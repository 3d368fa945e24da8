"""What happens besides: people told, documents issued and their parts frozen, lines put on boards.

In: effects of an action, row, rung or outcome.  Out: events in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case.beyond import go_beyond
from engine.case.journal import Journal
from engine.case.located import located
from engine.case.people import has_party, people_of
from engine.case.withheld import is_withheld
from engine.errors import FormulaRefusal
from engine.filling import is_blank
from engine.model import Board, Document, Effects, Part, Tell


def apply(journal: Journal, effects: Effects, cause: str, spare: frozenset[str] = frozenset()) -> None:
    """Issue, tell, publish and go beyond the case, in that order; `spare` are not told."""
    for name in effects.issue:
        issue(journal, journal.method.documents[name])
    for tell in effects.tell:
        tell_people(journal, tell, cause, spare)
    for name in effects.publish:
        publish(journal, journal.method.boards[name])
    go_beyond(journal, effects)


def tell_people(journal: Journal, tell: Tell, cause: str, spare: frozenset[str] = frozenset()) -> None:
    """Tell everybody meant but those spared, with the values of the fields named."""
    meant = people_of(located(tell.who, journal.facts), journal.case, journal.world.directory)
    people = [one for one in meant if one not in spare]
    party = has_party(tell.who, journal.case)
    if not people and not party:
        return
    known = {**journal.case.data, **own_part(journal).get("values", {})}
    values = {name: known[name] for name in tell.fields if name in known}
    journal.add("told", to=people, party=party, cause=cause, step=journal.case.step, values=values)


def issue(journal: Journal, document: Document) -> None:
    """Number a document; the number stays for the case's life.  Parts that no step fixes are fixed now."""
    if document.name in journal.case.documents:
        return
    journal.add("issued", document=document.name, **journal.number(document.number, f"{journal.method.id}/单据/{document.name}"))
    for part in document.parts.values():
        if not part.fixed_by:
            _fix(journal, document, part, None)


def fix_parts(journal: Journal, places: tuple[str, ...], sheets: list[dict[str, Any]] | None = None) -> None:
    """Freeze every part of the case's documents that these steps or actions fill, also when nothing had to be said."""
    issued, here = journal.case.documents, set(places)
    for document in journal.method.documents.values() if issued else ():
        if document.name not in issued:
            continue
        for part in document.parts.values():
            if not here.isdisjoint(part.fixed_by):
                _fix(journal, document, part, sheets)


def _fix(journal: Journal, document: Document, part: Part, sheets: list[dict[str, Any]] | None) -> None:
    own = own_part(journal)
    known = {**journal.case.data, **own.get("values", {})}
    values = {name: known[name] for name in part.fields if not is_blank(known.get(name))}
    journal.add("part_fixed", document=document.name, part=part.name, round=journal.case.round, values=values,
                **({"sheets": sheets} if sheets else {}), **({"unit": own["unit"]} if own.get("unit") else {}))


def own_part(journal: Journal) -> Mapping[str, Any]:
    """What one of several has just done at the step: they are told, and documents have a copy, with their own values."""
    rows = journal.case.parts.get(journal.case.step, ())
    return rows[-1] if rows and rows[-1]["by"] == journal.world.actor else {}


def publish(journal: Journal, board: Board) -> None:
    """Note that the case goes on a board; its line is drawn up apart from the events, where it can be corrected and
    taken down.  What the board does not take, or is withheld from the public, stays off it."""
    if board.public and is_withheld(journal.workflow, journal.case, journal.world):
        return
    try:
        taken = journal.facts.holds(board.only)
    except FormulaRefusal:  # what decides is not filled in
        taken = False
    if taken:
        journal.add("published", board=board.name)
