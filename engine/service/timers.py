"""Timers of cases: rungs whose time has come, once each, however many processes look.

In: the moment.  Out: how many rungs acted.  A lease saves work; that a rung acts once follows from the case itself.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from engine.case import SYSTEM, Fire
from engine.errors import BihuanError
from engine.service.service import Service
from engine.store import Stale
from engine.store import timers as kept

LEASE = timedelta(seconds=60)
BATCH = 100
_log = logging.getLogger(__name__)


def due(service: Service, now: datetime) -> list[kept.Timer]:
    """Lease the timers that are due, soonest first: (case, step, epoch, rung)."""
    moment = service.clock()
    with service.store.write():
        return kept.lease_timers(service.store, now.isoformat(), moment.isoformat(), (moment + LEASE).isoformat(), BATCH)


def next_due(service: Service, until: datetime) -> datetime | None:
    """When the first rung is due that nobody has just tried."""
    at = kept.next_timer(service.store, until.isoformat(), service.clock().isoformat())
    return datetime.fromisoformat(at) if at else None


def fire_due(service: Service, now: datetime) -> int:
    """Let every rung that is due act; one that fails stays leased a minute and is tried again."""
    acted = 0
    while rows := due(service, now):
        for case, step, epoch, rung in rows:
            acted += _fire(service, case, Fire(step, epoch, rung), now)
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
    return kept.tried_in_vain(service.store, (now - LEASE).isoformat(), now.isoformat())
