"""The commands `ballot …`: a ballot held from the command line.

In: a street's folder and the number of a case.  Out: how far a ballot is, slips to print, and what it came to.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from engine.cli.cases import find
from engine.cli.common import acting, open_street, pairs, person_of, print_result
from engine.service import Done, ballots
from engine.service.ballot_views import BallotPage
from engine.text import Lang, say


@click.group("ballot")
def ballot_group() -> None:
    """测评和投票：看进度、印票、发票、登记纸质票、计票。

    Ballots: how far they are, slips, paper sheets, the count.
    """


def _plain(page: BallotPage) -> dict[str, Any]:
    return {"case": page.case, "number": page.number, "step": page.step, "secret": page.secret, "open": page.open,
            "due": page.due.isoformat() if page.due is not None else "", "quorate": page.quorate,
            "groups": [{"name": one.name, "invited": one.invited, "handed": one.handed, "returned": one.returned, "paper": one.paper}
                       for one in page.groups],
            "results": [{"name": one.name, "subject": one.subject, "value": one.exact or one.value} for one in page.results],
            "tied": {name: list(items) for name, items in page.tied.items()}}


@ballot_group.command("list")
@acting
def ballot_list_command(folder: Path, actor: str, form: str, lang: Lang) -> None:
    """列出开着的测评。

    List the open ballots.
    """
    service = open_street(folder, lang)
    found = ballots.open_ballots(service, person_of(service, actor, lang))
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        back, asked = sum(row.returned + row.paper for row in one.groups), sum(row.invited for row in one.groups)
        click.echo(say("{n}  {s}  {kind}  收回 {back}/{asked}", "{n}  {s}  {kind}  {back} of {asked} came back", n=one.number, s=one.title, back=back,
                       asked=asked, kind=_kind(one.secret)).to(lang))
    if not found:
        click.echo(say("现在没有开着的测评", "no ballot is open").to(lang))


def _kind(secret: bool) -> Any:
    return say("无记名", "secret") if secret else say("记名或不公开", "open")


@ballot_group.command("show")
@click.argument("number", metavar="编号")
@click.option("--step", default="", metavar="环节", help="哪个环节的测评，不写就是现在的。 The ballot of this step; the present one unless written.")
@acting
def ballot_show_command(number: str, step: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """看一次测评：发出、收回，计票以后看结果。

    Show a ballot: handed out, come back, and the results once it was counted.
    """
    service = open_street(folder, lang)
    page = ballots.ballot_page(service, person_of(service, actor, lang), find(service, number, lang), step)
    if form == "json":
        click.echo(json.dumps(_plain(page), ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for title in (say("组", "group"), say("应邀", "asked"), say("发出", "handed out"), say("收回", "came back"), say("纸质", "on paper")):
        table.add_column(title.to(lang))
    for row in page.groups:
        table.add_row(row.name, *(str(n) for n in (row.invited, row.handed, row.returned, row.paper)))
    Console(width=100).print(table)
    if page.quorate is not None:
        click.echo((say("成立", "quorate") if page.quorate else say("不成立，没有结果", "not quorate: no result")).to(lang))
    for one in page.results:
        click.echo(f"{one.subject + '  ' if one.subject else ''}{one.name}  {one.value}")


@ballot_group.command("slips")
@click.argument("number", metavar="编号")
@click.option("--spare", type=click.IntRange(min=0), default=0, metavar="张", help="每组多印几张备用。 So many to spare in each group.")
@acting
def ballot_slips_command(number: str, spare: int, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """印无记名测评票：测评码只在这里出现一次，系统里只留指纹。

    Make the slips of a secret ballot; the codes are shown only now.
    """
    service = open_street(folder, lang)
    sheets = ballots.make_slips(service, person_of(service, actor, lang), find(service, number, lang), spare)
    if form == "json":
        click.echo(json.dumps([{"group": one.group, "codes": list(one.codes)} for one in sheets], ensure_ascii=False, indent=1))
        return
    for one in sheets:
        click.echo(f"# {one.group}")
        click.echo("\n".join(one.codes))


@ballot_group.command("hand-out")
@click.argument("number", metavar="编号")
@click.option("--to", multiple=True, metavar="人", help="领到票的人，一批一起写。 Who got a slip; name a whole batch.")
@click.option("--slips", multiple=True, metavar="组=张", help="不记名单的组发了几张。 How many went to a group without names.")
@acting
def ballot_hand_out_command(number: str, to: tuple[str, ...], slips: tuple[str, ...], folder: Path, actor: str, form: str, lang: Lang) -> None:
    """登记一批票发出去了。

    Note a batch of slips as handed out.
    """
    service = open_street(folder, lang)
    people = tuple(person_of(service, one, lang) for one in to)
    counts = {group: _whole(text, lang) for group, text in pairs(slips, lang).items()}
    _done(form, lang, ballots.hand_out(service, person_of(service, actor, lang), find(service, number, lang), people, counts))


@ballot_group.command("count")
@click.argument("number", metavar="编号")
@click.option("--group", default="", metavar="组", help="哪一组的纸质票。 The group the paper sheets came from.")
@click.option("--sheets", type=int, default=0, metavar="张", help="几张。 How many sheets.")
@click.option("--votes", multiple=True, metavar="问=项=张",
              help="每一问每一项几张，没填的写「问==张」。 How often each choice was made; question==n for blanks.")
@click.option("--confirm", type=int, default=0, metavar="笔", help="第二个人核对第几笔。 A second person agrees with this entry.")
@click.option("--strike", type=int, default=0, metavar="笔", help="划掉第几笔。 Strike this entry.")
@acting
def ballot_count_command(number: str, group: str, sheets: int, votes: tuple[str, ...], confirm: int, strike: int, folder: Path, actor: str,
                         form: str, lang: Lang) -> None:
    """登记纸质票的合计，由另一个人核对。

    Enter paper sheets as totals; somebody else confirms them.
    """
    service = open_street(folder, lang)
    person, case = person_of(service, actor, lang), find(service, number, lang)
    if confirm or strike:
        _done(form, lang, ballots.confirm_paper(service, person, case, confirm or strike, "agree" if confirm else "strike"))
        return
    counts: dict[str, dict[str, int]] = {}
    for one in votes:
        question, _, rest = one.partition("=")
        choice, sign, times = rest.partition("=")
        if not sign:
            raise click.UsageError(say("「{one}」要写成 问=项=张", "“{one}” must be question=choice=n", one=one).to(lang))
        counts.setdefault(question, {})[choice] = _whole(times, lang)
    _done(form, lang, ballots.count_paper(service, person, case, group, sheets, counts))


@ballot_group.command("close")
@click.argument("number", metavar="编号")
@click.option("--settle", default="", metavar="项", help="平票时定哪一项。 The item a tie is settled for.")
@click.option("--result", default="", metavar="名", help="哪个结果平票，只有一个就不用写。 Which result is tied, when there are several.")
@click.option("--reason", default="", metavar="理由", help="为什么。 Why.")
@acting
def ballot_close_command(number: str, settle: str, result: str, reason: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """提前计票，或者定平票。

    Count before the time is up, or settle a tie.
    """
    service = open_street(folder, lang)
    person, case = person_of(service, actor, lang), find(service, number, lang)
    if settle:
        tied = ballots.ballot_page(service, person, case).tied
        _done(form, lang, ballots.settle(service, person, case, result or next(iter(tied), ""), settle, reason))
        return
    _done(form, lang, ballots.close(service, person, case))


def _whole(text: object, lang: Lang) -> int:
    if not str(text).isdecimal():
        raise click.UsageError(say("「{text}」要写整数", "“{text}” must be a whole number", text=text).to(lang))
    return int(str(text))


def _done(form: str, lang: Lang, done: Done) -> None:
    print_result(form, {"case": done.case, "number": done.number, "step": done.step, "outcome": done.outcome},
                 say("{n}  现在到了「{s}」", "{n}  now at “{s}”", n=done.number, s=done.step or done.outcome), lang)
