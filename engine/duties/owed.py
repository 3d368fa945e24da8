"""One occasion of an obligation: what somebody owes on a day or in a period, and what became of it.

In: events.  Out: `Owed`.  Due times stand in the events that set them, so replaying needs no calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.case import Event

Outcome = Literal["", "met", "substituted", "excused", "missed", "dropped"]


@dataclass(frozen=True, slots=True)
class Timer:
    """Something to come: its name (announce, before-1, after-1, close) and its moment."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Owed:
    """The state; days are ISO text.

    `planned` is the day it is due, `first` to `last` are the days that are waited for; evidence counts from `first`
    until `until`, after `planned` as late.  `stands_in` goes in place of the subject.  `request` is a change that waits for consent, `proposal` the day of
    the obligation it moves with, `told` the last announcement, `fired` the timers that have acted."""

    id: str
    method: str
    rule: str
    subject: str
    subject_kind: Literal["person", "unit"]
    unit: str
    key: str
    nominal: str
    planned: str
    first: str
    last: str
    until: str
    due: str
    object: str = ""
    object_kind: str = ""
    hour: str = ""
    provisional: bool = False
    working: tuple[Mapping[str, Any], ...] = ()
    timers: tuple[Timer, ...] = ()
    fired: tuple[str, ...] = ()
    moved_by: str = ""
    stands_in: str = ""
    excused: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    proposal: Mapping[str, Any] = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome = ""
    amount: str = ""
    least: str = ""
    evidence: tuple[str, ...] = ()
    late: bool = False
    closed: str = ""

    @property
    def series(self) -> str:
        """What its occasions have in common."""
        return f"{self.method}/{self.rule}/{self.subject}/{self.object}"

    @property
    def whose(self) -> tuple[str, ...]:
        """Whose evidence counts."""
        return (self.subject, self.stands_in) if self.stands_in else (self.subject,)

    @property
    def waiting(self) -> tuple[Timer, ...]:
        """The timers that have not acted."""
        if self.outcome:
            return ()
        return tuple(timer for timer in self.timers if timer.name not in self.fired)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "timers": [[timer.name, timer.at] for timer in self.timers]}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Owed:
        """What `to_json` wrote."""
        made = dict(data)
        made["timers"] = tuple(Timer(*row) for row in data["timers"])
        for name in ("working", "fired", "declined", "evidence"):
            made[name] = tuple(data[name])
        return Owed(**made)


def evolve(owed: Owed | None, event: Event) -> Owed:
    """The occasion after one more event."""
    if owed is None:
        return Owed.from_json({**_BLANK, **event.body})
    return _CHANGES[event.type](owed, event.body, event.at)


def replay(events: Iterable[Event]) -> dict[str, Any]:
    """The state that events lead to, as JSON."""
    owed: Owed | None = None
    for event in events:
        owed = evolve(owed, event)
    return owed.to_json() if owed is not None else {}


def _moved(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    timers = tuple(Timer(*row) for row in body["timers"])
    return replace(owed, planned=body["planned"], first=body["first"], last=body["last"], until=body["until"], due=body["due"],
                   provisional=body["provisional"], working=tuple(body["working"]), timers=timers, fired=tuple(body["fired"]),
                   moved_by=body["by"] or owed.moved_by, request={}, proposal={})


def _asked(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, request=dict(body))


def _refused(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, request={})


def _substituted(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, stands_in=body["to"], request={}, fired=tuple(body["fired"]), timers=tuple(Timer(*row) for row in body["timers"]))


def _excused(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, excused=body["reason"], request={})


def _proposed(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, proposal=dict(body))


def _kept(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, proposal={}, declined=(*owed.declined, body["day"]))


def _announced(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, told={**body, "at": at}, fired=tuple(dict.fromkeys((*owed.fired, "announce"))))


def _reminded(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, fired=tuple(dict.fromkeys((*owed.fired, body["timer"]))))


def _closed(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, outcome=body["outcome"], amount=body["amount"], least=body["least"], evidence=tuple(body["evidence"]),
                   late=body["late"], closed=at, request={}, proposal={})


def _reopened(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, outcome="", amount="", least="", evidence=(), late=False, closed="")


def _dropped(owed: Owed, body: Mapping[str, Any], at: str) -> Owed:
    return replace(owed, outcome="dropped", closed=at, request={}, proposal={})


_CHANGES: dict[str, Callable[[Owed, Mapping[str, Any], str], Owed]] = {
    "moved": _moved, "asked": _asked, "request_refused": _refused, "substituted": _substituted, "excused": _excused,
    "join_proposed": _proposed, "join_declined": _kept, "announced": _announced, "reminded": _reminded, "settled": _closed,
    "reopened": _reopened, "dropped": _dropped, "opened_case": lambda owed, body, at: owed,
}
_BLANK: Mapping[str, Any] = {
    "object": "", "object_kind": "", "hour": "", "provisional": False, "working": [], "timers": [], "fired": [], "moved_by": "",
    "stands_in": "", "excused": "", "request": {}, "proposal": {}, "declined": [], "told": {}, "outcome": "", "amount": "", "least": "",
    "evidence": [], "late": False, "closed": ""}
