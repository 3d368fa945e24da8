"""Several who work side by side, and what is decided about a case as a whole: approve, begin again, take out again.

In: somebody's turn, or 各自 of 那么: unit or person → action, state or values.  Out: a command carried out; differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case import Approve, Case, Command, Reopen, Unmerge
from engine.case.several import parts_of
from engine.scenarios.seeing import agrees, see
from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Scene, Turn, differs, doing, expects_of_case, said
from engine.schema import Item
from engine.text import Text, say

WAITING, RETURNED = ("未办", "waiting"), ("已退", "returned")


@doing("批准", "approve")
def approve(turn: Turn) -> None:
    """Say yes to what waits for approval."""
    _do(turn, Approve("approve", reason=turn.beat.reason))


@doing("不批准", "decline")
def decline(turn: Turn) -> None:
    """Say no to what waits for approval."""
    _do(turn, Approve("decline", reason=turn.beat.reason))


@doing("重开", "reopen")
def reopen(turn: Turn) -> None:
    """Let a closed case begin again."""
    _do(turn, Reopen(turn.beat.reason))


@doing("撤销并单", "unmerge")
def unmerge(turn: Turn) -> None:
    """Take a case out of the one it was merged into."""
    _do(turn, Unmerge(turn.beat.reason))


def _do(turn: Turn, command: Command) -> None:
    turn.stage.service.do(turn.actor, turn.case.id, command)


@expects_of_case("parts", Text("各自", "parts"))
def _parts(item: Item, scene: Scene, case: Case) -> list[Difference]:
    found: list[Difference] = []
    for name, wanted in item.value.items():
        row, state = _row(case, scene.stage, name)
        if not isinstance(wanted.value, dict):
            found += differs("parts", wanted, str(wanted.value), state)
            continue
        for field, value in wanted.value.items():
            seen = see(scene.stage, case, field, row["values"].get(field, "")) if row else None
            if seen is None or not agrees(str(value.value), seen):
                found.append(Difference(value.key, say("{who}的「{field}」", "“{field}” of {who}", who=name, field=field), said(value),
                                        seen.shown if seen is not None else Text("没有", "nothing")))
    return found


def _row(case: Case, stage: Stage, name: str) -> tuple[Mapping[str, Any] | None, str]:
    """What somebody did last among several, and in a word how it stands with them."""
    account = stage.directory.named(name) or name
    rows = [row for rows in case.parts.values() for row in rows if name == row["unit"] or account == row["by"]]
    waiting = any(seat.state == "open" and name in (seat.unit, stage.directory.call(seat.person)) for seat in parts_of(case))
    if waiting:
        return (rows[-1] if rows else None), WAITING[0]
    if not rows:
        return None, ""
    return rows[-1], RETURNED[0] if rows[-1]["returned"] else str(rows[-1]["action"])
