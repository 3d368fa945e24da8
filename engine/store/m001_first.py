"""The first tables: everything the six steps need, in the shapes that hold for all methods."""

from __future__ import annotations

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE definition (digest TEXT PRIMARY KEY, method TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE in_force (
    street TEXT NOT NULL, method TEXT NOT NULL, n INTEGER NOT NULL, digest TEXT NOT NULL REFERENCES definition(digest),
    parameters TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (street, method, n)) STRICT, WITHOUT ROWID;
CREATE TABLE stream (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, street TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL,
    seq INTEGER NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL, method TEXT NOT NULL, workflow TEXT NOT NULL,
    number TEXT NOT NULL, unit TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL, outcome TEXT NOT NULL,
    headline TEXT NOT NULL, due TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT NOT NULL, provisional INTEGER NOT NULL) STRICT;
CREATE INDEX stream_number ON stream(street, number);
CREATE INDEX stream_open ON stream(street, kind, outcome, due);
CREATE INDEX stream_unit ON stream(street, unit, outcome, due);
CREATE INDEX stream_provisional ON stream(street, due) WHERE provisional = 1;
CREATE TABLE event (
    pos INTEGER PRIMARY KEY, stream TEXT NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL, path TEXT NOT NULL,
    at TEXT NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX event_stream ON event(stream, seq);
CREATE TABLE seal (
    street TEXT NOT NULL, n INTEGER NOT NULL, to_pos INTEGER NOT NULL, root TEXT NOT NULL, prev TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, n)) STRICT, WITHOUT ROWID;
CREATE TABLE receipt (
    street TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, key)) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_at ON receipt(at);
CREATE TABLE task (
    stream TEXT NOT NULL REFERENCES stream(id), seat TEXT NOT NULL, door INTEGER NOT NULL, street TEXT NOT NULL, kind TEXT NOT NULL,
    person TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, claim INTEGER NOT NULL, due TEXT NOT NULL,
    PRIMARY KEY (stream, seat, door)) STRICT, WITHOUT ROWID;
CREATE INDEX task_person ON task(street, person, due) WHERE person <> '';
CREATE INDEX task_door ON task(street, role, unit, claim, due) WHERE person = '';
CREATE INDEX task_unit ON task(street, unit, due);
CREATE TABLE timer (
    stream TEXT NOT NULL REFERENCES stream(id), step TEXT NOT NULL, epoch INTEGER NOT NULL, rung TEXT NOT NULL, street TEXT NOT NULL,
    at TEXT NOT NULL, leased_until TEXT NOT NULL, PRIMARY KEY (stream, step, epoch, rung)) STRICT, WITHOUT ROWID;
CREATE INDEX timer_at ON timer(street, at);
CREATE TABLE contribution (
    rule TEXT NOT NULL, source TEXT NOT NULL REFERENCES stream(id), part TEXT NOT NULL, street TEXT NOT NULL, subject TEXT NOT NULL,
    object TEXT NOT NULL, day TEXT NOT NULL, num INTEGER NOT NULL, den INTEGER NOT NULL, grp TEXT NOT NULL,
    from_pos INTEGER NOT NULL, to_pos INTEGER) STRICT;
CREATE UNIQUE INDEX contribution_live ON contribution(rule, source, part) WHERE to_pos IS NULL;
CREATE INDEX contribution_sum ON contribution(street, rule, day, subject, num, den, to_pos) WHERE to_pos IS NULL;
CREATE TABLE number (street TEXT NOT NULL, series TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (street, series)) STRICT, WITHOUT ROWID;
CREATE TABLE vault (
    ref TEXT PRIMARY KEY, street TEXT NOT NULL, stream TEXT NOT NULL, salt TEXT NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX vault_stream ON vault(stream);
CREATE TABLE message (
    n INTEGER PRIMARY KEY, street TEXT NOT NULL, person TEXT NOT NULL, stream TEXT NOT NULL, cause TEXT NOT NULL, at TEXT NOT NULL,
    read_at TEXT NOT NULL, dedupe TEXT NOT NULL UNIQUE) STRICT;
CREATE INDEX message_person ON message(street, person, read_at, n);
CREATE TABLE did (
    street TEXT NOT NULL, person TEXT NOT NULL, stream TEXT NOT NULL REFERENCES stream(id), kind TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, person, kind, stream)) STRICT, WITHOUT ROWID;
CREATE INDEX did_at ON did(street, person, kind, at);
CREATE TABLE board_line (
    street TEXT NOT NULL, method TEXT NOT NULL, board TEXT NOT NULL, number TEXT NOT NULL, stream TEXT NOT NULL, columns TEXT NOT NULL,
    hash TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (street, method, board, number)) STRICT, WITHOUT ROWID;
CREATE INDEX board_at ON board_line(street, at);
CREATE TABLE code (street TEXT NOT NULL, stream TEXT NOT NULL, salt TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, stream)) STRICT, WITHOUT ROWID;
CREATE TABLE account (
    street TEXT NOT NULL, person TEXT NOT NULL, hash TEXT NOT NULL, must_change INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, person)) STRICT, WITHOUT ROWID;
CREATE TABLE looked (
    n INTEGER PRIMARY KEY, street TEXT NOT NULL, person TEXT NOT NULL, stream TEXT NOT NULL, field TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE draft (
    street TEXT NOT NULL, person TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, person, key)) STRICT, WITHOUT ROWID;
CREATE TABLE file (
    sha256 TEXT NOT NULL, street TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (street, sha256)) STRICT, WITHOUT ROWID;
CREATE TABLE searched (n INTEGER PRIMARY KEY REFERENCES stream(n), street TEXT NOT NULL, words TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search USING fts5(pairs, content = '', tokenize = 'ascii', detail = 'none');
"""
