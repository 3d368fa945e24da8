"""Names while compiling: what has been declared, and a gentle problem for what has not.

In: the item tree of a method.  Out: `Names`, which every part of the compiler asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.formulas.types import Table, Type
from engine.model import Choices, Field, Form, Parameter
from engine.problems import Mark, Report, nearest
from engine.schema import Item
from engine.text import Text, say

EVERYBODY = "人员"
PUBLIC = "公众"
OPENER = "发起人"
SOURCE = "来源件"  # the people of the case this one was opened from
PARTIES = "当事人"
WHOLE_COURSE = "全程"
STREET = "街道"

_WORDS: dict[str, Text] = {
    "role": Text("角色", "role"), "unit": Text("单位种类", "kind of unit"), "list": Text("清单", "list"),
    "parameter": Text("参数", "parameter"), "workflow": Text("流程", "workflow"), "board": Text("公示栏", "board"),
    "document": Text("单据", "document"), "obligation": Text("义务", "obligation"), "register": Text("名册", "register"), "field": Text("字段", "field"),
    "step": Text("环节或结局", "step or outcome"), "clause": Text("条款", "clause"),
    "per": Text("件、单位种类、角色、名册或字段", "case, kind of unit, role, register or field"),
    "strata": Text("按清单记的情况或参数", "fact or parameter kept by a list"), "tie": Text("平票办法或选项", "way to settle a tie, or item"),
    "abstain": Text("弃权的算法", "way to count abstentions"), "anytime": Text("环节、动作或随时可办的事", "step, action or anytime action"),
}


@dataclass(slots=True)
class Names:
    """The declared names of a method and the report that hears of unknown ones."""

    report: Report
    declared: Mapping[str, frozenset[str]]
    lists: dict[str, Choices] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    parameter_types: dict[str, Type] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    role_forms: dict[str, Form] = field(default_factory=dict)
    public_roles: set[str] = field(default_factory=set)
    role_parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unit_forms: dict[str, Form] = field(default_factory=dict)
    register_forms: dict[str, Form] = field(default_factory=dict)
    occasions: dict[str, Form] = field(default_factory=dict)
    used: dict[str, set[str]] = field(default_factory=dict)

    def use(self, kind: str, item: Item, also: Iterable[str] = ()) -> str:
        """The name an item holds, noted as used; an unknown one is a problem with the nearest known name."""
        name = str(item.value)
        self.note(kind, name)
        if name not in self.declared.get(kind, frozenset()) and name not in also:
            self.unknown(kind, name, item.mark, [*self.declared.get(kind, ()), *also])
        return name

    def role_facts(self, role: str) -> Form:
        """The facts kept for holders of a role and of the roles it is made of."""
        parts = [role]
        for one in parts:
            parts += [inner for inner in self.role_parts.get(one, ()) if inner not in parts]
        return tuple(field for one in parts for field in self.role_forms.get(one, ()))

    def facts_of(self, kind: str, among: Iterable[str]) -> Form:
        """What is known of what a field of this kind names: of a person by the roles, of a unit by its kinds, of an entry
        by its register."""
        found: list[Field] = []
        for one in among:
            if kind == "person":
                found += [fact for role in (self.role_forms if one == EVERYBODY else (one,)) for fact in self.role_facts(role)]
            else:
                found += {"unit": self.unit_forms, "entry": self.register_forms}.get(kind, {}).get(one, ())
        return tuple({fact.name: fact for fact in found}.values())

    def note(self, kind: str, name: str) -> None:
        """Remember that something refers to a name."""
        self.used.setdefault(kind, set()).add(name)

    def unknown(self, kind: str, name: str, mark: Mark, known: Iterable[str]) -> None:
        """Report a name nobody declared."""
        close = nearest(name, known)
        word = _WORDS[kind]
        hint = (say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
                say("先在「{word}」里写上它，或者改用已有的名字", "declare it under {word}, or use a known name", word=word))
        self.report.add("unknown-name", mark, say(
            "没有「{name}」这个{word}", "there is no {word} “{name}”", name=name, word=word), hint)

    def cites(self, item: Item) -> tuple[str, ...]:
        """The clauses an item cites; unknown ones are problems."""
        return tuple(self.use("clause", one) for one in item.words("cite"))


def declared_names(method: Item) -> Mapping[str, frozenset[str]]:
    """Every name a method declares, by kind."""
    kinds = {"role": "roles", "unit": "units", "list": "lists", "parameter": "parameters", "workflow": "workflows",
             "board": "boards", "obligation": "obligations", "evaluation": "evaluations", "document": "documents", "register": "registers", "clause": "clauses"}
    found = {kind: frozenset(name for name, _ in method.entries(key)) for kind, key in kinds.items()}
    found["unit"] |= {STREET}
    return found
