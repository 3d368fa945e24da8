"""How each kind of stream is verified: replayed from its events, and compared with its state and its read rows.

In: a stream as it is kept, with its events.  Out: sentences about what differs.  A new kind takes its place in `KINDS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.case import Case, Event, evolve
from engine.contributions import Values, contributions
from engine.directory import Directory
from engine.directory_events import change
from engine.duties import Owed
from engine.duties import evolve as evolve_owed
from engine.model import Method
from engine.scores import closing
from engine.scores.rows import Rows, case_rows, owed_rows
from engine.store import counting, duties, periods, rows, ruling
from engine.store.chain import digest
from engine.store.connection import Connection
from engine.store.issue_kind import check_issue
from engine.store.naming import named
from engine.store.row_kind import check_row
from engine.store.rulebook import settled_method, values_at, values_of
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
    stream.compare_rows("经手和抄送", "lines of who did what", rows.did(stream.events), "SELECT person, kind, at FROM did WHERE stream = ?", width=2)
    stream.compare_rows("通知", "messages", rows.messages(case.id, stream.events), "SELECT dedupe, person, cause, at FROM message WHERE stream = ?", width=1)
    values = values_at(stream.conn, stream.street, method, case.closed)
    live = {key: (one.subject, one.object, one.day, one.num, one.den, one.group) for key, one in contributions(method, case, values).items()}
    stream.compare_rows("计数", "contributions", live, "SELECT rule, part, subject, object, day, num, den, grp FROM contribution "
                        f"WHERE source = ? AND to_pos IS NULL AND NOT {counting.OURS}", width=2)
    _scored(stream, case.method, lambda now, values: case_rows(now, method.workflows[case.workflow], case, values))
    _board(stream)


def _scored(stream: Stream, method: str, rows_of: Callable[[Method, Values], Rows]) -> None:
    """Rows of indicators are those that the rules give by which they were worked out; what was never counted has none."""
    by = counting.counted_by(stream.conn, stream.street, method, stream.id)
    now = settled_method(stream.conn, *by) if by is not None else None
    if counting.live_rows(stream.conn, stream.id) != (rows_of(now, values_of(now)) if now is not None else {}):
        stream.damaged("「{name}」计入评价的数和记录不一致", "what “{name}” counts for in evaluations differs from its events")


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
    _scored(stream, owed.method, lambda now, values: owed_rows(now, owed, values))


def _period(stream: Stream) -> None:
    replaying(closing.replay)(stream)
    closed = closing.Closed.from_json(stream.state)
    told = {(person, event.at) for event in stream.events if event.type == "took_effect" for person in event.body["told"]}
    if told - set(stream.conn.execute("SELECT person, at FROM message WHERE stream = ? AND cause = '评价结果'", (closed.id,))):
        stream.damaged("「{name}」的通知和记录不一致", "the messages of “{name}” differ from its events")
    of = (stream.street, closed.method, closed.evaluation, closed.period)
    stream.compare_rows("各期一览", "line of periods", {(closed.id,): (*of, *periods.period_row(closed))},
                        "SELECT id, street, method, evaluation, key, first, last, rev, at, signed, recomputed FROM period WHERE id = ?", width=1)
    told_twice = stream.conn.execute("SELECT waits, EXISTS (SELECT 1 FROM dirty d WHERE d.street = p.street AND d.method = p.method "
                                     "AND d.evaluation = p.evaluation AND d.key = p.key) FROM period p WHERE id = ?", (closed.id,)).fetchone()
    if told_twice is not None and told_twice[0] != told_twice[1]:
        stream.damaged("「{name}」要不要重算的登记被改动过", "whether “{name}” is to be worked out again was changed")
    stream.compare_rows("得分", "scores", periods.score_rows(closed), "SELECT rev, subject, score, place FROM score_row WHERE period = ?", width=2)
    stream.compare_rows("结果", "consequences", {key: (*of, *row) for key, row in periods.proposal_rows(closed).items()},
                        "SELECT id, street, method, evaluation, key, rule, bearer, subject, state, effective, took_effect FROM proposal WHERE period = ?",
                        width=1)


def _rules(stream: Stream) -> None:
    replaying(ruling.replay)(stream)
    if ruling.rows_kept(stream.conn, stream.street, str(stream.kept["method"])) != ruling.rows_said(stream.events):
        stream.damaged("「{name}」：正在用的规则和数值与记录不一致", "“{name}”: the rules and values in force differ from their events")


KINDS: dict[str, Check] = {"case": _case, "duty": _duty, "period": _period, "issue": check_issue, "directory": _directory, "row": check_row,
                           "rules": _rules}
