"""What sharing out tasks and merging cases look at: who had which turn, how much waits for somebody, another case.

In: a series, a person, a number.  Out: plain facts, read inside the transaction that decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.store.sqlite import Store


def last_turns(store: Store, series: str) -> Mapping[str, int]:
    """Who had which turn of a series last."""
    rows = store.conn.execute(
        "SELECT json_extract(e.body, '$.person'), max(json_extract(e.body, '$.count')) FROM event e JOIN stream s ON s.id = e.stream "
        "WHERE e.type = 'assigned' AND json_extract(e.body, '$.series') = ? AND s.street = ? GROUP BY 1", (series, store.street))
    return {str(person): int(count) for person, count in rows}


def open_tasks(store: Store, person: str, besides: str) -> int:
    """How many cases besides one wait for somebody by name."""
    return int(store.conn.execute("SELECT count(DISTINCT stream) FROM task WHERE street = ? AND person = ? AND kind = 'lead' AND stream <> ?",
                                  (store.street, person, besides)).fetchone()[0])


def other_case(store: Store, number: str, method: str, workflow: str) -> Mapping[str, str] | None:
    """A case by its number or identity; None for one that is not there.  Each method counts for itself, so that of several
    cases with the number the one of this workflow is meant."""
    rows = store.conn.execute("SELECT id, number, method, workflow, unit, outcome FROM stream WHERE street = ? AND kind = 'case' "
                              "AND (id = ? OR number = ?)", (store.street, number, number)).fetchall()
    if len(rows) > 1:
        rows = [row for row in rows if (row[2], row[3]) == (method, workflow)]
    if len(rows) != 1:
        return None
    return dict(zip(("id", "number", "method", "workflow", "unit", "outcome"), map(str, rows[0]), strict=True))
