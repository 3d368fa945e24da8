"""Boards: issues with their lines outside the events, and up to when each periodic board was drawn up.

Lines that an earlier version put up stand here too, under the number they were given; their hash is in `board_line`.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE issue (
    id TEXT PRIMARY KEY, street TEXT NOT NULL, method TEXT NOT NULL, board TEXT NOT NULL, state TEXT NOT NULL, number TEXT NOT NULL,
    period TEXT NOT NULL, per TEXT NOT NULL, unit TEXT NOT NULL, at TEXT NOT NULL, corrects TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX issue_board ON issue(street, method, board, state, at);
CREATE INDEX issue_number ON issue(street, method, board, number);
CREATE INDEX issue_corrects ON issue(corrects) WHERE corrects <> '';
CREATE TABLE issue_line (
    issue TEXT NOT NULL REFERENCES issue(id), line INTEGER NOT NULL, cells TEXT NOT NULL, source TEXT NOT NULL, unit TEXT NOT NULL,
    salt TEXT NOT NULL, PRIMARY KEY (issue, line)) STRICT, WITHOUT ROWID;
CREATE INDEX issue_line_source ON issue_line(source);
CREATE TABLE board_drawn (street TEXT NOT NULL, method TEXT NOT NULL, board TEXT NOT NULL, until TEXT NOT NULL,
    PRIMARY KEY (street, method, board)) STRICT, WITHOUT ROWID;
INSERT INTO issue SELECT 'line/' || b.street || '/' || b.method || '/' || b.board || '/' || b.number, b.street, b.method, b.board, 'published',
    b.number, '', '', s.unit, b.at, '' FROM board_line b JOIN stream s ON s.id = b.stream;
INSERT INTO issue_line SELECT 'line/' || b.street || '/' || b.method || '/' || b.board || '/' || b.number, 1, b.columns, b.stream, s.unit, ''
    FROM board_line b JOIN stream s ON s.id = b.stream;
"""
