"""Which units and people a case names: who is named may see it, so lists find it without opening cases."""

from __future__ import annotations

TABLES = """
CREATE TABLE named (
    street TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, stream TEXT NOT NULL REFERENCES stream(id),
    PRIMARY KEY (street, kind, name, stream)) STRICT, WITHOUT ROWID;
CREATE INDEX named_stream ON named(stream);
"""
