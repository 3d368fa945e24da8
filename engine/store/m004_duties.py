"""What is owed: one line for each occasion of an obligation, and the address of each person's calendar."""

from __future__ import annotations

TABLES = """
CREATE TABLE duty (
    id TEXT PRIMARY KEY REFERENCES stream(id), street TEXT NOT NULL, method TEXT NOT NULL, rule TEXT NOT NULL, series TEXT NOT NULL,
    subject TEXT NOT NULL, subject_kind TEXT NOT NULL, stands_in TEXT NOT NULL, unit TEXT NOT NULL, object TEXT NOT NULL,
    key TEXT NOT NULL, nominal TEXT NOT NULL, planned TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, until TEXT NOT NULL,
    due TEXT NOT NULL, hour TEXT NOT NULL, print TEXT NOT NULL, outcome TEXT NOT NULL, late INTEGER NOT NULL, amount TEXT NOT NULL,
    moved_by TEXT NOT NULL, waits TEXT NOT NULL, told TEXT NOT NULL, provisional INTEGER NOT NULL, next_at TEXT NOT NULL,
    put_off TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX duty_next ON duty(street, next_at) WHERE next_at <> '';
CREATE INDEX duty_last ON duty(street, method, last);
CREATE INDEX duty_subject ON duty(street, subject, planned);
CREATE INDEX duty_stands_in ON duty(street, stands_in, planned) WHERE stands_in <> '';
CREATE INDEX duty_planned ON duty(street, planned);
CREATE INDEX duty_series ON duty(street, series, nominal);
CREATE TABLE feed (street TEXT NOT NULL, person TEXT NOT NULL, salt TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
    PRIMARY KEY (street, person)) STRICT, WITHOUT ROWID;
"""
