"""A board is drawn up in one way: lines or counts, with a case or by a period; and it has words for every end."""

from __future__ import annotations

from engine.checks.documents import effects_of
from engine.compiler.boards import WORDING
from engine.compiler.names import PARTIES
from engine.model import Board, Method, Workflow
from engine.model.board import WITH_CASE, WITH_PERIOD, wording_of
from engine.problems import Report
from engine.text import Text, say

RULES = {
    "never-published": say("随件的公示栏，没有一处往上贴", "nothing is ever put on this board"),
    "board-unfit": say("公示栏里有几处写法合不到一起", "parts of a board do not fit together"),
    "board-wording": say("有一种结果没有写措辞", "there are no words for one way a matter can end"),
}
_TITLES = {"solved": "已解决", "understood": "理解", "not_yet": "暂未解决", "cannot": "无法解决", "declined": "不受理", "recorded": "已记录",
           "under_way": "办理中"}


def check(method: Method, report: Report) -> None:
    """Report boards nothing is put on, keys that do not fit each other, and ends without words."""
    flows = method.workflows.values()
    shown = {name for flow in flows for effects in effects_of(flow) for name in effects.publish}
    shown |= {duty.notice.board for duty in method.duties.values() if duty.notice is not None}
    shown |= {board for evaluation in method.evaluations.values() for rule in evaluation.consequences.values() for board in rule.effects.publish}
    for board in method.boards.values():
        if board.when == WITH_CASE and board.name not in shown:
            report.add("never-published", board.mark, say(
                "没有哪一处往「{name}」上贴", "nothing is put on “{name}”", name=board.name),
                say("在该公示的动作、分流、结局、预告或评价结果下写「公示: {name}」",
                    "write 公示 at the action, row, outcome, notice or consequence that publishes", name=board.name))
        for message, hint in _unfit(method, board, shown):
            report.add("board-unfit", board.mark, message, hint)
        flow = method.workflows.get(board.source)
        if flow is not None and any(formula.text.strip() == WORDING for formula in board.formulas().values()):
            _wording(method, board, flow, report)


def _unfit(method: Method, board: Board, shown: set[str]) -> list[tuple[Text, Text]]:
    found: list[tuple[Text, Text]] = []
    if board.counts and board.formulas():
        found.append((say("「{name}」既有计数的列又有逐件的列", "“{name}” has both counts and columns of single matters", name=board.name),
                      say("分成两个公示栏", "make two boards of it")))
    if board.counts and board.when:
        found.append((say("计数的公示栏不能随件、随期", "a board of counts cannot be drawn up with a case or the period of an evaluation"),
                      say("写一个周期，如 每月末", "write a period, such as 每月末")))
    if not board.counts and not board.kind:
        found.append((say("「{name}」没有写取自哪里", "“{name}” does not say where its lines come from", name=board.name),
                      say("写上「取自」", "write 取自")))
    if board.row and not board.counts:
        found.append((say("「每行」只用于计数的公示栏", "每行 is only for boards of counts"),
                      say("去掉「每行」，或把列改成计数", "remove it, or count in the columns")))
    if board.when == WITH_CASE and (board.per or board.as_of != "drawn_up" or board.kind == "register"):
        found.append((say("随件的公示栏不能写「每」「截至」，也不能取自名册",
                          "a board with the case has neither 每 nor 截至, and takes from no register"),
                      say("写一个周期，或去掉它们", "write a period, or remove them")))
    found += _unfit_for_scores(board)
    others = [rule.name for evaluation in method.evaluations.values() for rule in evaluation.consequences.values()
              if board.name in rule.effects.publish and (board.kind, board.source) != ("evaluation", evaluation.name)]
    if others:
        found.append((say("「{name}」不是取自这项评价，「{rule}」贴不上去", "“{name}” does not take from the evaluation of “{rule}”", name=board.name,
                          rule="、".join(others)), say("在公示栏写「取自: 评价名」", "let the board take from the evaluation")))
    if board.when != WITH_CASE and (board.kind == "obligation" or board.name in shown):
        found.append((say("「{name}」按周期或随期出，不能又由动作、预告或评价结果往上贴",
                          "“{name}” is drawn up by a period; nothing can be put on it besides", name=board.name),
                      say("写「何时: 随件」，或去掉「公示」", "write 何时: 随件, or do not publish to it")))
    if any(actor.kind != "role" for actor in board.approved_by):
        found.append((say("「审」要写角色", "those who approve must be roles"), say("写一个角色名", "name a role")))
    if board.suppress and not board.counts:
        instead = say("去掉它；在评价里写「样本」，不够的就不评", "remove it; write 样本 in the evaluation, and what has too few is not scored")
        found.append((say("「少于不显」只用于计数的公示栏", "少于不显 is only for boards of counts"),
                      instead if board.kind == "evaluation" else say("去掉它", "remove it")))
    found += [(say("「只取」里不能用「{name}」", "只取 cannot use “{name}”", name=name),
               say("随件的公示栏，「只取」只能用字段、算式和参数", "with a case, 只取 may use fields, named formulas and parameters only"))
              for name in _late(method, board)]
    found += [(say("「措辞」要单独成一列", "措辞 must be a column by itself"), say("写成「列名: 措辞」", "write the column as 措辞 alone"))
              for formula in board.formulas().values() if WORDING in formula.reads and formula.text.strip() != WORDING]
    return found


def _unfit_for_scores(board: Board) -> list[tuple[Text, Text]]:
    """What a board of an evaluation, or one drawn up with its periods, cannot have."""
    found: list[tuple[Text, Text]] = []
    if board.when == WITH_PERIOD and board.kind != "evaluation":
        found.append((say("「随期」只用于取自评价的公示栏", "随期 is only for boards that take from an evaluation"),
                      say("写「取自: 评价名」，或者写一个周期", "let it take from an evaluation, or write a period such as 每月末")))
    if board.when == WITH_PERIOD and board.as_of != "drawn_up":
        found.append((say("「随期」就是整期的结果，不写「截至」", "随期 shows a whole period; it has no 截至"), say("去掉「截至」", "remove 截至")))
    if board.kind == "evaluation" and board.when == WITH_CASE and board.only is not None:
        found.append((say("随件贴的是签了的结果，「只取」不起作用", "what is put up with a case is a signed result; 只取 does nothing there"),
                      say("条件写在结果的「若」里，由它决定公示到哪一栏", "write the condition at the result's 若; the result says where it is published")))
    if board.kind == "evaluation" and set(board.audience) == {PARTIES}:
        found.append((say("「{name}」只给当事人看，可是评价没有当事人，谁也看不到",
                          "“{name}” is for the parties, and an evaluation has none: nobody could read it", name=board.name),
                      say("写被评的角色，例如「给谁看: 网格员」；签了的结果，承担的人另外会收到通知",
                                                "name the roles that are scored; whoever bears a result is told anyway")))
    return found


def _late(method: Method, board: Board) -> list[str]:
    """What a condition of a board with the case cannot know while the case is decided on."""
    flow = method.workflows.get(board.source)
    if board.when != WITH_CASE or board.only is None or flow is None:
        return []
    known = {*flow.all_fields(), *flow.derived, *method.parameters, "轮次", "编号", "归属单位"}
    return sorted(set(board.only.reads) - known)


def _wording(method: Method, board: Board, flow: Workflow, report: Report) -> None:
    ends = {wording_of(outcome): outcome.name for outcome in flow.outcomes.values() if _shows(board, flow, outcome.name)}
    if board.dated_by != "closed" or (board.when == WITH_CASE and not ends):
        ends["under_way"] = "办理中"
    for key, name in ends.items():
        if key and key not in board.wording:
            report.add("board-wording", board.mark, say(
                "「{board}」没有写「{name}」怎么说", "“{board}” has no words for “{name}”", board=board.name, name=name),
                say("在「措辞」里写「{key}: …」", "write {key} under 措辞", key=_TITLES[key]))


def _shows(board: Board, flow: Workflow, outcome: str) -> bool:
    """Whether a case that ended so can be on the board: with a case, where that outcome publishes it."""
    return board.when != WITH_CASE or board.name in flow.outcomes[outcome].effects.publish
