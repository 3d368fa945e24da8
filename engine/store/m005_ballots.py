"""Lists that lots are drawn from, found again by the hash that was made public."""

from __future__ import annotations

TABLES = """
CREATE TABLE pool (
    hash TEXT NOT NULL, street TEXT NOT NULL, stream TEXT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, hash)) STRICT, WITHOUT ROWID;
"""
