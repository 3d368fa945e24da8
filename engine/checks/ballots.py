"""Ballots that hold together: whoever runs them, secrets that stay secret, ties that are settled, groups that can be asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine.formulas import Formula
from engine.formulas.nodes import Each
from engine.model import Ballot, Field, Invitee, Method, Step, Workflow
from engine.model.ballot import ABSTENTIONS, TIES
from engine.problems import Report
from engine.text import Text, say

RULES = {
    "ballot-no-host": say("没有写由谁主持测评或抽取", "nobody is named to hold the ballot or the draw"),
    "ballot-goes-on": say(
        "测评和抽取办完自己往下走，不能写动作和表单，测评也不写时限",
        "a ballot or draw goes on by itself and has no actions or form, a ballot no deadline"),
    "ballot-few": say("无记名测评没有写少于不显", "a secret ballot does not say below how many sheets nothing is shown"),
    "ballot-names": say("无记名测评认得出是谁答的", "a secret ballot would tell who answered what"),
    "ballot-uncounted": say("无记名测评里这样的答案数不出来", "such an answer of a secret ballot cannot be counted"),
    "ballot-tie": say("平票怎么办没有写，或者写了用不上", "a tie is not settled, or settled in vain"),
    "ballot-group": say("这一组请不了，或者不知道请几个", "the group cannot be asked, or it is not said how many"),
}
_COUNTABLE = frozenset({"choice", "yes_no", "rating", "whole", "decimal", "percent", "text", "long_text"})
_TEXTS = frozenset({"text", "long_text"})


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report what a ballot or draw of the workflow lacks."""
    for step in flow.steps.values():
        if step.ballot is None and step.draw is None:
            continue
        _goes_on(step, report)
        if step.ballot is not None:
            _ballot(method, step, step.ballot, report)
        elif not step.by:
            report.add("ballot-no-host", step.mark, say("环节「{name}」没有写由谁主持抽取", "the step “{name}” does not say who holds the draw",
                                                        name=step.name),
                       say("补写一行「由: 角色名」", "add a line 由 with a role"))


def _goes_on(step: Step, report: Report) -> None:
    odd = [word for word, there in (
        ("动作", step.actions), ("表单", step.form), ("时限", step.deadline if step.ballot is not None else None)) if there]
    if odd:
        report.add("ballot-goes-on", step.mark, say(
            "环节「{name}」有{what}，不能再写{odd}", "the step “{name}” has a {en}, so it cannot have {odd}", name=step.name,
            what="测评" if step.ballot is not None else "抽取", en="ballot" if step.ballot is not None else "draw", odd="、".join(odd)),
            say("测评用「收」定时间，办完用「转」或「分流」往下走；要人办的事另写一个环节",
                "a ballot is open for 收 and goes on by 转 or 分流; put what people do in a step of its own"))


def _ballot(method: Method, step: Step, ballot: Ballot, report: Report) -> None:
    _words(method, ballot, report)
    if not step.by and (ballot.secret or "host" in _ties(method, ballot)):
        report.add("ballot-no-host", ballot.mark, say(
            "环节「{name}」没有写由谁主持测评（印票、发票、计票、定平票）", "the step “{name}” does not say who holds the ballot", name=step.name),
            say("补写一行「由: 角色名」", "add a line 由 with a role"))
    for group in ballot.invite:
        _group(group, report)
    if ballot.chooses != bool(ballot.tie):
        report.add("ballot-tie", ballot.mark, say("用了「最多」，要写平票怎么办", "最多 is used, so a tie must be settled") if ballot.chooses else say(
            "没有用「最多」，平票用不上", "without 最多 there is no tie to settle"),
            say("写「平票: 不成立」「平票: 重投」「平票: 主持定」或者写哪一项算数，不用「最多」就去掉这一行",
                "write 平票: 不成立, 重投, 主持定 or the item that wins; without 最多 remove the line"))
    if ballot.secret:
        _secret(method, step, ballot, report)


def _ties(method: Method, ballot: Ballot) -> set[str]:
    """What a tie may do: as written, or each word the parameter may hold."""
    parameter = method.parameters.get(ballot.tie)
    return {ballot.tie} if parameter is None else {TIES.get(one, one) for one in parameter.options}


def _words(method: Method, ballot: Ballot, report: Report) -> None:
    """A parameter for ties or abstentions holds only words that mean something there."""
    items = {one for field in ballot.sheet if field.options is not None for one in field.options.items}
    for name, known in ((ballot.tie, {*TIES, *items}), (ballot.abstain, set(ABSTENTIONS))):
        parameter = method.parameters.get(name)
        if parameter is not None and (not parameter.options or not known.issuperset(parameter.options)):
            report.add("parameter-kind", ballot.mark, say("「{name}」的取值不能用在这里", "what “{name}” may hold cannot stand here", name=name),
                       say("写「类型: 选项」，取值只写：{known}", "give it the type item, with options among: {known}",
                           known="、".join(one for one in sorted(known) if not one.isascii())),
                       related=((parameter.mark, say("它写在这里", "it is declared here")),))


def _group(group: Invitee, report: Report) -> None:
    name = group.group
    if group.public and (group.drawn or not group.count):
        report.add("ballot-group", group.mark, say(
            "「{name}」没有账号，不能抽签，要写「份」", "“{name}” have no accounts: they cannot be drawn, and 份 must say how many sheets", name=name),
            say("写「份: 参数名」，去掉「抽」", "write 份 with a parameter, and remove 抽"))
    elif not group.public and group.drawn != bool(group.count):
        report.add("ballot-group", group.mark, say(
            "「{name}」请几个要用抽签定：「份」和「抽: 是」一起写", "some of “{name}” are chosen by lot: 份 and 抽 belong together", name=name),
            say("都请就两个都不写", "to ask all of them write neither"))


# --- secrets --------------------------------------------------------------------------------------------------------


def _secret(method: Method, step: Step, ballot: Ballot, report: Report) -> None:
    if not ballot.suppress:
        report.add("ballot-few", ballot.mark, say("无记名测评要写「少于不显」", "a secret ballot needs 少于不显"), say(
            "写一个参数，如「少于不显: 少数不显」；不到这么多张的组并在一起算",
            "name a parameter; groups with fewer sheets are counted together"))
    for field in ballot.sheet:
        _countable(field, report)
    for name, formula in ballot.results.items():
        for both in _read_together(formula, ballot):
            report.add("ballot-uncounted", formula.mark, say(
                "「{name}」把{both}放在一起看，票箱里只有每一问的数", "“{name}” looks at {both} together, but the box only counts each question",
                name=name, both="、".join(both)),
                say("分开算，再用算式合起来", "work out each, and put them together in a formula"))
    for why in _tells(method, step, ballot):
        report.add("ballot-names", ballot.mark, say(
            "无记名测评不能{why}：会认得出是谁答的", "a secret ballot cannot {why}: it would tell who answered", why=why),
            say("去掉它，或者改成「署名: 不公开」", "remove it, or write 署名: 不公开"))


def _countable(field: Field, report: Report) -> None:
    if field.kind not in _COUNTABLE or field.private:
        report.add("ballot-uncounted", field.mark, say(
            "「{name}」在无记名测评里数不出来", "“{name}” cannot be counted in a secret ballot", name=field.name),
            say("用选、是否、评分或文字", "ask for a choice, yes or no, a rating or words"))


def _read_together(formula: Formula, ballot: Ballot) -> Iterator[list[str]]:
    questions = {field.name for field in ballot.sheet}
    texts = {field.name for field in ballot.sheet if field.kind in _TEXTS}
    for node in ast.walk(formula.tree):
        if isinstance(node, Each) and len(node.reads & questions) > 1:
            yield sorted(node.reads & questions)
        elif isinstance(node, Each) and node.reads & texts:
            yield sorted(node.reads & texts)


def _tells(method: Method, step: Step, ballot: Ballot) -> Iterator[Text]:
    if ballot.entered_by:
        yield say("写代填", "have answers entered for somebody (代填)")
    if any(actor.kind not in ("role", "public", "register") for group in ballot.invite for actor in group.who):
        yield say("请某一个人（字段、同环节或发起人）", "ask one person (a field, who did a step, the opener)")
    sheet = {field.name for field in ballot.sheet}
    for document in method.documents.values():
        if any(step.name in part.fixed_by and sheet & set(part.fields) for part in document.parts.values()):
            yield say("把答案记进《{title}》", "put answers into 《{title}》", title=document.title)
