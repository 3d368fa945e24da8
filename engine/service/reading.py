"""Lists: work lists, messages, boards, matters nobody can move, and the choices a form offers.

In: who asks, and filters.  Out: views, already allowed for the one who asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine.calendar import Due
from engine.case import Case, Seat, stuck
from engine.case.seats import may_take
from engine.filling import persons_for, show_moment, units_for
from engine.model import Field
from engine.service.service import Service
from engine.service.views import BoardLine, Choice, DueView, FormField, MessageRow, Tab, Waiting, WorkPage, WorkRow
from engine.store import search
from engine.store.rows import NEVER
from engine.text import Text, say

SIZE = 50
MOST_COUNTED = 999
_ROW = "s.id, s.number, s.headline, s.method, s.workflow, s.unit, s.step, s.round, s.outcome, s.opened"


def due_view(service: Service, method: str, due: str, now: datetime, working: Sequence[Any] = (), *, provisional: bool = False,
             paused: bool = False) -> DueView | None:
    """A due time in words; None where nothing is due."""
    if not due or due == NEVER:
        return None
    at = datetime.fromisoformat(due)
    left = service.calendar(service.street.methods[method].calendar if method in service.street.methods else "cn").remaining(now, at)
    overdue = now > at
    notes = Due.from_json({"at": due, "provisional": provisional, "working": list(working)}).working
    return DueView(at, left, overdue, provisional, paused, due_words(left, overdue, paused=paused), notes)


def due_words(left: int, overdue: bool, *, paused: bool = False) -> Text:
    """How much time there is, for people.

    >>> due_words(2, False).zh, due_words(-1, True).zh, due_words(0, False).zh
    ('还剩2个工作日', '已逾期1个工作日', '今天到期')
    """
    if paused:
        return Text("计时已暂停", "clock paused")
    if overdue:
        return say("已逾期{n}个工作日", "{n} working day(s) overdue", n=-left) if left else Text("已逾期", "overdue")
    return say("还剩{n}个工作日", "{n} working day(s) left", n=left) if left > 0 else Text("今天到期", "due today")


def _page(service: Service, rows: list[tuple[Any, ...]], page: int) -> WorkPage:
    now = service.clock()
    return WorkPage(tuple(_work_row(service, row, now) for row in rows[:SIZE]), page, len(rows) > SIZE)


def _work_row(service: Service, row: tuple[Any, ...], now: datetime) -> WorkRow:
    case, number, headline, method, workflow, unit, step, rounds, outcome, opened, due, seat, kind, claim = row
    return WorkRow(case, number, headline, method, workflow, unit, step, rounds, outcome, datetime.fromisoformat(opened),
                   due_view(service, method, due, now), seat, kind, bool(claim))


def worklist(service: Service, person: str, tab: Tab, *, text: str = "", step: str = "", page: int = 1) -> WorkPage:
    """One page of a person's list, soonest due first; `text` finds by any part of number or words."""
    page = max(page, 1)
    start, take = (page - 1) * SIZE, SIZE + 1
    found = _found(service, text)
    if found == []:
        return WorkPage((), page)
    narrow, extra = "", list[Any]()
    if found is not None:
        narrow, extra = f" AND s.n IN ({','.join('?' * len(found))})", list(found)
    if step:
        narrow, extra = narrow + " AND s.step = ?", [*extra, step]
    if tab in ("todo", "claim", "unit"):
        source, values = _tasks(service, person, tab, start + take if not narrow else MOST_COUNTED * 10)
        if not source:
            return WorkPage((), page)
        sql = (f"SELECT {_ROW}, t.due, t.seat, t.kind, t.claim FROM ({source}) t JOIN stream s ON s.id = t.stream "
               f"WHERE 1 = 1{narrow} GROUP BY s.id ORDER BY t.due, s.n LIMIT ? OFFSET ?")
        return _page(service, service.store.conn.execute(sql, (*values, *extra, take, start)).fetchall(), page)
    if tab in ("done", "copied"):
        sql = (f"SELECT {_ROW}, s.due, '', '', 0 FROM did d JOIN stream s ON s.id = d.stream "
               f"WHERE d.street = ? AND d.person = ? AND d.kind = ?{narrow} ORDER BY d.at DESC LIMIT ? OFFSET ?")
        kind = "did" if tab == "done" else "copied"
        return _page(service, service.store.conn.execute(sql, (service.street.id, person, kind, *extra, take, start)).fetchall(), page)
    return _everything(service, person, narrow, extra, page)


def _everything(service: Service, person: str, narrow: str, extra: list[Any], page: int) -> WorkPage:
    sql = (f"SELECT {_ROW}, s.due, '', '', 0 FROM stream s WHERE s.street = ? AND s.kind = 'case'{narrow} "
           "ORDER BY s.outcome <> '', s.due, s.n LIMIT ?")
    rows = service.store.conn.execute(sql, (service.street.id, *extra, page * SIZE * 4 + 1)).fetchall()
    allowed = [row for row in rows if _may_list(service, person, row)]
    start = (page - 1) * SIZE
    return _page(service, allowed[start:start + SIZE + 1], page)


def _may_list(service: Service, person: str, row: tuple[Any, ...]) -> bool:
    from engine.service.access import may_see

    loaded = service.store.load(row[0])
    return loaded is not None and may_see(service, person, loaded[0])


def _found(service: Service, text: str) -> list[int] | None:
    if not text.strip():
        return None
    search.index_search(service.store)
    return list(search.find(service.store, text.strip(), MOST_COUNTED))


def _tasks(service: Service, person: str, tab: str, most: int) -> tuple[str, list[Any]]:
    doors = service.directory().doors_of(person)
    parts: list[str] = []
    values: list[Any] = []
    head = "SELECT stream, seat, kind, claim, due FROM task WHERE street = ?"

    def part(where: str, *extra: Any) -> None:
        parts.append(f"SELECT * FROM ({head} AND {where} ORDER BY due LIMIT {most})")
        values.extend((service.street.id, *extra))

    if tab == "todo":
        part("person = ? AND person <> ''", person)
    if tab in ("todo", "claim"):
        for role, unit in doors:
            part("person = '' AND role = ? AND unit = ? AND claim = ?", role, unit, int(tab == "claim"))
    if tab == "unit":
        for unit in dict.fromkeys(unit for _, unit in doors):
            part("unit = ?", unit)
    return " UNION ALL ".join(parts), values


def counts(service: Service, person: str) -> dict[str, int]:
    """How many stand in each list, up to 999."""
    found: dict[str, int] = {}
    for tab in ("todo", "claim", "unit"):
        source, values = _tasks(service, person, tab, MOST_COUNTED)
        sql = f"SELECT count(DISTINCT stream) FROM ({source})"
        found[tab] = service.store.conn.execute(sql, values).fetchone()[0] if source else 0
    for tab, kind in (("done", "did"), ("copied", "copied")):
        sql = "SELECT count(*) FROM (SELECT 1 FROM did WHERE street = ? AND person = ? AND kind = ? LIMIT ?)"
        found[tab] = service.store.conn.execute(sql, (service.street.id, person, kind, MOST_COUNTED)).fetchone()[0]
    return found


def messages(service: Service, person: str, most: int = 100) -> list[MessageRow]:
    """What a person was told, newest first."""
    rows = service.store.conn.execute(
        "SELECT m.n, m.stream, s.number, s.headline, m.cause, m.at, m.read_at FROM message m JOIN stream s ON s.id = m.stream "
        "WHERE m.street = ? AND m.person = ? ORDER BY m.n DESC LIMIT ?", (service.street.id, person, most)).fetchall()
    return [MessageRow(row[0], row[1], row[2], row[3], row[4], datetime.fromisoformat(row[5]), bool(row[6])) for row in rows]


def mark_read(service: Service, person: str, n: int) -> None:
    """Note that a message was read."""
    with service.store.write() as conn:
        conn.execute("UPDATE message SET read_at = ? WHERE n = ? AND street = ? AND person = ? AND read_at = ''",
                     (service.clock().isoformat(), n, service.street.id, person))


def unread(service: Service, person: str) -> int:
    """How many messages a person has not read, up to 999."""
    row = service.store.conn.execute("SELECT count(*) FROM (SELECT 1 FROM message WHERE street = ? AND person = ? AND read_at = '' LIMIT ?)",
                                     (service.street.id, person, MOST_COUNTED)).fetchone()
    return int(row[0])


def board_lines(service: Service, *, method: str = "", board: str = "", unit: str = "", month: str = "", page: int = 1) -> list[BoardLine]:
    """What hangs on the public boards, newest first."""
    public = [(one.id, name) for one in service.street.methods.values() for name, made in one.boards.items()
              if "公众" in made.audience and method in ("", one.id) and board in ("", name)]
    found: list[BoardLine] = []
    for id_, name in public:
        rows = service.store.conn.execute(
            "SELECT b.board, b.number, b.at, b.columns, b.hash FROM board_line b JOIN stream s ON s.id = b.stream WHERE b.street = ? AND b.method = ? "
            "AND b.board = ? AND (? = '' OR s.unit = ?) AND (? = '' OR substr(b.at, 1, 7) = ?) ORDER BY b.at DESC LIMIT ? OFFSET ?",
            (service.street.id, id_, name, unit, unit, month, month, SIZE, (max(page, 1) - 1) * SIZE)).fetchall()
        found += [BoardLine(row[0], row[1], datetime.fromisoformat(row[2]), json.loads(row[3]), row[4]) for row in rows]
    return sorted(found, key=lambda line: line.at, reverse=True)


def stuck_cases(service: Service) -> list[tuple[WorkRow, Waiting]]:
    """The matters nobody can move: a lead task whose roles are empty or whose holder has left."""
    directory = service.directory()
    rows = service.store.conn.execute("SELECT stream, person, role, unit FROM task WHERE street = ? AND kind = 'lead'", (service.street.id,))
    suspects = {stream for stream, person, role, unit in rows
                if not (_is_here(service, person) if person else directory.at(role, unit))}
    found: list[tuple[WorkRow, Waiting]] = []
    for stream in sorted(suspects):
        loaded = service.store.load(stream)
        for seat in stuck(loaded[0], directory) if loaded else ():
            assert loaded is not None
            found.append((_row_of(service, loaded[0]), waiting(service, seat)))
    return found


def _is_here(service: Service, person: str) -> bool:
    known = service.directory().people.get(person)
    return known is not None and not known.left


def _row_of(service: Service, case: Case) -> WorkRow:
    clock = case.clocks.get(case.step)
    from engine.store.rows import headline

    field = service.method(case.method, case.digest).workflows[case.workflow].headline
    return WorkRow(case.id, case.number, headline(case, field), case.method, case.workflow, case.unit, case.step, case.round, case.outcome,
                   datetime.fromisoformat(case.opened), due_view(service, case.method, clock.due if clock else "", service.clock()))


def waiting(service: Service, seat: Seat) -> Waiting:
    """Whose turn it is at a seat."""
    from engine.case import holders

    directory = service.directory()
    people = holders(seat, directory)
    names = tuple(directory.call(one) for one in people) or (("诉求人",) if seat.party else ())
    return Waiting(seat.id, seat.kind, names, seat.group, vacant=not names)


# --- forms ----------------------------------------------------------------------------------------------------------


def form_fields(service: Service, fields: Sequence[Field], case: Case | None) -> tuple[FormField, ...]:
    """Fields ready to be shown: what may be chosen, and what is offered first."""
    return tuple(FormField(field, choices_for(service, field), _offered(field, case)) for field in fields)


def _offered(field: Field, case: Case | None) -> Any:
    if case is not None:
        for known in (case.data, case.earlier):
            value = known.get(field.name)
            if value is not None and not (isinstance(value, dict) and "$private" in value):
                return _as_typed(field, value)
    return field.default


def _as_typed(field: Field, value: Any) -> Any:
    if field.kind == "moment" and isinstance(value, str):
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    if field.kind == "yes_no":
        return "是" if value else "否"
    return value


def choices_for(service: Service, field: Field) -> tuple[Choice, ...]:
    """What may be chosen in a field, with groups."""
    directory = service.directory()
    if field.options is not None:
        titles, groups = field.item_titles or {}, field.groups or {}
        return tuple(Choice(item, titles.get(item, item), groups.get(item, "")) for item in field.options.items)
    if field.kind == "person":
        found = [(directory.doors_of(one), one) for one in persons_for(field, directory)]
        return tuple(Choice(one, directory.call(one), directory.call_unit(doors[0][1]) if doors else "") for doors, one in found)
    if field.kind == "unit":
        return tuple(Choice(one, directory.call_unit(one), directory.units[one].kind) for one in units_for(field, directory))
    return ()


def may_answer_as(seat: Seat, actor: str, service: Service) -> bool:
    """Whether somebody may answer at a seat."""
    return may_take(seat, actor, service.directory())


def at_words(moment: datetime) -> Text:
    """A moment for people."""
    return show_moment(moment)
