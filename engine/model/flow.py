"""A workflow: how one kind of case begins, which steps it takes, and how it can end.

In: fields and formulas.  Out: frozen descriptions; running them is the case core's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from engine.formulas import Formula
from engine.model.ballot import Ballot, Draw
from engine.model.fields import Field, Form
from engine.model.outcome import Outcome
from engine.model.who import NO_EFFECTS, Effects, Way, Who
from engine.problems import NOWHERE, Mark
from engine.values import Span

Verb = Literal["return", "note", "transfer", "take_back", "urge", "copy", "pause", "withdraw", "extend", "add", "drop",
               "appoint", "merge", "correct"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person at a step may choose; `way` None follows the step's own way on.

    `whole`: a return by one of several sends the whole case back, not only that one's part."""

    name: str
    title: str
    way: Way | None
    by: Who = ()
    when: Formula | None = None
    form: Form = ()
    effects: Effects = NO_EFFECTS
    whole: bool = False
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Anytime:
    """Something that may be done in several steps; `steps` empty means in all of them.  `fields`: what a correction
    may change."""

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
    fields: Form = ()
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
    """By when a step must be done: within a parameter (or what a formula looks up) counted from a start, or until the
    day in a field.

    `since` is '' (entering the step), a step's name (when it was left) or a date field.
    `on_rework`: restart, continue, or the parameter that holds a shorter span or the choice between the two."""

    within: str = ""
    limit: Formula | None = None
    until: str = ""
    since: str = ""
    counting: Literal["next_day", "same_day"] = "next_day"
    on_rest: Literal["next", "previous", "none"] = "next"
    on_rework: str = "restart"
    nudges: tuple[Nudge, ...] = ()
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """One doing (people, a ballot, lots or nothing) and one way on (actions, a route or a single way).

    With a ballot or lots, `by` are those who hold it."""

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

    @property
    def several(self) -> bool:
        """Whether each of several people or units does a part of their own here."""
        return any(actor.several for actor in self.by)

    @property
    def complete(self) -> str:
        """How many of several must be done: all, any, or a parameter."""
        return next((actor.complete for actor in self.by if actor.several), "all")

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
    """How a case begins: by people, from other cases, or by itself.

    `recurs` is a recurrence as written or the parameter that holds one; `per` a kind of unit, a role or a register with
    one case for each, which `into` gets; `lead` says how long before the day the case is for, which `day_into` gets;
    `on_rest` is next, previous, none or the parameter that holds one of these."""

    by: Who
    form: Form = ()
    channels: str = ""
    recurs: str = ""
    per: str = ""
    into: str = ""
    lead: Span | str = ""
    day_into: str = ""
    on_rest: str = "none"
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


@dataclass(frozen=True)
class Workflow:
    """One kind of case; `clears`: step → the fields that are empty again when the case goes back to it; `filled`:
    step that can be reached → what is surely filled on entering it, fields and 〈step〉时间 of steps that were left;
    `withheld` and `withheld_choices` (field → items): which cases never reach a public board; `known_of`:
    〈field〉的〈fact〉 → the field and the fact."""

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
    withheld: Formula | None = None
    withheld_choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    number: str = "{流程}{年}-{序号:4}"
    clears: Mapping[str, frozenset[str]] = field(default_factory=dict)
    filled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known_of: Mapping[str, tuple[str, Field]] = field(default_factory=dict)
    note: str = ""
    cite: tuple[str, ...] = ()
    mark: Mark = NOWHERE

    @property
    def first(self) -> str:
        """The step where a case begins."""
        return next(iter(self.steps))

    @cached_property
    def side_by_side(self) -> tuple[Step, ...]:
        """The steps where each of several does a part of their own."""
        return tuple(step for step in self.steps.values() if step.several)

    def all_fields(self) -> Mapping[str, Field]:
        """Every field a case of this workflow can hold: what anytime actions and ballots ask is kept with the act."""
        return self._all_fields

    @cached_property
    def _all_fields(self) -> Mapping[str, Field]:
        found: dict[str, Field] = {one.name: one for one in self.start.form}
        for step in self.steps.values():
            found.update((one.name, one) for one in step.fields())
            if step.draw is not None and step.draw.fills is not None:
                found.setdefault(step.draw.into, step.draw.fills)
        return found
