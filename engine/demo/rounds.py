"""What people owe, as they see to it: they go, write the record, let somebody stand in, ask for another day, or miss it.

In: the year, an occasion that something happened to.  Out: errands on the agenda; what is done goes through the service.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

from engine.duties import Owed, responsible
from engine.duties.people import approvers
from engine.errors import FormulaRefusal
from engine.formulas import Formula, evaluate
from engine.model import Method
from engine.service import Refused
from engine.service.duties.planning import rules_of
from engine.store import duties as kept

if TYPE_CHECKING:
    from engine.demo.year import Year

LONG = timedelta(days=45)  # what may be done within longer is begun in its last weeks
AHEAD = 6  # working days from which somebody else writes down what a person is to do
OUTCOME = "结局"
AGREED, JOINED, ONCE_MORE = 0.9, 0.8, 0.2


class Rounds:
    """Everybody's calendar."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance
        self.planned: set[tuple[str, ...]] = set()

    def look(self, id_: str) -> None:
        """Plan who sees to an occasion, and when; and who answers what is asked about it."""
        loaded = kept.load_owed(self.service.store, id_)
        if loaded is None or loaded[0].outcome:
            return
        owed = loaded[0]
        if owed.request and self._first(id_, "asked", str(owed.request.get("reason", "")), str(owed.request.get("day", ""))):
            self.year.plan(self.year.soon(), lambda: self.answer(id_))
        if owed.proposal and self._first(id_, "joined", str(owed.proposal["day"])):
            self.year.plan(self.year.soon(), lambda: self.join(id_))
        if self._first(id_, "seen"):
            self._see_to(owed)

    def _first(self, *what: str) -> bool:
        """Whether something is planned for the first time."""
        new = what not in self.planned
        self.planned.add(what)
        return new

    def _see_to(self, owed: Owed) -> None:
        method = self.service.street.methods[owed.method]
        habits = self.year.habits[owed.method]
        last, missed = date.fromisoformat(owed.planned), self.chance.random() < habits.missed
        if self.chance.random() < habits.arranged:
            before = max(self.year.now.date(), last - timedelta(days=self.chance.randint(2, 8)))
            self.year.plan(self.year.in_office(before), lambda: self.arrange(owed.id))
        days = self._days(owed, method)
        for day in days[1:] if missed else days:
            self.year.plan(self.year.in_office(day), lambda: self.go(owed.id))

    def _days(self, owed: Owed, method: Method) -> list[date]:
        """The days on which somebody sees to it: the one that is fixed, else as many of its period as are needed."""
        rules, duty = rules_of(self.service, method, self.year.now), method.duties[owed.rule]
        last = date.fromisoformat(owed.planned)
        if self._begun_by_others(method, owed):
            return [max(self.year.now.date(), self.year.working_day(last, -AHEAD - self.chance.randint(0, 2)))]
        if rules.on_day(duty):
            return [last]
        first = max(date.fromisoformat(owed.first), self.year.now.date(), last - LONG)
        known = self.year.working_days(first, last)
        needed = math.ceil(rules.least(duty)) if duty.measure.kind != "share" else 1
        return sorted(self.chance.sample(known, min(len(known), max(needed, 1) + (self.chance.random() < ONCE_MORE))))

    def _begun_by_others(self, method: Method, owed: Owed) -> bool:
        """Whether the record of it is begun by others than those who owe it."""
        start = method.workflows[method.duties[owed.rule].evidence.workflow].start
        roles = {role for actor in start.by for role in self.service.directory().parts(actor.name)}
        here = responsible(method, owed, self.service.directory())
        return bool(start.by) and not any(role in roles for one in here for role, _ in self.service.directory().doors_of(one))

    # --- doing it ---------------------------------------------------------------------------------------------------

    def go(self, id_: str) -> None:
        """See to it: write down that it was done, unless it was moved, excused, or is done already."""
        loaded = kept.load_owed(self.service.store, id_)
        if loaded is None or loaded[0].outcome or loaded[0].excused:
            return
        owed, method = loaded[0], self.service.street.methods[loaded[0].method]
        rules, duty = rules_of(self.service, method, self.year.now), method.duties[owed.rule]
        last, today = date.fromisoformat(owed.planned), self.year.now.date()
        if rules.on_day(duty) and last > today and not self._begun_by_others(method, owed):
            if self._first(id_, "moved", owed.planned):
                self.year.plan(self.year.in_office(last), lambda: self.go(id_))
            return
        people = responsible(method, owed, self.service.directory())
        if people:
            self._record(owed, method, self.chance.choice(people))

    def _record(self, owed: Owed, method: Method, person: str) -> None:
        """Begin the record that proves it, by whoever begins such records."""
        proof = method.duties[owed.rule].evidence
        known = {proof.subject: owed.stands_in or owed.subject, proof.object: owed.object}
        fixed = rules_of(self.service, method, self.year.now).on_day(method.duties[owed.rule])
        day = max(date.fromisoformat(owed.planned), self.year.now.date()) if fixed else self.year.now.date()
        hints: dict[str, Any] = {name: value for name, value in {**known, proof.day: day.isoformat()}.items() if name and value}
        hints |= self._fitting(method, owed.rule)
        near = owed.object if owed.object in self.service.directory().units else owed.unit
        self.year.clerk.record(person, method.id, proof.workflow, near, hints)

    def _fitting(self, method: Method, rule: str) -> dict[str, Any]:
        """What has to be chosen in the record so that it counts."""
        proof = method.duties[rule].evidence
        flow = method.workflows[proof.workflow]
        fields = [one for one in flow.start.form if one.options is not None and not one.many and proof.only is not None and one.name in proof.only.reads]
        if proof.only is None or not fields:
            return {}
        for items in product(*(one.options.items for one in fields if one.options is not None)):
            chosen = dict(zip((one.name for one in fields), items, strict=True))
            if any(_holds(proof.only, {**chosen, OUTCOME: outcome}) for outcome in flow.outcomes):
                return chosen
        return {}

    # --- arranging it -----------------------------------------------------------------------------------------------

    def arrange(self, id_: str) -> None:
        """Cannot come: somebody else goes, or another day is chosen, or both are not needed."""
        loaded = kept.load_owed(self.service.store, id_)
        if loaded is None or loaded[0].outcome or loaded[0].request:
            return
        owed, method = loaded[0], self.service.street.methods[loaded[0].method]
        people = responsible(method, owed, self.service.directory())
        if not people:
            return
        person, duties = self.chance.choice(people), self.service.duties
        open_ = [one for one in duties.page(person, id_).arrangements if not one.why_not.zh and (one.choices or one.kind != "substitute")]
        if not open_:
            return
        chosen = self.chance.choices(open_, [{"substitute": 4, "move": 3, "excuse": 1}[one.kind] for one in open_])[0]
        reason = self.chance.choice(("去外地开会。", "身体不适。", "手头有急事要处理。"))
        last = self.year.working_day(date.fromisoformat(owed.planned), self.chance.choice((1, 2, 3)))
        try:
            if chosen.kind == "substitute":
                duties.substitute(person, id_, self.chance.choice(chosen.choices).value, reason)
            elif chosen.kind == "move":
                duties.move(person, id_, last, reason)
            else:
                duties.excuse(person, id_, reason)
        except Refused as refused:
            self.year.clerk.give_up(f"{owed.rule} {chosen.kind}", refused)

    def answer(self, id_: str) -> None:
        """Agree to what was asked, mostly."""
        loaded = kept.load_owed(self.service.store, id_)
        if loaded is None or not loaded[0].request:
            return
        owed = loaded[0]
        may = [one for one in approvers(self.service.street.methods[owed.method], owed, self.service.directory()) if one != owed.subject]
        if may:
            agree = self.chance.random() < AGREED
            self._try(owed, lambda: self.service.duties.answer(self.chance.choice(may), id_, agree, "" if agree else "那天人手不够，请照原来的安排。"))

    def join(self, id_: str) -> None:
        """Take the joint day, mostly."""
        loaded = kept.load_owed(self.service.store, id_)
        if loaded is None or not loaded[0].proposal:
            return
        owed = loaded[0]
        people = responsible(self.service.street.methods[owed.method], owed, self.service.directory())
        if people:
            self._try(owed, lambda: self.service.duties.join(people[0], id_, self.chance.random() < JOINED))

    def _try(self, owed: Owed, act: Any) -> None:
        try:
            act()
        except Refused as refused:
            self.year.clerk.give_up(owed.rule, refused)


def _holds(condition: Formula, values: dict[str, Any]) -> bool:
    """Whether a condition is met by what is known; not where it asks for more."""
    if not condition.reads <= values.keys():
        return False
    try:
        return evaluate(condition, values) is True
    except FormulaRefusal:
        return False
