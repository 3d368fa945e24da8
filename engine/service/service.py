"""The service: the only reader of the clock.  Loads, decides, appends.

In: who asks, what for, and a key that makes a repeated submission harmless.
Out: what happened, or `Refused` with the reason in words.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from engine.ballots import Totals
from engine.calendar import Calendar
from engine.case import Case, Command, Decision, Event, Open, Refusal, World, decide, evolve, no_box, parameters_on
from engine.directory import Directory
from engine.model import Method, Workflow
from engine.service import record
from engine.service.boxes import Boxes
from engine.service.chance import Chance, system_chance
from engine.service.hooks import CONSEQUENCES, Appended
from engine.service.kept import kept_method, require_known
from engine.service.look import Looking
from engine.service.refused import Refused
from engine.service.sending import Post
from engine.service.signals import deliver
from engine.service.submitted import fingerprint, is_sound, require_key, require_sound, require_sound_command, said_by
from engine.store import Store, standing
from engine.store.accounts import code_salt, put_code
from engine.store.streams import seq_of
from engine.store.turns import last_turns, open_tasks, other_case
from engine.store.urn import Urns
from engine.street import Street
from engine.text import say
from engine.values import SHANGHAI

Clock = Callable[[], datetime]
MOST_KEPT = 400  # versions of a method times days whose parameters are remembered
_log = logging.getLogger(__name__)
NO_SOURCE: Mapping[str, Any] = {}
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


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

    def __init__(self, street: Street, store: Store, clock: Clock = shanghai_now, secret: bytes = b"", chance: Chance = system_chance) -> None:
        self.chance, self.boxes = chance, Boxes(Urns(None))
        self.post: Post | None = None  # the way out to people; none in stories
        self.street, self.store, self.clock, self.secret = street, store, clock, secret
        self._methods: dict[str, Method] = {one.digest: one for one in street.methods.values()}
        self._people: tuple[int, Directory] = (-1, Directory())
        self._calendars: dict[str, Calendar] = {}
        self._parameters: dict[tuple[str, str], dict[str, Any]] = {}

    # --- what a decision looks at -----------------------------------------------------------------------------------

    def method(self, name: str, digest: str = "") -> Method:
        """The method in force, or the version a running case is pinned to."""
        if digest:
            if digest not in self._methods:
                self._methods[digest] = kept_method(self.store, name, digest)
            return self._methods[digest]
        if name not in self.street.methods:
            raise Refused("no-method", say("街道没有「{name}」这套工作法", "the street runs no method “{name}”", name=name if is_sound(name) else "?"))
        return self.street.methods[name]

    def workflow(self, method: str, workflow: str) -> Workflow:
        """A workflow of a method in force; refuses one that is not known."""
        known = self.method(method).workflows
        if workflow not in known:
            raise Refused("no-workflow", say("没有「{name}」这个流程", "there is no workflow “{name}”", name=workflow if is_sound(workflow) else "?"))
        return known[workflow]

    def calendar(self, name: str = "cn") -> Calendar:
        """The street's working calendar."""
        if name not in self._calendars:
            self._calendars[name] = self.street.calendar(name)
        return self._calendars[name]

    def directory(self, day: date | None = None) -> Directory:
        """Units, people and roles as they stand, with who is away on a day, today unless told."""
        if seq_of(self.store, self.directory_id) != self._people[0]:
            kept = standing(self.store, self.directory_id)
            directory = Directory.from_json(kept.state["directory"]) if kept else Directory()
            self._people = (kept.seq if kept else -1, replace(directory, includes=self.street.directory.includes))
        standing_now = self._people[1]
        return standing_now.on(day or self.clock().date()) if standing_now.absent else standing_now

    @property
    def directory_id(self) -> str:
        """The stream that holds units, people and roles."""
        return record.directory_id(self.street.id)

    def world(self, actor: str, method: str, now: datetime | None = None, digest: str = "",
              box: Callable[[str], Totals | None] = no_box) -> World:
        """The frozen facts for one decision; `digest` is the version a running case is pinned to, `box` closes the box of
        a secret ballot."""
        now = now or self.clock()
        known = self.method(method, digest)
        directory = self.directory(now.date())
        return World(now=now, actor=actor, calendar=self.calendar(known.calendar), directory=directory,
                     parameters=self.parameters(known, now.date()), next_number=self.store.next_number, seed=self.chance(32),
                     last_turns=partial(last_turns, self.store), open_tasks=partial(open_tasks, self.store),
                     other=partial(other_case, self.store), look=Looking(self.store, method, directory), box=box)

    def parameters(self, method: Method, day: date) -> dict[str, Any]:
        """The parameters on a day: as in force now, and for an older version also those that only it has."""
        key = (method.digest, day.isoformat())
        found = self._parameters.get(key)
        if found is None:
            found = {**parameters_on(method, day), **parameters_on(self.street.methods.get(method.id, method), day)}
            if len(self._parameters) >= MOST_KEPT:
                self._parameters = {}
            self._parameters[key] = found
        return found

    # --- commands ---------------------------------------------------------------------------------------------------

    def open(self, actor: str, method: str, workflow: str, unit: str, values: Mapping[str, Any], *, channel: str = "",
             key: str = "", now: datetime | None = None) -> Done:
        """Begin a case; the code to look it up by is given once, here."""
        require_sound({"actor": actor, "method": method, "workflow": workflow, "unit": unit, "channel": channel}, values)
        require_key(key)
        require_known(self, values)
        said = {"actor": actor, "open": workflow, "method": method, "unit": unit, "values": values, "channel": channel}
        with self.store.write() as conn:
            if (again := self._again(key, said)) is not None:
                return again
            moment = now or self.clock()
            done = self.begin(conn, actor, method, workflow, unit, values, moment, channel=channel)
            self._keep(conn, key, said, done, moment)
        self.settle(moment)
        return done

    def begin(self, conn: Any, actor: str, method: str, workflow: str, unit: str, values: Mapping[str, Any], now: datetime, *,
              channel: str = "", identity: str = "", source: Mapping[str, Any] = NO_SOURCE, digest: str = "") -> Done:
        """Decide on a new case and append it, inside a write; `source` is the case that opens it, by whose version it runs."""
        known = self.method(method, digest)
        command = Open(identity or self.chance(8).hex(), workflow, unit, values, channel, source)
        decision = _decided(decide(known, None, command, self.world(actor, method, now, digest)))
        case = fold(None, decision)
        self._append(conn, known, None, case, 0, "", decision, now)
        return Done(case.id, case.number, case.step, case.outcome, self.fresh_code(case.id, now))

    def do(self, actor: str, case_id: str, command: Command, *, key: str = "", now: datetime | None = None) -> Done:
        """Carry out a command on a case; whether the actor may see the case has been asked before."""
        require_sound_command(case_id, command, key)
        require_known(self, getattr(command, "values", getattr(command, "sheet", {})))
        said = {"actor": actor, "case": case_id, **said_by(command)}
        with self.store.write() as conn:
            if (again := self._again(key, said)) is not None:
                return again
            moment = now or self.clock()
            done = self.carry(conn, actor, case_id, command, moment)
            self._keep(conn, key, said, done, moment)
        self.settle(moment)
        return done

    def carry(self, conn: Any, actor: str, case_id: str, command: Command, now: datetime) -> Done:
        """Decide a command and append what follows, inside a write."""
        loaded = self.store.load(case_id)
        if loaded is None:
            raise Refused("no-case", say("没有这件事", "there is no such case"))
        case, seq, last = loaded
        known = self.method(case.method, case.digest)
        world = self.world(actor, case.method, now, case.digest, self.boxes.close)
        try:
            decision = _decided(decide(known, case, command, world))
            after = fold(case, decision)
            if decision.events:
                self._append(conn, known, case, after, seq, last, decision, now)
        except BaseException:
            self.boxes.reopen()
            raise
        return Done(after.id, after.number, after.step, after.outcome)

    def _append(self, conn: Any, method: Method, before: Case | None, after: Case, seq: int, last: str, decision: Decision, now: datetime) -> None:
        """Append what was decided, with everything that follows from it in the same transaction."""
        self.store.append(conn, method, before, after, seq, last, decision.events)
        self.store.keep_private(conn, after.id, decision.private)
        appended = Appended(method, before, after, decision.events, seq + 1, now)
        for follow in CONSEQUENCES:
            follow(self, appended)

    def settle(self, now: datetime) -> None:
        """Carry out the signals this thread has just kept, after their commit; what fails is tried again by tick."""
        self.boxes.put_away(self)
        if not self.store.signalled:
            return
        self.store.signalled = False
        try:
            deliver(self, now)
        except Exception:  # noqa: BLE001 - what was asked for is done and answered; the signals are kept
            _log.exception("signals could not be carried out")

    def _again(self, key: str, said: Mapping[str, Any]) -> Done | None:
        found = self.store.receipt(key) if key else None
        if found is None:
            return None
        if found[0] != fingerprint(self.secret, said):
            raise Refused("key-used", say("这张表已经交过一次，内容和这次不一样；请打开最新的页面再办",
                                          "this form was handed in before with other content; open the latest page and try again"))
        answer = dict(found[1])
        salt = answer.pop("salt", "")
        done = Done(**answer, repeated=True)
        same = salt and salt == code_salt(self.store, done.case)  # a code given anew since is not told to whoever repeats the first submission
        return replace(done, code=self.code_of(done.case)) if same else done

    def _keep(self, conn: Any, key: str, said: Mapping[str, Any], done: Done, now: datetime) -> None:
        if key:
            answer = {name: getattr(done, name) for name in ("case", "number", "step", "outcome")}
            if done.code:
                answer["salt"] = code_salt(self.store, done.case)
            self.store.keep_receipt(conn, key, fingerprint(self.secret, said), answer, now.isoformat())

    def fresh_code(self, case: str, now: datetime) -> str:
        """A fresh lookup code of a case, inside a write; the one before stops working."""
        salt = self.chance(8).hex()
        put_code(self.store, case, salt, now.isoformat())
        return lookup_code(self.secret, case, salt)

    def code_of(self, case: str) -> str:
        """The lookup code of a case as it is now; '' for a case that has none."""
        salt = code_salt(self.store, case)
        return lookup_code(self.secret, case, salt) if salt else ""

    # --- the street's own record ------------------------------------------------------------------------------------

    def put_in_force(self, actor: str = "system", now: datetime | None = None) -> list[str]:
        """Record the methods, parameters, units and people of the street's file as in force; what changed."""
        return record.put_in_force(self, actor, (now or self.clock()).isoformat())

    def append_directory(self, events: list[Event], standing: Directory) -> Directory:
        """Append to the stream of units and people, inside a transaction."""
        return record.append_directory(self, events, standing)

    def use(self, street: Street) -> None:
        """Go on with the street's file as it was read again."""
        self.street = street
        self._methods = {one.digest: one for one in street.methods.values()}
        self._people, self._calendars, self._parameters = (-1, Directory()), {}, {}


def fold(case: Case | None, decision: Decision) -> Case:
    """The case after a decision."""
    if decision.after is not None:
        return decision.after
    for event in decision.events:
        case = evolve(case, event)
    assert case is not None
    return case


def _decided(outcome: Decision | Refusal) -> Decision:
    if isinstance(outcome, Refusal):
        raise Refused(outcome.kind, outcome.text, outcome.fields)
    return outcome


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
