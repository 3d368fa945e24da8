"""Whether the record still says what happened: every stream replayed and compared with everything that is read.

In: a store and the methods its cases are pinned to.  Out: sentences about what is damaged; none when all is well.
What was lawfully erased is told apart from damage.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from engine.case import Case, Event, evolve
from engine.compiler import compile_method, digest_of
from engine.contributions import contributions
from engine.directory import Directory, change
from engine.filling import PRIVATE_KEY
from engine.model import Method
from engine.problems import Report
from engine.schema import from_plain
from engine.store import rows
from engine.store.chain import START, digest, link, merkle
from engine.store.connection import Connection
from engine.store.sqlite import Store
from engine.text import Text, say

MethodOf = Callable[[str, str], Method]
Progress = Callable[[int, int], None]
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError)
_STREAM = ("id", "kind", "digest", "seq", "hash", "state", "method", "workflow", "number", "unit", "step", "round", "outcome",
           "headline", "due", "opened", "closed", "provisional")


@dataclass(slots=True)
class Findings:
    """What a verification came to: `damage` needs a restore, `erased` was lawfully taken away."""

    damage: list[Text] = field(default_factory=list)
    erased: list[Text] = field(default_factory=list)
    streams: int = 0
    events: int = 0


def verify(store: Store, method_of: MethodOf, progress: Progress | None = None) -> list[Text]:
    """Everything that is damaged; `method_of` gives a method by (id, digest), `progress` hears (done, all) streams."""
    return examine(store, method_of, progress).damage


def examine(store: Store, method_of: MethodOf, progress: Progress | None = None) -> Findings:
    """Replay every stream on one snapshot of the database and compare."""
    store.conn.execute("BEGIN")
    try:
        return _Examiner(store, method_of).run(progress)
    finally:
        store.conn.execute("ROLLBACK")


def stored_methods(store: Store) -> MethodOf:
    """The methods as the database itself holds them, compiled when first asked for; raises KeyError for one it lacks."""
    made: dict[str, Method] = {}

    def method_of(name: str, version: str) -> Method:
        if version not in made:
            row = store.conn.execute("SELECT body FROM definition WHERE digest = ?", (version,)).fetchone()
            if row is None:
                raise KeyError(name)
            made[version] = compile_method(from_plain(json.loads(row[0])), Report())
        return made[version]

    return method_of


def seal(store: Store, now: datetime) -> str | None:
    """Seal the events since the last seal: a root over the seal before and their hashes; None when there are none."""
    with store.write() as conn:
        last = conn.execute("SELECT n, to_pos, root FROM seal WHERE street = ? ORDER BY n DESC LIMIT 1", (store.street,)).fetchone()
        number, since, previous = last or (0, 0, START)
        to = conn.execute("SELECT max(pos) FROM event").fetchone()[0] or 0
        leaves = _hashes(conn, store.street, since, to)
        if not leaves:
            return None
        root = merkle([previous, *leaves])
        conn.execute("INSERT INTO seal VALUES (?,?,?,?,?,?)", (store.street, number + 1, to, root, previous, now.isoformat()))
    return root


def _hashes(conn: Connection, street: str, since: int, to: int) -> list[str]:
    return [row[0] for row in conn.execute("SELECT e.hash FROM event e JOIN stream s ON s.id = e.stream WHERE s.street = ? "
                                           "AND e.pos > ? AND e.pos <= ? ORDER BY e.pos", (street, since, to))]


class _Examiner:
    def __init__(self, store: Store, method_of: MethodOf) -> None:
        self.conn, self.street, self.method_of = store.conn, store.street, method_of
        self.found = Findings()
        self.series: dict[str, list[int]] = {}

    def run(self, progress: Progress | None) -> Findings:
        """Everything, stream by stream."""
        self._definitions()
        total = self.conn.execute("SELECT count(*) FROM stream WHERE street = ?", (self.street,)).fetchone()[0]
        for values in self.conn.execute(f"SELECT {', '.join(_STREAM)} FROM stream WHERE street = ? ORDER BY n", (self.street,)):
            self._stream(dict(zip(_STREAM, values, strict=True)))
            self.found.streams += 1
            if progress is not None:
                progress(self.found.streams, total)
        self._numbers()
        self._seals()
        return self.found

    def _damaged(self, zh: str, en: str, /, **facts: object) -> None:
        self.found.damage.append(say(zh, en, **facts))

    def _definitions(self) -> None:
        for version, name, body in self.conn.execute("SELECT digest, method, body FROM definition"):
            try:
                fits = digest_of(from_plain(json.loads(body))) == version
            except _UNREADABLE:
                fits = False
            if not fits:
                self._damaged("存着的工作法「{name}」（版本 {version}）被改动过", "the stored method “{name}” (version {version}) was changed",
                              name=name, version=version[:12])

    # --- one stream -------------------------------------------------------------------------------------------------

    def _stream(self, kept: dict[str, Any]) -> None:
        name = kept["number"] or kept["id"]
        events = list(self._chain(name, kept))
        for event in events:
            if "series" in event.body:
                self.series.setdefault(event.body["series"], []).append(event.body["count"])
        try:
            (self._case if kept["kind"] == "case" else self._directory)(name, kept, events)
        except _UNREADABLE:
            self._damaged("「{name}」的记录读不通，不能重演", "the events of “{name}” make no sense and cannot be replayed", name=name)

    def _chain(self, name: str, kept: Mapping[str, Any]) -> Iterator[Event]:
        number, chained = 0, START
        for seq, path, at, actor, type_, body, hashed in self.conn.execute(
                "SELECT seq, path, at, actor, type, body, hash FROM event WHERE stream = ? ORDER BY seq", (kept["id"],)):
            number += 1
            self.found.events += 1
            if seq != number:
                self._damaged("「{name}」缺了第{n}条记录", "event {n} of “{name}” is missing", name=name, n=number)
                number = seq
            if link(chained, kept["id"], seq, path, at, actor, type_, body) != hashed:
                self._damaged("「{name}」的第{n}条记录被改动过", "event {n} of “{name}” was changed", name=name, n=seq)
            chained = hashed
            try:
                yield Event(type_, json.loads(body), at, actor)
            except ValueError:
                self._damaged("「{name}」的第{n}条记录读不出来", "event {n} of “{name}” cannot be read", name=name, n=seq)
        if (number, chained) != (kept["seq"], kept["hash"]):
            self._damaged("「{name}」最后的记录和存着的不一致", "the last event of “{name}” is not the one that is kept", name=name)

    def _directory(self, name: str, kept: Mapping[str, Any], events: list[Event]) -> None:
        standing = Directory()
        for event in events:
            standing = change(standing, event.type, event.body)
        if json.loads(kept["state"])["directory"] != _plain(standing.to_json()):
            self._damaged("单位和人员与记录不一致", "units and people differ from their events")

    def _case(self, name: str, kept: Mapping[str, Any], events: list[Event]) -> None:
        case: Case | None = None
        for event in events:
            case = evolve(case, event)
        assert case is not None
        if json.loads(kept["state"]) != _plain(case.to_json()):
            self._damaged("「{name}」现在的样子和记录不一致", "“{name}” as it stands differs from its events", name=name)
        method = self.method_of(case.method, case.digest)
        self._list_row(name, kept, case, method)
        self._rows(name, "待办", "tasks", rows.tasks(case),
                   "SELECT seat, door, kind, person, role, unit, claim, due FROM task WHERE stream = ?", case.id, 2)
        self._rows(name, "到时提醒", "timers", rows.timers(case), "SELECT step, epoch, rung, at FROM timer WHERE stream = ?", case.id, 3)
        live = {key: (one.subject, one.object, one.day, one.num, one.den, one.group) for key, one in contributions(method, case).items()}
        self._rows(name, "计数", "contributions", live, "SELECT rule, part, subject, object, day, num, den, grp FROM contribution "
                   "WHERE source = ? AND to_pos IS NULL", case.id, 2)
        self._board(name, case, events)
        self._vault(name, case, events)

    def _list_row(self, name: str, kept: Mapping[str, Any], case: Case, method: Method) -> None:
        clock = case.clocks.get(case.step) if case.step else None
        right = {"digest": case.digest, "method": case.method, "workflow": case.workflow, "number": case.number, "unit": case.unit,
                 "step": case.step, "round": case.round, "outcome": case.outcome, "opened": case.opened, "closed": case.closed,
                 "headline": rows.headline(case, method.workflows[case.workflow].headline), "due": rows.due_of(case),
                 "provisional": int(bool(clock and clock.provisional))}
        if any(kept[key] != value for key, value in right.items()):
            self._damaged("「{name}」在列表里的一行和记录不一致", "the line of “{name}” in lists differs from its events", name=name)

    def _rows(self, name: str, zh: str, en: str, right: Mapping[tuple[Any, ...], tuple[Any, ...]], sql: str, case: str, width: int) -> None:
        kept = {row[:width]: row[width:] for row in self.conn.execute(sql, (case,))}
        if kept != right:
            self._damaged(f"「{{name}}」的{zh}和记录不一致", f"the {en} of “{{name}}” differ from its events", name=name)

    def _board(self, name: str, case: Case, events: Iterable[Event]) -> None:
        put = {(event.body["board"], event.body["number"]): event.body["columns"] for event in events if event.type == "published"}
        hung = {(row[0], row[1]): row[2:] for row in self.conn.execute(
            "SELECT board, number, columns, hash FROM board_line WHERE street = ? AND stream = ?", (self.street, case.id))}
        for key, (columns, hashed) in hung.items():
            if put.get(key) != json.loads(columns) or digest(json.loads(columns)) != hashed:
                self._damaged("「{name}」在公示栏「{board}」的一行被改动过", "the line of “{name}” on the board “{board}” was changed",
                              name=name, board=key[0])
        for board, number in put.keys() - hung.keys():
            self.found.erased.append(say("「{name}」在公示栏「{board}」的一行（{number}）已经撤下",
                                         "the line of “{name}” on “{board}” ({number}) was taken down",
                                         name=name, board=board, number=number))

    def _vault(self, name: str, case: Case, events: Iterable[Event]) -> None:
        pointed = {one[PRIVATE_KEY]: one["hash"] for event in events for one in _private(event.body)}
        vault = {row[0]: row[1:] for row in self.conn.execute("SELECT ref, salt, value FROM vault WHERE stream = ?", (case.id,))}
        for ref, hashed in pointed.items():
            if ref not in vault:
                self.found.erased.append(say("「{name}」的一项保密内容已经删除", "a private value of “{name}” was erased", name=name))
            elif hashlib.sha256("".join(vault[ref]).encode()).hexdigest() != hashed:
                self._damaged("「{name}」的一项保密内容被改动过", "a private value of “{name}” was changed", name=name)
        if vault.keys() - pointed.keys():
            self._damaged("「{name}」存着记录里没有提到的保密内容", "private values are kept that no event of “{name}” points at", name=name)

    # --- the whole street -------------------------------------------------------------------------------------------

    def _numbers(self) -> None:
        kept = dict(self.conn.execute("SELECT series, last FROM number WHERE street = ?", (self.street,)))
        for series in sorted(kept.keys() | self.series.keys()):
            given = sorted(self.series.get(series, []))
            twice = sorted({one for one, other in pairwise(given) if one == other})
            gaps = sorted(set(range(1, kept.get(series, 0) + 1)) - set(given))
            for n in twice:
                self._damaged("编号「{series}」的第{n}号用了不止一次", "number {n} of “{series}” was given more than once", series=series, n=n)
            for n in gaps:
                self._damaged("编号「{series}」缺第{n}号", "number {n} of “{series}” is missing", series=series, n=n)
            if given and given[-1] > kept.get(series, 0):
                self._damaged("编号「{series}」用到了{n}号，存着的只到{last}号", "“{series}” has been given up to {n}, but {last} is kept",
                              series=series, n=given[-1], last=kept.get(series, 0))

    def _seals(self) -> None:
        since, previous = 0, START
        for at, (number, to, root, before) in enumerate(self.conn.execute(
                "SELECT n, to_pos, root, prev FROM seal WHERE street = ? ORDER BY n", (self.street,)).fetchall(), start=1):
            if number != at or before != previous or merkle([previous, *_hashes(self.conn, self.street, since, to)]) != root:
                self._damaged("第{n}次封存和记录不一致", "seal {n} does not fit the events it seals", n=number)
            since, previous = to, root


def _private(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every pointer to a private value inside a body."""
    if isinstance(value, Mapping):
        if PRIVATE_KEY in value:
            yield value
            return
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _private(inner)


def _plain(value: Any) -> Any:
    """What JSON makes of a value: tuples are lists there."""
    return json.loads(json.dumps(value, ensure_ascii=False))
