"""Occasions of obligations appended, with what they count for in the same transaction.

In: an occasion after its events.  Out: its stream, its line, and its rows for indicators.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.case import Event
from engine.duties import Owed
from engine.service.scores.keeping import count_owed
from engine.service.service import Service
from engine.store import Standing, duties


def put_owed(service: Service, before: Standing, events: Sequence[Event], after: Owed, digest: str, title: str) -> Standing:
    """Append events of an occasion, inside a write."""
    made = duties.put_owed(service.store, before, events, after, digest, title)
    count_owed(service, after, events[-1].at)
    return made
