"""Registers in stories: rows written, changed and closed by hand, and what stands in a register.

In: beats such as 入册, 改册 and 出册 with the register under 给 (改册 and 出册 name the row too), the unit under 所属;
`名册` of 那么: register → how many rows are in use.  Out: what was written, or differences.
"""

from __future__ import annotations

from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Misread, Scene, Turn, differs, doing, expects
from engine.schema import Item
from engine.service import registers
from engine.store.registers import named_rows, rows_in
from engine.text import Text, say

LINKED = "联系人"


@expects("registers", Text("名册", "registers"))
def _registers(item: Item, scene: Scene) -> list[Difference]:
    return [one for name, wanted in item.value.items()
            for one in differs("registers", wanted, wanted.value, rows_in(scene.stage.service.store, _method(scene.stage, name), name)[1])]


def _method(stage: Stage, register: str) -> str:
    found = next((one.id for one in stage.street.methods.values() if register in one.registers), "")
    if not found:
        raise Misread(say("没有「{name}」这本名册", "there is no register “{name}”", name=register))
    return found


def _row(turn: Turn) -> str:
    register, *rest = turn.beat.to or ("",)
    found = named_rows(turn.stage.service.store, _method(turn.stage, register), register, rest[0] if rest else "")
    if len(found) != 1:
        raise Misread(say("「给」里写名册和其中一行，如 [{register}, 名称]", "write a register and one of its rows under 给, such as [{register}, name]",
                          register=register))
    return found[0]


def _values(turn: Turn) -> tuple[dict[str, object], list[str] | None]:
    values = dict(turn.beat.fill or {})
    linked = values.pop(LINKED, None)
    names = linked if isinstance(linked, list) else [linked] if linked is not None else None
    return values, None if names is None else [turn.person(str(one)) for one in names]


@doing("入册", "add_row")
def _add(turn: Turn) -> None:
    register = next(iter(turn.beat.to), "")
    values, linked = _values(turn)
    registers.add_row(turn.stage.service, turn.actor, _method(turn.stage, register), register, turn.beat.unit, values, linked=linked or (),
                      reason=turn.beat.reason)


@doing("改册", "change_row")
def _change(turn: Turn) -> None:
    values, linked = _values(turn)
    registers.change_row(turn.stage.service, turn.actor, _row(turn), values, linked=linked, reason=turn.beat.reason)


@doing("出册", "close_row")
def _close(turn: Turn) -> None:
    registers.close_row(turn.stage.service, turn.actor, _row(turn), turn.beat.reason)
