"""Steps, actions, routes, deadlines and ballots.

In: items of 环节 and what is surely filled there.  Out: frozen `Step`s with their formulas typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.compiler.ballots import Ballots
from engine.compiler.fields import compile_form, type_of
from engine.compiler.names import Names
from engine.compiler.people import People, looks_up
from engine.compiler.policy import POLICIES
from engine.compiler.scopes import ANSWERED, INVITED, QUORATE, Scopes
from engine.formulas import Formula, Scope, compile_formula, surely_filled
from engine.formulas.types import NUMBER, SPAN, UNIT, YES_NO, Type
from engine.model import Action, Deadline, Form, Nudge, Row, Step, Way, Who
from engine.schema import Item
from engine.text import say
from engine.values import AT_ONCE, Span, read_span

ELSE = ("其余", "else")
HAND_IN = "提交"  # what people do at a step whose way on is not theirs to choose


class Steps:
    """Compiles the steps of one workflow."""

    def __init__(self, names: Names, people: People, scopes: Scopes, targets: frozenset[str]) -> None:
        self.names, self.people, self.scopes, self.targets = names, people, scopes, targets
        self.ballots = Ballots(names, people, scopes, self.formula, self._who, self.form)

    def _who(self, item: Item | None, filled: frozenset[str]) -> Who:
        """Who acts or is invited, where `filled` are surely filled; the facts of a role may narrow its holders."""
        def only(text: Item, role: str) -> Formula | None:
            facts = {field.name: type_of(field) for field in self.names.role_facts(role)}
            return self.formula(text, self.scopes.at(filled | facts.keys(), extra=facts), YES_NO)

        def at(text: Item) -> Formula | None:
            return self.formula(text, self.scopes.at(filled), UNIT)

        self.people.only, self.people.looked_up = only, at
        try:
            return self.people.who(item)
        finally:
            self.people.only = self.people.looked_up = None

    def formula(self, item: Item, scope: Scope, expect: Type | None) -> Formula | None:
        """One formula; the parameters it reads are noted as used."""
        made = compile_formula(str(item.value), item.mark, scope, expect, self.names.report)
        for name in made.reads | made.calls if made is not None else ():
            if name in self.names.declared["parameter"]:
                self.names.note("parameter", name)
            for derived in [name] if name in self.scopes.derived else []:
                self.names.note("derived", derived)
        return made

    def condition(self, item: Item, filled: frozenset[str]) -> Formula | None:
        """A yes/no formula where `filled` are surely filled; time does not enter it."""
        return self.formula(item, self.scopes.at(filled), YES_NO)

    def form(self, item: Item | None, filled: frozenset[str]) -> Form:
        """A form; its own required fields are filled when its conditions are asked."""
        if item is None or not isinstance(item.value, dict):
            return ()

        def conditions(text: Item, expect: Type) -> Formula | None:
            forms = [item, *(table for one in item.value.values()
                             if (table := one.get("table")) and isinstance(table.value, dict))]
            name, form = next(((name, form) for form in forms for name, one in form.value.items()
                               if text in (one.get("when"), one.get("must"), one.get("default"))), ("", item))
            own = frozenset(name for one in (item, form) for name, field in one.value.items()
                            if not (field.flag("optional") or field.get("when")))
            extra = self._anytime_types(item) | self._anytime_types(form)
            return self.formula(text, self.scopes.at(filled | own | {name}, clock=True, extra=extra), expect)

        return compile_form(self.names, item, conditions)

    def _anytime_types(self, item: Item) -> dict[str, Type]:
        return {field.name: type_of(field) for field in compile_form(self.names, item) if field.name not in self.scopes.fields}

    def row_facts(self, item: Item) -> Iterator[tuple[Item, frozenset[str]]]:
        """Each row of a route with the names that must be filled where it holds."""
        scope = self._route_scope(item, None)
        route = item.get("route")
        rows = route.value if route is not None else []
        made = [(row, None if row.text("when") in ELSE else
                 compile_formula(row.text("when"), row.mark, scope, YES_NO, self.names.report)) for row in rows]
        for row, formula in made:
            if formula is not None:
                yield row, surely_filled(formula.tree)
            else:
                yield row, frozenset[str]().union(*(surely_filled(other.tree, False) for _, other in made if other is not None))

    def _route_scope(self, item: Item, filled: frozenset[str] | None) -> Scope:
        ballot = item.get("ballot")
        if ballot is None:
            return self.scopes.at(filled)
        results = dict(ballot.entries("results"))
        types: dict[str, Type] = {QUORATE: YES_NO, INVITED: NUMBER, ANSWERED: NUMBER}
        types.update((name, formula.type) for name, formula in self.ballots.results(ballot, self.ballots.sheet(ballot, None)).items())
        return self.scopes.at(filled, extra=types, grants={QUORATE: frozenset(results)})

    # --- the whole step ---------------------------------------------------------------------------------------------

    def compile(self, name: str, item: Item, filled: frozenset[str]) -> Step:
        """One step; its doing and its way on are checked to be one each."""
        self._one_of(item, name, ("by", "ballot", "draw"), (("draw", "by"), ("ballot", "by")))
        self._one_of(item, name, ("actions", "route", "next"), ())
        form = self.form(item.get("form"), filled)
        after = filled | frozenset(field.name for field in form if not field.maybe)
        ballot, draw, enter = item.get("ballot"), item.get("draw"), item.get("on_enter")
        deadline, on = item.get("deadline"), item.get("next")
        actions = {word: self._action(word, one, after) for word, one in item.entries("actions")}
        if not actions and item.get("by") is not None and ballot is None and draw is None:  # people fill the form, facts or nothing choose
            actions = {HAND_IN: Action(HAND_IN, HAND_IN, None, mark=item.key)}
        return Step(
            name=name, title=item.text("title", name), by=self._who(item.get("by"), filled),
            ballot=self.ballots.ballot(ballot, filled) if ballot else None, draw=self.ballots.draw(draw, filled) if draw else None,
            assisted_by=self._who(item.get("assisted_by"), filled), recuse=self.people.who(item.get("recuse")), form=form,
            on_enter=self.people.effects(enter), deadline=self._deadline(deadline, after) if deadline else None,
            actions=actions,
            route=self._route(item, after), way=Way(self.people.target(on, self.targets), "next", on.mark) if on else None,
            alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=self.names.cites(item),
            mark=item.key)

    def _one_of(self, item: Item, name: str, keys: tuple[str, ...], together: tuple[tuple[str, ...], ...]) -> None:
        said = [key for key in keys if item.get(key) is not None]
        way_on = "next" in keys
        if len(said) == 1 or (not said and not way_on) or any(sorted(said) == sorted(one) for one in together):
            return
        what = say("往下走的办法（动作、分流、转）", "way on (actions, route, next)") if way_on else say(
            "要办的事（由、测评、抽取）", "doing (by, ballot, draw)")
        self.names.report.add("one-way-on" if way_on else "one-doing", item.key, say(
            "环节「{name}」要正好有一种{what}", "step “{name}” needs exactly one {what}", name=name, what=what))

    def _action(self, name: str, item: Item, filled: frozenset[str]) -> Action:
        when = item.get("when")
        way = self.people.way(item, self.targets)
        if way is None:
            self.names.report.add("no-way", item.key, say("动作「{name}」没有写转到哪里", "action “{name}” does not say where it leads", name=name),
                                  say("写「转: 环节名」或「回: 环节名」", "write 转 or 回 with a step"))
        return Action(
            name=name, title=item.text("title", name), way=way, by=self.people.who(item.get("by")),
            when=self.condition(when, filled) if when else None, form=self.form(item.get("form"), filled),
            effects=self.people.effects(item), whole=item.flag("whole"), note=item.text("note"), cite=self.names.cites(item), mark=item.key)

    def _route(self, item: Item, filled: frozenset[str]) -> tuple[Row, ...]:
        route = item.get("route")
        if route is None:
            return ()
        scope = self._route_scope(item, filled)
        found: list[Row] = []
        for row in route.value:
            when = row.get("when")
            way = self.people.way(row, self.targets)
            if when is None or way is None:
                if way is None:
                    self.names.report.add("no-way", row.mark, say("这一行没有写转到哪里", "this row does not say where it leads"))
                continue
            other = str(when.value) in ELSE
            formula = None if other else self.formula(when, scope, YES_NO)
            if formula is None and not other:
                continue
            found.append(Row(formula, way, self.people.effects(row), row.text("title"), self.names.cites(row), when.mark))
        return tuple(found)

    # --- time -------------------------------------------------------------------------------------------------------

    def _deadline(self, item: Item, filled: frozenset[str]) -> Deadline:
        within, until, since = item.get("within"), item.get("until"), item.get("from")
        if (within is None) == (until is None):
            self.names.report.add("deadline-kind", item.key, say("时限要写「内」或「至」里的一个", "a deadline needs one of within and until"))
        if until is not None:
            self._date_field(until)
        policy = item.get("on_rework")
        nudges = item.get("nudges")
        return Deadline(
            within=self._within(within), limit=self._limit(within, filled), until=str(until.value) if until else "",
            since=self._since(since) if since else "", counting=item.text("counting", "next_day"),  # type: ignore[arg-type]
            on_rest=item.text("on_rest", "next"), on_rework=self._policy(policy) if policy else "restart",  # type: ignore[arg-type]
            nudges=tuple(self._nudge(one) for one in nudges.value) if nudges else (), cite=self.names.cites(item), mark=item.key)

    def _within(self, item: Item | None) -> str:
        return self.names.use("parameter", item) if item is not None and not looks_up(item) else ""

    def _limit(self, item: Item | None, filled: frozenset[str]) -> Formula | None:
        """A limit that is looked up, such as 办理时限(类别)."""
        return self.formula(item, self.scopes.at(filled), SPAN) if item is not None and looks_up(item) else None

    def _date_field(self, item: Item) -> None:
        field = self.scopes.fields.get(str(item.value))
        if field is None:
            self.names.unknown("field", str(item.value), item.mark, self.scopes.fields)
        elif field.kind not in ("date", "moment"):
            self.names.report.add("deadline-kind", item.mark, say("「{name}」不是日期，不能做时限", "“{name}” is not a date and cannot be a deadline",
                                                                  name=field.name))

    def _since(self, item: Item) -> str:
        if str(item.value) not in self.people.steps:
            self._date_field(item)
        return str(item.value)

    def _policy(self, item: Item) -> str:
        word = POLICIES.get(str(item.value))
        return word if word is not None else self.names.use("parameter", item, also=POLICIES)

    def _nudge(self, item: Item) -> Nudge:
        before, after, on = item.get("before"), item.get("after"), item.get("next")
        if (before is None) == (after is None):
            self.names.report.add("nudge-kind", item.mark, say("督促要写「到期前」或「到期后」里的一个", "a rung needs one of before and after"))
        lead = before or after
        return Nudge("before" if before else "after", self._lead(lead) if lead else AT_ONCE,
                     Way(self.people.target(on, self.targets), "next", on.mark) if on else None,
                     self.people.effects(item), self.names.cites(item), item.mark)

    def _lead(self, item: Item) -> Span | str:
        span = read_span(str(item.value))
        return span if span is not None else self.names.use("parameter", item)
