"""Boards in stories: what hangs on them, and what those who answer for them do.

In: `公示栏`: board → what is seen of its newest issue; beats such as 审公示 with the board under 给, the sheet and the
line under 填.  Out: differences, or what was done.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Misread, Scene, Turn, differs, doing, expects
from engine.schema import Item
from engine.service import boards as reading
from engine.service import publishing
from engine.service.boards import IssueView
from engine.store import issues as kept
from engine.store.issues import IssueRow
from engine.text import Text, say

SHEET, LINE = "张", "行"


@expects("boards", Text("公示栏", "boards"))
def _boards(item: Item, scene: Scene) -> list[Difference]:
    return [one for name, wanted in item.value.items() for one in _board(name, wanted, scene.stage)]


def _board(name: str, wanted: Item, stage: Stage) -> list[Difference]:
    rows = _rows(stage, name, wanted.text("sheet"), "published")
    page = _page(stage, rows[0]) if rows else None
    struck = sum(1 for line in page.lines if line.struck) if page else 0
    got: Mapping[str, object] = {
        "count": len(rows), "drafts": len(_rows(stage, name, wanted.text("sheet"), "draft")), "number": page.number if page else "",
        "corrects": page.corrects.number if page and page.corrects else "", "struck": struck}
    found = [one for key, seen in got.items() if (said := wanted.get(key)) is not None for one in differs("boards", said, said.value, seen)]
    lines = wanted.get("lines")
    return found + (_lines(lines, page) if lines is not None else [])


def _lines(wanted: Item, page: IssueView | None) -> list[Difference]:
    """Each line that is written against the line in its place, by the columns that are written."""
    lines = [dict(line.cells) for line in page.lines if not line.struck] if page else []
    if len(lines) != len(wanted.value):
        return differs("boards", wanted, say("{n}行", "{n} line(s)", n=len(wanted.value)).zh, say("{n}行", "{n} line(s)", n=len(lines)).zh)
    return [one for said, seen in zip(wanted.value, lines, strict=True) for column, cell in said.value.items()
            for one in differs("boards", cell, str(cell.value), seen.get(column, f"（没有「{column}」这一列）"))]


def _rows(stage: Stage, board: str, sheet: str, state: str) -> list[IssueRow]:
    """The issues of a board that some method of the street has, newest first."""
    pairs = [(one.id, board) for one in stage.street.methods.values() if board in one.boards]
    if not pairs:
        raise Misread(say("没有「{name}」这个公示栏", "there is no board “{name}”", name=board))
    rows = kept.issues(stage.service.store, pairs, state=state, most=10_000)
    return [row for row in rows if not sheet or sheet in (row.per, stage.directory.call(row.per))]


def _page(stage: Stage, row: IssueRow) -> IssueView:
    return reading.whole_issue(stage.service, row.id)


def _meant(turn: Turn, state: str) -> str:
    board = next(iter(turn.beat.to), "")
    rows = _rows(turn.stage, board, str((turn.beat.fill or {}).get(SHEET, "")), state)
    if not rows:
        raise Misread(say("「{name}」现在没有{what}", "“{name}” has no {what} now", name=board,
                          what=Text("等审的一期", "draft") if state == "draft" else Text("公示出去的一期", "published issue")))
    return rows[0].id


@doing("审公示", "approve")
def _approve(turn: Turn) -> None:
    publishing.approve(turn.stage.service, turn.actor, _meant(turn, "draft"))


@doing("不予公示", "decline")
def _decline(turn: Turn) -> None:
    publishing.decline(turn.stage.service, turn.actor, _meant(turn, "draft"), turn.beat.reason)


@doing("重做公示", "redraw")
def _redraw(turn: Turn) -> None:
    publishing.redraw(turn.stage.service, turn.actor, _meant(turn, "draft"))


@doing("更正公示", "correct_issue")
def _correct(turn: Turn) -> None:
    publishing.correct_issue(turn.stage.service, turn.actor, _meant(turn, "published"), turn.beat.reason, _line(turn))


@doing("撤公示", "redact")
def _redact(turn: Turn) -> None:
    line = _line(turn)
    if not line:
        raise Misread(say("请在「填」里写撤第几行：{{行: 1}}", "write under 填 which line: {{行: 1}}"))
    publishing.redact(turn.stage.service, turn.actor, _meant(turn, "published"), line[0], turn.beat.reason)


def _line(turn: Turn) -> list[int] | None:
    written = (turn.beat.fill or {}).get(LINE)
    words = written if isinstance(written, list) else [written] if written is not None else []
    return [int(str(one)) for one in words if str(one).isdecimal()] or None
