"""What one stream has to tell another: kept with its cause, carried out after it, and tried again until it is done."""

from __future__ import annotations

TABLES = """
CREATE TABLE signal (
    n INTEGER PRIMARY KEY, street TEXT NOT NULL, kind TEXT NOT NULL, dedupe TEXT NOT NULL, body TEXT NOT NULL, made TEXT NOT NULL,
    at TEXT NOT NULL, tries INTEGER NOT NULL, failure TEXT NOT NULL, done TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX signal_dedupe ON signal(street, dedupe);
CREATE INDEX signal_due ON signal(street, at, n) WHERE done = '';
"""
