"""A published number opened: the rules, values and rows that it was worked out from, as they were then.

In: a period, closed or running.  Out: a book over what it rests on, the rows behind its sums, what is on record of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.model import Evaluation, Method
from engine.scores import Period
from engine.scores.book import Book
from engine.scores.closing import Closed
from engine.scores.receipts import Row, RowsOf
from engine.scores.rows import rule_of
from engine.scores.showing import table_of
from engine.service.scores.records import book_of, book_then, street_records
from engine.service.service import Service
from engine.store import counting


def book_behind(service: Service, method: Method, evaluation: Evaluation, period: Period, closed: Closed | None) -> Book:
    """A book that comes to what is published: over the record as it stands where it still does, else as it was then."""
    now = book_of(service, method)
    if closed is None:
        return now
    holding = closed.holding
    if holding.digest == method.digest and table_of(now.lines(evaluation.name, period), now.places(evaluation.name, period)) == holding.table:
        return now
    return book_then(service, closed) or now


def on_record(closed: Closed | None, subject: str) -> dict[str, Any]:
    """What is on record of a period and of one in it; empty while it runs."""
    if closed is None:
        return {}
    row = closed.holding.table.get(subject, {})
    return {"rev": closed.holding.rev, "at": closed.at, "signed": closed.signed.get("at", ""), "recomputed": len(closed.revisions),
            "score": row.get("score"), "place": row.get("place")}


def rows_of(service: Service, cases: dict[str, str]) -> RowsOf:
    """The rows behind the sums of somebody in a period; `cases` is told which stream each name of a row stands for."""
    def rows(book: Book, name: str, period: Period, subject: str) -> Mapping[str, Iterable[Row]]:
        records = street_records(book)
        evaluation = book.method.evaluations[name]
        credited = records.credited_to(subject, evaluation, period)
        found: dict[str, list[Row]] = {}
        for indicator in evaluation.indicators:
            listed = counting.rows_behind(service.store, rule_of(book.method.id, name, indicator), credited, period.first.isoformat(),
                                          period.last.isoformat(), records.pos)
            for one in listed:
                cases.setdefault(one.number or one.source, one.source)
            found[indicator] = [{"source": one.number if cases.get(one.number) == one.source else one.source, "day": one.day, "at": one.at,
                                 "num": one.num, "den": one.den} for one in listed]
            cases.update({str(row["source"]): one.source for row, one in zip(found[indicator], listed, strict=True)})
        return found

    return rows
