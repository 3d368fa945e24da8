"""What rows are counted by and how far they are, scores of closed periods, and what they lead to."""

from __future__ import annotations

TABLES = """
CREATE TABLE counting (
    street TEXT NOT NULL, method TEXT NOT NULL, n INTEGER NOT NULL, print TEXT NOT NULL, digest TEXT NOT NULL, parameters TEXT NOT NULL,
    at TEXT NOT NULL, since INTEGER NOT NULL, reached INTEGER NOT NULL, done TEXT NOT NULL,
    PRIMARY KEY (street, method, n)) STRICT, WITHOUT ROWID;
CREATE TABLE counted (source TEXT PRIMARY KEY REFERENCES stream(id), n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX contribution_source ON contribution(source) WHERE to_pos IS NULL;
CREATE TABLE period (
    id TEXT PRIMARY KEY REFERENCES stream(id), street TEXT NOT NULL, method TEXT NOT NULL, evaluation TEXT NOT NULL, key TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL, rev INTEGER NOT NULL, at TEXT NOT NULL, signed TEXT NOT NULL, recomputed INTEGER NOT NULL,
    UNIQUE (street, method, evaluation, key)) STRICT, WITHOUT ROWID;
CREATE INDEX period_last ON period(street, method, evaluation, last);
CREATE TABLE score_row (
    period TEXT NOT NULL REFERENCES period(id), rev INTEGER NOT NULL, subject TEXT NOT NULL, score TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (period, rev, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE proposal (
    id TEXT PRIMARY KEY, period TEXT NOT NULL REFERENCES period(id), street TEXT NOT NULL, method TEXT NOT NULL, evaluation TEXT NOT NULL,
    rule TEXT NOT NULL, bearer TEXT NOT NULL, subject TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, effective TEXT NOT NULL,
    took_effect INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_bearer ON proposal(street, method, rule, bearer);
CREATE INDEX proposal_waiting ON proposal(street, state, effective);
CREATE TABLE dirty (
    street TEXT NOT NULL, method TEXT NOT NULL, evaluation TEXT NOT NULL, key TEXT NOT NULL, at TEXT NOT NULL, because TEXT NOT NULL,
    PRIMARY KEY (street, method, evaluation, key)) STRICT, WITHOUT ROWID;
"""
