"""Tables taken in: uploaded, looked at, confirmed, carried out row by row, and the failed rows given back.

In: a filled-in sheet and what it holds (cases, people, units, rows of a register).  Out: what would happen, then what
happened.  Nothing is done before it was shown; each row is done whole or not at all; a row done once is never done again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.service.intake_kinds import Checked, Kind, kind_of
from engine.service.refused import Refused
from engine.service.service import Service
from engine.sheets import Table, TableRow, read_table, write_template
from engine.store.sheets import drop_sheet, put_sheet, put_state, put_taken_in, sheet_of, taken_in
from engine.text import Text, say

KEPT = timedelta(days=7)  # an upload holds names and phone numbers as they were written
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that cannot be taken in: its number in the sheet, its texts in the order of the columns, and why."""

    number: int
    cells: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Intake:
    """How a sheet stands: before it is confirmed `good`, `again` and `failed` are a forecast; afterwards what happened."""

    id: str
    kind: str
    target: str
    title: str
    name: str
    headings: tuple[str, ...]
    total: int
    done: int
    good: int
    again: int
    failed: tuple[FailedRow, ...]
    notes: tuple[Text, ...]
    first: tuple[tuple[str, ...], ...]
    confirmed: bool

    @property
    def finished(self) -> bool:
        """Whether every row was looked at for good."""
        return self.confirmed and self.done >= self.total


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind of table somebody may take in; `filled` says that it can be downloaded with what there is now."""

    kind: str
    target: str
    title: str
    filled: bool


def offered(service: Service, person: str) -> tuple[Offered, ...]:
    """Everything a person may take in."""
    wanted = [("people", ""), ("units", ""), *(("register", f"{one.id}/{name}") for one in service.street.methods.values() for name in one.registers),
              *(("cases", f"{one.id}/{name}") for one in service.street.methods.values() for name in one.workflows)]
    found: list[Offered] = []
    for kind, target in wanted:
        try:
            made = kind_of(service, person, kind, target)
        except Refused:
            continue
        found.append(Offered(kind, target, made.title, kind != "cases"))
    return tuple(found)


def template(service: Service, person: str, kind: str, target: str = "", *, filled: bool = False) -> tuple[bytes, str]:
    """An empty sheet to fill in, or with everything there is now, and its title."""
    made = kind_of(service, person, kind, target)
    rows = list(made.rows()) if filled else []
    return write_template(made.title, made.columns, made.help, rows, sheet_name=made.title), made.title


def upload(service: Service, person: str, kind: str, target: str, name: str, data: bytes) -> str:
    """Read a filled-in sheet and forecast every row; raises `SheetRefused` or `Refused`.  The identity of the upload."""
    made = kind_of(service, person, kind, target)
    required = [one.heading for one in made.columns if one.required]
    table = read_table(data, name, [one.heading for one in made.columns], required, made.title)
    rows = [[row.number, dict(row.cells), {heading: [why.zh, why.en] for heading, why in row.wrong.items()}] for row in table.rows]
    state = {"notes": [[note.zh, note.en] for note in table.notes], **_forecast(service, made, table)}
    sheet, now = service.chance(12).hex(), service.clock()
    with service.store.write():
        put_sheet(service.store, sheet, person, kind, target, name[:200], json.dumps(rows, ensure_ascii=False).encode(), state, now.isoformat())
    return sheet


def _forecast(service: Service, kind: Kind, table: Table) -> dict[str, Any]:
    checked = _checked(kind, table.rows)
    known = taken_in(service.store, kind.memory, [one.key for one in checked])
    failed = [[at, [one.reason.zh, one.reason.en]] for at, one in enumerate(checked) if one.reason is not None and one.key not in known]
    again = sum(one.key in known or one.same for one in checked)
    return {"done": 0, "good": len(checked) - len(failed) - again, "again": again, "failed": failed, "confirmed": False}


def _checked(kind: Kind, rows: Sequence[TableRow]) -> list[Checked]:
    """Every row checked; cells without a value come before what the kind finds."""
    found = kind.check(rows)
    for one, row in zip(found, rows, strict=True):
        if row.wrong:
            one.reason = _joined([say("「{heading}」{why}", "“{heading}”: {why}", heading=heading, why=why) for heading, why in row.wrong.items()])
    return found


def _joined(reasons: Sequence[Text]) -> Text:
    return Text("；".join(one.zh for one in reasons), "; ".join(one.en for one in reasons))


def intake(service: Service, person: str, sheet: str) -> Intake:
    """How an upload stands."""
    kind, target, name, body, state = _found(service, person, sheet)
    made = kind_of(service, person, kind, target)
    rows, headings = json.loads(body), tuple(one.heading for one in made.columns)
    texts = [tuple(cells.get(heading, "") for heading in headings) for _, cells, _ in rows]
    failed = tuple(FailedRow(rows[at][0], texts[at], Text(*why)) for at, why in state["failed"])
    return Intake(sheet, kind, target, made.title, name, headings, len(rows), state["done"], state["good"], state["again"], failed,
                  tuple(Text(*note) for note in state["notes"]), tuple(texts[:5]), state["confirmed"])


def _found(service: Service, person: str, sheet: str) -> tuple[str, str, str, bytes, dict[str, Any]]:
    found = sheet_of(service.store, sheet, person)
    if found is None:
        raise Refused("no-sheet", say("这张表已经不在了（上传的表保留{n}天），请重新上传",
                                      "this upload is gone (kept for {n} days); upload it again", n=KEPT.days))
    return found


def take_in(service: Service, person: str, sheet: str, most: int = AT_ONCE) -> Intake:
    """Carry out the next rows of a confirmed sheet, at most `most` or as many as belong together; call again until finished.

    How far it has come is written together with what was done, so that after a power cut it goes on where it stood."""
    kind, target, _, body, _ = _found(service, person, sheet)
    made = kind_of(service, person, kind, target)
    rows = [TableRow(number, cells, {heading: Text(*why) for heading, why in wrong.items()}) for number, cells, wrong in json.loads(body)]
    now = service.clock()
    with service.store.write() as conn:
        state = _found(service, person, sheet)[4]
        if not state["confirmed"]:
            state |= {"confirmed": True, "done": 0, "good": 0, "again": 0, "failed": []}
        start = state["done"]
        some = rows[start:start + max(most, made.together)]
        checked = _checked(made, some)
        known = taken_in(service.store, made.memory, [one.key for one in checked])
        wanted = [(at, one) for at, one in enumerate(checked, start) if one.key not in known and not one.same]
        state["again"] += len(checked) - len(wanted)
        state["failed"] += [[at, [one.reason.zh, one.reason.en]] for at, one in wanted if one.reason is not None]
        for at, one, outcome in made.put(conn, [(at, one) for at, one in wanted if one.reason is None], now):
            if isinstance(outcome, Text):
                state["failed"].append([at, [outcome.zh, outcome.en]])
                continue
            state["good"] += 1
            if made.remembers:
                put_taken_in(service.store, made.memory, one.key, outcome, now.isoformat())
        state["done"] = start + len(some)
        state["failed"].sort(key=lambda one: one[0])
        put_state(service.store, sheet, state)
    service.settle(now)
    return intake(service, person, sheet)


def failed_sheet(service: Service, person: str, sheet: str) -> tuple[bytes, str]:
    """The failed rows in the sheet they came in, each with its reason, ready to be mended and uploaded again."""
    found = intake(service, person, sheet)
    made = kind_of(service, person, found.kind, found.target)
    body = write_template(made.title, made.columns, made.help, [one.cells for one in found.failed], [one.reason.zh for one in found.failed], made.title)
    return body, say("{title}（没有导入的行）", "{title} (rows not taken in)", title=made.title).zh


def forget(service: Service, person: str, sheet: str) -> None:
    """Drop an upload before it is carried out."""
    with service.store.write():
        drop_sheet(service.store, sheet, person)
