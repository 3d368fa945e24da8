"""Signals carried out: right after the commit that kept them, and again at each tick until it is done.

In: the moment.  Out: how many were carried out, each once; those that fail wait longer each time, and are named.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.errors import BihuanError
from engine.service.hooks import HANDLERS
from engine.service.views import FailedSignal
from engine.store import signals as kept
from engine.store.signals import Signal
from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.service import Service

FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=6)
MOST_AT_ONCE = 10_000  # a signal may lead to others; what is left after so many waits for the next tick
_log = logging.getLogger(__name__)


def deliver(service: Service, now: datetime) -> int:
    """Carry out every signal that is due."""
    done = 0
    for _ in range(MOST_AT_ONCE):
        signal = kept.due_signal(service.store, now.isoformat())
        if signal is None:
            break
        done += _carry_out(service, signal, now)
    return done


def _carry_out(service: Service, signal: Signal, now: datetime) -> bool:
    """Carry out one signal and mark it as done in one transaction."""
    try:
        with service.store.write():
            if not kept.take_signal(service.store, signal.n, now.isoformat()):
                return False
            if signal.kind not in HANDLERS:
                raise BihuanError(say("这个版本不认识「{kind}」", "this version does not know “{kind}”", kind=signal.kind))
            HANDLERS[signal.kind][1](service, now, signal.body)
    except BihuanError as refused:
        failure = refused.text.zh
    except Exception:  # noqa: BLE001 - whatever one signal runs into, the others must be carried out
        _log.exception("signal %s failed", signal.dedupe)
        failure = "程序出错，详情在服务的日志里"
    else:
        return True
    with service.store.write():
        kept.put_off(service.store, signal.n, (now + _delay(signal.tries)).isoformat(), failure)
    return False


def _delay(tries: int) -> timedelta:
    """How long a signal waits that has failed so often before.

    >>> [str(_delay(tries)) for tries in (0, 1, 2, 20)]
    ['0:01:00', '0:02:00', '0:04:00', '6:00:00']
    """
    return min(FIRST_DELAY * (1 << min(tries, 20)), LONGEST_DELAY)


def failing(service: Service) -> list[FailedSignal]:
    """The signals that were tried and could not be carried out."""
    return [FailedSignal(_title(one.kind), one.dedupe, datetime.fromisoformat(one.made), one.tries, datetime.fromisoformat(one.at), one.failure)
            for one in kept.failed_signals(service.store)]


def _title(kind: str) -> Text:
    return HANDLERS[kind][0] if kind in HANDLERS else Text(kind, kind)
