"""What goes out to people by mail, message or text: kept with its cause, sent at most once."""

from __future__ import annotations

TABLES = """
CREATE TABLE outbox (
    n INTEGER PRIMARY KEY, street TEXT NOT NULL, dedupe TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL, audience TEXT NOT NULL,
    kind TEXT NOT NULL, recipient TEXT NOT NULL, channel TEXT NOT NULL, facts TEXT NOT NULL, made TEXT NOT NULL, due TEXT NOT NULL,
    state TEXT NOT NULL, tries INTEGER NOT NULL, leased_until TEXT NOT NULL, reason TEXT NOT NULL, changed TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX outbox_dedupe ON outbox(street, dedupe);
CREATE INDEX outbox_due ON outbox(street, due, n) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox(street, leased_until) WHERE state = 'sending';
CREATE INDEX outbox_state ON outbox(street, state, n);
"""
