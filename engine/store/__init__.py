"""Keeping events, what is read, and what was answered; nothing acknowledged is lost, nothing happens twice.

In: events with the state they lead to.  Out: streams, work lists, timers, receipts.
"""

from engine.store.sqlite import PUT_EVENT, Stale, Store, StoreError, chain_events, check_sqlite, sqlite_version

__all__ = ["PUT_EVENT", "Stale", "Store", "StoreError", "chain_events", "check_sqlite", "sqlite_version"]
