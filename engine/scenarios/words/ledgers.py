"""Ledgers in stories: how many lines there are, and what they say.

In: `台账`: ledger → whose, of which period, how many lines, which lines.  Out: differences.
"""

from __future__ import annotations

from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Misread, Scene, differs, expects
from engine.schema import Item
from engine.service import ledgers
from engine.service.ledger_views import Ledger, Period
from engine.service.rows import ANYBODY
from engine.text import Text, say
from engine.values import read_date


@expects("ledgers", Text("台账", "ledgers"))
def _ledgers(item: Item, scene: Scene) -> list[Difference]:
    return [one for name, wanted in item.value.items() for one in _ledger(name, wanted, scene.stage)]


def _ledger(name: str, wanted: Item, stage: Stage) -> list[Difference]:
    book = _opened(name, wanted, stage)
    count, lines = wanted.get("count"), wanted.get("lines")
    found = differs("ledgers", count, count.value, book.lines) if count is not None else []
    return found + (_lines(lines, book) if lines is not None else [])


def _opened(name: str, wanted: Item, stage: Stage) -> Ledger:
    having = [one.id for one in stage.street.methods.values() if name in one.documents and not one.documents[name].is_form]
    if not having:
        raise Misread(say("没有「{name}」这本台账", "there is no ledger “{name}”", name=name))
    whose = wanted.text("whose")
    subjects = ledgers.subjects_of(stage.service, ANYBODY, having[0], name)
    meant = [one.value for one in subjects if whose in (one.value, one.title)]
    if not meant and whose not in ("", name):
        meant = [whose]  # nobody has a line yet
    if not meant:
        raise Misread(say("「谁」要写：{names}", "write under 谁 one of: {names}", names="、".join(one.title for one in subjects)))
    period = Period(read_date(wanted.text("from")), read_date(wanted.text("to")))
    return ledgers.ledger(stage.service, ANYBODY, having[0], name, meant[0], period)


def _lines(wanted: Item, book: Ledger) -> list[Difference]:
    """Each line that is written against the line in its place, by the columns that are written."""
    seen = [dict(zip(book.columns, (cell.text.zh for cell in line.cells), strict=True)) for section in book.sections for line in section.lines]
    if len(wanted.value) != len(seen):
        return differs("ledgers", wanted, say("{n}行", "{n} line(s)", n=len(wanted.value)).zh, say("{n}行", "{n} line(s)", n=len(seen)).zh)
    return [one for said, line in zip(wanted.value, seen, strict=True) for column, cell in said.value.items()
            for one in differs("ledgers", cell, str(cell.value), line.get(column, f"（没有「{column}」这一列）"))]
