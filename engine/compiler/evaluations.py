"""Evaluations: indicators over rows, scores over indicators, rankings and consequences over scores.

In: an item of 评价, the workflows and the kinds of unit and roles.  Out: an `Evaluation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from engine.compiler import scoring_words as words
from engine.compiler.consequences import compile_consequence, compile_ranking, compile_within
from engine.compiler.evaluation_reader import Ground, Reader
from engine.compiler.fields import compile_form
from engine.compiler.indicators import compile_indicator
from engine.compiler.names import Names
from engine.compiler.people import People
from engine.formulas import compile_formula
from engine.formulas.types import NUMBER, YES_NO
from engine.model import Check, Workflow
from engine.model.evaluation import Component, Evaluation
from engine.problems import Report
from engine.schema import Item
from engine.text import say
from engine.values import read_number, read_percent


def compile_evaluations(names: Names, item: Item, workflows: Mapping[str, Workflow]) -> dict[str, Evaluation]:
    """Every evaluation of a method."""
    entries = dict(item.entries("evaluations"))
    quiet = replace(names, report=Report())
    forms = [compile_form(quiet, one.get("form")) for kind in ("units", "roles") for _, one in item.entries(kind)]
    ground = Ground(workflows, {one.name: one for form in forms for one in form}, {name: one.text("period", "year") for name, one in entries.items()},
                    tuple(inner for one in entries.values() for inner, _ in one.entries("consequences")))
    return {name: _Evaluation(Reader(names, name, one, ground)).compile() for name, one in entries.items()}


class _Evaluation:
    def __init__(self, reader: Reader) -> None:
        self.reader, self.names, self.name, self.item = reader, reader.names, reader.name, reader.item

    def compile(self) -> Evaluation:
        item, names, reader = self.item, self.names, self.reader
        subjects = tuple(self._subject(one) for one in item.words("subject"))
        for name, one in item.entries("indicators"):
            indicator = compile_indicator(reader, name, one)
            if indicator is not None:
                self.reader.indicators[name] = indicator
        self._derive()
        components = self._components()
        self._one_score()
        bands, accounts = item.get("bands"), item.get("accounts")
        return Evaluation(
            name=self.name, title=item.text("title", self.name), subjects=subjects, period=item.text("period", "year"),  # type: ignore[arg-type]
            indicators=self.reader.indicators, derived=self.reader.derived, components=components, score=self.reader.formula(item.get("score"), NUMBER),
            means={name: compile_within(reader, within) for name, one in item.entries("derived") if (within := one.words("mean_within"))},
            adds_to=_share(item.text("adds_to", "100%")),
            accounts={axis: held for axis, one in accounts.value.items() if (held := self.reader.formula(one, NUMBER))} if accounts else {},
            decimals=int(item.get("decimals").value) if item.get("decimals") else 2,  # type: ignore[union-attr]
            missing=self.reader.choice("missing", words.MISSING, "unscored"), min_sample=self.reader.parameter(item.get("min_sample")),
            grace=self.reader.parameter(item.get("grace")), signed_by=People(names, frozenset(), frozenset()).who(item.get("signed_by")),
            checks=self._checks(), ranking=compile_ranking(reader), bands=names.use("list", bands) if bands else "",
            consequences={name: led for name, one in item.entries("consequences") if (led := compile_consequence(reader, name, one)) is not None},
            alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=names.cites(item), mark=item.key)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _subject(self, item: Item) -> str:
        name = str(item.value)
        kind = "unit" if name in self.names.declared["unit"] else "role"
        return self.names.use(kind, item, also=self.names.declared["unit"])

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
        made = compile_formula(str(text.value), text.mark, self.reader.scope(), None, report) if text is not None else None
        if made is None:
            return False
        self.reader.derived[name] = made
        self.reader.note(made)
        return True

    def _components(self) -> dict[str, Component]:
        """Every part, or none where one of them is wrong: half a sum is no score."""
        made = {name: self._component(name, one) for name, one in self.item.entries("components")}
        whole = {name: part for name, part in made.items() if part is not None}
        return whole if len(whole) == len(made) else {}

    def _component(self, name: str, item: Item) -> Component | None:
        value, weight = self.reader.formula(item.get("value"), NUMBER), self.reader.formula(item.get("weight"), NUMBER)
        shares = item.get("shares")
        if value is None or weight is None:
            return None
        return Component(name, item.text("title", name), value, weight,
                         {axis: made for axis, one in shares.value.items() if (made := self.reader.formula(one, NUMBER))} if shares else {},
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

    def _checks(self) -> tuple[Check, ...]:
        found = self.item.get("checks")
        made = [(self.reader.formula(one.get("must"), YES_NO, policy=True), one) for one in found.value] if found else []
        return tuple(Check(must, one.text("otherwise") == "warn", one.text("note"), one.mark) for must, one in made if must is not None)


def _share(text: str) -> Fraction:
    return next((found for found in (read_percent(text), read_number(text)) if found is not None), Fraction(1))
