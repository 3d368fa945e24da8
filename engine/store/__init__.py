"""Keeping events, what is read, and what was answered; nothing acknowledged is lost, nothing happens twice.

In: events with the state they lead to.  Out: streams, work lists, timers, receipts.  Every SQL statement stands here.
"""

from engine.store.connection import Stale, StoreError, check_sqlite, sqlite_version
from engine.store.sqlite import Store
from engine.store.streams import Standing, append_stream, events_of, standing

__all__ = ["Stale", "Standing", "Store", "StoreError", "append_stream", "check_sqlite", "events_of", "sqlite_version", "standing"]
