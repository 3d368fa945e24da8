"""The service: the only reader of the clock.  Loads, decides, appends.

In: who asks, what for, and a key that makes a repeated submission harmless.
Out: what happened, or `Refused` with the reason in words.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.calendar import Calendar
from engine.case import Case, Command, Decision, Event, Open, Refusal, World, decide, evolve, parameters_on
from engine.compiler import compile_method
from engine.directory import Directory, change, changes
from engine.errors import BihuanError
from engine.model import Method
from engine.problems import Report
from engine.schema import from_plain
from engine.store import Stale, Store, chain_events
from engine.store.chain import canonical
from engine.street import Street
from engine.text import Text, say
from engine.values import SHANGHAI

Clock = Callable[[], datetime]
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Refused(BihuanError):
    """A command that changed nothing; `kind` names why, `fields` what is wrong by field."""

    def __init__(self, kind: str, text: Text, fields: tuple[tuple[str, Text], ...] = ()) -> None:
        super().__init__(text)
        self.kind, self.fields = kind, fields


@dataclass(frozen=True, slots=True)
class Done:
    """What a command led to: the case, its number, and for a new case the code to look it up by."""

    case: str
    number: str
    step: str
    outcome: str
    code: str = ""
    repeated: bool = False


def shanghai_now() -> datetime:
    """The present moment, to the second."""
    return datetime.now(UTC).astimezone(SHANGHAI).replace(microsecond=0)


class Service:
    """One street on one store."""

    def __init__(self, street: Street, store: Store, clock: Clock = shanghai_now, secret: bytes = b"") -> None:
        self.street, self.store, self.clock, self.secret = street, store, clock, secret
        self._methods: dict[str, Method] = {one.digest: one for one in street.methods.values()}
        self._people: tuple[int, Directory] = (-1, Directory())
        self._calendars: dict[str, Calendar] = {}
        self._parameters: dict[tuple[str, str], dict[str, Any]] = {}

    # --- what a decision looks at -----------------------------------------------------------------------------------

    def method(self, name: str, digest: str = "") -> Method:
        """The method in force, or the version a running case is pinned to."""
        if not digest or digest in self._methods:
            return self._methods[digest or self.street.methods[name].digest]
        row = self.store.conn.execute("SELECT body FROM definition WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise Refused("no-method", say("找不到这件事所用的规则版本 {digest}，请联系管理员", "the rules this case runs by ({digest}) are missing",
                                           digest=digest[:12]))
        made = compile_method(from_plain(json.loads(row[0])), Report())
        self._methods[digest] = made
        return made

    def calendar(self, name: str = "cn") -> Calendar:
        """The street's working calendar."""
        if name not in self._calendars:
            self._calendars[name] = self.street.calendar(name)
        return self._calendars[name]

    def directory(self) -> Directory:
        """Units, people and roles as they stand."""
        row = self.store.conn.execute("SELECT seq FROM stream WHERE id = ?", (self.directory_id,)).fetchone()
        seq = row[0] if row else -1
        if seq != self._people[0]:
            state = self.store.conn.execute("SELECT seq, state FROM stream WHERE id = ?", (self.directory_id,)).fetchone()
            directory = Directory.from_json(json.loads(state[1])["directory"]) if state else Directory()
            self._people = (state[0] if state else -1, replace(directory, includes=self.street.directory.includes))
        return self._people[1]

    @property
    def directory_id(self) -> str:
        """The stream that holds units, people and roles."""
        return f"{self.street.id}/directory"

    def world(self, actor: str, method: str, now: datetime | None = None) -> World:
        """The frozen facts for one decision."""
        now = now or self.clock()
        day = now.date()
        key = (method, day.isoformat())
        if key not in self._parameters:
            self._parameters = {key: parameters_on(self.street.methods[method], day)}
        return World(now=now, actor=actor, calendar=self.calendar(self.street.methods[method].calendar), directory=self.directory(),
                     parameters=self._parameters[key], next_number=self.store.next_number, seed=secrets.token_bytes(32))

    # --- commands ---------------------------------------------------------------------------------------------------

    def open(self, actor: str, method: str, workflow: str, unit: str, values: Mapping[str, Any], *, channel: str = "",
             key: str = "", now: datetime | None = None) -> Done:
        """Begin a case; the code to look it up by is given once, here."""
        said = {"open": workflow, "unit": unit, "values": values, "channel": channel}
        with self.store.write() as conn:
            if (again := self._again(key, said)) is not None:
                return again
            known = self.method(method)
            command = Open(secrets.token_hex(8), workflow, unit, values, channel)
            world = self.world(actor, method, now)
            decision = _decided(decide(known, None, command, world))
            case = fold(None, decision)
            seq = self.store.append(conn, known, None, case, 0, "", decision.events)
            self.store.keep_private(conn, case.id, decision.private)
            code = self.fresh_code(conn, case.id, world.now)
            done = Done(case.id, case.number, case.step, case.outcome, code)
            self._keep(conn, key, said, done, world.now)
        assert seq
        return done

    def do(self, actor: str, case_id: str, command: Command, *, key: str = "", now: datetime | None = None) -> Done:
        """Carry out a command on a case."""
        said = {"do": type(command).__name__, "case": case_id, "command": repr(command)}
        with self.store.write() as conn:
            if (again := self._again(key, said)) is not None:
                return again
            loaded = self.store.load(case_id)
            if loaded is None:
                raise Refused("no-case", say("没有这件事", "there is no such case"))
            case, seq, last = loaded
            known, world = self.method(case.method, case.digest), self.world(actor, case.method, now)
            decision = _decided(decide(known, case, command, world))
            after = fold(case, decision)
            if decision.events:
                self.store.append(conn, known, case, after, seq, last, decision.events)
                self.store.keep_private(conn, case.id, decision.private)
            done = Done(after.id, after.number, after.step, after.outcome)
            self._keep(conn, key, said, done, world.now)
        return done

    def _again(self, key: str, said: Mapping[str, Any]) -> Done | None:
        found = self.store.receipt(key) if key else None
        if found is None:
            return None
        if found[0] != _hash(said):
            raise Refused("key-used", say("这张表已经交过一次，内容和这次不一样；请打开最新的页面再办",
                                          "this form was handed in before with other content; open the latest page and try again"))
        done = Done(**found[1])
        return replace(done, code=self.code_of(done.case) if "open" in said else "", repeated=True)

    def _keep(self, conn: Any, key: str, said: Mapping[str, Any], done: Done, now: datetime) -> None:
        if key:
            answer = {name: getattr(done, name) for name in ("case", "number", "step", "outcome")}
            self.store.keep_receipt(conn, key, _hash(said), answer, now.isoformat())

    def fresh_code(self, conn: Any, case: str, now: datetime) -> str:
        """A fresh lookup code of a case; the one before stops working."""
        salt = secrets.token_hex(8)
        conn.execute("INSERT OR REPLACE INTO code VALUES (?,?,?,?)", (self.street.id, case, salt, now.isoformat()))
        return lookup_code(self.secret, case, salt)

    def code_of(self, case: str) -> str:
        """The lookup code of a case as it is now; '' for a case that has none."""
        row = self.store.conn.execute("SELECT salt FROM code WHERE street = ? AND stream = ?", (self.street.id, case)).fetchone()
        return lookup_code(self.secret, case, row[0]) if row else ""

    # --- the street's own record ------------------------------------------------------------------------------------

    def put_in_force(self, actor: str = "system", now: datetime | None = None) -> list[str]:
        """Record the methods, parameters, units and people of the street's file as in force; what changed."""
        said: list[str] = []
        moment = (now or self.clock()).isoformat()
        with self.store.write() as conn:
            for method in self.street.methods.values():
                said += self._put_method(conn, method, moment, actor)
            said += self._put_directory(conn, moment, actor)
        return said

    def _put_method(self, conn: Any, method: Method, moment: str, actor: str) -> list[str]:
        body = canonical(self.street.definitions[method.id].plain())
        conn.execute("INSERT OR IGNORE INTO definition VALUES (?,?,?,?)", (method.digest, method.id, body, moment))
        values = canonical(self.street.values.get(method.id, {}))
        last = conn.execute("SELECT n, digest, parameters FROM in_force WHERE street = ? AND method = ? ORDER BY n DESC LIMIT 1",
                            (self.street.id, method.id)).fetchone()
        if last is not None and (last[1], last[2]) == (method.digest, values):
            return []
        conn.execute("INSERT INTO in_force VALUES (?,?,?,?,?,?,?)",
                     (self.street.id, method.id, (last[0] if last else 0) + 1, method.digest, values, moment, actor))
        return [method.id]

    def _put_directory(self, conn: Any, moment: str, actor: str) -> list[str]:
        row = conn.execute("SELECT seq, hash, state FROM stream WHERE id = ?", (self.directory_id,)).fetchone()
        state = json.loads(row[2]) if row else {"applied": Directory().to_json(), "directory": Directory().to_json()}
        applied, standing = Directory.from_json(state["applied"]), Directory.from_json(state["directory"])
        wanted = changes(applied, replace(self.street.directory, includes={}))
        if not wanted and row is not None:
            return []
        self.append_directory(conn, [Event(kind, body, moment, actor) for kind, body in wanted], standing,
                              applied=replace(self.street.directory, includes={}))
        return ["人员和单位"]

    def append_directory(self, conn: Any, events: list[Event], standing: Directory, applied: Directory | None = None) -> Directory:
        """Append to the stream of units and people; `applied` is the street's file as last taken over."""
        row = conn.execute("SELECT seq, hash, state FROM stream WHERE id = ?", (self.directory_id,)).fetchone()
        seq, last = (row[0], row[1]) if row else (0, "")
        for event in events:
            standing = change(standing, event.type, event.body)
        kept = applied.to_json() if applied is not None else json.loads(row[2])["applied"]
        state = json.dumps({"applied": kept, "directory": standing.to_json()}, ensure_ascii=False)
        number, chained, written = chain_events(self.directory_id, seq, last, events)
        if row is None:
            conn.execute("INSERT INTO stream (id, street, kind, digest, seq, hash, state, method, workflow, number, unit, step, round, outcome, "
                         "headline, due, opened, closed, provisional) VALUES (?,?,'directory','',?,?,?,'','','','','',0,'','','9999','','',0)",
                         (self.directory_id, self.street.id, number, chained, state))
        else:
            done = conn.execute("UPDATE stream SET seq = ?, hash = ?, state = ? WHERE id = ? AND seq = ?",
                                (number, chained, state, self.directory_id, seq))
            if done.rowcount != 1:
                raise Stale(self.directory_id)
        from engine.store import PUT_EVENT

        conn.executemany(PUT_EVENT, written)
        return standing


def fold(case: Case | None, decision: Decision) -> Case:
    """The case after a decision."""
    for event in decision.events:
        case = evolve(case, event)
    assert case is not None
    return case


def _decided(outcome: Decision | Refusal) -> Decision:
    if isinstance(outcome, Refusal):
        raise Refused(outcome.kind, outcome.text, outcome.fields)
    return outcome


def _hash(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def lookup_code(secret: bytes, case: str, salt: str) -> str:
    """The code residents look a case up by: it follows from the street's secret and is stored nowhere.

    >>> lookup_code(b"secret", "case", "salt") == lookup_code(b"secret", "case", "salt"), len(lookup_code(b"", "", ""))
    (True, 8)
    """
    number = int.from_bytes(hmac.new(secret, f"code/{case}/{salt}".encode(), hashlib.sha256).digest(), "big")
    letters: list[str] = []
    for _ in range(8):
        number, at = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[at])
    return "".join(letters)


def secret_of(folder: Path) -> bytes:
    """The street's own secret, made once: sessions are signed and lookup codes made with it."""
    file = folder / "secret.key"
    if not file.exists():
        made = folder / f"secret.{secrets.token_hex(4)}"
        made.write_bytes(secrets.token_bytes(32))
        made.chmod(0o600)
        made.replace(file)
    return file.read_bytes()
