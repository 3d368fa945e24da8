"""Cases that stand at a ballot or a draw.

In: workflows with their steps.  Out: the identities of open cases, those due first before the others; boxes of open ballots.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.store.sqlite import Store


def cases_at(store: Store, places: Iterable[tuple[str, str, str]]) -> list[str]:
    """The open cases at these (method, workflow, step)."""
    found: list[str] = []
    for method, workflow, step in places:
        found += [str(row[0]) for row in store.conn.execute(
            "SELECT id FROM stream WHERE street = ? AND kind = 'case' AND outcome = '' AND method = ? AND workflow = ? AND step = ? ORDER BY due, n",
            (store.street, method, workflow, step))]
    return found


def open_boxes(store: Store) -> list[tuple[str, str, str]]:
    """The open cases with a ballot box: (case, number, tag of the box)."""
    rows = store.conn.execute("SELECT id, coalesce(nullif(number, ''), id), json_extract(state, '$.poll.urn') FROM stream "
                              "WHERE street = ? AND kind = 'case' AND outcome = '' AND json_extract(state, '$.poll.urn') <> '' ORDER BY n", (store.street,))
    return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]
