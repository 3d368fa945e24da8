"""A board publishes: personal data only masked, what residents wrote only where that was declared."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compiler.boards import WORDING
from engine.model import Board, Count, Field, Method, Workflow
from engine.problems import Mark, Report
from engine.text import say

RULES = {
    "board-private": say("公示的列里有个人信息，没有遮盖", "a published column shows personal data without a mask"),
    "board-mask": say("「遮」里写的不是这个公示栏的列或字段", "what is masked is neither a column nor a field of the board"),
    "board-words": say("公示了群众写的话，没有声明可公示", "what residents wrote is published without being declared publishable"),
}
_TYPED = frozenset({"text", "long_text", "photo", "file", "table"})


def check(method: Method, report: Report) -> None:
    """Report columns that show private fields unmasked, masks of nothing, and residents' words nobody declared."""
    for board in method.boards.values():
        flow, fields = method.workflows.get(board.source), _fields(method, board)
        for masked in board.mask:
            if masked not in board.columns and masked not in fields:
                report.add("board-mask", board.mark, say(
                    "「{board}」没有「{column}」这一列，也没有这个字段，没法遮盖", "“{board}” has neither a column nor a field “{column}” to mask",
                    board=board.name, column=masked),
                    say("列有：{columns}", "its columns: {columns}", columns="、".join(board.columns)))
        for column, shown, mark in _shown(board):
            _private(board, column, shown, fields, flow, mark, report)
            if flow is not None and board.public:
                _words(board, shown, flow, mark, report)


def _fields(method: Method, board: Board) -> dict[str, Field]:
    flow, register = method.workflows.get(board.source), method.registers.get(board.source)
    return dict(flow.all_fields()) if flow is not None else {one.name: one for one in register.form} if register is not None else {}


def _shown(board: Board) -> Iterator[tuple[str, tuple[str, ...], Mark]]:
    """Every column that shows something of a line, with the names it reads: the sentences too, and what rows are named by."""
    for column, formula in board.columns.items():
        if isinstance(formula, Count):
            for one in (formula.sum, formula.mean):
                yield from ((column, tuple(one.reads), one.mark) for _ in (1,) if one is not None)
        elif formula.text.strip() == WORDING:
            for wording in board.wording.values():
                yield from ((name, (name,), wording.mark) for name in wording.names)
        else:
            yield column, tuple(formula.reads), formula.mark
    if board.row:
        yield board.row, (board.row,), board.mark


def _private(board: Board, column: str, shown: tuple[str, ...], fields: dict[str, Field], flow: Workflow | None, mark: Mark, report: Report) -> None:
    read = set(shown).union(*(needs(flow, name) for name in shown)) if flow is not None else set(shown)
    private = sorted(name for name in read if name in fields and fields[name].private)
    masks = {board.mask.get(name) for name in (column, *shown)} - {None}
    if private and not masks:
        report.add("board-private", mark, say(
            "「{column}」这一列会公示个人信息「{field}」", "the column “{column}” would publish the personal data “{field}”",
            column=column, field=private[0]),
            say("去掉这一列，或者写「遮: {{{column}: 留姓}}」（还可以写留末四位、不显）",
                "remove the column, or mask it: surname, last_four or hidden", column=column))
    if private and masks - {"hidden"} and tuple(private) != shown:
        report.add("board-private", mark, say(
            "「{column}」是用个人信息算出来的，只能写「不显」", "“{column}” is worked out from personal data and can only be hidden", column=column),
            say("直接列出「{field}」再遮，或者写「遮: {{{column}: 不显}}」", "show “{field}” itself with a mask, or hide the column",
                column=column, field=private[0]))


def _words(board: Board, shown: tuple[str, ...], flow: Workflow, mark: Mark, report: Report) -> None:
    for name in (one for one in shown if not board.mask.get(one)):
        field = residents_words(flow).get(name)
        if field is not None and not field.publishable:
            report.add("board-words", mark, say(
                "「{field}」是群众写的话，不能直接公示", "“{field}” is what residents wrote and cannot be published as it is", field=name),
                say("公示工作人员写的内容；确实要公示，在这个字段上写「可公示: 是」", "publish what staff wrote; or declare the field with 可公示: 是"))


def residents_words(flow: Workflow) -> dict[str, Field]:
    """The free texts that somebody without an account may fill in."""
    parties = {name for name, field in flow.all_fields().items() if field.kind == "party"}
    found: dict[str, Field] = {}
    if any(actor.kind == "public" for actor in flow.start.by):
        found |= {field.name: field for field in flow.start.form}
    for step in flow.steps.values():
        if any(actor.kind == "public" or (actor.kind == "field" and actor.name in parties) for actor in step.by):
            found |= {field.name: field for field in step.fields()}
    return {name: field for name, field in found.items() if field.kind in _TYPED}


def needs(flow: Workflow, name: str) -> set[str]:
    """Everything a named formula rests on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        formula = flow.derived.get(waiting.pop())
        for read in formula.reads if formula is not None else ():
            if read not in found:
                found.add(read)
                waiting.append(read)
    return found
