"""What happens besides: people told, documents issued and their parts frozen, lines put on boards.

In: effects of an action, row, rung or outcome.  Out: events in the journal.
"""

from __future__ import annotations

from typing import Any

from engine.case.journal import Journal
from engine.case.seats import has_party, people_of
from engine.errors import FormulaRefusal
from engine.filling import PRIVATE_KEY, is_blank, show
from engine.formulas import EMPTY, show_value
from engine.model import Board, Document, Effects, Tell


def apply(journal: Journal, effects: Effects, cause: str) -> None:
    """Issue, tell and publish, in that order."""
    for name in effects.issue:
        issue(journal, journal.method.documents[name])
    for tell in effects.tell:
        tell_people(journal, tell, cause)
    for name in effects.publish:
        publish(journal, journal.method.boards[name])


def tell_people(journal: Journal, tell: Tell, cause: str) -> None:
    """Tell everybody meant, with the values of the fields named."""
    people = people_of(tell.who, journal.case, journal.world.directory)
    party = has_party(tell.who, journal.case)
    if not people and not party:
        return
    values = {name: journal.case.data[name] for name in tell.fields if name in journal.case.data}
    journal.add("told", to=list(people), party=party, cause=cause, step=journal.case.step, values=values)


def issue(journal: Journal, document: Document) -> None:
    """Number a document; the number stays for the case's life."""
    if document.name in journal.case.documents:
        return
    journal.add("issued", document=document.name, **journal.number(document.number, f"{journal.method.id}/单据/{document.name}"))


def fix_parts(journal: Journal, places: tuple[str, ...], sheets: list[dict[str, Any]] | None = None) -> None:
    """Freeze every part of the case's documents that these steps or actions fill, also when nothing had to be said."""
    for document in journal.method.documents.values():
        if document.name not in journal.case.documents:
            continue
        for part in document.parts.values():
            if not set(part.fixed_by) & set(places):
                continue
            values = {name: journal.case.data[name] for name in part.fields if not is_blank(journal.case.data.get(name))}
            journal.add("part_fixed", document=document.name, part=part.name, round=journal.case.round, values=values,
                        **({"sheets": sheets} if sheets else {}))


def publish(journal: Journal, board: Board) -> None:
    """Put one line of the case on a board; private values never get there unmasked."""
    fields = journal.workflow.all_fields()
    columns: dict[str, str] = {}
    for title, formula in board.columns.items():
        name = formula.text.strip()
        kept = journal.case.data.get(name)
        if isinstance(kept, dict) and PRIVATE_KEY in kept:
            columns[title] = "（不公开）"
        elif name in fields:
            columns[title] = show(fields[name], kept, journal.world.directory).zh
        elif name == "归属单位":
            columns[title] = journal.world.directory.call_unit(journal.case.unit)
        else:
            columns[title] = _worked_out(journal, board, title)
    journal.add("published", board=board.name, columns=columns,
                **journal.number(board.number, f"{journal.method.id}/公示栏/{board.name}"))


def _worked_out(journal: Journal, board: Board, title: str) -> str:
    try:
        value = journal.facts.work_out(board.columns[title])
    except FormulaRefusal:
        return ""
    return "" if value is EMPTY else show_value(value, "zh")
