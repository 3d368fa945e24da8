"""What parts of the service hang on: consequences of a case's events, and signals between streams.

A consequence is called in the transaction that appends the events; it may keep rows, signals and new streams, and it
must not reach another existing stream.  For that it keeps a signal, whose handler runs in a transaction of its own.
A part registers with the decorators here when it is imported; `engine.service` imports every part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.case import Case, Event
from engine.model import Method
from engine.text import Text

if TYPE_CHECKING:
    from engine.service.service import Service


@dataclass(frozen=True, slots=True)
class Appended:
    """Events just appended to a case: `seq` is the number of the first of them, `before` is None for a new case."""

    method: Method
    before: Case | None
    after: Case
    events: Sequence[Event]
    seq: int
    now: datetime


Consequence = Callable[["Service", Appended], None]
Handler = Callable[["Service", datetime, Mapping[str, Any]], None]

CONSEQUENCES: list[Consequence] = []
HANDLERS: dict[str, tuple[Text, Handler]] = {}


def consequence(follow: Consequence) -> Consequence:
    """Register what follows from events of cases."""
    CONSEQUENCES.append(follow)
    return follow


def handles(kind: str, title: Text) -> Callable[[Handler], Handler]:
    """Register who carries out signals of a kind; `title` says to people what such a signal does.

    The handler runs inside a write that also marks the signal as done: it uses `Service.carry` and the store, never
    `Service.do`.  What it raises undoes everything, and the signal is tried again later.
    """
    def register(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(kind)
        HANDLERS[kind] = (title, handler)
        return handler
    return register
