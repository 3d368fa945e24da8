"""The commands `boards …`: what hangs on which board, one issue, and what those who answer for a board do.

In: a board, an issue's number, who asks.  Out: text or JSON; a draft is named by its identity, since it has no number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from wcwidth import wcswidth

from engine.cli.common import acting, in_street, open_street, person_of, print_result
from engine.service import Refused, StreetService
from engine.service.boards import IssueLine, IssueView
from engine.text import Lang, say

READER = click.option("--as", "actor", default="public", metavar="帐号", help="以谁的身份看；不写就是群众。 Who reads; the public unless written.")
REASON = click.option("--reason", required=True, metavar="原因", help="为什么；会留在记录里。 Why; it stays in the record.")
ISSUE = click.argument("issue", metavar="一期")


@click.group("boards")
def boards_command() -> None:
    """公示栏：看有什么，看一期，审定、更正、撤下一行。

    Boards: what hangs there, one issue, approving, correcting, taking a line down.
    """


@boards_command.command("list")
@READER
@in_street
def list_boards(folder: Path, actor: str, form: str, lang: Lang) -> None:
    """有哪些公示栏，各自最新的一期，几期等着审。

    Every board with its newest issue and how many wait for approval.
    """
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    found = [{"method": one.method, "board": one.name, "title": one.title, "public": one.public, "latest": one.latest.number if one.latest else "",
              "at": one.latest.at if one.latest else "", "drafts": one.drafts} for one in service.boards(person)]
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        latest = one["latest"] or say("还没有出过", "no issue yet").to(lang)
        waits = say("，{n}期待审", ", {n} to approve", n=one["drafts"]).to(lang) if one["drafts"] else ""
        click.echo(f"{_wide(str(one['title']), 20)} {latest} {str(one['at'])[:10]}{waits}")


@boards_command.command("show")
@click.argument("board", metavar="公示栏")
@READER
@click.option("--unit", default="", metavar="单位", help="只看这个单位和它下面的。 Only this unit and those below it.")
@click.option("--month", default="", metavar="月份", help="哪个月，如 2026-03。 Which month, such as 2026-03.")
@click.option("--drafts", is_flag=True, help="看等着审的。 Those that wait for approval.")
@in_street
def show_board(board: str, folder: Path, actor: str, unit: str, month: str, drafts: bool, form: str, lang: Lang) -> None:
    """一个公示栏的各期，新的在前。

    A board's issues, newest first.
    """
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    found = [one for one in service.drafts_to_sign(person) if one.board == board] if drafts else \
        service.issues(person, board=board, unit=unit, month=month)
    if form == "json":
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        corrects = say(" 更正", " correction").to(lang) if one.corrects else ""
        click.echo(f"{_wide(one.number or one.id, 24)} {one.at:%Y-%m-%d} {one.period.to(lang)} {one.unit}{corrects}")
        for line in one.lines:
            click.echo("    " + "  ".join(f"{name}：{value}" for name, value in line.items() if value))


@boards_command.command("issue")
@ISSUE
@READER
@in_street
def show_issue(issue: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """一期公示：每一行、校验码、更正了什么、被什么更正。

    One issue: its lines, its check code, what it corrects and what corrects it.
    """
    service = open_street(folder, lang)
    page = service.issue(person_of(service, actor, lang), named(service, issue))
    if form == "json":
        click.echo(json.dumps(_facts(page), ensure_ascii=False))
        return
    click.echo(f"{page.board.title} {page.number} {page.at:%Y-%m-%d} {page.period.to(lang)} {page.sheet}")
    for line in page.lines:
        told = say("（已经撤下：{why}）", "(taken down: {why})", why=line.struck).to(lang) if line.struck else \
            "  ".join(f"{name}：{value}" for name, value in line.cells.items())
        click.echo(f"{line.line:>3} {told}")
    for other in page.corrected:
        click.echo(say("已由 {n} 更正", "corrected by {n}", n=other.number).to(lang))
    click.echo(say("校验码 {hash}", "check code {hash}", hash=page.hash).to(lang))


@boards_command.command("approve")
@ISSUE
@acting
def approve(issue: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """审定一期，马上公示并给编号。

    Approve a draft: it goes out at once under a number.
    """
    service = open_street(folder, lang)
    number = service.approve_issue(person_of(service, actor, lang), issue)
    print_result(form, {"id": issue, "number": number}, say("已经公示，编号 {n}", "published as {n}", n=number), lang)


@boards_command.command("decline")
@ISSUE
@REASON
@acting
def decline(issue: str, folder: Path, actor: str, reason: str, form: str, lang: Lang) -> None:
    """一期不予公示。

    Do not let a draft out.
    """
    service = open_street(folder, lang)
    service.decline_issue(person_of(service, actor, lang), issue, reason)
    print_result(form, {"id": issue, "state": "declined"}, say("不予公示，原因已经记下", "it will not be published; the reason is kept"), lang)


@boards_command.command("redraw")
@ISSUE
@acting
def redraw(issue: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """按现在的情况重新生成还没审的一期。

    Draw a draft up again from how matters stand now.
    """
    service = open_street(folder, lang)
    service.redraw_issue(person_of(service, actor, lang), issue)
    print_result(form, {"id": issue, "state": "draft"}, say("重新生成了", "drawn up again"), lang)


@boards_command.command("correct")
@ISSUE
@REASON
@click.option("--line", "lines", multiple=True, type=int, metavar="行",
              help="更正哪一行；可以写几个，不写就是所有变了的。 Which line; all that differ unless written.")
@acting
def correct(issue: str, folder: Path, actor: str, reason: str, lines: tuple[int, ...], form: str, lang: Lang) -> None:
    """另出一期更正；原来的一期留着。

    Correct an issue by a new one; the old one stays.
    """
    service = open_street(folder, lang)
    made = service.correct_issue(person_of(service, actor, lang), named(service, issue), reason, lines or None)
    print_result(form, {"id": made.id, "number": made.number, "state": made.state, "corrects": made.corrects},
                 say("更正已经公示，编号 {n}", "the correction is published as {n}", n=made.number) if made.number else
                 say("更正已经做好，等待审定：{id}", "the correction waits for approval: {id}", id=made.id), lang)


@boards_command.command("redact")
@ISSUE
@click.argument("line", metavar="行", type=int)
@REASON
@acting
def redact(issue: str, line: int, folder: Path, actor: str, reason: str, form: str, lang: Lang) -> None:
    """依法撤下一行：内容删掉，说明和校验码留着。

    Take one line down: its content is erased, the notice and the check code stay.
    """
    service = open_street(folder, lang)
    service.redact_line(person_of(service, actor, lang), named(service, issue), line, reason)
    print_result(form, {"id": named(service, issue), "line": line}, say("第{n}行已经撤下", "line {n} is taken down", n=line), lang)


def named(service: StreetService, text: str) -> str:
    """An issue by its identity, or written 公示栏/编号."""
    board, slash, number = text.partition("/")
    if not slash or text.startswith("line/"):
        return text
    for method in service.street.methods:
        try:
            return service.issue_numbered(method, board, number)
        except Refused:
            continue
    raise Refused("no-issue", say("没有「{text}」这一期；写成「公示栏/编号」，草稿写它的代号",
                                  "there is no issue “{text}”; write board/number, or a draft's identity",
                                  text=text))


def _row(one: IssueLine) -> Mapping[str, Any]:
    return {"id": one.id, "method": one.method, "board": one.board, "number": one.number, "at": one.at.isoformat(), "period": one.period.zh, "unit": one.unit,
            "state": one.state, "corrects": one.corrects, "lines": list(one.lines)}


def _facts(page: IssueView) -> Mapping[str, Any]:
    return {"id": page.id, "board": page.board.name, "number": page.number, "state": page.state, "at": page.at.isoformat(), "period": page.period.zh,
            "sheet": page.sheet, "columns": list(page.columns), "hash": page.hash, "reason": page.reason,
            "corrects": page.corrects.number if page.corrects else "", "corrected_by": [one.number for one in page.corrected],
            "lines": [{"line": line.line, "cells": dict(line.cells), "struck": line.struck, "changed": sorted(line.changed)} for line in page.lines]}


def _wide(text: str, width: int) -> str:
    return text + " " * max(width - wcswidth(text), 1)
