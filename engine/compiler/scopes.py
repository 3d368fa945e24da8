"""What a formula may speak of at a place of a workflow.

In: fields, parameters, lists and what is surely filled there.  Out: a `Scope` for the formula stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler.fields import type_of
from engine.compiler.names import Names
from engine.formulas import Formula
from engine.formulas.types import (
    DATE,
    MOMENT,
    NUMBER,
    SPAN,
    TEXT,
    UNIT,
    YES_NO,
    Function,
    Param,
    Scope,
    Table,
    Type,
    item_of,
)
from engine.model import Field

TODAY, NOW, ROUND, NUMBER_NAME, HOME = "今日", "此刻", "轮次", "编号", "归属单位"
QUORATE, INVITED, ANSWERED, GROUP = "成立", "应邀数", "应答数", "组"
HEADS = "人数"  # 人数(角色): how many hold a role
OPENED, ENDED = "另立件数", "另立办结数"  # by workflow: cases opened from this one, and those of them that have ended
OF = "的"  # 〈field〉的〈fact〉: what is known of the person, unit or entry in a field
ACTION, WHOSE = "动作", "单位"  # of a part that one of several did
LEFT = "时间"  # 〈step〉时间: when a step was last left

ALWAYS_KNOWN: Mapping[str, Type] = {ROUND: NUMBER, NUMBER_NAME: TEXT, HOME: UNIT}
RESERVED = frozenset({TODAY, NOW, ROUND, NUMBER_NAME, HOME, QUORATE, INVITED, ANSWERED, HEADS, OPENED, ENDED, "其余", "未定", "不限"})

_WHEN = Param((DATE, MOMENT))
TIME_FUNCTIONS: Mapping[str, Function] = {
    "推算日": Function("推算日", "due_day", (_WHEN, Param((SPAN,))), DATE),
    "推算时": Function("推算时", "due_moment", (_WHEN, Param((SPAN,))), MOMENT),
}
RECENT: Mapping[str, Function] = {
    "近期件数": Function("近期件数", "recent", (Param(name=True), Param((SPAN,))), NUMBER, first_repeats=True),
}


def part_functions(fields: Mapping[str, Field], apart: Mapping[str, tuple[str, ...]]) -> Mapping[str, Function]:
    """What may be asked of the parts that several did side by side: how many there are of which something holds."""
    actions = dict.fromkeys(action for named in apart.values() for action in named)
    rows = {name: type_of(field) for name, field in fields.items()} | {ACTION: item_of(ACTION, *actions), WHOSE: UNIT}
    step = item_of("环节", *apart)
    return {"几": Function("几", "parts", (Param((step,)), Param((YES_NO,), each=True)), NUMBER, required=1, rows=rows)}


def answered_functions(groups: Mapping[str, list[str]]) -> Mapping[str, Function]:
    """What may be asked of ballots that were counted: how many of a group, or of all, have answered."""
    step, group = item_of("测评", *groups), item_of(GROUP, *dict.fromkeys(name for named in groups.values() for name in named))
    return {"收到": Function("收到", "answers", (Param((step,)), Param((group,))), NUMBER, required=1)}


NOTHING_APART: Mapping[str, tuple[str, ...]] = {}


class Scopes:
    """Scopes of one workflow: `fields` and `derived` as far as they are known; `apart`: the steps where several do a
    part of their own, with their actions; `results`: what ballots come to, filled where one was quorate."""

    def __init__(self, names: Names, fields: Mapping[str, Field], steps: Iterable[str],
                 apart: Mapping[str, tuple[str, ...]] = NOTHING_APART) -> None:
        self.names, self.fields, self.apart = names, fields, apart
        self.functions: dict[str, Function] = {**TIME_FUNCTIONS, **RECENT, **(part_functions(fields, apart) if apart else {})}
        self.left = {f"{step}{LEFT}": MOMENT for step in steps}
        self.known_of = dict(_known_of(names, fields))
        self.derived: dict[str, Formula] = {}
        self.results: dict[str, Type] = {}

    def at(self, filled: frozenset[str] | None, *, clock: bool = False, extra: Mapping[str, Type] | None = None,
           functions: Mapping[str, Function] | None = None, grants: Mapping[str, frozenset[str]] | None = None) -> Scope:
        """The scope where `filled` are surely filled (None: everything); `clock` adds 今日 and 此刻."""
        types: dict[str, Type] = {name: type_of(fact) for name, (_, fact) in self.known_of.items()}
        types |= {name: type_of(field) for name, field in self.fields.items()}
        types |= self.left | dict(ALWAYS_KNOWN) | {name: formula.type for name, formula in self.derived.items()}
        types |= self.results | self.names.parameter_types | dict(extra or {})
        types |= {TODAY: DATE, NOW: MOMENT} if clock else {}
        granted = frozenset[str]().union(*(grants or {}).values()) if grants else frozenset[str]()
        maybe = frozenset() if filled is None else frozenset((self.fields.keys() | self.left.keys() | self.results.keys()) - filled)
        maybe |= frozenset(name for name, (of, fact) in self.known_of.items() if of in maybe or not self._sure(of, fact))
        maybe |= frozenset(name for name in self.derived if self.needs(name) & maybe) | granted
        return Scope(names={name: type_ for name, type_ in types.items() if name not in self.names.tables},
                     tables={**self.names.tables, **self._openings()}, functions={**self.functions, **(functions or {})}, maybe=maybe,
                     grants=dict(grants or {}))

    def _sure(self, of: str, fact: Field) -> bool:
        """Whether a fact is there whenever its field is filled: an entry has what its form requires, of people and units a
        street may know less."""
        return of in self.fields and self.fields[of].kind == "entry" and not fact.maybe

    def _openings(self) -> dict[str, Table]:
        """Counts of the cases opened from this one, by workflow."""
        flows = item_of("流程", *sorted(self.names.declared["workflow"]))
        return {OPENED: Table(flows, NUMBER), ENDED: Table(flows, NUMBER)}

    def needs(self, name: str) -> frozenset[str]:
        """Every field and leaving time a derived value rests on."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for read in self.derived[waiting.pop()].reads:
                if read in self.derived and read not in found:
                    waiting.append(read)
                found.add(read)
        return frozenset(found)


def policy_scope(names: Names) -> Scope:
    """Where only parameters are known: quorums, sizes, checks."""
    types = {name: type_ for name, type_ in names.parameter_types.items() if name not in names.tables}
    return Scope(names=types, tables=dict(names.tables))


def _known_of(names: Names, fields: Mapping[str, Field]) -> Iterable[tuple[str, tuple[str, Field]]]:
    """〈field〉的〈fact〉 with the field and the fact; private ones are not to be reckoned with."""
    for field in fields.values():
        if field.kind in ("person", "unit", "entry") and not field.many:
            yield from ((f"{field.name}{OF}{fact.name}", (field.name, fact)) for fact in names.facts_of(field.kind, field.among)
                        if not fact.private and f"{field.name}{OF}{fact.name}" not in fields)
    yield from ((f"{HOME}{OF}{fact.name}", (HOME, fact)) for fact in names.facts_of("unit", names.unit_forms))
