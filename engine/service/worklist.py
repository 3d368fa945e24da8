"""Work lists: what waits for a person, may be claimed, is in hand at the own unit, was done, was copied, may be seen.

In: who asks, a tab, a text, a step, a page.  Out: rows, soonest due first; nothing for who is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from engine.service.access import may_see
from engine.service.reading import MOST_COUNTED, ROW, SIZE, is_here, page_of, work_row
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.service.views import Tab, WorkPage
from engine.store import search

_KINDS = {"done": "did", "copied": "copied"}
Narrow = tuple[str, list[Any]]  # what rows must also satisfy, and its values


def worklist(service: Service, person: str, tab: Tab, *, text: str = "", step: str = "", page: int = 1) -> WorkPage:
    """One page of a person's list; `text` finds by any part of number or words."""
    page = page_of(page)
    if not (is_here(service, person) and is_sound(text) and is_sound(step)):
        return WorkPage((), page)
    narrow = _narrowed(service, text.strip(), step)
    start = (page - 1) * SIZE
    if tab == "all":
        rows = list(islice(_everything(service, person, text.strip(), step), start, start + SIZE + 1))
    elif tab in _KINDS:
        rows = _met(service, person, _KINDS[tab], narrow, start)
    else:
        rows = _tasks(service, person, tab, narrow, start)
    now = service.clock()
    return WorkPage(tuple(work_row(service, row, now) for row in rows[:SIZE]), page, len(rows) > SIZE)


def counts(service: Service, person: str) -> dict[str, int]:
    """How many stand in each list, up to 999."""
    tabs = ("todo", "claim", "unit", *_KINDS)
    if not is_here(service, person):
        return dict.fromkeys(tabs, 0)
    found: dict[str, int] = {}
    for tab in tabs[:3]:
        doors, values = _doors(service, person, tab, "")
        sql = f"SELECT count(*) FROM (SELECT DISTINCT stream FROM ({doors}) LIMIT ?)"  # noqa: S608
        found[tab] = service.store.conn.execute(sql, (*values, MOST_COUNTED)).fetchone()[0] if doors else 0
    for tab, kind in _KINDS.items():
        sql = "SELECT count(*) FROM (SELECT 1 FROM did WHERE street = ? AND person = ? AND kind = ? LIMIT ?)"
        found[tab] = service.store.conn.execute(sql, (service.street.id, person, kind, MOST_COUNTED)).fetchone()[0]
    return found


def _narrowed(service: Service, text: str, step: str) -> Narrow:
    """The conditions of a search within a list; the words of a case are looked through, since a list is short."""
    sql, values = "", list[Any]()
    if text:
        search.index_search(service.store)
        sql += " AND (s.number = ? OR EXISTS (SELECT 1 FROM searched d WHERE d.n = s.n AND instr(d.words, ?) > 0))"
        values += [text, search.folded(text)]
    if step:
        sql, values = f"{sql} AND s.step = ?", [*values, step]
    return sql, values


def _doors(service: Service, person: str, tab: str, cut: str) -> tuple[str, list[Any]]:
    """The tasks of a tab, one part for each way to them, each by its own index and with
    each case once; `cut` limits each part."""
    doors = service.directory().doors_of(person)
    wanted: list[tuple[str, tuple[Any, ...]]] = []
    if tab == "todo":
        wanted.append(("person = ? AND person <> ''", (person,)))
    if tab in ("todo", "claim"):
        wanted += [("person = '' AND role = ? AND unit = ? AND claim = ?", (role, unit, int(tab == "claim"))) for role, unit in doors]
    if tab == "unit":
        wanted += [("unit = ?", (unit,)) for unit in dict.fromkeys(unit for _, unit in doors)]
    parts = ["SELECT * FROM (SELECT stream, min(seat) AS seat, kind, claim, due FROM task WHERE street = ? "  # noqa: S608
             f"AND {where} GROUP BY due, stream ORDER BY due, stream{cut})" for where, _ in wanted]  # the index has this order
    return " UNION ALL ".join(parts), [value for _, extra in wanted for value in (service.street.id, *extra)]


def _tasks(service: Service, person: str, tab: str, narrow: Narrow, start: int) -> list[tuple[Any, ...]]:
    """The cases with a task, from `start`; of each way to tasks only the first ones are read, unless something is searched.

    What is due at the same moment stands in the order of the index, so that pages fit together."""
    doors, values = _doors(service, person, tab, "" if narrow[0] else f" LIMIT {start + SIZE + 1}")
    if not doors:
        return []
    sql = (f"SELECT {ROW}, t.due, t.seat, t.kind, t.claim FROM ({doors}) t JOIN stream s ON s.id = t.stream "  # noqa: S608
           f"WHERE 1 = 1{narrow[0]} GROUP BY s.id ORDER BY t.due, s.id LIMIT ? OFFSET ?")
    return service.store.conn.execute(sql, (*values, *narrow[1], SIZE + 1, start)).fetchall()


def _met(service: Service, person: str, kind: str, narrow: Narrow, start: int) -> list[tuple[Any, ...]]:
    sql = (f"SELECT {ROW}, s.due, '', '', 0 FROM did d JOIN stream s ON s.id = d.stream "  # noqa: S608
           f"WHERE d.street = ? AND d.person = ? AND d.kind = ?{narrow[0]} ORDER BY d.at DESC, s.n DESC LIMIT ? OFFSET ?")
    return service.store.conn.execute(sql, (service.street.id, person, kind, *narrow[1], SIZE + 1, start)).fetchall()


def _everything(service: Service, person: str, text: str, step: str) -> Iterator[tuple[Any, ...]]:
    """Every case a person may see, those in hand first; read only as far as is asked for."""
    extra, values = (" AND s.step = ?", list[Any]([step])) if step else ("", list[Any]())
    if text:
        search.index_search(service.store)
        found = search.find(service.store, text, MOST_COUNTED)
        extra, values = f"{extra} AND s.n IN ({','.join('?' * len(found))})", [*values, *found]
    for which, order in (("s.outcome = ''", "s.due, s.n"), ("s.outcome <> ''", "s.n DESC")):
        sql = f"SELECT {ROW}, s.due, '', '', 0 FROM stream s WHERE s.street = ? AND s.kind = 'case' AND {which}{extra} ORDER BY {order}"  # noqa: S608
        for row in service.store.conn.execute(sql, (service.street.id, *values)):
            loaded = service.store.load(row[0])
            if loaded is not None and may_see(service, person, loaded[0]):
                yield row
