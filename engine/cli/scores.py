"""The commands `score …`: tables, receipts, and what is signed.

In: who asks, an evaluation and a period.  Out: lines, as text or JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from engine.cli.common import acting, open_street, person_of, print_result
from engine.scores.closing import Closed
from engine.scores.showing import percent, shown
from engine.service import StreetService
from engine.service.scores.telling import still_open
from engine.service.scores.views import Number, Proposal, Table
from engine.store import periods
from engine.text import Lang, Text, say
from engine.values import show_number

EVALUATION = click.argument("evaluation", metavar="评价")
PERIOD = click.option("--period", "key", default="", metavar="期", help="哪一期，如 2025、2025-Q3、2025-07、2025-W31；不写就是最近结期的。 "
                      "Which period; the latest closed one unless written.")
RESULT = click.argument("result", metavar="结果")


@click.group("score")
def score_group() -> None:
    """评价：得分、名次、结果，每个数都能打开。

    Evaluations: scores, places, what they lead to; every number can be opened.
    """


def open_as(folder: Path, actor: str, lang: Lang) -> tuple[StreetService, str]:
    service = open_street(folder, lang)
    service.tick()
    return service, person_of(service, actor, lang)


@score_group.command("list")
@acting
def list_scores(folder: Path, actor: str, form: str, lang: Lang) -> None:
    """有哪些评价，最近结期的是哪一期，几项结果待签。

    Every evaluation with its latest closed period and how much waits to be signed.
    """
    service, person = open_as(folder, actor, lang)
    rows = service.scores.evaluations(person)
    if form == "json":
        click.echo(json.dumps([{"method": one.method, "evaluation": one.name, "title": one.title, "latest": one.latest, "running": one.running,
                                "waiting": one.waiting} for one in rows], ensure_ascii=False))
        return
    heads = (say("评价", "evaluation"), say("工作法", "method"), say("最近一期", "latest"), say("这一期", "running"), say("待签", "to sign"))
    grid(heads, ((one.title, one.method, one.latest, one.running, str(one.waiting)) for one in rows), lang)


def grid(heads: Iterable[Text], rows: Iterable[tuple[str, ...]], lang: Lang) -> None:
    grid = Grid(box=None, pad_edge=False)
    for head in heads:
        grid.add_column(head.to(lang), overflow="fold")
    for row in rows:
        grid.add_row(*row)
    Console(soft_wrap=True).print(grid)


@score_group.command("table")
@EVALUATION
@PERIOD
@acting
def table_scores(evaluation: str, key: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """一期的得分和名次，每个比率都写明分子和分母。

    Scores and places of a period; every share with what it was divided by.
    """
    service, person = open_as(folder, actor, lang)
    table = service.scores.table(person, *service.scores.find(evaluation), key)
    if form == "json":
        click.echo(json.dumps(_plain(table, lang), ensure_ascii=False))
        return
    click.echo(f"{table.title}  {table.period.to(lang)}  {_standing(table).to(lang)}")
    heads = [*([Text("名次", "place")] if table.ranked else []), Text("对象", "who"), *([Text("得分", "score")] if table.scored else [])]
    numbers = table.lines[0].numbers if table.lines else ()
    grid([*heads, *(Text(one.title, one.title) for one in numbers)],
         ((*([str(one.place or "—")] if table.ranked else []), one.name, *([one.score or "—"] if table.scored else []),
           *(_number(number, lang) for number in one.numbers)) for one in table.lines), lang)
    for name, was, now in table.otherwise:
        click.echo(say("重算后{name}：{was} → {now}", "worked out again, {name}: {was} → {now}", name=name, was=was, now=now).to(lang))
    for one in table.lines:
        if one.why is not None:
            click.echo(say("{name}：{why}", "{name}: {why}", name=one.name, why=one.why).to(lang))


def _standing(table: Table) -> Text:
    if not table.id:
        return say("还没有结期，按现在的记录算", "not closed yet; as the record stands")
    if table.otherwise:
        return say("按签定的公布；后来重算有{n}处不同，待签", "as signed; worked out again since, {n} differ and wait to be signed", n=len(table.otherwise))
    if table.needs_signing:
        return say("已结期，待签", "closed, to be signed")
    return say("已结期，重算过{n}次", "closed, recomputed {n} time(s)", n=len(table.revisions)) if table.revisions else say("已结期", "closed")


def _number(number: Number, lang: Lang) -> str:
    if not number.shown:
        return "—"
    over = f"（{number.num}/{number.den}）" if number.num and number.den else ""
    return f"{number.shown}{over}" + (f" {number.settled.to(lang)}" if number.settled else "")


def _plain(table: Table, lang: Lang) -> dict[str, Any]:
    return {"method": table.method, "evaluation": table.evaluation, "period": table.key, "closed": bool(table.id), "signed_by": table.signed_by,
            "recomputed": len(table.revisions), "otherwise": [list(one) for one in table.otherwise],
            "lines": [{"subject": one.subject, "name": one.name, "score": one.score, "place": one.place or None, "of": one.of, "group": one.group,
                       "why": one.why.to(lang) if one.why else "",
                       "numbers": {number.name: {"value": number.shown, "num": number.num, "den": number.den, "rows": number.rows} for number in one.numbers}}
                      for one in table.lines]}


@score_group.command("explain")
@EVALUATION
@click.argument("subject", metavar="对象")
@PERIOD
@acting
def explain_score(evaluation: str, subject: str, key: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """一个得分怎么来的：公式、参数、指标、每一件。

    How a score comes about: formula, parameters, indicators, every case.
    """
    service, person = open_as(folder, actor, lang)
    found = service.scores.explain(person, *service.scores.find(evaluation), subject, key)
    if form == "json":
        click.echo(json.dumps(found.document, ensure_ascii=False))
        return
    document = found.document
    click.echo(f"{document['title']}  {found.period.to(lang)}  {found.line.name}  {found.line.score or '—'}"
               + (say("  第{n}名", "  place {n}", n=found.line.place).to(lang) if found.line.place else ""))
    if found.line.place:
        click.echo(say("名次按公布的得分排，取小数以前的差别不算", "places go by the published scores; differences before rounding do not count").to(lang))
    record = document["closed"]
    if record.get("recomputed"):
        click.echo(say("第{rev}版，重算过{n}次", "revision {rev}, recomputed {n} time(s)", rev=record["rev"], n=record["recomputed"]).to(lang))
    if found.line.why is not None:
        click.echo(found.line.why.to(lang))
    for part in document["parts"]:
        click.echo(f"  {part['name']} = {part['formula']} = {shown(part['value'])}；{part['weight_formula']} = {percent(part['counted'])}")
    if document["formula"]:
        click.echo(f"  = {document['formula']}")
    amounts = {one.name: one.shown for one in found.line.numbers if one.kind != "indicator"}
    for step in document["derived"]:
        click.echo(f"  {step['name']} = {step['formula']} = {amounts[step['name']]}")
    for name, noted in document["read"].items():
        click.echo(f"  {name} = {found.read.get(name, '')}" + (f"  {'、'.join(noted['cite'])}" if noted.get("cite") else ""))
    for number, one in zip(found.line.numbers, document["indicators"], strict=False):
        click.echo(f"{number.title}：{_number(number, lang)}  {one['source']}")
        for row in one["list"]:
            click.echo(f"    {row['day']}  {row['source']}  {_row(one, row)}")


def _row(indicator: dict[str, Any], row: dict[str, Any]) -> str:
    """What a row added: a number, or for a share what was divided by what."""
    unit = 10 ** indicator["decimals"]
    number = show_number(Fraction(row["num"], unit))
    return f"{number}/{show_number(Fraction(row['den'], unit))}" if indicator["kind"] == "ratio" else number


@score_group.command("receipt")
@EVALUATION
@click.argument("subject", metavar="对象")
@click.argument("target", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@PERIOD
@acting
def receipt_score(evaluation: str, subject: str, target: Path, key: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """把算分单存成文件；bihuan verify 文件 可以离线重算。

    Keep a score's receipt as a file; `bihuan verify FILE` works it out again offline.
    """
    service, person = open_as(folder, actor, lang)
    document = service.scores.explain(person, *service.scores.find(evaluation), subject, key).document
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print_result(form, {"file": str(target), "sha256": document["sha256"]},
                 say("算分单存好了：{file}，指纹 {sha}", "the receipt is in {file}, fingerprint {sha}", file=target, sha=document["sha256"]), lang)


# --- signing ------------------------------------------------------------------------------------------------------------


@score_group.command("results")
@click.option("--all", "everything", is_flag=True, help="签过的、没签的也列。 Settled ones too.")
@acting
def list_results(everything: bool, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """评价引出的结果：待签的、待撤销的。

    What evaluations led to: what is to be signed or withdrawn.
    """
    from engine.service.scores.desk import ALL, OPEN

    service, person = open_as(folder, actor, lang)
    found = service.scores.proposals(person, states=ALL if everything else OPEN)
    if form == "json":
        click.echo(json.dumps([_result(one, lang) for one in found], ensure_ascii=False))
        return
    heads = (say("结果", "result"), say("期", "period"), say("谁承担", "bears it"), say("因为", "because of"), say("情况", "state"), say("编号", "id"))
    grid(heads, ((one.title, one.period_title.to(lang), one.bearer, one.subject, one.words.to(lang), f"{one.period}#{one.key}") for one in found), lang)


def _result(one: Proposal, lang: Lang) -> dict[str, Any]:
    return {"id": f"{one.period}#{one.key}", "method": one.method, "evaluation": one.evaluation, "period": one.period_key, "result": one.title,
            "bearer": one.bearer, "subject": one.subject, "state": one.state, "words": one.words.to(lang), "because": dict(one.because),
            "choices": list(one.choices), "choice": one.choice, "reason": one.reason, "by": one.by, "took_effect": one.took_effect,
            "effective": one.effective.isoformat() if one.effective else "", "shown_in": list(one.shown_in), "told": list(one.told), "opened": one.opened}


@score_group.command("sign")
@RESULT
@click.option("--choice", default="", metavar="处理", help="从清单里选的一项。 The item chosen from the list.")
@click.option("--reason", default="", metavar="原因", help="为什么。 Why.")
@acting
def sign_score(result: str, choice: str, reason: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """签一项结果或撤销（编号见 score results），或者一期的得分（评价/期）。

    Sign a consequence or a withdrawal (its id is in `score results`), or a period's scores (evaluation/period).
    """
    service, person = open_as(folder, actor, lang)
    period, _, key = _period_of(service, result).partition("#")
    closed = service.scores.sign(person, period, key, choice=choice, reason=reason)
    _told(closed, key, form, lang)
    if form == "text" and key in closed.led and closed.led[key].state == "withdrawn" and (case := still_open(service, closed.led[key])) is not None:
        click.echo(say("它另立的{case}没有跟着结束，要在那一件里办结", "{case}, which it opened, was not ended by that; it is closed by itself",
                       case=case.number or case.id).to(lang))


@score_group.command("decline")
@RESULT
@click.option("--reason", required=True, metavar="原因", help="为什么；会留在记录里。 Why; it stays in the record.")
@acting
def decline_score(result: str, reason: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """不签一项结果，或者不同意撤销，写明原因。

    Decline a consequence, or uphold one that was to be withdrawn, and say why.
    """
    service, person = open_as(folder, actor, lang)
    period, _, key = _period_of(service, result).partition("#")
    _told(service.scores.decline(person, period, key, reason), key, form, lang)


def _period_of(service: StreetService, text: str) -> str:
    """A result's id as it is; 评价/期 as the id of that period."""
    if "#" in text:
        return text
    name, _, key = text.rpartition("/")
    method, evaluation = service.scores.find(name)
    return periods.identity(service.street.id, method, evaluation, key)


def _told(closed: Closed, key: str, form: str, lang: Lang) -> None:
    from engine.service.scores.signing import STATES

    led = closed.led.get(key)
    words = STATES[led.state] if led is not None else say("得分已签", "the scores are signed")
    print_result(form, {"period": closed.id, "key": key, "state": led.state if led is not None else "signed"}, words, lang)
