"""The tables: made by numbered parts, each added once and never changed, and by nothing else.

In: a database of any earlier version.  Out: one of this version.  Every table is strict and carries the street.
A part is a module m00N_<what>.py with its statements in `TABLES`; it may only add, so that parts can come in any order.
"""

from __future__ import annotations

from types import ModuleType

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from engine.store import (
    m001_first,
    m002_signals,
    m003_registers,
    m004_duties,
    m005_ballots,
    m006_boards,
    m007_sheets,
    m008_outbox,
    m009_named,
    m010_turns,
    m011_scores,
    m012_sides,
    m013_recounts,
)

PARTS: tuple[ModuleType, ...] = (
    m001_first, m002_signals, m003_registers, m004_duties, m005_ballots, m006_boards, m007_sheets, m008_outbox, m009_named, m010_turns,
    m011_scores, m012_sides, m013_recounts)


def migrations_of(parts: tuple[ModuleType, ...]) -> Migrations:
    """The parts as migrations, each under the name of its module."""
    made = Migrations("bihuan")
    for part in parts:
        _add(made, part.__name__.rpartition(".")[2], part.TABLES)
    return made


def _add(made: Migrations, name: str, tables: str) -> None:
    @made(name=name)
    def put(db: Database) -> None:
        for statement in tables.split(";\n"):
            if statement.strip():
                db.execute(statement)


migrations = migrations_of(PARTS)
