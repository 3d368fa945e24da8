"""Work lists: the rows of a tab, each tab by its own index.

In: a person's doors or account, conditions, a page.  Out: rows of `ROW` followed by due, seat, kind, claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.store import search
from engine.store.sqlite import Store

ROW = "s.id, s.number, s.headline, s.method, s.workflow, s.unit, s.step, s.round, s.outcome, s.opened"
MOST_FOUND = 999  # cases a search goes through
Row = tuple[Any, ...]
Doors = Sequence[tuple[str, str]]  # roles with the units where they are held


@dataclass(frozen=True, slots=True)
class Narrow:
    """What rows of a list must also satisfy: hold a text, be at a step, be in hand (`open`), overdue at a moment (`late`),
    in a later round (`again`)."""

    text: str = ""
    step: str = ""
    only: str = ""
    now: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.step or self.only)

    def sql(self) -> tuple[str, list[Any]]:
        """The conditions on `stream s`; the words of a case are looked through, since a list is short."""
        found, values = "", list[Any]()
        if self.text:
            found += " AND (s.number = ? OR EXISTS (SELECT 1 FROM searched d WHERE d.n = s.n AND instr(d.words, ?) > 0))"
            values += [self.text, search.folded(self.text)]
        if self.step:
            found, values = f"{found} AND s.step = ?", [*values, self.step]
        if self.only:
            found += " AND s.outcome = ''"
        if self.only == "late":
            found, values = f"{found} AND s.due < ?", [*values, self.now]
        if self.only == "again":
            found += " AND s.round > 1"
        return found, values


def _ways(store: Store, people: Sequence[str], doors: Doors, tab: str, cut: str) -> tuple[str, list[Any]]:
    """The tasks of a tab, one part for each way to them, each by its own index and with
    each case once; `cut` limits each part."""
    wanted: list[tuple[str, tuple[Any, ...]]] = []
    if tab in ("todo", "claim"):
        wanted += [("person = ? AND person <> '' AND claim = ?", (person, int(tab == "claim"))) for person in people]
    if tab in ("todo", "claim"):
        wanted += [("person = '' AND role = ? AND unit = ? AND claim = ?", (role, unit, int(tab == "claim"))) for role, unit in doors]
    if tab == "unit":
        wanted += [("unit = ?", (unit,)) for unit in dict.fromkeys(unit for _, unit in doors)]
    parts = ["SELECT * FROM (SELECT stream, min(seat) AS seat, kind, claim, due FROM task WHERE street = ? "
             f"AND {where} GROUP BY due, stream ORDER BY due, stream{cut})" for where, _ in wanted]  # the index has this order
    return " UNION ALL ".join(parts), [value for _, extra in wanted for value in (store.street, *extra)]


def with_tasks(store: Store, people: Sequence[str], doors: Doors, tab: str, narrow: Narrow, start: int, size: int) -> list[Row]:
    """The cases with a task of a tab (`todo`, `claim`, `unit`), soonest due first; of each way to tasks only the first
    ones are read, unless something is searched.

    What is due at the same moment stands in the order of the index, so that pages fit together."""
    ways, values = _ways(store, people, doors, tab, "" if narrow else f" LIMIT {start + size}")
    if not ways:
        return []
    also, more = narrow.sql()
    sql = (f"SELECT {ROW}, t.due, t.seat, t.kind, t.claim FROM ({ways}) t JOIN stream s ON s.id = t.stream "
           f"WHERE 1 = 1{also} GROUP BY s.id ORDER BY t.due, s.id LIMIT ? OFFSET ?")
    return store.conn.execute(sql, (*values, *more, size, start)).fetchall()


def count_tasks(store: Store, people: Sequence[str], doors: Doors, tab: str, most: int) -> int:
    """How many cases a tab of tasks holds, up to `most`."""
    ways, values = _ways(store, people, doors, tab, "")
    if not ways:
        return 0
    return int(store.conn.execute(f"SELECT count(*) FROM (SELECT DISTINCT stream FROM ({ways}) LIMIT ?)", (*values, most)).fetchone()[0])


def met(store: Store, person: str, kind: str, narrow: Narrow, start: int, size: int) -> list[Row]:
    """The cases somebody did something in (`did`) or had copied (`copied`), latest first."""
    also, more = narrow.sql()
    sql = (f"SELECT {ROW}, s.due, '', '', 0 FROM did d JOIN stream s ON s.id = d.stream "
           f"WHERE d.street = ? AND d.person = ? AND d.kind = ?{also} ORDER BY d.at DESC, s.n DESC LIMIT ? OFFSET ?")
    return store.conn.execute(sql, (store.street, person, kind, *more, size, start)).fetchall()


def count_met(store: Store, person: str, kind: str, most: int) -> int:
    """How many cases `met` holds, up to `most`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM did WHERE street = ? AND person = ? AND kind = ? LIMIT ?)"
    return int(store.conn.execute(sql, (store.street, person, kind, most)).fetchone()[0])


def lead_tasks(store: Store) -> list[tuple[str, str, str, str]]:
    """Every task that moves a case on: (case, person, role, unit)."""
    return store.conn.execute("SELECT stream, person, role, unit FROM task WHERE street = ? AND kind = 'lead'", (store.street,)).fetchall()


def tasks_of(store: Store, person: str) -> list[tuple[str, str]]:
    """The tasks that wait for a person by name, soonest due first: (case, seat)."""
    rows = store.conn.execute("SELECT stream, seat FROM task WHERE street = ? AND person = ? AND person <> '' ORDER BY due",
                              (store.street, person))
    return [(str(stream), str(seat)) for stream, seat in rows]


def cases_numbered(store: Store, number: str) -> list[str]:
    """The cases with a number, one at most per series."""
    rows = store.conn.execute("SELECT id FROM stream WHERE street = ? AND number = ? AND kind = 'case'", (store.street, number))
    return [str(row[0]) for row in rows]


def numbers_of(store: Store, cases: Iterable[str]) -> list[str]:
    """The numbers of cases."""
    return [str(row[0]) for one in cases for row in store.conn.execute("SELECT number FROM stream WHERE id = ?", (one,))]


def open_cases(store: Store, *, provisional: bool = False) -> list[str]:
    """The cases in hand, soonest due first, or only those whose deadline rests on days not yet gazetted."""
    which = "provisional = 1" if provisional else "kind = 'case' AND outcome = ''"
    return [str(row[0]) for row in store.conn.execute(f"SELECT id FROM stream WHERE street = ? AND {which} ORDER BY due", (store.street,))]


def running(store: Store, method: str, workflows: Iterable[str]) -> int:
    """How many cases of these workflows are in hand."""
    names = list(workflows)
    row = store.conn.execute("SELECT count(*) FROM stream WHERE street = ? AND kind = 'case' AND outcome = '' AND method = ? "
                             f"AND workflow IN ({','.join('?' * len(names))})", (store.street, method, *names)).fetchone()
    return int(row[0])
