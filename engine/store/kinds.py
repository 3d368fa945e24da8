"""How each kind of stream is verified: replayed from its events, and compared with its state and its read rows.

In: a stream as it is kept, with its events.  Out: sentences about what differs.  A new kind takes its place in `KINDS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.case import Case, Event, evolve
from engine.contributions import contributions
from engine.directory import Directory, change
from engine.duties import Owed
from engine.duties import evolve as evolve_owed
from engine.model import Method
from engine.store import duties, rows
from engine.store.chain import digest
from engine.store.connection import Connection
from engine.store.row_kind import check_row
from engine.store.issue_kind import check_issue
from engine.store.naming import named
from engine.text import Text, say

MethodOf = Callable[[str, str], Method]


@dataclass(slots=True)
class Findings:
    """What a verification came to: `damage` needs a restore, `erased` was lawfully taken away."""

    damage: list[Text] = field(default_factory=list)
    erased: list[Text] = field(default_factory=list)
    streams: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that is looked over: its name for people, its row of `stream`, its events."""

    name: str
    kept: Mapping[str, Any]
    events: list[Event]
    conn: Connection
    street: str
    method_of: MethodOf
    found: Findings

    @property
    def id(self) -> str:
        """The stream's identity."""
        return str(self.kept["id"])

    @property
    def state(self) -> Any:
        """The state as it is kept."""
        return json.loads(self.kept["state"])

    def damaged(self, zh: str, en: str, /, **facts: object) -> None:
        """Note damage; `{name}` is the stream's."""
        self.found.damage.append(say(zh, en, name=self.name, **facts))

    def erased(self, zh: str, en: str, /, **facts: object) -> None:
        """Note what was lawfully taken away."""
        self.found.erased.append(say(zh, en, name=self.name, **facts))

    def compare_rows(self, zh: str, en: str, right: Mapping[tuple[Any, ...], tuple[Any, ...]], sql: str, *values: Any, width: int) -> None:
        """Compare read rows, whose first `width` columns are their key, with what they should be."""
        kept = {row[:width]: row[width:] for row in self.conn.execute(sql, values or (self.id,))}
        if kept != right:
            self.damaged(f"「{{name}}」的{zh}和记录不一致", f"the {en} of “{{name}}” differ from its events")


Check = Callable[[Stream], None]


def replaying(replay: Callable[[Iterable[Event]], Any]) -> Check:
    """A check for a kind without read rows: the state must be what `replay` makes of the events, as JSON."""
    def check(stream: Stream) -> None:
        if stream.state != plain(replay(stream.events)):
            stream.damaged("「{name}」现在的样子和记录不一致", "“{name}” as it stands differs from its events")
    return check


def plain(value: Any) -> Any:
    """What JSON makes of a value: tuples are lists there."""
    return json.loads(json.dumps(value, ensure_ascii=False))


def _directory(stream: Stream) -> None:
    standing = Directory()
    for event in stream.events:
        standing = change(standing, event.type, event.body)
    if stream.state["directory"] != plain(standing.to_json()):
        stream.damaged("单位和人员与记录不一致", "units and people differ from their events")


def _case(stream: Stream) -> None:
    case: Case | None = None
    for event in stream.events:
        case = evolve(case, event)
    assert case is not None
    replaying(lambda _: case.to_json())(stream)
    method = stream.method_of(case.method, case.digest)
    _list_row(stream, case, method)
    stream.compare_rows("待办", "tasks", rows.tasks(case), "SELECT seat, door, kind, person, role, unit, claim, due FROM task WHERE stream = ?", width=2)
    stream.compare_rows("到时提醒", "timers", rows.timers(case), "SELECT step, epoch, rung, at FROM timer WHERE stream = ?", width=3)
    stream.compare_rows("点到的单位和人", "units and people", dict.fromkeys(named(case, method), ()), "SELECT kind, name FROM named WHERE stream = ?",
                        width=2)
    live = {key: (one.subject, one.object, one.day, one.num, one.den, one.group) for key, one in contributions(method, case).items()}
    stream.compare_rows("计数", "contributions", live, "SELECT rule, part, subject, object, day, num, den, grp FROM contribution "
                        "WHERE source = ? AND to_pos IS NULL", width=2)
    _board(stream)


def _list_row(stream: Stream, case: Case, method: Method) -> None:
    clock = case.clocks.get(case.step) if case.step else None
    right = {"digest": case.digest, "method": case.method, "workflow": case.workflow, "number": case.number, "unit": case.unit,
             "step": case.step, "round": case.round, "outcome": case.outcome, "opened": case.opened, "closed": case.closed,
             "headline": rows.headline(case, method.workflows[case.workflow].headline), "due": rows.due_of(case),
             "provisional": int(bool(clock and clock.provisional))}
    if any(stream.kept[key] != value for key, value in right.items()):
        stream.damaged("「{name}」在列表里的一行和记录不一致", "the line of “{name}” in lists differs from its events")


def _board(stream: Stream) -> None:
    put = {(event.body["board"], event.body["number"]): event.body["columns"] for event in stream.events
           if event.type == "published" and "columns" in event.body}  # an earlier version kept the line in the event
    hung = {(row[0], row[1]): row[2:] for row in stream.conn.execute(
        "SELECT board, number, columns, hash FROM board_line WHERE street = ? AND stream = ?", (stream.street, stream.id))}
    for key, (columns, hashed) in hung.items():
        if put.get(key) != json.loads(columns) or digest(json.loads(columns)) != hashed:
            stream.damaged("「{name}」在公示栏「{board}」的一行被改动过", "the line of “{name}” on the board “{board}” was changed", board=key[0])
    for board, number in put.keys() - hung.keys():
        stream.erased("「{name}」在公示栏「{board}」的一行（{number}）已经撤下", "the line of “{name}” on “{board}” ({number}) was taken down",
                      board=board, number=number)


def _duty(stream: Stream) -> None:
    owed: Owed | None = None
    for event in stream.events:
        owed = evolve_owed(owed, event)
    assert owed is not None
    replaying(lambda _: owed.to_json())(stream)
    stream.compare_rows("履职一览", "duty line", {(owed.id,): duties.row_of(owed)},
                        f"SELECT id, {', '.join(duties.COLUMNS)} FROM duty WHERE id = ?", width=1)


KINDS: dict[str, Check] = {"case": _case, "duty": _duty, "issue": check_issue, "directory": _directory, "row": check_row}
