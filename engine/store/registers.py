"""Rows of registers as they are read: by register, unit and words, by whom they are linked to, and one by one.

In: rows with their new events, inside a write.  Out: rows; `Taken` where another row in use has the same unique values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.case import Event
from engine.registers import Row, words_of
from engine.store.sqlite import Store
from engine.store.streams import Standing, append_stream, standing

KIND = "row"
COLUMNS = "id, method, register, unit, number, title, key, active, entered, words"


class Taken(Exception):
    """Another row in use is alike in what must be unique; its title says which."""


def put_row(store: Store, before: Standing, events: Sequence[Event], row: Row) -> None:
    """Append to the stream of a row and bring what is read of it in step, inside a write."""
    other = store.conn.execute("SELECT title FROM register_row WHERE street = ? AND method = ? AND register = ? "
                               "AND key = ? AND key <> '' AND active = 1 AND id <> ?",  # said so that the index for unique rows is taken
                               (store.street, row.method, row.register, row.key, row.id)).fetchone() if row.key and row.active else None
    if other is not None:
        raise Taken(str(other[0]))
    append_stream(store, KIND, before, events, row.to_json(), method=row.method, workflow=row.register, unit=row.unit, number=row.number,
                  headline=row.title, opened=row.entered, closed=events[-1].at if row.closed else "", outcome=row.closed)
    store.writer.execute(f"INSERT OR REPLACE INTO register_row (street, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", (store.street, *columns_of(row)))
    store.writer.execute("DELETE FROM register_link WHERE row = ?", (row.id,))
    store.writer.executemany("INSERT INTO register_link (row, person, street) VALUES (?,?,?)", [(row.id, one, store.street) for one in row.linked])


def columns_of(row: Row) -> tuple[Any, ...]:
    """A row as it is read."""
    return (row.id, row.method, row.register, row.unit, row.number, row.title, row.key, int(row.active), row.entered, words_of(row))


def load_row(store: Store, row: str) -> tuple[Row, Standing] | None:
    """A row with its stream; None for what is no row."""
    kept = standing(store, row)
    return (Row.from_json(kept.state), kept) if kept is not None and "register" in kept.state else None


def rows_in(store: Store, method: str, register: str, *, units: Sequence[str] | None = None, text: str = "", closed: bool = False,
            linked: str = "", start: int = 0, size: int = 50) -> tuple[list[Row], int]:
    """The rows of a register by number, of some units only unless None, and how many there are."""
    where, values = "r.street = ? AND r.method = ? AND r.register = ? AND r.active = ?", [store.street, method, register, int(not closed)]
    if units is not None:
        where, values = f"{where} AND r.unit IN ({','.join('?' * len(units))})", [*values, *units]
    if text:
        where, values = f"{where} AND instr(r.words, ?) > 0", [*values, text]
    if linked:
        where, values = f"{where} AND EXISTS (SELECT 1 FROM register_link l WHERE l.row = r.id AND l.person = ?)", [*values, linked]
    total = store.conn.execute(f"SELECT count(*) FROM register_row r WHERE {where}", values).fetchone()[0]
    rows = store.conn.execute(f"SELECT s.state FROM register_row r JOIN stream s ON s.id = r.id WHERE {where} ORDER BY r.number, r.id LIMIT ? OFFSET ?",
                              (*values, size, start))
    return [Row.from_json(json.loads(row[0])) for row in rows], int(total)


def named_rows(store: Store, method: str, register: str, text: str) -> list[str]:
    """The rows in use that a text names: by identity, number, title, or one word of the title."""
    rows = store.conn.execute("SELECT id FROM register_row WHERE street = ? AND method = ? AND register = ? AND active = 1 "
                              "AND (id = ? OR number = ? OR title = ? OR instr(' ' || title || ' ', ' ' || ? || ' ') > 0)",
                              (store.street, method, register, text, text, text, text))
    return [str(row[0]) for row in rows]


def linked_rows(store: Store, method: str, register: str, person: str) -> list[str]:
    """The rows in use that somebody is linked to."""
    rows = store.conn.execute("SELECT r.id FROM register_link l JOIN register_row r ON r.id = l.row WHERE l.street = ? AND l.person = ? "
                              "AND r.method = ? AND r.register = ? AND r.active = 1 ORDER BY r.number", (store.street, person, method, register))
    return [str(row[0]) for row in rows]


def link_counts(store: Store, method: str, register: str) -> dict[str, int]:
    """How many rows in use each person is linked to."""
    rows = store.conn.execute("SELECT l.person, count(*) FROM register_link l JOIN register_row r ON r.id = l.row WHERE l.street = ? "
                              "AND r.method = ? AND r.register = ? AND r.active = 1 GROUP BY l.person", (store.street, method, register))
    return {str(row[0]): int(row[1]) for row in rows}


def recent_count(store: Store, method: str, workflow: str, same: Mapping[str, Any], since: str, beside: str) -> int:
    """How many cases of a workflow were opened since a moment whose values are these, beside one."""
    where, values = "street = ? AND workflow = ? AND opened >= ? AND kind = 'case' AND method = ? AND id <> ?", [
        store.street, workflow, since, method, beside]
    for name, value in same.items():
        if name == "归属单位":
            where, values = f"{where} AND unit = ?", [*values, value]
        else:
            where, values = f"{where} AND json_extract(state, ?) IS ?", [*values, f'$.data."{name}"', _as_sql(value)]
    return int(store.conn.execute(f"SELECT count(*) FROM stream WHERE {where}", values).fetchone()[0])


def open_cases(store: Store, method: str, workflow: str, units: Sequence[str] | None) -> dict[str, dict[str, Any]]:
    """The cases of a workflow in hand, of some units only unless None, each with what is filled in."""
    where, values = "street = ? AND kind = 'case' AND method = ? AND workflow = ? AND outcome = ''", [store.street, method, workflow]
    if units is not None:
        where, values = f"{where} AND unit IN ({','.join('?' * len(units))})", [*values, *units]
    rows = store.conn.execute(f"SELECT id, json_extract(state, '$.data') FROM stream WHERE {where} ORDER BY id", values)
    return {str(row[0]): json.loads(row[1]) for row in rows}


def named_case(store: Store, method: str, workflow: str, text: str) -> tuple[str, str] | None:
    """The identity and number of the one case of a workflow that a text names, by its identity or its number."""
    rows = store.conn.execute("SELECT id, number FROM stream WHERE street = ? AND kind = 'case' AND method = ? AND workflow = ? "
                              "AND (number = ? OR id = ?) LIMIT 2", (store.street, method, workflow, text, text)).fetchall()
    return (str(rows[0][0]), str(rows[0][1])) if len(rows) == 1 else None


def latest_cases(store: Store, method: str, workflow: str, size: int) -> list[tuple[str, str, str]]:
    """Identity, number and headline of the newest cases of a workflow, newest first."""
    rows = store.conn.execute("SELECT id, number, headline FROM stream WHERE street = ? AND kind = 'case' AND method = ? AND workflow = ? "
                              "ORDER BY opened DESC, n DESC LIMIT ?", (store.street, method, workflow, size))
    return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]


def _as_sql(value: Any) -> Any:
    """A kept value as json_extract gives it."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value


# --- recurring starts -------------------------------------------------------------------------------------------------


def claim_start(store: Store, rule: str, key: str, stream: str, at: str) -> bool:
    """Note that a recurring case begins, inside its write; False when it has begun before."""
    done = store.writer.execute("INSERT OR IGNORE INTO started (street, rule, key, stream, at) VALUES (?,?,?,?,?)", (store.street, rule, key, stream, at))
    return done.rowcount == 1


def begun(store: Store, rule: str, since: str) -> frozenset[str]:
    """The keys of recurring cases of a rule that have begun, from a key on."""
    rows = store.conn.execute("SELECT key FROM started WHERE street = ? AND rule = ? AND key >= ?", (store.street, rule, since))
    return frozenset(str(row[0]) for row in rows)
