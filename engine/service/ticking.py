"""Due work: rungs whose time has come, once each, however many processes look.

In: the moment.  Out: how many rungs acted.  A lease saves work; that a rung acts once follows from the case itself.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from engine.case import SYSTEM, Fire
from engine.errors import BihuanError
from engine.service.service import Service
from engine.store import Stale, timers
from engine.store.drafts import drop_old
from engine.store.search import index_search
from engine.store.verify import seal

LEASE = timedelta(seconds=60)
BATCH = 100
SEAL_EVERY = timedelta(minutes=5)
RECEIPTS_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(days=30)  # they may hold names and phone numbers as typed
_log = logging.getLogger(__name__)


def due(service: Service, now: datetime) -> list[tuple[str, str, int, str]]:
    """Lease the timers that are due, soonest first: (case, step, epoch, rung)."""
    moment, until = now.isoformat(), (service.clock() + LEASE).isoformat()
    with service.store.write():
        return timers.lease_timers(service.store, moment, service.clock().isoformat(), until, BATCH)


def tick(service: Service, now: datetime | None = None) -> int:
    """Let everything that is due act; work that fails stays leased a minute and is tried again."""
    moment = now or service.clock()
    acted = 0
    while rows := due(service, moment):
        for case, step, epoch, rung in rows:
            acted += _fire(service, case, Fire(step, epoch, rung), moment)
    keep_house(service, moment)
    return acted


def _fire(service: Service, case: str, command: Fire, moment: datetime) -> bool:
    """Let one rung act; a case that cannot go on holds up no other, and `failing` names it."""
    try:
        service.do(SYSTEM, case, command, now=moment)
    except (BihuanError, Stale) as refused:
        _log.warning("timer %s of %s did not act: %s", command.rung, case, refused)
        return False
    except Exception:  # noqa: BLE001 - whatever one case runs into, the timers of the others must act
        _log.exception("timer %s of %s failed", command.rung, case)
        return False
    return True


def failing(service: Service) -> list[str]:
    """The cases with a timer that was due, was tried and has not acted."""
    now = service.clock()
    return timers.tried_in_vain(service.store, (now - LEASE).isoformat(), now.isoformat())


def keep_house(service: Service, now: datetime) -> None:
    """What is done outside any step's transaction: new words made findable, new events sealed, old receipts and drafts dropped."""
    index_search(service.store)
    sealed = timers.last_seal(service.store)
    if not sealed or datetime.fromisoformat(sealed) + SEAL_EVERY <= now:
        seal(service.store, now)
    with service.store.write():
        drop_old(service.store, (now - RECEIPTS_KEPT).isoformat(), (now - DRAFTS_KEPT).isoformat())
