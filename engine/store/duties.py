"""Occasions of obligations in the tables: appended like every stream, with one read row each, and what counts for them.

In: occasions before and after their events; questions of lists.  Out: rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from engine.case import Event
from engine.duties import Known, Owed, Tally
from engine.duties.planning import print_of
from engine.store.sqlite import Store
from engine.store.streams import Standing, append_stream

KIND = "duty"
COLUMNS = ("method", "rule", "series", "subject", "subject_kind", "stands_in", "unit", "object", "key", "nominal", "planned", "first",
           "last", "until", "due", "hour", "print", "outcome", "late", "amount", "moved_by", "waits", "told", "provisional", "next_at")
_MOST_AT_ONCE = 500  # ids in one statement
MOST_LISTED = 2000


def row_of(owed: Owed) -> tuple[Any, ...]:
    """The read row of an occasion, a pure function of it, in the order of `COLUMNS`."""
    waits = "consent" if owed.request else "joining" if owed.proposal else ""
    body = owed.to_json()
    return (owed.method, owed.rule, owed.series, owed.subject, owed.subject_kind, owed.stands_in, owed.unit, owed.object, owed.key, owed.nominal,
            owed.planned, owed.first, owed.last, owed.until, owed.due, owed.hour, print_of(body), owed.outcome, int(owed.late), owed.amount,
            owed.moved_by, waits, str(owed.told.get("at", "")), int(owed.provisional), min((one.at for one in owed.waiting), default=""))


def put_owed(store: Store, before: Standing, events: Sequence[Event], after: Owed, digest: str, title: str) -> Standing:
    """Append events of an occasion and bring its row in step, inside a write."""
    made = append_stream(store, KIND, before, events, after.to_json(), method=after.method, workflow=after.rule, unit=after.unit, digest=digest,
                         headline=title, due=after.due, outcome=after.outcome, closed=after.closed, opened=after.nominal)
    marks = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
    store.writer.execute(
        f"INSERT INTO duty (id, street, {', '.join(COLUMNS)}, put_off) VALUES (?,?{',?' * len(COLUMNS)},'') "
        f"ON CONFLICT (id) DO UPDATE SET {marks}, put_off = ''", (after.id, store.street, *row_of(after)))
    return made


def load_owed(store: Store, id_: str) -> tuple[Owed, Standing] | None:
    """An occasion with its stream as it stands."""
    row = store.conn.execute("SELECT state, seq, hash FROM stream WHERE id = ? AND street = ? AND kind = ?", (id_, store.street, KIND)).fetchone()
    if row is None:
        return None
    state = json.loads(row[0])
    return Owed.from_json(state), Standing(id_, state, row[1], row[2])


def known(store: Store, method: str, since: str) -> dict[str, Known]:
    """What is known of a method's occasions that are waited for on or after a day, and of those still open."""
    rows = store.conn.execute("SELECT id, print, planned, last, outcome, moved_by FROM duty WHERE street = ? AND method = ? AND last >= ?",
                              (store.street, method, since))
    return {row[0]: Known(*row[1:]) for row in rows}


def open_of(store: Store, method: str, rules: Sequence[str]) -> list[Owed]:
    """The open occasions of some obligations."""
    marks = ",".join("?" * len(rules))
    rows = store.conn.execute(f"SELECT s.state FROM duty d JOIN stream s ON s.id = d.id WHERE d.street = ? AND d.method = ? AND d.outcome = '' "
                              f"AND d.rule IN ({marks}) ORDER BY d.nominal, d.id", (store.street, method, *rules))
    return [Owed.from_json(json.loads(row[0])) for row in rows]


def due_now(store: Store, until: str, now: str) -> str | None:
    """The occasion whose timer is due first by a moment, leaving out what was tried in vain just now."""
    row = store.conn.execute("SELECT id FROM duty WHERE street = ? AND next_at <> '' AND next_at <= ? AND put_off <= ? ORDER BY next_at, id LIMIT 1",
                             (store.street, until, now)).fetchone()
    return None if row is None else str(row[0])


def next_at(store: Store, until: str, now: str) -> str | None:
    """When the first timer is due by a moment."""
    row = store.conn.execute("SELECT min(next_at) FROM duty WHERE street = ? AND next_at <> '' AND next_at <= ? AND put_off <= ?",
                             (store.street, until, now)).fetchone()
    return None if row[0] is None else str(row[0])


def put_off(store: Store, id_: str, until: str) -> None:
    """Leave an occasion alone for a while, inside a write."""
    store.writer.execute("UPDATE duty SET put_off = ? WHERE id = ?", (until, id_))


def tried_in_vain(store: Store, now: str) -> list[tuple[str, str, str]]:
    """The occasions whose timer was due, was tried and has not acted: (obligation, who owes it, planned day)."""
    rows = store.conn.execute("SELECT rule, subject, planned FROM duty WHERE street = ? AND put_off <> '' AND next_at <> '' AND next_at <= ? "
                              "ORDER BY next_at, id", (store.street, now))
    return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]


_TALLY = """
SELECT d.id, c.subject, sum(c.num), sum(c.den), count(DISTINCT c.source), count(DISTINCT c.grp),
    sum(CASE WHEN c.day <= d.planned THEN c.num ELSE 0 END), sum(CASE WHEN c.day <= d.planned THEN c.den ELSE 0 END),
    count(DISTINCT CASE WHEN c.day <= d.planned THEN c.source END), count(DISTINCT CASE WHEN c.day <= d.planned THEN c.grp END),
    group_concat(DISTINCT c.source)
FROM duty d JOIN contribution c ON c.street = d.street AND c.rule = d.method || '/义务/' || d.rule AND c.to_pos IS NULL
    AND c.day >= d.first AND c.day <= d.until AND c.subject IN (d.subject, d.stands_in) AND (d.object = '' OR c.object = d.object)
    AND c.day < coalesce((SELECT min(n.first) FROM duty n WHERE n.street = d.street AND n.series = d.series AND n.nominal > d.nominal
        AND n.outcome <> 'dropped'), '9999-99')
WHERE d.id IN ({ids}) GROUP BY d.id, c.subject
"""


def tallies(store: Store, ids: Iterable[str]) -> dict[str, tuple[Tally, ...]]:
    """What has been done for each of these occasions, by whom; nothing is left out."""
    found: dict[str, tuple[Tally, ...]] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        part = wanted[start:start + _MOST_AT_ONCE]
        for row in store.conn.execute(_TALLY.format(ids=",".join("?" * len(part))), part):
            found[row[0]] = (*found.get(row[0], ()), _tally(row))
    return found


def _tally(row: Sequence[Any]) -> Tally:
    who, num, den, cases, different, num_in_time, den_in_time, cases_in_time, different_in_time, sources = row[1:]
    return Tally(who, num, den, cases, different, num_in_time, den_in_time, cases_in_time, different_in_time, tuple(sorted(sources.split(","))))


def touched(store: Store, rules: Iterable[tuple[str, str]], days: Iterable[str]) -> list[str]:
    """The settled occasions of these (method, rule) on which evidence of these days bears."""
    found: dict[str, None] = {}
    for method, rule in rules:
        for day in days:
            rows = store.conn.execute("SELECT id FROM duty WHERE street = ? AND method = ? AND rule = ? AND outcome NOT IN ('', 'dropped') "
                                      "AND first <= ? AND until >= ?", (store.street, method, rule, day, day))
            found.update((str(row[0]), None) for row in rows)
    return list(found)


def of_subject(store: Store, person: str, units: Sequence[str], first: str, last: str) -> list[Owed]:
    """What a person owes or stands in for, and what these units owe, that lies in a stretch of days."""
    marks = ",".join("?" * len(units))
    return _listed(store, f"d.first <= ? AND d.planned >= ? AND (d.subject = ? OR d.stands_in = ? OR (d.subject_kind = 'unit' "
                   f"AND d.unit IN ({marks})))", (last, first, person, person, *units))


def of_units(store: Store, units: Sequence[str], first: str, last: str) -> list[Owed]:
    """What is owed at some units or to them in a stretch of days."""
    marks = ",".join("?" * len(units))
    return _listed(store, f"d.first <= ? AND d.planned >= ? AND (d.unit IN ({marks}) OR d.object IN ({marks}))", (last, first, *units, *units))


def of_rule(store: Store, rule: str, first: str, last: str) -> list[Owed]:
    """Every occasion of an obligation in a stretch of days."""
    return _listed(store, "d.rule = ? AND d.planned BETWEEN ? AND ?", (rule, first, last))


def in_stretch(store: Store, method: str, rule: str, first: str, last: str) -> list[Owed]:
    """Every occasion of an obligation planned from one day to another, both counted; '' leaves a side open."""
    rows = store.conn.execute("SELECT s.state FROM duty d JOIN stream s ON s.id = d.id WHERE d.street = ? AND d.method = ? AND d.rule = ? "
                              "AND d.outcome <> 'dropped' AND d.planned BETWEEN ? AND ? ORDER BY d.planned, d.due, d.id",
                              (store.street, method, rule, first, last or "9999"))
    return [Owed.from_json(json.loads(row[0])) for row in rows]


def unsettled(store: Store, until: str) -> list[Owed]:
    """What is open and due by a day."""
    return _listed(store, "d.outcome = '' AND d.planned <= ?", (until,))


def waiting(store: Store) -> list[Owed]:
    """What waits for somebody's answer."""
    return _listed(store, "d.waits <> '' AND d.outcome = ''", ())


def announced(store: Store, since: str) -> list[Owed]:
    """What was announced, is open and lies on or after a day."""
    return _listed(store, "d.told <> '' AND d.outcome = '' AND d.planned >= ?", (since,))


def _listed(store: Store, where: str, values: Sequence[Any]) -> list[Owed]:
    rows = store.conn.execute(f"SELECT s.state FROM duty d JOIN stream s ON s.id = d.id WHERE d.street = ? AND d.outcome <> 'dropped' AND {where} "
                              f"ORDER BY d.planned, d.due, d.id LIMIT {MOST_LISTED}", (store.street, *values))
    return [Owed.from_json(json.loads(row[0])) for row in rows]


def outcomes(store: Store, method: str, first: str, last: str) -> list[tuple[str, str, str, int, int]]:
    """How many occasions planned from one day to another came out how: (rule, unit, outcome, late, count)."""
    rows = store.conn.execute("SELECT rule, unit, outcome, late, count(*) FROM duty WHERE street = ? AND method = ? AND planned BETWEEN ? AND ? "
                              "AND outcome <> 'dropped' GROUP BY rule, unit, outcome, late", (store.street, method, first, last))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def settled(store: Store, method: str, rule: str, first: str, last: str) -> list[tuple[str, str, str, str, str, str, int]]:
    """The settled occasions of an obligation planned from one day to another, for scores:
    (occasion, subject, unit, object, planned, outcome, late)."""
    rows = store.conn.execute("SELECT id, subject, unit, object, planned, outcome, late FROM duty WHERE street = ? AND method = ? AND rule = ? "
                              "AND planned BETWEEN ? AND ? AND outcome NOT IN ('', 'dropped') ORDER BY planned, id", (store.street, method, rule, first, last))
    return [(row[0], row[1], row[2], row[3], row[4], row[5], int(row[6])) for row in rows]


def closed_cases(store: Store, method: str, workflow: str, since: str) -> list[tuple[str, str, str]]:
    """The closed cases of a workflow since a day: (case, unit, day)."""
    rows = store.conn.execute("SELECT id, unit, substr(closed, 1, 10) FROM stream WHERE street = ? AND kind = 'case' AND method = ? AND workflow = ? "
                              "AND outcome <> '' AND closed >= ? ORDER BY n", (store.street, method, workflow, since))
    return [(row[0], row[1], row[2]) for row in rows]


def registers_mark(store: Store) -> str:
    """What tells one state of the street's registers from another."""
    row = store.conn.execute("SELECT count(*), coalesce(sum(seq), 0) FROM stream WHERE street = ? AND kind = 'row'", (store.street,)).fetchone()
    return f"{row[0]}/{row[1]}"


def put_messages(store: Store, stream: str, people: Iterable[str], cause: str, at: str, dedupe: str) -> None:
    """Tell people of an occasion, once each, inside a write."""
    store.writer.executemany("INSERT OR IGNORE INTO message (street, person, stream, cause, at, read_at, dedupe) VALUES (?,?,?,?,?,'',?)",
                             [(store.street, person, stream, cause, at, f"{dedupe}/{person}") for person in people])


def feed_salt(store: Store, person: str) -> str:
    """The salt of the address of a person's calendar; '' when there is none yet."""
    row = store.conn.execute("SELECT salt FROM feed WHERE street = ? AND person = ?", (store.street, person)).fetchone()
    return str(row[0]) if row else ""


def put_feed(store: Store, person: str, salt: str, hashed: str, at: str) -> None:
    """Set the address of a person's calendar, inside a write; the one before stops working."""
    store.writer.execute("INSERT OR REPLACE INTO feed VALUES (?,?,?,?,?)", (store.street, person, salt, hashed, at))


def fed(store: Store, hashed: str) -> str:
    """Whose calendar an address is, by its hash; '' for an unknown one."""
    row = store.conn.execute("SELECT person FROM feed WHERE hash = ? AND street = ?", (hashed, store.street)).fetchone()
    return str(row[0]) if row else ""
