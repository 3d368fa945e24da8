"""What every part of an evaluation is read with: what its formulas may speak of, and what they were found to use.

In: an item of 评价, and what was declared around it.  Out: formulas, parameters and choices, each checked where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.compiler import scoring_words as words
from engine.compiler.fields import type_of
from engine.compiler.names import Names
from engine.formulas import Formula, compile_formula
from engine.formulas.types import DATE, NUMBER, SHARE, UNIT, Scope, Type, item_of
from engine.model import Field, Workflow
from engine.model.evaluation import Indicator
from engine.schema import Item


@dataclass(frozen=True)
class Ground:
    """What evaluations stand on: workflows, the facts of units and persons, and how long each evaluation's period is."""

    workflows: Mapping[str, Workflow]
    facts: Mapping[str, Field]
    periods: Mapping[str, str]
    consequences: tuple[str, ...]


@dataclass
class Reader:
    """One evaluation while it is read; `indicators` and `derived` grow as they are found."""

    names: Names
    name: str
    item: Item
    ground: Ground
    indicators: dict[str, Indicator] = field(default_factory=dict)
    derived: dict[str, Formula] = field(default_factory=dict)

    def scope(self, extra: Mapping[str, Type] | None = None, *, policy: bool = False) -> Scope:
        """What a formula about a subject may read: indicators, named steps, facts, parameters, other evaluations."""
        types = {name: type_ for name, type_ in self.names.parameter_types.items() if name not in self.names.tables}
        if policy:
            return Scope(names=types, tables=dict(self.names.tables))
        types |= {name: type_of(one) for name, one in self.ground.facts.items()}
        types |= {name: SHARE if one.kind == "ratio" else NUMBER for name, one in self.indicators.items()}
        types |= {name: one.type for name, one in self.derived.items()}
        here = words.LENGTHS.index(self.item.text("period", "year"))
        for name, period in self.ground.periods.items():
            if name != self.name and period == words.LENGTHS[here]:
                types[name] = NUMBER
            elif words.LENGTHS.index(period) < here:
                types |= {f"{name}{word}": NUMBER for word in words.SERIES}
        types |= {words.SUBJECT: UNIT, words.FIRST_DAY: DATE, words.LAST_DAY: DATE,
                  words.KIND_OF_UNIT: item_of(words.KIND_OF_UNIT, *sorted(self.names.declared["unit"]))}
        return Scope(names={**types, **(extra or {})}, tables=dict(self.names.tables))

    def formula(self, item: Item | None, expect: Type, extra: Mapping[str, Type] | None = None, *, policy: bool = False) -> Formula | None:
        """A formula about a subject, or over parameters only where it is about `policy`."""
        if item is None:
            return None
        made = compile_formula(str(item.value), item.mark, self.scope(extra, policy=policy), expect, self.names.report)
        self.note(made)
        return made

    def note(self, formula: Formula | None) -> None:
        """The parameters a formula reads are in use."""
        for name in (formula.reads | formula.calls) if formula is not None else ():
            if name in self.names.declared["parameter"]:
                self.names.note("parameter", name)

    def parameter(self, item: Item | None) -> str:
        """The parameter an entry names; '' for none."""
        return self.names.use("parameter", item) if item is not None else ""

    def choice(self, key: str, known: Mapping[str, str], default: str, item: Item | None = None) -> str:
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
