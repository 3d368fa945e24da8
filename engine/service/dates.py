"""Dates worked out again: provisional ones when a holiday notice has come, all of them when a street asks.

In: the calendar as it is now.  Out: how many deadlines moved; each has its entry in the record.
"""

from __future__ import annotations

from engine.case import SYSTEM, Reproject
from engine.service.service import Service
from engine.store.lists import open_cases


def reproject(service: Service, *, everything: bool = False) -> int:
    """Work running deadlines out again: those that rest on days not yet gazetted, or `everything`, after the street has
    closed its office for a day."""
    moved = 0
    for case in open_cases(service.store, provisional=not everything):
        before = service.store.load(case)
        service.do(SYSTEM, case, Reproject())
        after = service.store.load(case)
        moved += before is not None and after is not None and before[1] != after[1]
    return moved
