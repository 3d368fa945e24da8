"""Lists: work lists, messages, boards, matters nobody can move, and the choices a form offers.

In: who asks, and filters.  Out: views, already allowed for the one who asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.calendar import Due
from engine.case import SYSTEM, Case, Seat, stuck
from engine.case.facts import Facts
from engine.case.forms import offered
from engine.filling import persons_for, units_for
from engine.model import Field
from engine.service.service import Service
from engine.service.views import Choice, DueView, FormField, MessageRow, Waiting, WorkRow
from engine.store import lists
from engine.store import messages as kept
from engine.store.registers import latest_cases, rows_in
from engine.store.rows import NEVER, headline
from engine.text import Text, say

SIZE = 50
MOST_COUNTED = 999
MOST_PAGES = 1_000_000
MOST_ENTRIES = 1000  # of a register or of cases, to choose from
NOTHING: Mapping[str, Any] = {}


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


def page_of(page: int) -> int:
    """A page somebody asked for, where there may be one.

    >>> page_of(0), page_of(3), page_of(10 ** 30)
    (1, 3, 1000000)
    """
    return min(max(page, 1), MOST_PAGES)


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


def work_row(service: Service, row: tuple[Any, ...], now: datetime) -> WorkRow:
    """A line of a list from the columns of `lists.ROW` and: due, seat, kind, claim."""
    case, number, headline, method, workflow, unit, step, rounds, outcome, opened, due, seat, kind, claim = row
    return WorkRow(case, number, headline, method, workflow, unit, step, rounds, outcome, datetime.fromisoformat(opened),
                   due_view(service, method, due, now), seat, kind, bool(claim))


def messages(service: Service, person: str, most: int = 100) -> list[MessageRow]:
    """What a person was told, newest first; nothing for who is not here."""
    if not is_here(service, person):
        return []
    rows = kept.messages_to(service.store, person, most)
    return [MessageRow(row[0], row[1], row[2], row[3], row[4], datetime.fromisoformat(row[5]), bool(row[6])) for row in rows]


def mark_read(service: Service, person: str, n: int) -> None:
    """Note that a message was read."""
    if not is_here(service, person) or not 0 < n < 2**63:
        return
    with service.store.write():
        kept.mark_read(service.store, person, n, service.clock().isoformat())


def unread(service: Service, person: str) -> int:
    """How many messages a person has not read, up to 999."""
    return kept.unread(service.store, person, MOST_COUNTED)


def stuck_cases(service: Service) -> list[tuple[WorkRow, Waiting]]:
    """The matters nobody can move: a lead task whose roles are empty or whose holder has left."""
    directory = service.directory()
    suspects = {stream for stream, person, role, unit in lists.lead_tasks(service.store)
                if not (is_here(service, person) if person else directory.at(role, unit))}
    found: list[tuple[WorkRow, Waiting]] = []
    for stream in sorted(suspects):
        loaded = service.store.load(stream)
        for seat in stuck(loaded[0], directory) if loaded else ():
            assert loaded is not None
            found.append((_row_of(service, loaded[0]), waiting(service, seat)))
    return found


def is_here(service: Service, person: str) -> bool:
    """Whether somebody works in the street now."""
    known = service.directory().people.get(person)
    return known is not None and not known.left


def _row_of(service: Service, case: Case) -> WorkRow:
    clock = case.clocks.get(case.step)
    field = service.method(case.method, case.digest).workflows[case.workflow].headline
    return WorkRow(case.id, case.number, headline(case, field), case.method, case.workflow, case.unit, case.step, case.round, case.outcome,
                   datetime.fromisoformat(case.opened), due_view(service, case.method, clock.due if clock else "", service.clock()))


def waiting(service: Service, seat: Seat) -> Waiting:
    """Whose turn it is at a seat."""
    from engine.case import holders

    directory = service.directory()
    people = holders(seat, directory)
    names = (seat.row,) if seat.row else tuple(directory.call(one) for one in people) or ((seat.party,) if seat.party else ())
    return Waiting(seat.id, seat.kind, names, seat.group, vacant=not names)


# --- forms ----------------------------------------------------------------------------------------------------------


def form_fields(service: Service, fields: Sequence[Field], case: Case | None, facts: Facts | None = None, *,
                filled: Mapping[str, Any] = NOTHING) -> tuple[FormField, ...]:
    """Fields ready to be shown: what may be chosen, and what is offered first: what is filled in already, else the default."""
    if facts is None and case is not None:
        facts = facts_of(service, case)
    method = case.method if case is not None else facts.world.look.method if facts is not None else ""
    return tuple(FormField(field, choices_for(service, field, method), _offered(field, case, facts, filled),
                           tuple(FormField(column, choices_for(service, column, method)) for column in field.table)) for field in fields)


def facts_of(service: Service, case: Case) -> Facts:
    """What formulas of a case may read now."""
    known = service.method(case.method, case.digest)
    return Facts(known.workflows[case.workflow], case, service.world(SYSTEM, case.method, digest=case.digest))


def start_fields(service: Service, method: str, workflow: str) -> tuple[FormField, ...]:
    """The form a case begins with."""
    flow = service.workflow(method, workflow)
    return form_fields(service, flow.start.form, None, Facts(flow, None, service.world(SYSTEM, method)))


def _offered(field: Field, case: Case | None, facts: Facts | None, filled: Mapping[str, Any]) -> Any:
    for known in (filled, case.data, case.earlier) if case is not None else (filled,):
        value = known.get(field.name)
        if value is not None and not (isinstance(value, dict) and "$private" in value):
            return _as_typed(field, value)
    value = offered(field, facts) if facts is not None and field.default is not None else None
    return None if value is None else _as_typed(field, value)


def _as_typed(field: Field, value: Any) -> Any:
    if field.kind == "moment" and isinstance(value, str):
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    if field.kind == "yes_no":
        return "是" if value else "否"
    if field.kind in ("entry", "case"):
        return [_picked(one) for one in value] if isinstance(value, list) else _picked(value)
    return value


def _picked(value: Any) -> str:
    """The row or case that was chosen."""
    return str(value["row"] if "row" in value else value["case"]) if isinstance(value, dict) else str(value)


def choices_for(service: Service, field: Field, method: str = "") -> tuple[Choice, ...]:
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
    if field.kind == "entry" and method:
        rows, _ = rows_in(service.store, method, field.among[0], size=MOST_ENTRIES)
        return tuple(Choice(row.id, row.title, directory.call_unit(row.unit)) for row in rows)
    if field.kind == "case" and method:
        return tuple(Choice(id_, f"{number} {headline_}".strip()) for id_, number, headline_ in latest_cases(
            service.store, method, field.among[0], MOST_ENTRIES))
    return ()
