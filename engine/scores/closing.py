"""A closed period of an evaluation: what was computed, who signed, what it led to, and what became of that since.

In: events.  Out: `Closed`, whose JSON is the state of a stream of kind `period`.  What was signed is never undone in
silence: where it does not follow any more, its withdrawal is proposed, and a person signs that too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.case import Event

State = Literal["proposed", "signed", "declined", "dropped", "withdrawing", "withdrawn"]


@dataclass(frozen=True)
class Led:
    """A consequence that was proposed; `effective`: from when a signed one takes effect, `took_effect`: that it has,
    `put_up`: the issues of boards it was shown in, `told`: how many heard of it."""

    key: str
    rule: str
    bearer: str
    subject: str
    because: Mapping[str, Any] = field(default_factory=dict)
    feeds: str = ""
    state: State = "proposed"
    choice: str = ""
    reason: str = ""
    by: str = ""
    at: str = ""
    effective: str = ""
    took_effect: bool = False
    put_up: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closed:
    """A period as it stands; `table`: subject → score, place and the numbers on the way, all exact and as text;
    `signed`: by whom and when, empty while it waits; `revisions`: what changed since it was first computed."""

    id: str
    method: str
    evaluation: str
    period: str
    rev: int
    digest: str
    pos: int
    at: str
    inputs: str
    table: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    needs_signing: bool = False
    signed: Mapping[str, str] = field(default_factory=dict)
    led: Mapping[str, Led] = field(default_factory=dict)
    revisions: tuple[Mapping[str, Any], ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the results hold: signed, or nobody has to."""
        return bool(self.signed) or not self.needs_signing

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back."""
        return {**vars(self), "led": {key: dict(vars(one)) for key, one in self.led.items()}}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Closed:
        """What `to_json` wrote."""
        led = {key: Led(**{**one, "put_up": tuple(one["put_up"]), "told": tuple(one["told"])}) for key, one in data["led"].items()}
        return Closed(**{**data, "led": led, "revisions": tuple(data["revisions"])})


def evolve(closed: Closed | None, event: Event) -> Closed:
    """The period after one more event."""
    body = event.body
    if closed is None:
        return Closed(**{name: body[name] for name in ("id", "method", "evaluation", "period", "rev", "digest", "pos", "inputs", "table", "parameters",
                                                       "needs_signing")}, at=event.at)
    if event.type == "revised":
        note = {"rev": body["rev"], "at": event.at, "because": body["because"], "changes": body["changes"]}
        return replace(closed, **{name: body[name] for name in ("rev", "digest", "pos", "inputs", "table", "parameters")},
                       revisions=(*closed.revisions, note))
    if event.type == "signed":
        return replace(closed, signed={"by": event.actor, "at": event.at})
    if event.type == "proposed":
        made = Led(body["key"], body["rule"], body["bearer"], body["subject"], body["because"], body["feeds"], at=event.at)
        return replace(closed, led={**closed.led, made.key: made})
    changed = _CHANGES[event.type](closed.led[body["key"]], event)
    return replace(closed, led={**closed.led, changed.key: changed})


def replay(events: Iterable[Event]) -> dict[str, Any]:
    """The state that events lead to, as JSON."""
    closed: Closed | None = None
    for event in events:
        closed = evolve(closed, event)
    return closed.to_json() if closed is not None else {}


def _settled(state: State) -> Callable[[Led, Event], Led]:
    def settle(led: Led, event: Event) -> Led:
        return replace(led, state=state, reason=event.body.get("reason", ""), by=event.actor, at=event.at)
    return settle


def _signed(led: Led, event: Event) -> Led:
    return replace(led, state="signed", choice=event.body["choice"], reason=event.body["reason"], by=event.actor, at=event.at,
                   effective=event.body["effective"])


def _took_effect(led: Led, event: Event) -> Led:
    return replace(led, took_effect=True, put_up=tuple(event.body["put_up"]), told=tuple(event.body["told"]))


def _kept(led: Led, event: Event) -> Led:
    return replace(led, state="signed", reason=event.body.get("reason", led.reason))


_CHANGES: Mapping[str, Callable[[Led, Event], Led]] = {
    "consequence_signed": _signed, "consequence_declined": _settled("declined"), "dropped": _settled("dropped"), "took_effect": _took_effect,
    "withdrawal_proposed": lambda led, event: replace(led, state="withdrawing"), "withdrawal_dropped": lambda led, event: replace(led, state="signed"),
    "withdrawn": _settled("withdrawn"), "withdrawal_declined": _kept,
}


def follow(closed: Closed, proposals: Iterable[Mapping[str, Any]], actor: str, at: str) -> list[Event]:
    """What newly follows from a period that stands, and what does not follow any more.

    `proposals` are bodies of `proposed`.  Proposing twice is the same; what was declined stays declined."""
    wanted = {one["key"]: one for one in proposals}
    events: list[Event] = []
    for key, body in wanted.items():
        known = closed.led.get(key)
        if known is None or known.state in ("dropped", "withdrawn"):
            events.append(Event("proposed", dict(body), at, actor))
        elif known.state == "withdrawing":
            events.append(Event("withdrawal_dropped", {"key": key}, at, actor))
    for key, known in closed.led.items():
        if key not in wanted and known.state == "proposed":
            events.append(Event("dropped", {"key": key}, at, actor))
        elif key not in wanted and known.state == "signed":
            events.append(Event("withdrawal_proposed", {"key": key, "rev": closed.rev}, at, actor))
    return events


def differences(was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whose published score or place is another, with both."""
    def shown(row: Mapping[str, Any] | None) -> list[Any]:
        return [row["score"], row["place"]] if row is not None else [None, None]
    return [{"subject": subject, "was": shown(was.get(subject)), "now": shown(now.get(subject))} for subject in sorted(was.keys() | now.keys())
            if shown(was.get(subject)) != shown(now.get(subject))]
