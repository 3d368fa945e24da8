"""What a formula may speak of at a place of a workflow.

In: fields, parameters, lists and what is surely filled there.  Out: a `Scope` for the formula stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler.fields import type_of
from engine.compiler.names import Names
from engine.formulas import Formula
from engine.formulas.types import DATE, MOMENT, NUMBER, SPAN, TEXT, UNIT, YES_NO, Function, Param, Scope, Type, item_of
from engine.model import Field

TODAY, NOW, ROUND, NUMBER_NAME, HOME = "今日", "此刻", "轮次", "编号", "归属单位"
QUORATE, INVITED, ANSWERED, GROUP = "成立", "应邀数", "应答数", "组"
LEFT = "时间"  # 〈step〉时间: when a step was last left

ALWAYS_KNOWN: Mapping[str, Type] = {ROUND: NUMBER, NUMBER_NAME: TEXT, HOME: UNIT}
RESERVED = frozenset({TODAY, NOW, ROUND, NUMBER_NAME, HOME, QUORATE, INVITED, ANSWERED, "其余", "未定", "不限"})

_WHEN = Param((DATE, MOMENT))
TIME_FUNCTIONS: Mapping[str, Function] = {
    "推算日": Function("推算日", "due_day", (_WHEN, Param((SPAN,))), DATE),
    "推算时": Function("推算时", "due_moment", (_WHEN, Param((SPAN,))), MOMENT),
}


def ballot_functions(sheet: Iterable[Field], groups: Iterable[str]) -> Mapping[str, Function]:
    """Functions over the answers of a ballot; inside their argument the sheet's fields are known."""
    rows = {field.name: type_of(field) for field in sheet} | {GROUP: item_of(GROUP, *groups)}
    one = Param((YES_NO,), each=True)
    number = Param((NUMBER,), each=True)
    return {
        "占比": Function("占比", "share", (one,), NUMBER, rows=rows),
        "票数": Function("票数", "votes", (one,), NUMBER, rows=rows),
        "平均": Function("平均", "average", (number,), NUMBER, rows=rows),
    }


class Scopes:
    """Scopes of one workflow: `fields` and `derived` as far as they are known."""

    def __init__(self, names: Names, fields: Mapping[str, Field], steps: Iterable[str]) -> None:
        self.names, self.fields = names, fields
        self.left = {f"{step}{LEFT}": MOMENT for step in steps}
        self.derived: dict[str, Formula] = {}

    def at(self, filled: frozenset[str] | None, *, clock: bool = False, extra: Mapping[str, Type] | None = None,
           functions: Mapping[str, Function] | None = None, grants: Mapping[str, frozenset[str]] | None = None) -> Scope:
        """The scope where `filled` are surely filled (None: everything); `clock` adds 今日 and 此刻."""
        types: dict[str, Type] = {name: type_of(field) for name, field in self.fields.items()}
        types |= self.left | dict(ALWAYS_KNOWN) | {name: formula.type for name, formula in self.derived.items()}
        types |= self.names.parameter_types | dict(extra or {})
        types |= {TODAY: DATE, NOW: MOMENT} if clock else {}
        granted = frozenset[str]().union(*(grants or {}).values()) if grants else frozenset[str]()
        maybe = frozenset() if filled is None else frozenset((self.fields.keys() | self.left.keys()) - filled)
        maybe |= frozenset(name for name in self.derived if self.needs(name) & maybe) | granted
        return Scope(names={name: type_ for name, type_ in types.items() if name not in self.names.tables},
                     tables=dict(self.names.tables), functions={**TIME_FUNCTIONS, **(functions or {})}, maybe=maybe,
                     grants=dict(grants or {}))

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


