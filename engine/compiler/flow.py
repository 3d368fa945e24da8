"""One workflow, from items to the frozen description.

In: an item of 流程.  Out: a `Workflow`.  Two looks: the first finds fields, steps and ways, and from them what is
surely filled where; the second compiles every formula against exactly that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.compiler.ballots import drawn_field, group_names
from engine.compiler.fields import compile_form
from engine.compiler.filled import Edge, cleared_by_return, surely_filled_at
from engine.compiler.names import WHOLE_COURSE, Names
from engine.compiler.numbering import number_pattern
from engine.compiler.outside import Outside
from engine.compiler.people import People
from engine.compiler.policy import UNBOUNDED
from engine.compiler.scopes import LEFT, RESERVED, Scopes, answered_functions
from engine.compiler.starting import compile_start
from engine.compiler.steps import Steps
from engine.formulas import YES_NO, Formula, compile_formula
from engine.model import Anytime, Field, Form, Outcome, Reopening, Rework, Stage, Start, Step, Workflow
from engine.problems import Report
from engine.schema import Item
from engine.text import say

START = "发起"


def compile_workflow(names: Names, name: str, item: Item) -> Workflow:
    """Compile one workflow; every problem goes to the report of `names`."""
    return _Flow(names, name, item).compile()


class _Flow:
    def __init__(self, names: Names, name: str, item: Item) -> None:
        self.names, self.name, self.item = names, name, item
        self.steps = dict(item.entries("steps"))
        self.outcomes = dict(item.entries("outcomes"))
        quiet = replace(names, report=Report())
        self.fields = self._fields(quiet)
        self.scopes = Scopes(names, self.fields, self.steps, self._side_by_side())
        everything = frozenset([*self.fields, *(step for step in self.steps if step), *_sheet_names(self.steps)])
        self.people = People(names, everything, frozenset(self.steps))
        self.people.outside = Outside(names, self.scopes)
        self.targets = frozenset([*self.steps, *self.outcomes])
        self._derive()
        self._ballots(quiet)
        self.edges = self._edges(quiet)
        first = next(iter(self.steps), "")
        self.filled = surely_filled_at(first, self._start_fills(), self.edges)

    # --- the first look ---------------------------------------------------------------------------------------------

    def _forms(self) -> list[tuple[str, Item]]:
        start = self.item.get("start")
        found = [(START, start.get("form"))] if start else []
        for step, inner in self.steps.items():
            found.append((step, inner.get("form")))
            found += [(step, action.get("form")) for _, action in inner.entries("actions")]
        return [(where, form) for where, form in found if form is not None and isinstance(form.value, dict)]

    def _fields(self, quiet: Names) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for _, form in self._forms():
            for field in compile_form(quiet, form):
                known = found.get(field.name)
                if known is not None and _shape(known) != _shape(field):
                    self.names.report.add("field-differs", field.mark, say(
                        "「{name}」在别处是另一种内容", "“{name}” is another kind of field elsewhere", name=field.name),
                        say("同一个名字就是同一个字段；不同的内容请另起名字", "one name is one field; name the other one differently"),
                        related=((known.mark, say("另一处在这里", "the other is here")),))
                found.setdefault(field.name, field)
                self._clash(field)
        for draw in (step.get("draw") for step in self.steps.values()):
            drawn = drawn_field(self.names, draw) if draw is not None else None
            if drawn is not None:
                found.setdefault(drawn.name, drawn)
        return found

    def _clash(self, field: Field) -> None:
        for kind, word in (("parameter", "参数"), ("derived", "算式")):
            taken = self.names.declared.get(kind, frozenset()) if kind == "parameter" else dict(self.item.entries("derived"))
            if field.name in taken:
                self.names.report.add("name-clash", field.mark, say(
                    "「{name}」已经是{word}的名字", "“{name}” is already the name of a {kind}", name=field.name, word=word, kind=kind),
                    say("换一个名字", "use another name"))
        if field.name in RESERVED:
            self.names.report.add("name-clash", field.mark, say(
                "「{name}」是公式里的固定用语，不能做字段名", "“{name}” is a fixed word of formulas and cannot name a field", name=field.name))

    def _side_by_side(self) -> dict[str, tuple[str, ...]]:
        """The steps where several do a part of their own, with their actions."""
        def several(by: Item | None) -> bool:
            parts = by.value if by is not None and isinstance(by.value, list) else [by]
            return any(one is not None and isinstance(one.value, dict) and (
                one.text("how") == "each" or (one.text("how") == "claim" and one.flag("many"))) for one in parts)

        return {step: tuple(name for name, _ in item.entries("actions")) for step, item in self.steps.items() if several(item.get("by"))}

    def _derive(self) -> None:
        waiting = dict(self.item.entries("derived"))
        while waiting:
            done = [name for name, item in waiting.items() if self._derived(name, item, Report())]
            if not done:
                for name, item in waiting.items():
                    self._derived(name, item, self.names.report)
                return
            for name in done:
                del waiting[name]

    def _ballots(self, quiet: Names) -> None:
        ballots = Steps(quiet, self.people, self.scopes, self.targets).ballots
        for ballot in (step.get("ballot") for step in self.steps.values()):
            if ballot is not None:
                made = ballots.results(ballot, ballots.sheet(ballot, None))
                self.scopes.results |= {name: formula.type for name, formula in made.items()}
        groups = {step: group_names(item) for step, item in self.steps.items() if item.get("ballot") is not None}
        self.scopes.functions.update(answered_functions(groups) if groups else {})

    def _derived(self, name: str, item: Item, report: Report) -> bool:
        text = item.get("is")
        if text is None:
            return False
        made = compile_formula(str(text.value), text.mark, self.scopes.at(None), None, report)
        if made is None:
            return False
        self.scopes.derived[name] = made
        self.names.cites(item)
        self._note_parameters(made)
        return True

    def _note_parameters(self, formula: Formula) -> None:
        for name in formula.reads | formula.calls:
            if name in self.names.declared["parameter"]:
                self.names.note("parameter", name)

    def _required(self, form: Item | None) -> frozenset[str]:
        if form is None or not isinstance(form.value, dict):
            return frozenset()
        return frozenset(name for name in form.value if name in self.fields and not (
            form.value[name].flag("optional") or form.value[name].get("when") is not None))

    def _start_fills(self) -> frozenset[str]:
        start = self.item.get("start")
        return self._required(start.get("form")) if start else frozenset()

    def _edges(self, quiet: Names) -> list[Edge]:
        looker = Steps(quiet, self.people, self.scopes, self.targets)
        found: list[Edge] = []
        rework = self.item.get("rework")
        then = rework.text("then") if rework else ""
        for name, item in self.steps.items():
            draw = item.get("draw")
            apart = name in self.scopes.apart  # what each of several fills in belongs to their part, not to the case
            form = frozenset[str]() if apart else self._required(item.get("form"))
            own = form | {f"{name}{LEFT}"} | ({draw.text("into")} if draw is not None else set())
            ways = [(action, own if apart else own | self._required(action.get("form"))) for _, action in item.entries("actions")]
            if item.get("next"):
                ways.append((item, own))
            ways += [(row, own | facts) for row, facts in looker.row_facts(item)]
            deadline = item.get("deadline")
            nudges = deadline.get("nudges") if deadline else None
            ways += [(nudge, frozenset({f"{name}{LEFT}"})) for nudge in (nudges.value if nudges else [])]
            for way, fills in ways:
                if way.get("next"):
                    found.append(Edge(name, way.text("next"), fills))
                elif way.get("back") and then and way.text("verb") != "return":
                    found.append(Edge(name, then, fills))
        return found

    # --- the second look --------------------------------------------------------------------------------------------

    def compile(self) -> Workflow:
        names, item = self.names, self.item
        steps = Steps(names, self.people, self.scopes, self.targets)
        unit = item.get("belongs_to")
        headline = item.get("headline")
        unknown = self.scopes.fields.keys() | self.scopes.left.keys()  # no way leads there, so nothing is said about filling
        built = {name: steps.compile(name, one, self.filled.get(name, frozenset(unknown))) for name, one in self.steps.items()}
        return Workflow(
            name=self.name, title=item.text("title", self.name), start=self._start(steps), steps=built,
            outcomes={name: self._outcome(name, one) for name, one in self.outcomes.items()},
            anytime={name: self._anytime(steps, name, one) for name, one in item.entries("anytime")},
            stages={name: self._stage(name, one) for name, one in item.entries("stages")},
            derived=dict(self.scopes.derived), rework=self._rework(),
            belongs_to=names.use("unit", unit) if unit else "", headline=self._headline(headline),
            visibility=item.text("visibility", "parties"), withheld=self._withheld(item.get("withheld")),  # type: ignore[arg-type]
            withheld_choices={field.name: self.names.lists[field.options.name].withheld for field in self.fields.values()
                              if field.options is not None and field.options.name in self.names.lists
                              and self.names.lists[field.options.name].withheld},
            number=number_pattern(names, item, "{流程}{年}-{序号:4}"),
            clears=self._clears(built), filled=self.filled, known_of=self.scopes.known_of, note=item.text("note"), cite=names.cites(item), mark=item.key)

    def _withheld(self, item: Item | None) -> Formula | None:
        return compile_formula(str(item.value), item.mark, self.scopes.at(None), YES_NO, self.names.report) if item else None

    def _headline(self, item: Item | None) -> str:
        if item is not None and str(item.value) not in self.fields:
            self.names.unknown("field", str(item.value), item.mark, self.fields)
        return str(item.value) if item is not None else next((f.name for f in self.fields.values() if f.kind == "long_text"), "")

    def _clears(self, built: Mapping[str, Step]) -> dict[str, frozenset[str]]:
        fills = {name: frozenset([*(field.name for field in step.fields() if not step.several), f"{name}{LEFT}"])
                 for name, step in built.items()}
        start = self.item.get("start")
        form = start.get("form") if start else None
        keep = frozenset(form.value) if form is not None and isinstance(form.value, dict) else frozenset()
        targets = {way.to for step in built.values() for _, way in step.ways() if way.kind != "next"}
        targets |= {one.text("back") for outcome in self.outcomes.values() if (one := outcome.get("reopen")) and one.text("back") in built}
        return {target: cleared_by_return(target, self.edges, fills, keep) for target in targets}

    def _start(self, steps: Steps) -> Start:
        item = self.item.get("start")
        return compile_start(self.names, self.people, item, steps.form(item.get("form"), frozenset()) if item is not None else ())

    def _rework(self) -> Rework | None:
        item = self.item.get("rework")
        if item is None:
            return None
        most, then, returns = item.get("at_most"), item.get("then"), item.get("returns_at_most")
        bounded = most is not None and str(most.value) not in (UNBOUNDED, "unbounded")
        return Rework(
            at_most=self.names.use("parameter", most) if most and bounded else "",
            then=self.people.target(then, self.targets) if then else "",
            returns_at_most=self.names.use("parameter", returns) if returns else "", mark=item.key)

    def _outcome(self, name: str, item: Item) -> Outcome:
        again = item.get("reopen")
        return Outcome(name=name, title=item.text("title", name), counts_as=item.text("counts_as", "settled"),  # type: ignore[arg-type]
                       sense=item.text("sense"), reopen=self._reopening(again) if again else None, effects=self.people.effects(item), note=item.text("note"),
                       cite=self.names.cites(item), mark=item.key)

    def _reopening(self, item: Item) -> Reopening | None:
        way = self.people.way(item, frozenset(self.steps))
        by, within, on = item.get("by"), item.get("within"), item.get("on")
        if on is not None and str(on.value) not in self.fields:
            self.names.unknown("field", str(on.value), on.mark, self.fields)
        if way is None:
            return None
        return Reopening(way, self.people.who(by), self.names.use("parameter", within) if within else "",
                         str(on.value) if on is not None else "", item.key)

    def _anytime(self, steps: Steps, name: str, item: Item) -> Anytime:
        when, reasons, most = item.get("when"), item.get("reasons"), item.get("at_most")
        places = item.words("while")
        if any(str(one.value) == WHOLE_COURSE for one in places):
            places = ()
        return Anytime(
            name=name, title=item.text("title", name), by=self.people.who(item.get("by")), verb=item.text("verb", "note"),  # type: ignore[arg-type]
            steps=tuple(self.people.target(one, frozenset(self.steps)) for one in places),
            way=self.people.way(item, self.targets),
            when=steps.condition(when, frozenset(self._start_fills())) if when else None,
            form=steps.form(item.get("form"), frozenset(self._start_fills())), effects=self.people.effects(item),
            reasons=self.names.use("list", reasons) if reasons else "", at_most=self.names.use("parameter", most) if most else "",
            approved_by=self.people.who(item.get("approved_by")),
            fields=self._correctable(item), note=item.text("note"), cite=self.names.cites(item), mark=item.key)

    def _correctable(self, item: Item) -> Form:
        found: list[Field] = []
        for one in item.words("fields"):
            field = self.fields.get(str(one.value))
            if field is None:
                self.names.unknown("field", str(one.value), one.mark, self.fields)
            else:
                found.append(field)
        return tuple(found)

    def _stage(self, name: str, item: Item) -> Stage:
        known = {START, *self.steps, *dict(self.item.entries("anytime"))}
        for one in item.words("contains"):
            if str(one.value) not in known:
                self.names.unknown("anytime", str(one.value), one.mark, known)
        return Stage(name=name, title=item.text("title", name), contains=tuple(str(one.value) for one in item.words("contains")),
                     alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"),
                     cite=self.names.cites(item), mark=item.key)


def _shape(field: Field) -> tuple[object, ...]:
    return field.kind, field.many, field.options, field.among, field.private


def _sheet_names(steps: Mapping[str, Item]) -> list[str]:
    found: list[str] = []
    for step in steps.values():
        ballot = step.get("ballot")
        ask = ballot.get("ask") if ballot else None
        found += list(ask.value) if ask is not None and isinstance(ask.value, dict) else []
    return found
