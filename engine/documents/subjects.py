"""Whose ledgers there are, and which of them a line belongs in.

In: what a document is kept for, and the directory.  Out: subjects by identity, and yes or no for a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler.names import STREET
from engine.directory import Directory
from engine.documents.lines import Line
from engine.filling import PRIVATE_KEY
from engine.model import Per

EVERYTHING = ""


def subjects(per: Per, directory: Directory, lines: Iterable[Line], rows: Mapping[str, str]) -> dict[str, str]:
    """Identity → title of everything that has a ledger of its own; for a field and for who entered a case those that
    occur; `rows` are the rows of the register by identity."""
    if per.kind == "unit":
        return {unit.name: directory.call_unit(unit.name) for unit in directory.units.values() if _is_kind(per, unit.name, directory)}
    if per.kind == "role":
        return {person: directory.call(person) for person in directory.everywhere(per.name)}
    if per.kind == "register":
        return dict(rows)
    if per.kind in ("field", "opener"):
        found = sorted({one for line in lines for one in owners(per, line, directory)})
        return {one: rows.get(one) or _call(one, directory) for one in found}
    return {EVERYTHING: ""}


def belongs(per: Per, subject: str, line: Line, directory: Directory) -> bool:
    """Whether a line stands in a subject's ledger."""
    return subject in owners(per, line, directory)


def owners(per: Per, line: Line, directory: Directory) -> frozenset[str]:
    """Every subject in whose ledger a line stands.

    A unit has what belongs to it or below it; a holder of a role what they entered, did a step of, are linked to, or are
    named in as a holder; a row what names it; a field's value the lines that have it.
    """
    if per.kind == "unit":
        return frozenset(unit for unit in directory.chain(line.unit) if _is_kind(per, unit, directory))
    if per.kind == "role":
        parts = set(directory.parts(per.name))
        named = (one for field in line.fields.values() if field.kind == "person" and parts & set(field.among) for one in _values(line, field.name))
        return (line.hands | frozenset(named)) & frozenset(directory.everywhere(per.name))
    if per.kind == "register":
        named = (one for field in line.fields.values() if field.kind == "entry" and per.name in field.among for one in _values(line, field.name))
        return frozenset(named) | frozenset({line.id} if hasattr(line, "id") else ())
    if per.kind == "field":
        return frozenset(_values(line, per.name))
    if per.kind == "opener":
        return frozenset({line.opener})
    return frozenset({EVERYTHING})


def _values(line: Line, name: str) -> tuple[str, ...]:
    kept = line.data.get(name)
    if kept is None or (isinstance(kept, Mapping) and PRIVATE_KEY in kept):
        return ()
    return tuple(str(one["row"]) if isinstance(one, Mapping) and "row" in one else str(one) for one in (kept if isinstance(kept, list) else [kept]))


def _is_kind(per: Per, unit: str, directory: Directory) -> bool:
    return directory.units[unit].is_a(per.name) or (per.name == STREET and unit == directory.root)


def _call(one: str, directory: Directory) -> str:
    if one == "public":
        return "群众"
    return directory.call_unit(one) if one in directory.units else directory.call(one)
