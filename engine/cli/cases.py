"""The commands `open`, `do`, `show`, `list` and `explain`: a case from the command line.

In: who, what, values as 名字=值.  Out: what happened, as text or JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from engine.case import Command
from engine.cli.common import acting, open_street, pairs, person_of
from engine.cli.completing import complete_account, complete_case, complete_field, complete_workflow
from engine.service import (
    Act,
    Answer,
    Anytime,
    Approve,
    CasePage,
    Claim,
    Done,
    DueView,
    Reopen,
    Resume,
    StreetService,
    Unmerge,
)
from engine.store.lists import cases_numbered
from engine.text import Lang, say

SET = click.option("--set", "values", multiple=True, metavar="名字=值", shell_complete=complete_field,
                   help="填一项；几个值就写几次。 Fill in a field; repeat for several values.")


def _said(done: Done, form: str, lang: Lang) -> None:
    if form == "json":
        click.echo(json.dumps({"case": done.case, "number": done.number, "step": done.step, "outcome": done.outcome,
                               "code": done.code, "repeated": done.repeated}, ensure_ascii=False))
        return
    where = say("已结：{o}", "closed: {o}", o=done.outcome) if done.outcome else say("现在到了「{s}」", "now at “{s}”", s=done.step)
    click.echo(f"{done.number}  {where.to(lang)}")
    if done.code:
        click.echo(say("查询码：{code}（只显示这一次）", "lookup code: {code} (shown only now)", code=done.code).to(lang))


@click.command("open")
@click.argument("workflow", metavar="流程", shell_complete=complete_workflow)
@click.option("--unit", required=True, metavar="单位", help="这件事归哪个单位。 The unit the case belongs to.")
@click.option("--channel", default="", metavar="渠道", help="从哪个渠道来。 The channel it came by.")
@click.option("--method", default="", metavar="工作法", help="几套工作法里有同名流程时写明。 Needed when several methods have this workflow.")
@click.option("--key", default="", help="重复提交时写同一个，不会登记两次。 The same for a repeated submission.")
@SET
@acting
def open_command(workflow: str, folder: Path, actor: str, unit: str, channel: str, method: str, key: str, values: tuple[str, ...],
                 form: str, lang: Lang) -> None:
    """登记一件事。

    Enter a matter.

    \b
    bihuan open 群众问题 --as 群众 --unit 光明社区 --set 问题=屋顶漏水 --set 问题性质=热点难点问题
    """
    service = open_street(folder, lang)
    having = [one.id for one in service.street.methods.values() if workflow in one.workflows and method in ("", one.id)]
    if len(having) != 1:
        known = "、".join(name for one in service.street.methods.values() for name in one.workflows)
        raise click.UsageError(say("没有（或不止一个）流程「{w}」，有：{known}", "no (or more than one) workflow “{w}”; there are: {known}",
                                   w=workflow, known=known).to(lang))
    done = service.open(person_of(service, actor, lang), having[0], workflow, unit, pairs(values, lang), channel=channel, key=key)
    _said(done, form, lang)


@click.command("do")
@click.argument("number", metavar="编号", shell_complete=complete_case)
@click.argument("action", metavar="动作")
@click.option("--to", multiple=True, metavar="人", shell_complete=complete_account,
              help="转给谁、抄送给谁、加谁减谁，并入哪一件。 To whom it is handed or copied, who is added or dropped, into which case it is merged.")
@click.option("--reason", default="", metavar="理由", help="理由或事由。 The reason.")
@click.option("--until", default="", metavar="日期", help="延期延到哪天。 Until which day a deadline is put off.")
@click.option("--for", "seat", default="", metavar="谁", help="替谁登记意见。 For whom an answer is entered.")
@click.option("--key", default="", help="重复提交时写同一个。 The same for a repeated submission.")
@SET
@acting
def do_command(number: str, action: str, folder: Path, actor: str, to: tuple[str, ...], reason: str, until: str, seat: str, key: str,
               values: tuple[str, ...], form: str, lang: Lang) -> None:
    """办理：环节的动作、随时可办的事、领取、评、恢复、批准、不批准、重开、撤销并单。

    Act on a case: a step's action, an anytime action, 领取 (claim), 评 (answer), 恢复 (resume), 批准 (approve),
    不批准 (decline), 重开 (reopen), 撤销并单 (unmerge).

    \b
    bihuan do 2026-0001 领取 --as 王丽
    bihuan do 2026-0001 交办 --as 王丽 --set 类别=物业管理 --set 责任单位=建设办 …
    """
    service = open_street(folder, lang)
    case = find(service, number, lang)
    command = _command(service, case, action, pairs(values, lang), to, reason, seat, until)
    _said(service.act(person_of(service, actor, lang), case, command, key=key), form, lang)


def _command(service: StreetService, case: str, action: str, values: dict[str, Any], to: tuple[str, ...], reason: str, seat: str,
             until: str) -> Command:
    if action in ("领取", "claim"):
        return Claim()
    if action in ("评", "answer"):
        return Answer(values, seat)
    if action in ("恢复", "resume"):
        return Resume()
    if action in _DECIDED:
        return _DECIDED[action](reason)
    loaded = service.store.load(case)
    assert loaded is not None
    workflow = service.method(loaded[0].method, loaded[0].digest).workflows[loaded[0].workflow]
    return Anytime(action, values, to, reason, until) if action in workflow.anytime else Act(action, values)


_DECIDED: dict[str, Callable[[str], Command]] = {
    "批准": lambda reason: Approve(reason=reason), "approve": lambda reason: Approve(reason=reason),
    "不批准": lambda reason: Approve("decline", reason=reason), "decline": lambda reason: Approve("decline", reason=reason),
    "重开": Reopen, "reopen": Reopen, "撤销并单": Unmerge, "unmerge": Unmerge,
}


def find(service: StreetService, number: str, lang: Lang) -> str:
    """The identity of the case with a number."""
    found = cases_numbered(service.store, number)
    if not found:
        raise click.UsageError(say("没有编号 {n} 的件", "There is no case numbered {n}", n=number).to(lang))
    return found[0]


@click.command("show")
@click.argument("number", metavar="编号", shell_complete=complete_case)
@acting
def show_command(number: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """看一件事：到了哪里、谁来办、经过、我能办什么。

    Show a case: where it is, whose turn, what happened, what I can do.
    """
    service = open_street(folder, lang)
    page = service.case_page(person_of(service, actor, lang), find(service, number, lang))
    if form == "json":
        click.echo(json.dumps(_plain(page, lang), ensure_ascii=False, indent=1))
        return
    _print_case(page, lang)


def _plain(page: CasePage, lang: Lang) -> dict[str, Any]:
    case = page.case
    return {"number": case.number, "workflow": case.workflow, "unit": case.unit, "step": case.step, "round": case.round, "outcome": case.outcome,
            "due": page.due.at.isoformat() if page.due else None,
            "waiting": [{"kind": one.kind, "who": list(one.who), "group": one.group} for one in page.waiting],
            "values": {one.name: one.text.to(lang) for one in page.values},
            "parts": [{"step": one.step, "who": one.who, "state": one.state, "did": one.did,
                       "values": {value.name: value.text.to(lang) for value in one.values}} for one in page.parts],
            "timeline": [{"at": one.at.isoformat(), "who": one.who, "what": one.what.to(lang)} for one in page.timeline],
            "offers": [{"kind": one.kind, "name": one.name, "refused": one.refused.to(lang) if one.refused else None} for one in page.offers]}


def _print_case(page: CasePage, lang: Lang) -> None:
    console = Console(soft_wrap=True, highlight=False)
    case = page.case
    where = case.outcome or case.step
    console.print(f"[bold]{case.number}[/bold] {page.workflow.title} · {page.unit} · {where} · {say('第{n}轮', 'round {n}', n=case.round).to(lang)}")
    if page.due is not None:
        console.print(f"  {page.due.at:%Y-%m-%d %H:%M}  {page.due.words.to(lang)}")
    for one in page.waiting:
        console.print(f"  {say('轮到：', 'waiting for: ', ).to(lang)}{'、'.join(one.who) or '—'} {one.group}")
    for value in page.values:
        console.print(f"  {value.label}：{value.text.to(lang)}")
    for part in page.parts:
        filled = "，".join(f"{value.label}：{value.text.to(lang)}" for value in part.values)
        console.print(f"  {part.step} · {part.who}：{part.did or part.words.to(lang)} {filled}")
    console.print()
    for entry in page.timeline:
        console.print(f"  {entry.at:%Y-%m-%d %H:%M} {entry.who} {entry.what.to(lang)} {entry.note}")
    console.print()
    for offer in page.offers:
        console.print(f"  {'·' if offer.refused is None else '×'} {offer.title}" + (f"  {offer.refused.to(lang)}" if offer.refused else ""))


@click.command("list")
@click.option("--tab", type=click.Choice(["todo", "claim", "unit", "done", "copied", "all"]), default="todo", show_default=True,
              help="待办、待领、我单位、已办、抄送、全部。 Which list.")
@click.option("--search", default="", metavar="文字", help="查找，一个字起。 Find by any text.")
@acting
def list_command(folder: Path, actor: str, tab: str, search: str, form: str, lang: Lang) -> None:
    """列出我的件，先到期的在前。

    List my cases, soonest due first.
    """
    service = open_street(folder, lang)
    page = service.worklist(person_of(service, actor, lang), tab, search=search)  # type: ignore[arg-type]
    if form == "json":
        rows = [{"number": row.number, "headline": row.headline, "unit": row.unit, "step": row.step, "round": row.round,
                 "outcome": row.outcome, "due": row.due.at.isoformat() if row.due else None} for row in page.rows]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for heading in (say("编号", "number"), say("事由", "matter"), say("单位", "unit"), say("环节", "step"), say("期限", "due")):
        table.add_column(heading.to(lang), overflow="fold")
    for row in page.rows:
        table.add_row(row.number, row.headline[:30], row.unit, row.outcome or row.step, row.due.words.to(lang) if row.due else "")
    Console().print(table if page.rows else say("这里还没有件。", "Nothing here yet.").to(lang))


@click.group("explain")
def explain_command() -> None:
    """说明一个数是怎么来的。

    Explain how something came about.
    """


@explain_command.command("deadline")
@click.argument("number", metavar="编号", shell_complete=complete_case)
@acting
def explain_deadline(number: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """时限是怎么算出来的：一天一天，哪天算、哪天不算、为什么。

    How a deadline was worked out, day by day.
    """
    service = open_street(folder, lang)
    due = service.case_page(person_of(service, actor, lang), find(service, number, lang)).due
    if due is None:
        click.echo(say("这件事现在没有时限。", "No deadline is running.").to(lang))
        return
    click.echo(json.dumps(_due(due, lang), ensure_ascii=False, indent=1) if form == "json" else _due_text(due, lang))


def _due(due: DueView, lang: Lang) -> dict[str, Any]:
    return {"at": due.at.isoformat(), "provisional": due.provisional, "left": due.left,
            "working": [{"date": one.date.isoformat(), "counted": one.counted, "why": one.why.to(lang)} for one in due.working]}


def _due_text(due: DueView, lang: Lang) -> str:
    lines = [say("期限 {at}，{words}", "due {at}, {words}", at=f"{due.at:%Y-%m-%d %H:%M}", words=due.words).to(lang)]
    lines += [f"  {one.date}  {'+1' if one.counted else ' 0'}  {one.why.to(lang)}" for one in due.working]
    if due.provisional:
        lines.append(say("  （其中有的日子国务院还没有公布，公布后会重算）",
                         "  (some of these days are not gazetted yet and will be worked out again)").to(lang))
    return "\n".join(lines)
