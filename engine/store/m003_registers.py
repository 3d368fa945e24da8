"""Rows of registers, whom they are linked to, and which recurring cases have begun."""

from __future__ import annotations

TABLES = """
CREATE TABLE register_row (
    id TEXT PRIMARY KEY REFERENCES stream(id), street TEXT NOT NULL, method TEXT NOT NULL, register TEXT NOT NULL, unit TEXT NOT NULL,
    number TEXT NOT NULL, title TEXT NOT NULL, key TEXT NOT NULL, active INTEGER NOT NULL, entered TEXT NOT NULL, words TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX register_key ON register_row(street, method, register, key) WHERE active = 1 AND key <> '';
CREATE INDEX register_list ON register_row(street, method, register, active, number);
CREATE TABLE register_link (
    row TEXT NOT NULL REFERENCES register_row(id), person TEXT NOT NULL, street TEXT NOT NULL, PRIMARY KEY (row, person)) STRICT, WITHOUT ROWID;
CREATE INDEX register_person ON register_link(street, person);
CREATE INDEX stream_recent ON stream(street, workflow, opened);
CREATE TABLE started (
    street TEXT NOT NULL, rule TEXT NOT NULL, key TEXT NOT NULL, stream TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, rule, key)) STRICT, WITHOUT ROWID;
"""
