"""Somebody at work, for any method: looks at a task, chooses among what is offered, fills the form, and does it.

In: the year, a case that something happened to.  Out: errands on the agenda; what is done goes through the service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from engine.case import (
    PARTY,
    Act,
    Answer,
    Anytime,
    Approve,
    Case,
    Claim,
    Command,
    Offer,
    Reopen,
    Seat,
    holders,
    may_open,
    offers,
)
from engine.demo.filling import Filling
from engine.demo.habits import ORDINARY, Habits
from engine.demo.polling import Polling
from engine.model import Field, Method
from engine.service import Refused
from engine.store import history

if TYPE_CHECKING:
    from engine.demo.year import Year

AGAIN = 4  # how often a task that was left is looked at
ATTEMPTS = 10  # forms handed in until one is accepted
BESIDES = ("note", "urge", "extend", "merge", "transfer", "copy")
SHARE_BESIDES, REOPENED, _LIKELY_YES = 0.06, 0.03, 0.85  # how often what only may be done is done
_REASONS = {"merge": "说的是同一件事，一起办。", "transfer": "这方面的事由他负责。", "extend": "材料没有到齐，还要几天。", "copy": "请知悉。"}
NO_HINTS: Mapping[str, Any] = {}
_BACK, _RETURN, _UNCOUNTED = 2, 1, 2  # the weights of going back, of returning, of an end that is not counted


class Clerk:
    """Everybody's hands; who acts is settled anew for each task."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance
        self.filling = Filling(year.service, year.chance)
        self.planned: set[tuple[str, str]] = set()
        self.given_up: list[tuple[str, str, str]] = []
        self.left_alone: set[str] = set()  # cases that others carry on
        self.polling = Polling(year)
        self.hints: dict[str, Mapping[str, Any]] = {}  # by case: what is known beforehand of its forms
        self.codes: dict[str, tuple[str, str]] = {}  # by case: with what it is followed

    # --- seeing that there is something to do ---------------------------------------------------------------------------

    def look(self, stream: str) -> None:
        """Plan who deals with the open tasks of a case, and when."""
        loaded = self.service.store.load(stream)
        if loaded is None or stream in self.left_alone:
            return
        case, habits = loaded[0], self._habits(loaded[0])
        if case.outcome:
            self._look_back(case)
            return
        self._look_at_ballot(case)
        for seat in case.open_seats():
            if seat.kind != "assist" and (stream, seat.id) not in self.planned:
                self.planned.add((stream, seat.id))
                if not (seat.kind == "voter" and self.chance.random() < habits.unanswered):
                    self.year.plan(self._when(case, seat, habits), lambda seat=seat: self.turn(stream, seat.id))  # type: ignore[misc]

    def _look_at_ballot(self, case: Case) -> None:
        """Whoever holds a secret ballot makes the slips soon."""
        step = self.service.method(case.method, case.digest).workflows[case.workflow].steps[case.step]
        if step.ballot is not None and step.ballot.secret and (case.id, f"urn {case.visit}") not in self.planned:
            self.planned.add((case.id, f"urn {case.visit}"))
            self.year.plan(self.year.soon(1), lambda: self.polling.begin(case.id, step))

    def _look_back(self, case: Case) -> None:
        """Few matters that have ended begin again."""
        if (case.id, "end") not in self.planned:
            self.planned.add((case.id, "end"))
            if self.chance.random() < REOPENED:
                self.year.plan(self.year.soon(20), lambda: self.reopen(case.id))

    def _habits(self, case: Case) -> Habits:
        return self.year.habits[case.method]

    def _when(self, case: Case, seat: Seat, habits: Habits) -> datetime:
        """Some time before it is due, rarely after; where nothing is due, within a few days."""
        now, clock = self.year.now, case.clocks.get(case.step)
        due = datetime.fromisoformat(clock.due) if clock is not None and clock.state == "running" else None
        if due is not None and self.chance.random() < habits.late:
            day = (due + timedelta(days=self.chance.randint(1, 4))).date()
        elif due is not None and due > now:
            day = (now + (due - now) * self.chance.betavariate(1.5, 3)).date()
        else:
            day = (now + timedelta(days=self.chance.choice((0, 0, 1, 1, 2, 4)))).date()
        at = self.year.any_time(day) if seat.party else self.year.in_office(day)
        return at if at > now else now + timedelta(minutes=self.chance.randint(5, 90))

    # --- doing it -------------------------------------------------------------------------------------------------------

    def enter(self, actor: str, method: str, workflow: str, hints: Mapping[str, Any] = NO_HINTS, near: str = "") -> None:
        """Put a case in; `hints` are values that are known, for the steps to come too, `near` the unit it is about."""
        flow, habits, directory = self.service.workflow(method, workflow), self.year.habits[method], self.service.directory()
        units = [one.value for one in self.service.units_for(method, workflow)]
        own = [unit for _, unit in directory.doors_of(actor) if unit in units]
        here = [unit for unit in (*directory.chain(near), *directory.below(near)) if unit in units] if near else []
        unit, channel = here[0] if here else self.chance.choice(own or units), self._one_of(self.service.channels(method, workflow))
        form = self._with(flow.start.form, self.filling.form(flow.start.form, habits, self.year.now, method), hints)

        def hand_in(values: dict[str, Any]) -> None:
            done = self.service.open(actor, method, workflow, unit, values, channel=channel)
            self.hints[done.case] = hints
            self.codes[done.case] = (done.number, done.code)

        self._until_accepted(flow.start.form, habits, method, form, f"{workflow} 登记", hand_in)

    def record(self, person: str, method: str, workflow: str, near: str, hints: Mapping[str, Any]) -> None:
        """Begin the record of something owed: by the person, else by whoever begins such records there."""
        start, directory = self.service.workflow(method, workflow).start, self.service.directory()
        if not start.by:
            return  # it begins by itself
        if may_open(self.service.method(method), workflow, self.service.world(person, method)) is not None:
            doors = [door for actor in start.by if actor.kind == "role" for door in directory.doors(actor.name, near)]
            person = self._one_of(directory.behind(doors) or tuple(one for actor in start.by for one in directory.everywhere(actor.name)))
        if person:
            self.enter(person, method, workflow, hints, near)

    @staticmethod
    def _with(fields: tuple[Field, ...], form: dict[str, Any], hints: Mapping[str, Any]) -> dict[str, Any]:
        return {**form, **{field.name: hints[field.name] for field in fields if field.name in hints}}

    def reopen(self, stream: str) -> bool:
        """Let a matter that has ended begin again, where the method lets somebody do so; whether it did."""
        loaded = self.service.store.load(stream)
        if loaded is None or not loaded[0].outcome:
            return False
        case, reason = loaded[0], "又出现同样的情况，请再看一看。"
        number, code = self.codes.get(stream, ("", ""))
        try:
            if code and self.service.follow(number, code).may_reopen:
                self.service.reopen_as_party(number, code, reason)
                return True
            method = self.service.method(case.method, case.digest)
            for person in dict.fromkeys(one for one in case.did.values() if one in self.service.directory().people):
                found = offers(method, case, self.service.world(person, case.method, digest=case.digest))
                if any(one.kind == "reopen" and one.refused is None for one in found):
                    self.service.do(person, stream, Reopen(reason))
                    return True
        except Refused as refused:
            self.give_up(f"{case.workflow} 重开", refused)
        return False

    def turn(self, stream: str, seat_id: str, again: int = AGAIN) -> None:
        """Somebody's turn at a task, if it still waits; what is not done then, or was handed on, is looked at again."""
        loaded = self.service.store.load(stream)
        seat = loaded[0].seats.get(seat_id) if loaded is not None else None
        if loaded is None or loaded[0].outcome or seat is None or seat.state != "open":
            return
        actor = PARTY if seat.party else self._one_of(holders(seat, self.service.directory()))
        if actor:
            self._work(loaded[0], seat, actor)
        after = self.service.store.load(stream)
        left = after[0].seats.get(seat_id) if after is not None and not after[0].outcome else None
        if left is not None and left.state == "open" and again:
            self.year.plan(self.year.soon(4), lambda: self.turn(stream, seat_id, again - 1))

    def _one_of(self, known: tuple[str, ...]) -> str:
        return self.chance.choice(known) if known else ""

    def _work(self, case: Case, seat: Seat, actor: str) -> None:
        method = self.service.method(case.method, case.digest)
        made = [one for one in offers(method, case, self.service.world(actor, case.method, digest=case.digest)) if one.refused is None]
        if any(one.kind == "claim" for one in made):
            self.service.do(actor, case.id, Claim(seat.id))
        if seat.kind == "approve":
            self._approve(case, seat, actor)
            return
        step = method.workflows[case.workflow].steps[case.step]
        if step.draw is not None:
            self.polling.draw(case, actor)
            return
        besides = [one for one in made if one.kind == "anytime" and one.verb in BESIDES]
        if besides and self.chance.random() < SHARE_BESIDES and self._besides(case, self.chance.choice(besides), actor):
            return
        wanted = [one for one in made if one.kind == ("answer" if seat.kind == "voter" else "act")]
        while wanted:
            chosen = self.chance.choices(wanted, [self._weight(case, method, one) for one in wanted])[0]
            if self._take(case, method, chosen, actor, seat):
                return
            wanted.remove(chosen)

    def _approve(self, case: Case, seat: Seat, actor: str) -> None:
        """Say yes, mostly, to what waits for it."""
        name = next((name for name, asked in case.asks.items() if asked["seat"] == seat.id), "")
        answer: Literal["approve", "decline"] = "approve" if self.chance.random() < _LIKELY_YES else "decline"
        self._do(actor, case, Approve(answer, name, "" if answer == "approve" else "时间还够，请抓紧。"), f"批准{name}")

    def _besides(self, case: Case, offer: Offer, actor: str) -> bool:
        """Something that may be done at any time; whether the matter is out of one's hands then."""
        reason = self._one_of(offer.reasons) or _REASONS.get(offer.verb, "请抓紧办理。")
        if offer.verb == "extend":
            until = self.year.working_day(self.service.calendar().roll(datetime.fromisoformat(case.clocks[case.step].due).date(), "next"), 3)
            self._do(actor, case, Anytime(offer.name, {}, (), reason, min(until.isoformat(), offer.until)), offer.name)
        elif offer.verb == "merge":
            here = history.cases(self.service.store, method=case.method, workflow=case.workflow, unit=case.unit, outcome="")
            others = tuple(one for one in here if one != case.id)
            other = self.service.store.load(self._one_of(others)) if others else None
            return other is not None and self._do(actor, case, Anytime(offer.name, {}, (other[0].number,), reason), offer.name)
        elif offer.verb in ("transfer", "copy"):
            known = self.service.colleagues(actor, case.id, offer)
            if known:
                to = (self.chance.choice(known).value,)
                return self._do(actor, case, Anytime(offer.name, {}, to, reason), offer.name) and offer.verb == "transfer"
        else:
            method = self.service.method(case.method, case.digest)
            self._take(case, method, offer, actor, None)
        return False

    def _do(self, actor: str, case: Case, command: Command, what: str) -> bool:
        try:
            self.service.do(actor, case.id, command)
        except Refused as refused:
            self.give_up(f"{case.workflow} {case.step} {what}", refused)
            return False
        return True

    def give_up(self, what: str, refused: Refused) -> None:
        """Note what could not be done, for whoever looks after the demonstration."""
        why = "；".join(text.zh for _, text in refused.fields) or refused.text.zh
        self.given_up.append((f"{self.year.now:%Y-%m-%d %H:%M}", what, why))

    def _weight(self, case: Case, method: Method, offer: Offer) -> float:
        """How likely an action is: as the habits say, else by where it leads."""
        written = self._habits(case).actions.get(f"{case.step}.{offer.name}")
        if written is not None:
            return written or 0.001
        flow = method.workflows[case.workflow]
        action = flow.steps[case.step].actions.get(offer.name)
        way = action.way if action is not None else None
        if way is None:
            return ORDINARY
        end = flow.outcomes.get(way.to)
        if end is not None and end.counts_as != "settled":
            return _UNCOUNTED
        return {"back": _BACK, "return": _RETURN}.get(way.kind, ORDINARY)

    def _take(self, case: Case, method: Method, offer: Offer, actor: str, seat: Seat | None) -> bool:
        """Do what is offered, with a form that is accepted; whether there was one."""
        habits = self._habits(case)
        reason = self._one_of(offer.reasons) or "请抓紧办理。"
        commands: dict[str, Callable[[dict[str, Any]], Command]] = {
            "act": lambda values: Act(offer.name, values, seat=offer.seat.id if offer.seat is not None else ""), "answer": Answer,
            "anytime": lambda values: Anytime(offer.name, values, (), reason)}
        form = self._with(offer.fields, self.filling.form(offer.fields, habits, self.year.now, case.method), self.hints.get(case.id, NO_HINTS))
        return self._until_accepted(offer.fields, habits, case.method, form, f"{case.workflow} {case.step} {offer.name}",
                                    lambda values: self.service.do(actor, case.id, commands[offer.kind](values)))

    def _until_accepted(self, fields: tuple[Field, ...], habits: Habits, method: str, form: dict[str, Any], what: str,
                        hand_in: Callable[[dict[str, Any]], object]) -> bool:
        """Hand a form in, and again with other values where it is refused."""
        known = {field.name: field for field in fields}
        last: Refused | None = None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                hand_in(form)
                if attempt > 1:
                    self.filling.accepted(fields, form, self.year.now, method)
                return True
            except Refused as refused:
                if last is not None and attempt > 3 and (last.text, last.fields) == (refused.text, refused.fields):
                    break  # what is written does not matter
                last = refused
                wrong = [known[name] for name, _ in refused.fields if name in known]
                if not wrong:
                    break
                again = wrong if attempt < 3 else [one for one in fields if one.name in form or one in wrong]
                form = {**form, **{one.name: self.filling.value(one, habits, self.year.now, method, attempt) for one in again}}
        if last is not None:
            self.give_up(what, last)
        return False
