"""Cases that stand at a ballot or a draw.

In: workflows with their steps.  Out: the identities of open cases, those due first before the others.
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
