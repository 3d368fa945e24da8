"""Uploaded tables: the file while it is being looked at, and which of its rows were taken in.

A row is known by its key, so that the same sheet handed in twice makes nothing twice, however much later.
"""

TABLES = """
CREATE TABLE sheet (
    id TEXT PRIMARY KEY, street TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, name TEXT NOT NULL,
    body BLOB NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_at ON sheet(at);
CREATE TABLE taken_in (
    street TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, ref TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, kind, key)) STRICT, WITHOUT ROWID;
"""
