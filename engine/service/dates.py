"""Dates worked out again: provisional ones when a holiday notice has come, all of them when a street asks.

In: the calendar as it is now.  Out: how many deadlines moved; each has its entry in the record.
"""

from __future__ import annotations

from engine.case import SYSTEM, Reproject
from engine.service.service import Service

_PROVISIONAL = "SELECT id FROM stream WHERE street = ? AND provisional = 1 ORDER BY due"
_ALL = "SELECT id FROM stream WHERE street = ? AND kind = 'case' AND outcome = '' ORDER BY due"


def reproject(service: Service, *, everything: bool = False) -> int:
    """Work running deadlines out again: those that rest on days not yet gazetted, or `everything`, after the street has
    closed its office for a day."""
    moved = 0
    for (case,) in service.store.conn.execute(_ALL if everything else _PROVISIONAL, (service.street.id,)).fetchall():
        before = service.store.load(case)
        service.do(SYSTEM, case, Reproject())
        after = service.store.load(case)
        moved += before is not None and after is not None and before[1] != after[1]
    return moved
