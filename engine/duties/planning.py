"""Planning: which occasions there should be, and what that adds, moves or drops among those that are known.

In: a method's obligations, calendar, parameters, directory, register rows, closed cases; what is known already.
Out: a `Plan`.  Planning twice is harmless: what is there is not added, and what is right is left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from engine.directory import Directory
from engine.duties.occasions import Occasion, Rules
from engine.duties.owed import Owed
from engine.duties.people import Look, Subject, objects, subjects
from engine.model.duty import Duty

Closing = tuple[str, str, str]  # a closed case, its unit, its day
BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an occasion: the fingerprint of its days, how it came out ('' while open), who moved it."""

    print: str
    planned: str
    last: str
    outcome: str = ""
    moved_by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Bodies of `planned` events by id, new days by id (also of what is owed again), the ids of what is owed no more."""

    add: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    move: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    drop: tuple[str, ...] = ()


def owed_id(street: str, method: str, rule: str, subject: str, to: str, key: str) -> str:
    """The identity of an occasion: it follows from who owes what to whom and from the nominal key.

    >>> owed_id("s", "m", "r", "a", "", "2026-01") == owed_id("s", "m", "r", "a", "", "2026-01")
    True
    """
    return "d" + hashlib.sha256("\x1f".join((street, method, rule, subject, to, key)).encode()).hexdigest()[:23]


def print_of(body: Mapping[str, Any]) -> str:
    """The fingerprint of the days and timers of an occasion, provisional or not."""
    days = [body[name] for name in ("planned", "first", "last", "until", "due", "hour", "provisional", "timers")]
    return hashlib.sha256(json.dumps(days, ensure_ascii=False).encode()).hexdigest()[:16]


class Planner:
    """The occasions of one method on one street."""

    def __init__(self, street: str, rules: Rules, directory: Directory, look: Look) -> None:
        self.street, self.rules, self.directory, self.look = street, rules, directory, look
        self.method = rules.method

    def plan(self, first: date, last: date, known: Mapping[str, Known], closings: Mapping[str, Iterable[Closing]]) -> Plan:
        """What to add, move and drop so that all that counts on some day from `first` to `last` is there.

        `known` holds every occasion known of those days; what a person has moved stays where it is.  Nobody comes to owe
        what was due before they, or the rules, were there."""
        want = dict(self._wanted(first - BACK, last, known, closings))  # a day somebody has put off may lie behind its own
        move = {id_: body for id_, body in want.items() if body["last"] >= first.isoformat() and id_ in known and known[id_].moved_by == "" and (
            known[id_].outcome == "dropped" or (known[id_].outcome == "" and known[id_].print != print_of(body)))}
        drop = tuple(id_ for id_, one in known.items() if id_ not in want and one.outcome == "" and one.last >= first.isoformat())
        add = {id_: body for id_, body in want.items() if id_ not in known and body["planned"] >= first.isoformat()}
        return Plan(add, move, drop)

    def _wanted(self, first: date, last: date, known: Mapping[str, Known], closings: Mapping[str, Iterable[Closing]]
                ) -> Iterator[tuple[str, dict[str, Any]]]:
        for duty in self.method.duties.values():
            for subject in subjects(self.method, duty, self.directory):
                for to in objects(duty, subject, self.directory, self.look):
                    for one in self._occasions(duty, subject, to, first, last, known, closings):
                        id_ = self.id(duty.name, subject.id, to, one.key)
                        yield id_, {"id": id_, "method": self.method.id, "rule": duty.name, "subject": subject.id,
                                    "subject_kind": subject.kind, "unit": subject.unit, "object": to, "object_kind": duty.to_kind,
                                    "key": one.key, "nominal": one.nominal.isoformat(), **self.rules.days(duty.name, one)}

    def id(self, rule: str, subject: str, to: str, key: str) -> str:
        """The identity of an occasion of this method."""
        return owed_id(self.street, self.method.id, rule, subject, to, key)

    def _occasions(self, duty: Duty, subject: Subject, to: str, first: date, last: date, known: Mapping[str, Known],
                   closings: Mapping[str, Iterable[Closing]]) -> Iterable[Occasion]:
        anchor = duty.anchor
        if anchor is not None and anchor.workflow:
            return self._after_cases(duty, subject, first, closings.get(anchor.workflow, ()))
        found = self.rules.occasions(duty.name, first, last)
        if anchor is None or not anchor.duty or self.method.duties[anchor.duty].who != duty.who:
            return found
        return [self._own(duty, subject, to, one, known) for one in found]

    def _own(self, duty: Duty, subject: Subject, to: str, one: Occasion, known: Mapping[str, Known]) -> Occasion:
        """An occasion that follows one of the same person: it follows the day that person has moved it to."""
        assert duty.anchor is not None
        anchor = self.method.duties[duty.anchor.duty]
        there = known.get(self.id(anchor.name, subject.id, to if anchor.to else "", one.key))
        if there is None or there.moved_by == "":
            return one
        day = date.fromisoformat(there.planned)
        return self.rules.follows(duty, one.key, day, one.nominal) or one

    def _after_cases(self, duty: Duty, subject: Subject, first: date, closings: Iterable[Closing]) -> Iterator[Occasion]:
        for case, unit, day in closings:
            if subject.unit in self.directory.chain(unit):
                closed = date.fromisoformat(day)
                made = self.rules.follows(duty, case, closed, closed)
                if made is not None and made.last >= first:
                    yield made

    def joins(self, open_: Iterable[Owed]) -> Iterator[tuple[Owed, Owed]]:
        """Open occasions that should fall on the day of another, with that other: in the same place and month the nearest."""
        rows = list(open_)
        for leader in rows:
            for duty in self.method.duties.values():
                if duty.joins != leader.rule or not self._has_day(leader):
                    continue
                near = [one for one in rows if one.rule == duty.name and self._place(one) == self._place(leader)
                        and one.nominal[:7] == leader.planned[:7]]
                for subject in dict.fromkeys(one.subject for one in near):
                    yield min((one for one in near if one.subject == subject),
                              key=lambda one: (_apart(one.nominal, leader.planned), one.nominal)), leader

    def _has_day(self, owed: Owed) -> bool:
        return owed.moved_by != "" or self.rules.on_day(self.method.duties[owed.rule])

    def _place(self, owed: Owed) -> str:
        return owed.object or owed.unit


def _apart(day: str, other: str) -> int:
    return abs((date.fromisoformat(day) - date.fromisoformat(other)).days)
