"""A case as it stands: plain frozen data that is a pure function of its events.

In: nothing.  Out: `Case`, `Seat`, `Clock`, and their plain JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from engine.directory import Door

Part = TypeVar("Part")


_made, _fill = object.__new__, object.__setattr__


def changed(part: Part, /, **values: Any) -> Part:
    """A copy with other values: what `dataclasses.replace` gives, without going through the constructor, since every
    event of every step makes some.  Refuses a name that is no field."""
    own = part.__dict__
    whole = own | values
    if len(whole) != len(own):
        raise TypeError(f"{type(part).__name__}: {', '.join(values)}")
    made = _made(part.__class__)
    _fill(made, "__dict__", whole)
    return made


@dataclass(frozen=True)
class Seat:
    """A task: one who must act, may assist, is asked to judge or must approve something.

    `doors` are the roles at units that may take it; `person` is who was named or has claimed it; `party` the field of
    a person of the case without an account.  `each`: whoever acts here does a part of their own beside others;
    `pool`: it stays open while several take a part.  `only` is the condition that left just those `among`; `row` is
    the title of the register's row somebody answers for; `how` the
    manner in which one of them is chosen.
    """

    id: str
    step: str
    kind: Literal["lead", "assist", "voter", "approve"]
    doors: tuple[Door, ...] = ()
    person: str = ""
    party: str = ""
    group: str = ""
    unit: str = ""
    row: str = ""
    claim: bool = False
    each: bool = False
    pool: bool = False
    only: str = ""
    among: tuple[str, ...] = ()
    how: str = ""
    state: Literal["open", "done", "closed", "returned", "dropped"] = "open"


@dataclass(frozen=True)
class Rung:
    """A moment at which a clock does something: a nudge by its number, `tally` of a ballot, `resume` of a pause."""

    name: str
    at: str
    fired: bool = False


@dataclass(frozen=True)
class Clock:
    """A running or stopped deadline; `amount` of `unit` is what it was given, `used` what earlier stretches took.

    The stretch that runs began at `since` (at `started` where that is empty) and ended at `stopped`; `first` is when
    it was due before it was put off."""

    step: str
    epoch: int
    started: str
    due: str
    amount: str
    unit: str
    used: str = "0"
    since: str = ""
    stopped: str = ""
    round: int = 1
    provisional: bool = False
    rungs: tuple[Rung, ...] = ()
    first: str = ""
    state: Literal["running", "paused", "stopped"] = "running"


@dataclass(frozen=True)
class Tally:
    """What a ballot came to; numbers are exact fractions as text.

    `groups`: invited and answered by group; `subjects`: results by what was judged; `tied`: result → the items that lead,
    while nobody has settled it; `again`: the ballot is held once more for a tie; `totals` and `remarks`: all that is
    kept of a secret ballot."""

    quorate: bool
    invited: int
    answered: int
    results: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    subjects: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tied: Mapping[str, list[str]] = field(default_factory=dict)
    again: bool = False
    totals: list[list[Any]] = field(default_factory=list)
    remarks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A matter on its way.  `data` is what counts now, `earlier` what a round before had filled in.

    `poll`: the ballot that is open at the step; `draws`: step → the lots drawn there;
    `parts`: step → what each of several did there, a row each; `asks`: what waits for somebody's approval;
    `source`: the case this one was opened from, with the people who had to do with it then; `others`: the cases opened
    from this one, with what they came to; `into`: the case this one was merged into; `absorbed`: the cases merged into this one, open ones by their number."""

    id: str
    method: str
    digest: str
    workflow: str
    number: str
    unit: str
    opened: str
    opener: str
    channel: str = ""
    step: str = ""
    visit: int = 0
    round: int = 1
    returns: int = 0
    backs: Mapping[str, int] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    earlier: Mapping[str, Any] = field(default_factory=dict)
    seats: Mapping[str, Seat] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    did: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    poll: Mapping[str, Any] = field(default_factory=dict)
    draws: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parts: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    asks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    into: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    absorbed: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    published: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    last: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""
    closed: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back.  Written out, because it is done at every step."""
        plain = dict(vars(self))
        plain["seats"] = {key: dict(vars(seat)) for key, seat in self.seats.items()}
        plain["clocks"] = {key: plain_clock(clock) for key, clock in self.clocks.items()}
        plain["tallies"] = {key: dict(vars(tally)) for key, tally in self.tallies.items()}
        return plain

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Case:
        """What `to_json` wrote."""
        made = dict(data)
        made["seats"] = {key: seat_from(one) for key, one in data["seats"].items()}
        made["clocks"] = {key: clock_from(one) for key, one in data["clocks"].items()}
        made["tallies"] = {key: Tally(**one) for key, one in data["tallies"].items()}
        made["parts"] = {step: tuple(rows) for step, rows in data.get("parts", {}).items()}
        for name in ("published", "copied"):
            made[name] = tuple(data[name])
        return Case(**made)

    def open_seats(self) -> list[Seat]:
        """The seats that still wait for somebody."""
        return [seat for seat in self.seats.values() if seat.state == "open"]


def plain_clock(clock: Clock) -> dict[str, Any]:
    """A clock as plain JSON."""
    return {**vars(clock), "rungs": [dict(vars(rung)) for rung in clock.rungs]}


NO_SEAT = Seat("", "", "lead")
_NO_CLOCK = Clock("", 1, "", "", "", "")
_NO_RUNG = Rung("", "")


def seat_from(data: Mapping[str, Any]) -> Seat:
    """A seat from its plain JSON."""
    lists = {name: tuple(data[name]) for name in ("doors", "among") if data.get(name)}
    if "doors" in lists:
        lists["doors"] = tuple([(role, unit) for role, unit in lists["doors"]])
    return changed(NO_SEAT, **{**data, "doors": (), "among": (), **lists})


def clock_from(data: Mapping[str, Any]) -> Clock:
    """A clock from its plain JSON."""
    return changed(_NO_CLOCK, **{**data, "rungs": tuple([changed(_NO_RUNG, **one) for one in data.get("rungs", ())])})
