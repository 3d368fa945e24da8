"""A board publishes: personal data only masked, and only what something puts there."""

from __future__ import annotations

from engine.checks.documents import effects_of
from engine.model import Board, Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "board-private": say("公示的列里有个人信息，没有遮盖", "a published column shows personal data without a mask"),
    "board-mask": say("「遮」里写的不是这个公示栏的列", "what is masked is no column of the board"),
    "never-published": say("随件的公示栏，没有一处往上贴", "nothing is ever put on this board"),
}


def check(method: Method, report: Report) -> None:
    """Report columns that show private fields unmasked, masks of nothing, and boards nothing is put on."""
    shown = {name for flow in method.workflows.values() for effects in effects_of(flow) for name in effects.publish}
    for board in method.boards.values():
        if board.when in ("随件", "with_case") and board.name not in shown:
            report.add("never-published", board.mark, say(
                "没有哪一处往「{name}」上贴", "nothing is put on “{name}”", name=board.name),
                say("在该公示的动作、分流或结局下写「公示: {name}」", "write 公示 at the action, row or outcome that publishes", name=board.name))
        for column in board.mask:
            if column not in board.columns:
                report.add("board-mask", board.mark, say(
                    "「{board}」没有「{column}」这一列，没法遮盖", "“{board}” has no column “{column}” to mask", board=board.name, column=column),
                    say("列有：{columns}", "its columns: {columns}", columns="、".join(board.columns)))
        flow = method.workflows.get(board.source)
        if flow is not None:
            _private(board, flow, report)


def _private(board: Board, flow: Workflow, report: Report) -> None:
    fields = flow.all_fields()
    for column, formula in board.columns.items():
        read = set(formula.reads)
        for name in list(read):
            read |= _needs(flow, name)
        private = sorted(name for name in read if name in fields and fields[name].private)
        if private and column not in board.mask:
            report.add("board-private", formula.mark, say(
                "「{column}」这一列会公示个人信息「{field}」", "the column “{column}” would publish the personal data “{field}”",
                column=column, field=private[0]),
                say("去掉这一列，或者写「遮: {{{column}: 留姓}}」（还可以写留末四位、不显）",
                    "remove the column, or mask it: surname, last_four or hidden", column=column))


def _needs(flow: Workflow, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        formula = flow.derived.get(waiting.pop())
        for read in formula.reads if formula is not None else ():
            if read not in found:
                found.add(read)
                waiting.append(read)
    return found
