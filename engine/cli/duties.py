"""The commands `duties …`: what is owed, who is about to miss it, and what is arranged about it.

In: who asks, which occasion.  Out: lines, as text or JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from engine.cli.common import acting, in_street, open_street, person_of
from engine.cli.completing import complete_account
from engine.service import StreetService
from engine.service.duties.views import DutyRow
from engine.text import Lang, say
from engine.values import read_date

REASON = click.option("--reason", default="", metavar="原因", help="为什么。 Why.")
KEY = click.option("--key", default="", help="重复提交时写同一个。 The same for a repeated submission.")
DUTY = click.argument("duty", metavar="履职")


@click.group("duties")
def duties_group() -> None:
    """履职：谁该做什么、差多少，请人代替、改期、免。

    Duties: who owes what, what is missing, and what is arranged about it.
    """


def facts(row: DutyRow) -> dict[str, Any]:
    """One occasion for programs."""
    return {"id": row.id, "method": row.method, "rule": row.rule, "who": row.subject, "to": row.to, "unit": row.unit,
            "nominal": row.nominal.isoformat(), "planned": row.planned.isoformat(), "hour": row.hour, "state": row.state, "late": row.late,
            "done": row.done, "least": row.least, "missing": row.missing, "left": row.left, "stands_in": row.stands_in, "waits": row.waits,
            "provisional": row.provisional}


def _print(rows: Iterable[DutyRow], form: str, lang: Lang) -> None:
    if form == "json":
        click.echo(json.dumps([facts(row) for row in rows], ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    heads = ("日子", "谁", "义务", "对谁", "已有/要有", "情况", "履职") if lang == "zh" else ("when", "who", "duty", "for whom", "done/owed", "state", "id")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(row.when.to(lang), row.who, row.title, row.to, f"{row.done}/{row.least}", row.words.to(lang), row.id)
    Console(soft_wrap=True).print(table)


def _changed(row: DutyRow, form: str, lang: Lang) -> None:
    if form == "json":
        click.echo(json.dumps(facts(row), ensure_ascii=False))
        return
    words = say("等批准", "it waits for consent") if row.waits == "consent" else say("排在{when}", "planned for {when}", when=row.when)
    click.echo(f"{row.title}  {row.who}  {words.to(lang)}")


def _day(text: str, lang: Lang, otherwise: date) -> date:
    day = read_date(text) if text else otherwise
    if day is None:
        raise click.UsageError(say("「{text}」不是日期，写成 2026-03-02", "“{text}” is no date; write 2026-03-02", text=text).to(lang))
    return day


def _change(folder: Path, actor: str, lang: Lang, form: str, act: Callable[[StreetService, str], DutyRow]) -> None:
    service = open_street(folder, lang)
    service.tick()
    _changed(act(service, person_of(service, actor, lang)), form, lang)


@duties_group.command("list")
@click.option("--unit", default="", metavar="单位", help="看这个单位和下面的；不写就是自己的。 Those of a unit and below; one's own unless written.")
@click.option("--from", "first", default="", metavar="日期", help="从哪天；不写就是今天。 From which day; today unless written.")
@click.option("--to", "last", default="", metavar="日期", help="到哪天；不写就是31天后。 Until which day; 31 days on unless written.")
@acting
def list_duties(folder: Path, actor: str, unit: str, first: str, last: str, form: str, lang: Lang) -> None:
    """列出该履行的义务。

    List what is owed.
    """
    service = open_street(folder, lang)
    service.tick()
    today, person = service.clock().date(), person_of(service, actor, lang)
    begin, end = _day(first, lang, today), _day(last, lang, today + timedelta(days=31))
    _print(service.duties.at(person, unit, begin, end) if unit else service.duties.mine(person, begin, end), form, lang)


@duties_group.command("who-is-late")
@click.option("--days", type=click.IntRange(0, 366), default=14, show_default=True, metavar="天数", help="几天内到期的。 Due within so many days.")
@acting
def late_duties(folder: Path, actor: str, days: int, form: str, lang: Lang) -> None:
    """谁快要误了：还差多少，还有几天。

    Who is about to miss what: how much is missing, how many days are left.
    """
    service = open_street(folder, lang)
    service.tick()
    _print(service.duties.lagging(person_of(service, actor, lang), days), form, lang)


@duties_group.command("substitute")
@DUTY
@click.argument("to", metavar="人", shell_complete=complete_account)
@REASON
@KEY
@acting
def substitute_duty(duty: str, to: str, folder: Path, actor: str, reason: str, key: str, form: str, lang: Lang) -> None:
    """请人代替。

    Let somebody else go.
    """
    _change(folder, actor, lang, form, lambda service, person: service.duties.substitute(person, duty, to, reason, key=key))


@duties_group.command("move")
@DUTY
@click.argument("day", metavar="日期")
@REASON
@KEY
@acting
def move_duty(duty: str, day: str, folder: Path, actor: str, reason: str, key: str, form: str, lang: Lang) -> None:
    """改期，或在一期里定下日子。

    Choose another day, or the day within a period.
    """
    chosen = _day(day, lang, date.min)
    _change(folder, actor, lang, form, lambda service, person: service.duties.move(person, duty, chosen, reason, key=key))


@duties_group.command("excuse")
@DUTY
@REASON
@KEY
@acting
def excuse_duty(duty: str, folder: Path, actor: str, reason: str, key: str, form: str, lang: Lang) -> None:
    """请求免这一次。

    Ask to be excused this time.
    """
    _change(folder, actor, lang, form, lambda service, person: service.duties.excuse(person, duty, reason, key=key))


@duties_group.command("answer")
@DUTY
@click.argument("answer", type=click.Choice(["yes", "no"]), metavar="yes|no")
@REASON
@KEY
@acting
def answer_duty(duty: str, answer: str, folder: Path, actor: str, reason: str, key: str, form: str, lang: Lang) -> None:
    """批准或不批准，同意或不同意改到同一天。

    Consent or refuse; take or decline the joint day.
    """
    def act(service: StreetService, person: str) -> DutyRow:
        agree = answer == "yes"
        if service.duties.page(person, duty).row.waits == "joining":
            return service.duties.join(person, duty, agree, key=key)
        return service.duties.answer(person, duty, agree, reason, key=key)

    _change(folder, actor, lang, form, act)


@duties_group.command("plan")
@in_street
def plan_duties(folder: Path, form: str, lang: Lang) -> None:
    """马上重排一遍日子；平时每天自己排。

    Plan again now; every day it plans by itself.
    """
    changed = open_street(folder, lang).duties.plan()
    said = say("改动了{n}项", "{n} changed", n=changed)
    click.echo(json.dumps({"changed": changed}) if form == "json" else said.to(lang))
