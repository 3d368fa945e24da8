"""A closed period of an evaluation: what was computed, who signed, what it led to, and what became of that since.

In: events.  Out: `Closed`, whose JSON is the state of a stream of kind `period`.  What was signed is never undone in
silence: where it does not follow any more, its withdrawal is proposed, and a person signs that too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.case import Event
from engine.scores.periods import Period, read_period

TURNS = ("computed", "signed", "revised")  # events after which other numbers may hold
State = Literal["proposed", "signed", "declined", "dropped", "withdrawing", "withdrawn"]


@dataclass(frozen=True)
class Led:
    """A consequence that was proposed; `effective`: from when a signed one takes effect, `took_effect`: that it has,
    `put_up`: the issues of boards it was shown in, `told`: who heard of it, `kept`: that somebody decided otherwise than
    follows, by upholding it or by taking it back, and is not asked again, `given`: each time it took effect, who
    signed it when and why, what it rested on then (`row`), the numbers of its `papers`, and why it was `withdrawn`;
    `answers`: what whoever bears it said to it (by, at, text), `opened`: the case it opened."""

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
    kept: bool = False
    given: tuple[Mapping[str, Any], ...] = ()
    answers: tuple[Mapping[str, str], ...] = ()
    opened: str = ""


_WORKED_OUT = ("rev", "digest", "pos", "inputs", "table", "parameters")


@dataclass(frozen=True)
class Closed:
    """A period as it was last worked out; `table`: subject → score, place and the numbers on the way, all exact and as text;
    `signed`: by whom and when, empty while it waits; `revisions`: what changed since it was first computed; `as_signed`:
    what was signed, where it was worked out otherwise since and nobody has signed that; `papers`: the sheets over the whole
    period that were issued."""

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
    as_signed: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[Mapping[str, str], ...] = ()

    @property
    def span(self) -> Period:
        """The stretch of days it covers."""
        found = read_period(self.period)
        assert found is not None
        return found

    @property
    def stands(self) -> bool:
        """Whether results hold: signed, or nobody has to."""
        return bool(self.signed) or not self.needs_signing

    @property
    def waits(self) -> bool:
        """Whether what was last worked out is still to be signed."""
        return self.needs_signing and (not self.signed or bool(self.as_signed))

    @property
    def holding(self) -> Closed:
        """The period as it is published: as it was signed, whatever was worked out since."""
        return replace(self, **self.as_signed) if self.as_signed else self

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back."""
        return {**vars(self), "led": {key: dict(vars(one)) for key, one in self.led.items()}}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Closed:
        """What `to_json` wrote."""
        def whole(one: Mapping[str, Any]) -> dict[str, Any]:
            return {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}
        led = {key: Led(**whole(one)) for key, one in data["led"].items()}
        return Closed(**{**data, "led": led, "revisions": tuple(data["revisions"]), "papers": tuple(data.get("papers", ()))})


def evolve(closed: Closed | None, event: Event) -> Closed:
    """The period after one more event."""
    body = event.body
    if closed is None:
        return Closed(**{name: body[name] for name in ("id", "method", "evaluation", "period", "needs_signing", *_WORKED_OUT)}, at=event.at)
    if event.type == "revised":
        note = {"rev": body["rev"], "at": event.at, "because": body["because"], "changes": body["changes"]}
        signed = closed.as_signed or ({name: getattr(closed, name) for name in _WORKED_OUT} if closed.signed else {})
        as_signed = signed if signed and differences(signed["table"], body["table"]) else {}
        return replace(closed, **{name: body[name] for name in _WORKED_OUT}, revisions=(*closed.revisions, note), as_signed=as_signed)
    if event.type == "signed":
        return replace(closed, signed={"by": event.actor, "at": event.at}, as_signed={})
    if event.type == "proposed":
        known = closed.led.get(body["key"])
        made = Led(body["key"], body["rule"], body["bearer"], body["subject"], body["because"], body["feeds"], at=event.at,
                   given=known.given if known is not None else ())
        return replace(closed, led={**closed.led, made.key: made})
    if event.type == "issued" and not body["key"]:
        return replace(closed, papers=(*closed.papers, {"document": body["document"], "number": body["number"], "at": event.at}))
    led = closed.led[body["key"]]
    changed = _took_effect(led, event, closed.holding) if event.type == "took_effect" else _CHANGES[event.type](led, event)
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


def _took_effect(led: Led, event: Event, held: Closed) -> Led:
    now = {"by": led.by, "signed": led.at, "at": event.at, "choice": led.choice, "reason": led.reason, "feeds": led.feeds,
           "row": held.table.get(led.subject, {}), "papers": {}, "withdrawn": {}}
    return replace(led, took_effect=True, put_up=tuple(event.body["put_up"]), told=tuple(event.body["told"]), given=(*led.given, now),
                   opened=event.body.get("opened", ""))


def _issued(led: Led, event: Event) -> Led:
    latest = led.given[-1]
    return replace(led, given=(*led.given[:-1], {**latest, "papers": {**latest["papers"], event.body["document"]: event.body["number"]}}))


def _answered(led: Led, event: Event) -> Led:
    return replace(led, answers=(*led.answers, {"by": event.actor, "at": event.at, "text": event.body["text"]}))


def _withdrawn(led: Led, event: Event) -> Led:
    after = replace(_settled("withdrawn")(led, event), kept=bool(event.body.get("taken_back")))
    if not led.took_effect:
        return after
    note = {"by": event.actor, "at": event.at, "why": event.body.get("reason", "")}
    return replace(after, given=(*led.given[:-1], {**led.given[-1], "withdrawn": note}))


def _upheld(led: Led, event: Event) -> Led:
    return replace(led, state="signed", reason=event.body.get("reason", led.reason), kept=True)


_CHANGES: Mapping[str, Callable[[Led, Event], Led]] = {
    "consequence_signed": _signed, "consequence_declined": _settled("declined"), "dropped": _settled("dropped"),
    "withdrawal_proposed": lambda led, event: replace(led, state="withdrawing"), "withdrawal_dropped": lambda led, event: replace(led, state="signed"),
    "issued": _issued, "answered": _answered, "withdrawn": _withdrawn, "withdrawal_declined": _upheld,
}


def follow(closed: Closed, proposals: Iterable[Mapping[str, Any]], actor: str, at: str) -> list[Event]:
    """What newly follows from a period that stands, and what does not follow any more.

    `proposals` are bodies of `proposed`.  Proposing twice is the same; what was declined, upheld or taken back stays so.
    While what was worked out anew is not signed, it proposes nothing new."""
    wanted = {one["key"]: one for one in proposals}
    events: list[Event] = []
    for key, body in wanted.items():
        known = closed.led.get(key)
        same = known is not None and known.feeds == body["feeds"]
        if known is None or known.state == "dropped" or (known.state == "withdrawn" and not known.kept) or (known.state == "proposed" and not same):
            events += [] if closed.waits else [Event("proposed", dict(body), at, actor)]
        elif known.state == "withdrawing" and same:
            events.append(Event("withdrawal_dropped", {"key": key}, at, actor))
        elif known.state == "signed" and not same and not known.kept:  # the number that was passed on is another
            events.append(Event("withdrawal_proposed", {"key": key, "rev": closed.rev}, at, actor))
    for key, known in closed.led.items():
        if key not in wanted and known.state == "proposed":
            events.append(Event("dropped", {"key": key}, at, actor))
        elif key not in wanted and known.state == "signed" and not known.kept:
            events.append(Event("withdrawal_proposed", {"key": key, "rev": closed.rev}, at, actor))
    return events


def differences(was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whose published score or place is another, with both."""
    def shown(row: Mapping[str, Any] | None) -> list[Any]:
        return [row["score"], row["place"]] if row is not None else [None, None]
    return [{"subject": subject, "was": shown(was.get(subject)), "now": shown(now.get(subject))} for subject in sorted(was.keys() | now.keys())
            if shown(was.get(subject)) != shown(now.get(subject))]
