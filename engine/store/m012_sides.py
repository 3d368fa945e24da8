"""What a seal also covers: rows that no event carries whole, such as messages and what was sent."""

from __future__ import annotations

TABLES = """
CREATE TABLE side_seal (
    street TEXT NOT NULL, seal INTEGER NOT NULL, side TEXT NOT NULL, upto TEXT NOT NULL, root TEXT NOT NULL,
    PRIMARY KEY (street, seal, side)) STRICT, WITHOUT ROWID;
"""
