"""What may be asked of a case: commands as frozen data.

In: values as people submit them.  Out: the dataclasses that `decide` understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.case.ballot_commands import BallotCommand


@dataclass(frozen=True, slots=True)
class Open:
    """Begin a case; `id` is its new identity, `unit` whose case it is, `source` the case that opens it: its id, number,
    method, workflow and the people who had to do with it."""

    id: str
    workflow: str
    unit: str
    values: Mapping[str, Any] = field(default_factory=dict)
    channel: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """Choose an action at the step; `visit` is the entry the person saw, 0 when unknown; `seat` the task meant, when
    somebody has several at the step."""

    action: str
    values: Mapping[str, Any] = field(default_factory=dict)
    visit: int = 0
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer a ballot; `seat` when it is entered for somebody else."""

    sheet: Mapping[str, Any]
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Take a task from a pool."""

    seat: str = ""


@dataclass(frozen=True, slots=True)
class Anytime:
    """Do something that may be done in several steps; `to` whom (or into which case), `until` which day."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    to: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """Say yes (`approve`) or no (`decline`) to what waits for approval; `name` when several things do."""

    answer: Literal["approve", "decline"] = "approve"
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Let a case that has ended begin again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unmerge:
    """Take a case out of the one it was merged into."""

    reason: str


@dataclass(frozen=True, slots=True)
class Absorb:
    """Another case was merged into this one; by the system."""

    case: str
    number: str


@dataclass(frozen=True, slots=True)
class Release:
    """Another case was taken out of this one again; by the system."""

    case: str


@dataclass(frozen=True, slots=True)
class Hear:
    """The main case told its asker something, or ended; by the system."""

    cause: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OtherEnded:
    """A case opened from this one has ended, or goes on again (no outcome); by the system."""

    case: str
    number: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a paused clock run again before its time."""


@dataclass(frozen=True, slots=True)
class Fire:
    """A rung of a clock whose time has come."""

    step: str
    epoch: int
    rung: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Give a task that nobody can move to somebody, with a reason; for administrators.  `leaver`: whose place the
    successor takes among several."""

    seat: str
    to: str
    reason: str
    leaver: str = ""


@dataclass(frozen=True, slots=True)
class Reproject:
    """Work the running deadline out again after the calendar has changed."""


Command = (BallotCommand | Open | Act | Answer | Claim | Anytime | Approve | Resume | Fire | Repair | Reproject | Reopen | Unmerge | Absorb
           | Release | Hear | OtherEnded)
