"""Whether the record still says what happened: every stream replayed and compared with everything that is read.

In: a store and the methods its cases are pinned to.  Out: sentences about what is damaged; none when all is well.
What was lawfully erased is told apart from damage.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from engine.case import Event
from engine.compiler import compile_method, digest_of
from engine.filling import PRIVATE_KEY
from engine.model import Method
from engine.problems import Report
from engine.schema import from_plain
from engine.store.belonging import strays
from engine.store.chain import START, link, merkle
from engine.store.connection import Connection
from engine.store.kinds import KINDS, Findings, MethodOf, Stream
from engine.store.sides import put_sides, unsealed
from engine.store.sqlite import Store
from engine.text import Text, say

Progress = Callable[[int, int], None]
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError)
_STREAM = ("id", "kind", "digest", "seq", "hash", "state", "method", "workflow", "number", "unit", "step", "round", "outcome",
           "headline", "due", "opened", "closed", "provisional")


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
        put_sides(conn, store.street, number + 1, now.isoformat())
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
        self.found.damage += strays(self.conn, self.street)
        self.found.damage += unsealed(self.conn, self.street)
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
        self._vault(name, kept["id"], events)
        if kept["kind"] not in KINDS:
            self._damaged("「{name}」是这个版本不认识的一种记录", "“{name}” is a kind of record this version does not know", name=name)
            return
        try:
            KINDS[kept["kind"]](Stream(name, kept, events, self.conn, self.street, self.method_of, self.found))
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

    def _vault(self, name: str, stream: str, events: Iterable[Event]) -> None:
        pointed = {one[PRIVATE_KEY]: one["hash"] for event in events for one in _private(event.body)}
        vault = {row[0]: row[1:] for row in self.conn.execute("SELECT ref, salt, value FROM vault WHERE stream = ?", (stream,))}
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
