"""Evaluations: indicators over rows, scores over indicators, rankings and consequences over scores.

In: an item of 评价, the workflows and the kinds of unit and roles.  Out: an `Evaluation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.compiler import scoring_words as words
from engine.compiler.fields import compile_form, type_of
from engine.compiler.names import OPENER, Names
from engine.compiler.people import People
from engine.compiler.rows import find_source
from engine.formulas import Formula, compile_formula
from engine.formulas.types import DATE, NUMBER, UNIT, YES_NO, Scope, Type, item_of
from engine.model import Check, Field, Workflow
from engine.model.evaluation import Component, Consequence, Evaluation, Indicator, Ranking
from engine.problems import Report
from engine.schema import Item
from engine.text import say
from engine.values import read_number, read_percent


@dataclass(frozen=True)
class Ground:
    """What evaluations stand on: workflows, the facts of units and persons, and how long each evaluation's period is."""

    workflows: Mapping[str, Workflow]
    facts: Mapping[str, Field]
    periods: Mapping[str, str]
    consequences: tuple[str, ...]


def compile_evaluations(names: Names, item: Item, workflows: Mapping[str, Workflow]) -> dict[str, Evaluation]:
    """Every evaluation of a method."""
    entries = dict(item.entries("evaluations"))
    quiet = replace(names, report=Report())
    forms = [compile_form(quiet, one.get("form")) for kind in ("units", "roles") for _, one in item.entries(kind)]
    ground = Ground(workflows, {one.name: one for form in forms for one in form}, {name: one.text("period", "year") for name, one in entries.items()},
                    tuple(inner for one in entries.values() for inner, _ in one.entries("consequences")))
    return {name: _Evaluation(names, name, one, ground).compile() for name, one in entries.items()}


def numbers_of(method: Item) -> dict[str, tuple[str, ...]]:
    """The names of what each evaluation counts and works out on the way."""
    return {name: tuple(inner for key in ("indicators", "derived") for inner, _ in one.entries(key)) for name, one in method.entries("evaluations")}


class _Evaluation:
    def __init__(self, names: Names, name: str, item: Item, ground: Ground) -> None:
        self.names, self.name, self.item, self.ground = names, name, item, ground
        self.derived: dict[str, Formula] = {}
        self.indicators: dict[str, Indicator] = {}

    def compile(self) -> Evaluation:
        item, names = self.item, self.names
        subjects = tuple(self._subject(one) for one in item.words("subject"))
        for name, one in item.entries("indicators"):
            indicator = self._indicator(name, one)
            if indicator is not None:
                self.indicators[name] = indicator
        self._derive()
        components = self._components()
        self._one_score()
        bands, accounts = item.get("bands"), item.get("accounts")
        return Evaluation(
            name=self.name, title=item.text("title", self.name), subjects=subjects, period=item.text("period", "year"),  # type: ignore[arg-type]
            indicators=self.indicators, derived=self.derived, components=components, score=self._formula(item.get("score"), NUMBER),
            adds_to=_share(item.text("adds_to", "100%")),
            accounts={axis: held for axis, one in accounts.value.items() if (held := self._formula(one, NUMBER))} if accounts else {},
            decimals=int(item.get("decimals").value) if item.get("decimals") else 2,  # type: ignore[union-attr]
            missing=self._choice("missing", words.MISSING, "unscored"), min_sample=self._parameter(item.get("min_sample")),
            grace=self._parameter(item.get("grace")), signed_by=People(names, frozenset(), frozenset()).who(item.get("signed_by")),
            checks=self._checks(), ranking=self._ranking(), bands=names.use("list", bands) if bands else "",
            consequences={name: led for name, one in item.entries("consequences") if (led := self._consequence(name, one)) is not None},
            alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=names.cites(item), mark=item.key)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _subject(self, item: Item) -> str:
        name = str(item.value)
        kind = "unit" if name in self.names.declared["unit"] else "role"
        return self.names.use(kind, item, also=self.names.declared["unit"])

    def _indicator(self, name: str, item: Item) -> Indicator | None:
        source_item = item.get("source")
        source = find_source(self.names, source_item, self.ground.workflows) if source_item is not None else None
        kinds = [kind for kind in words.KINDS if item.get(kind) is not None]
        if len(kinds) != 1:
            self.names.report.add("indicator-kind", item.key, say(
                "指标「{name}」要正好写一种：比率、计数、求和、平均或最近", "the indicator “{name}” needs exactly one of ratio, count, sum, mean and latest",
                name=name))
            return None
        if source is None:
            return None
        only_item = item.get("only")
        only = self._over(only_item, source.scope(self.names, None), YES_NO)
        scope = source.scope(self.names, only)
        above, below = self._numbers(item, kinds[0], scope)
        decimals = item.get("decimals")
        return Indicator(
            name=name, title=item.text("title", name), kind=words.KINDS[kinds[0]], source=source.name, step=source.step,
            credit=self._credit(item.get("credit"), source.fields, source.steps),
            dated_by=self._dated(item.get("dated_by"), source.fields, source.steps), only=only, numerator=above, denominator=below,
            cap=self._parameter(item.get("cap")), floor=self._parameter(item.get("floor")), nature=item.text("nature"),  # type: ignore[arg-type]
            decimals=int(decimals.value) if decimals else 0 if above is None or above.type == YES_NO else 6,
            alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=self.names.cites(item), mark=item.key)

    def _numbers(self, item: Item, kind: str, scope: Scope) -> tuple[Formula | None, Formula | None]:
        found = item.get(kind)
        if kind == "count" or found is None:
            return None, None
        if kind != "ratio":
            return self._over(found, scope, None), None
        return self._over(found.get("numerator"), scope, None), self._over(found.get("denominator"), scope, None)

    def _over(self, item: Item | None, scope: Scope, expect: Type | None) -> Formula | None:
        """A formula over a row: a condition counts 1 or 0, a number counts itself."""
        if item is None:
            return None
        made = compile_formula(str(item.value), item.mark, scope, expect, self.names.report)
        if made is not None and made.type not in (YES_NO, NUMBER) and made.type.kind != "points":
            self.names.report.add("formula-type", item.mark, say("这里要写条件或数", "a condition or a number is wanted here"))
            return None
        self._note(made)
        return made

    def _credit(self, item: Item | None, fields: Mapping[str, Field], steps: Iterable[str]) -> str:
        if item is None:
            return ""
        name = str(item.value)
        if name == "归属单位":
            return ""
        if name not in fields and name not in steps and name != OPENER:
            self.names.unknown("field", name, item.mark, [*fields, *steps, OPENER])
        elif name in fields and fields[name].kind not in ("person", "unit"):
            self.names.report.add("credit-kind", item.mark, say(
                "「{name}」不是人员或单位，不能算在它头上", "“{name}” is neither a person nor a unit, so nothing can be credited to it", name=name))
        return name

    def _dated(self, item: Item | None, fields: Mapping[str, Field], steps: Iterable[str]) -> str:
        if item is None:
            return "closed"
        name = str(item.value)
        dates = [one for one, known in fields.items() if known.kind in ("date", "moment")]
        if name not in words.DATED and name not in steps and name not in dates:
            self.names.unknown("field", name, item.mark, [*(word for word in words.DATED if not word.isascii()), *steps, *dates])
        return words.DATED.get(name, name)

    def _derive(self) -> None:
        waiting = dict(self.item.entries("derived"))
        while waiting:
            done = [name for name, one in waiting.items() if self._derived(name, one, Report())]
            if not done:
                for name, one in waiting.items():
                    self._derived(name, one, self.names.report)
                return
            for name in done:
                del waiting[name]

    def _derived(self, name: str, item: Item, report: Report) -> bool:
        text = item.get("is")
        made = compile_formula(str(text.value), text.mark, self.scope(), None, report) if text is not None else None
        if made is None:
            return False
        self.derived[name] = made
        self._note(made)
        return True

    def _components(self) -> dict[str, Component]:
        """Every part, or none where one of them is wrong: half a sum is no score."""
        made = {name: self._component(name, one) for name, one in self.item.entries("components")}
        whole = {name: part for name, part in made.items() if part is not None}
        return whole if len(whole) == len(made) else {}

    def _component(self, name: str, item: Item) -> Component | None:
        value, weight = self._formula(item.get("value"), NUMBER), self._formula(item.get("weight"), NUMBER)
        shares = item.get("shares")
        if value is None or weight is None:
            return None
        return Component(name, item.text("title", name), value, weight,
                         {axis: made for axis, one in shares.value.items() if (made := self._formula(one, NUMBER))} if shares else {},
                         self.names.cites(item), item.key)

    def _one_score(self) -> None:
        score, components = self.item.get("score"), self.item.get("components")
        if score is not None and components is not None:
            self.names.report.add("two-scores", score.key, say("「得分」和「构成」只写一样", "write either a score or its components"))
        if score is None and components is None:
            for key in ("ranking", "bands"):
                found = self.item.get(key)
                if found is not None:
                    self.names.report.add("no-score", found.key, say(
                        "没有得分，排不了名次、分不了等次", "without a score there is neither place nor band"),
                        say("写上「得分」或「构成」", "write a score or its components"))

    def _ranking(self) -> Ranking | None:
        item = self.item.get("ranking")
        if item is None:
            return None
        then = tuple(str(one.value) for one in item.words("then"))
        for one in item.words("then"):
            if str(one.value) not in self.indicators:
                self.names.unknown("field", str(one.value), one.mark, self.indicators)
        return Ranking(self._within(item.get("within")), item.text("order", "high"), self._choice("ties", words.TIES, "shared", item),  # type: ignore[arg-type]
                       then, self._formula(item.get("entrants"), YES_NO, {words.SCORE: NUMBER, words.EARLIER: NUMBER}), self._parameter(item.get("at_least")),
                       self.names.cites(item), item.key)

    def _within(self, item: Item | None) -> str:
        name = str(item.value) if item is not None else "全部"
        if item is not None and name not in words.WITHIN and name not in self.names.declared["unit"] and name not in self.ground.facts:
            self.names.unknown("unit", name, item.mark, ["全部", "角色", *self.names.declared["unit"], *self.ground.facts])
        return words.WITHIN.get(name, name)

    def _consequence(self, name: str, item: Item) -> Consequence | None:
        extra: dict[str, Type] = {words.SCORE: NUMBER, words.PLACE: NUMBER, words.FROM_LAST: NUMBER, words.RANKED: NUMBER, words.EARLIER: NUMBER}
        bands = self.item.get("bands")
        if bands is not None and str(bands.value) in self.names.lists:
            extra[words.BAND] = Type("item", self.names.lists[str(bands.value)].type)
        extra |= {f"{one}{words.IN_A_ROW}": NUMBER for one in self.ground.consequences}
        when = self._formula(item.get("when"), YES_NO, extra)
        if when is None:
            return None
        people = People(self.names, frozenset(), frozenset())
        choices = item.get("choices")
        return Consequence(
            name, item.text("title", name), when, people.who(item.get("signed_by")), self._on(item.get("on")),
            self._parameter(item.get("appeal")), self._formula(item.get("feeds"), NUMBER, extra),
            self.names.use("list", choices) if choices else "", self._choice("row_by", words.ROW_BY, "period", item),
            self._choice("same_period", words.SAME_PERIOD, "once", item), people.effects(item), item.text("note"), self.names.cites(item), item.key)

    def _on(self, item: Item | None) -> str:
        if item is None:
            return ""
        name = str(item.value)
        facts = [one for one, known in self.ground.facts.items() if known.kind in ("unit", "person")]
        for kind in ("unit", "role"):
            if name in self.names.declared[kind]:
                return self.names.use(kind, item)
        if name not in facts:
            self.names.unknown("unit", name, item.mark, [*self.names.declared["unit"], *self.names.declared["role"], *facts])
        return name

    def _checks(self) -> tuple[Check, ...]:
        found = self.item.get("checks")
        made = [(self._formula(one.get("must"), YES_NO, policy=True), one) for one in found.value] if found else []
        return tuple(Check(must, one.text("otherwise") == "warn", one.text("note"), one.mark) for must, one in made if must is not None)

    # --- small readings ---------------------------------------------------------------------------------------------

    def scope(self, extra: Mapping[str, Type] | None = None, *, policy: bool = False) -> Scope:
        """What a formula about a subject may read: indicators, named steps, facts, parameters, other evaluations."""
        types = {name: type_ for name, type_ in self.names.parameter_types.items() if name not in self.names.tables}
        if policy:
            return Scope(names=types, tables=dict(self.names.tables))
        types |= {name: type_of(one) for name, one in self.ground.facts.items()}
        types |= dict.fromkeys(self.indicators, NUMBER) | {name: one.type for name, one in self.derived.items()}
        here = words.LENGTHS.index(self.item.text("period", "year"))
        for name, period in self.ground.periods.items():
            if name != self.name and period == words.LENGTHS[here]:
                types[name] = NUMBER
            elif words.LENGTHS.index(period) < here:
                types |= {f"{name}{word}": NUMBER for word in words.SERIES}
        types |= {words.SUBJECT: UNIT, "期初": DATE, "期末": DATE, "单位种类": item_of("单位种类", *sorted(self.names.declared["unit"]))}
        return Scope(names={**types, **(extra or {})}, tables=dict(self.names.tables))

    def _formula(self, item: Item | None, expect: Type, extra: Mapping[str, Type] | None = None, *, policy: bool = False) -> Formula | None:
        if item is None:
            return None
        made = compile_formula(str(item.value), item.mark, self.scope(extra, policy=policy), expect, self.names.report)
        self._note(made)
        return made

    def _note(self, formula: Formula | None) -> None:
        for name in (formula.reads | formula.calls) if formula is not None else ():
            if name in self.names.declared["parameter"]:
                self.names.note("parameter", name)

    def _parameter(self, item: Item | None) -> str:
        return self.names.use("parameter", item) if item is not None else ""

    def _choice(self, key: str, known: Mapping[str, str], default: str, item: Item | None = None) -> str:
        """One of a few words, or the parameter that settles it."""
        found = (item or self.item).get(key)
        if found is None:
            return default
        text = str(found.value)
        if text in known:
            return known[text]
        if text not in self.names.declared["parameter"]:
            self.names.unknown("parameter", text, found.mark, [*(word for word in known if not word.isascii()), *self.names.declared["parameter"]])
        self.names.note("parameter", text)
        return text


def _share(text: str) -> Fraction:
    return read_percent(text) or read_number(text) or Fraction(1)
