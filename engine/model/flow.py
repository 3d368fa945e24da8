"""A workflow: how one kind of case begins, which steps it takes, and how it can end.

In: fields and formulas.  Out: frozen descriptions; running them is the case core's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.formulas import Formula
from engine.model.fields import Field, Form
from engine.model.who import NO_EFFECTS, Effects, Way, Who
from engine.problems import NOWHERE, Mark
from engine.values import Span

Verb = Literal["return", "note", "transfer", "take_back", "urge", "copy", "pause", "withdraw", "extend", "add", "drop",
               "appoint", "merge"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person at a step may choose; `way` None stays at the step."""

    name: str
    title: str
    way: Way | None
    by: Who = ()
    when: Formula | None = None
    form: Form = ()
    effects: Effects = NO_EFFECTS
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Anytime:
    """Something that may be done in several steps; `steps` empty means in all of them."""

    name: str
    title: str
    by: Who
    verb: Verb = "note"
    steps: tuple[str, ...] = ()
    way: Way | None = None
    when: Formula | None = None
    form: Form = ()
    effects: Effects = NO_EFFECTS
    reasons: str = ""
    at_most: str = ""
    approved_by: Who = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a route; `when` None is the complement of the others."""

    when: Formula | None
    way: Way
    effects: Effects = NO_EFFECTS
    title: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Nudge:
    """A rung of a deadline: so long before or after the due time, tell people or move on.  `lead` is a span or a
    parameter's name."""

    side: Literal["before", "after"]
    lead: Span | str
    way: Way | None = None
    effects: Effects = NO_EFFECTS
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a step must be done: within a parameter counted from a start, or until the day in a field.

    `since` is '' (entering the step), a step's name (when it was left) or a date field.
    `on_rework`: restart, continue, or the parameter that holds a shorter span or the choice between the two."""

    within: str = ""
    until: str = ""
    since: str = ""
    counting: Literal["next_day", "same_day"] = "next_day"
    on_rest: Literal["next", "previous", "none"] = "next"
    on_rework: str = "restart"
    nudges: tuple[Nudge, ...] = ()
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Invitee:
    """A group a ballot invites."""

    who: Who
    group: str
    count: str = ""
    drawn: bool = False
    when: Formula | None = None


@dataclass(frozen=True, slots=True)
class Quorum:
    """From how many answers a ballot counts; every condition that is written must hold."""

    people: Formula | None = None
    returned: Formula | None = None
    per_group: Formula | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """Asked people answer a sheet within a time; results are formulas over the answers."""

    invite: tuple[Invitee, ...]
    sheet: Form
    open_for: str
    results: Mapping[str, Formula]
    quorum: Quorum = Quorum()
    sign: Literal["named", "closed", "anonymous"] = "named"
    entered_by: Who = ()
    advisory: bool = False
    suppress: str = ""
    about: str = ""
    tie: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Draw:
    """Lots that fill a field from a pool; `fills` is that field where no form asks it."""

    pool: str
    count: tuple[str, str]
    seed: str
    into: str
    fills: Field | None = None
    only: Formula | None = None
    strata: str = ""
    reserves: str = ""
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """One doing (people, a ballot, lots or nothing) and one way on (actions, a route or a single way)."""

    name: str
    title: str
    by: Who = ()
    ballot: Ballot | None = None
    draw: Draw | None = None
    assisted_by: Who = ()
    recuse: Who = ()
    form: Form = ()
    on_enter: Effects = NO_EFFECTS
    deadline: Deadline | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    route: tuple[Row, ...] = ()
    way: Way | None = None
    alias: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    @property
    def automatic(self) -> bool:
        """Whether the step waits for nobody."""
        return not self.by and self.ballot is None and self.draw is None

    def ways(self) -> Iterator[tuple[str, Way]]:
        """Every way out with the name of what takes it; deadlines that move the case are among them."""
        for action in self.actions.values():
            if action.way is not None:
                yield action.name, action.way
        for number, row in enumerate(self.route, start=1):
            yield row.title or (row.when.text if row.when is not None else f"其余#{number}"), row.way
        if self.way is not None:
            yield "转", self.way
        for nudge in self.deadline.nudges if self.deadline is not None else ():
            if nudge.way is not None:
                yield "时限", nudge.way

    def fields(self) -> Iterator[Field]:
        """Every field that can be filled at this step, of its form and of its actions."""
        yield from self.form
        for action in self.actions.values():
            yield from action.form


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case can end, what the figures count it as, and what it means to the people."""

    name: str
    title: str
    counts_as: Literal["settled", "unsettled", "uncounted"] = "settled"
    sense: str = ""
    effects: Effects = NO_EFFECTS
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the document: the steps, anytime actions and the start that belong to it."""

    name: str
    title: str
    contains: tuple[str, ...]
    alias: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Start:
    """How a case begins."""

    by: Who
    form: Form = ()
    channels: str = ""
    recurs: str = ""
    per: str = ""
    on_rest: str = ""
    opened_by: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Rework:
    """How many rounds and returns there may be; `at_most` '' means no bound."""

    at_most: str = ""
    then: str = ""
    returns_at_most: str = ""
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Workflow:
    """One kind of case; `clears`: step → the fields that are empty again when the case goes back to it; `filled`:
    step that can be reached → what is surely filled on entering it, fields and 〈step〉时间 of steps that were left."""

    name: str
    title: str
    start: Start
    steps: Mapping[str, Step]
    outcomes: Mapping[str, Outcome]
    anytime: Mapping[str, Anytime] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    derived: Mapping[str, Formula] = field(default_factory=dict)
    rework: Rework | None = None
    belongs_to: str = ""
    headline: str = ""
    visibility: Literal["public", "parties", "internal"] = "parties"
    number: str = "{流程}{年}-{序号:4}"
    clears: Mapping[str, frozenset[str]] = field(default_factory=dict)
    filled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    @property
    def first(self) -> str:
        """The step where a case begins."""
        return next(iter(self.steps))

    def all_fields(self) -> Mapping[str, Field]:
        """Every field a case of this workflow can hold: what anytime actions and ballots ask is kept with the act."""
        found: dict[str, Field] = {one.name: one for one in self.start.form}
        for step in self.steps.values():
            found.update((one.name, one) for one in step.fields())
            if step.draw is not None and step.draw.fills is not None:
                found.setdefault(step.draw.into, step.draw.fills)
        return found
