"""What is withheld from the public reaches no public board: proved, whatever the facts of a case are."""

from __future__ import annotations

from engine.compiler.fields import type_of
from engine.formulas import YES_NO, Formula, Overlap, Scope, TooMany, check_choices, compile_formula
from engine.model import Board, Count, Method, Workflow
from engine.problems import Report
from engine.text import Text, say

RULES = {
    "board-withheld": say("不公开的件可能上给公众看的公示栏", "a matter that is withheld may reach a public board"),
    "board-small": say("数的里面有不公开的件，没有写少于几不显示", "what is counted holds withheld matters, and small counts are not suppressed"),
}


def check(method: Method, report: Report) -> None:
    """Report public boards whose condition does not keep out every withheld case, and counts that could point at one."""
    for board in method.boards.values():
        if not board.public:
            continue
        flow = method.workflows.get(board.source)
        if flow is not None and not board.counts:
            _lines(method, board, flow, report)
        for title, column in board.columns.items():
            counted = method.workflows.get(column.workflow) if isinstance(column, Count) else None
            if counted is not None and isinstance(column, Count) and not board.suppress and any(
                    _both(column.only, condition) is not None and (
                        counted is not flow or _both(board.only, condition) is not None) for _, condition in _conditions(counted)):
                report.add("board-small", board.mark, say(
                    "「{column}」数的「{flow}」里有不公开的件，数目太小会让人猜出是谁", "“{column}” counts “{flow}”, which holds withheld matters; "
                    "a small count may tell whose they are", column=title, flow=counted.name),
                    say("写「少于不显: 参数名」，或者用「只取」去掉不公开的", "write 少于不显 with a parameter, or leave them out with 只取"))


def _lines(method: Method, board: Board, flow: Workflow, report: Report) -> None:
    if flow.visibility == "internal":
        report.add("board-withheld", board.mark, say(
            "「{flow}」是内部的流程，不能逐件给公众看", "“{flow}” is internal and cannot be shown to the public case by case", flow=flow.name),
            say("改成计数的列，或者改「给谁看」「公开」", "count its cases instead, or change the audience or 公开"))
        return
    for what, condition in _conditions(flow):
        when = _both(board.only, condition)
        if when is not None:
            report.add("board-withheld", board.only.mark if board.only is not None else board.mark, say(
                "「{board}」给公众看，{when}不公开的件（{what}）也会上去", "“{board}” is public, and {when} a withheld matter ({what}) would reach it",
                board=board.name, when=when, what=what),
                say("在「只取」里去掉它们，如「只取: 非（{condition}）」", "leave them out with 只取", condition=condition.text))


def _conditions(flow: Workflow) -> list[tuple[str, Formula]]:
    found = [(flow.withheld.text, flow.withheld)] if flow.withheld is not None else []
    fields = flow.all_fields()
    for name, items in flow.withheld_choices.items():
        scope = Scope(names={name: type_of(fields[name])})
        for item in sorted(items):
            text = f"{name} 含 '{item}'" if fields[name].kind == "choices" else f"{name} = '{item}'"
            made = compile_formula(text, fields[name].mark, scope, YES_NO, Report())
            found += [(item, made)] if made is not None else []
    return found


def _both(only: Formula | None, condition: Formula) -> Text | None:
    """When a case is taken and withheld all the same; None is a proof that none is."""
    if only is None:
        return Text("", "")
    for finding in check_choices([only, condition]):
        if isinstance(finding, Overlap):
            return finding.when
        if isinstance(finding, TooMany):
            return say("条件太多，证明不了，", "too many conditions to prove otherwise:")
    return None
