"""A tick: everything that is due acts, then the house is kept.

In: the moment.  Out: how much was done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.service.boxes import sweep
from engine.service.duework import act_due
from engine.service.intake import KEPT
from engine.service.service import Service
from engine.store import timers
from engine.store.drafts import drop_old
from engine.store.search import index_search
from engine.store.sheets import drop_sheets
from engine.store.verify import seal

SEAL_EVERY = timedelta(minutes=5)
RECEIPTS_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(days=30)  # they may hold names and phone numbers as typed


def tick(service: Service, now: datetime | None = None) -> int:
    """Let everything that is due act, and keep the house."""
    moment = now or service.clock()
    acted = act_due(service, moment)
    keep_house(service, moment)
    return acted


def keep_house(service: Service, now: datetime) -> None:
    """What is done outside any step's transaction: new words made findable, new events sealed, old receipts, drafts and
    uploads dropped, boxes of ballots that are over destroyed."""
    index_search(service.store)
    sweep(service)
    sealed = timers.last_seal(service.store)
    if not sealed or datetime.fromisoformat(sealed) + SEAL_EVERY <= now:
        seal(service.store, now)
    with service.store.write():
        drop_old(service.store, (now - RECEIPTS_KEPT).isoformat(), (now - DRAFTS_KEPT).isoformat())
        drop_sheets(service.store, (now - KEPT).isoformat())
