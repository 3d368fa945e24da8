"""The commands `parameters` and `set`: which numbers are in force and why, and setting one from a day on.

In: a method, names and values, a day, a reason, who signs.  Out: what it comes to, and after a yes the values in force.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from engine.cli.common import acting, open_street, pairs, person_of, print_result
from engine.service import Refused
from engine.service.settings.views import ParameterView, Plan, Shown
from engine.text import Lang, Text, say

ATTEMPTS = 5  # somebody else may set something between looking and writing


@click.command("parameters")
@click.argument("method", metavar="工作法")
@click.argument("name", metavar="[参数]", required=False)
@acting
def parameters_command(method: str, name: str | None, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """参数：正在用的数、从哪天起、谁定的、为什么。

    The numbers in force, from which day, and for one of them who set it and why.
    """
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    found = [service.settings.one(person, method, name)] if name else service.settings.listing(person, method)
    if form == "json":
        click.echo(json.dumps([_facts(one, lang) for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo("\n".join(_lines(one, lang)))


def _facts(one: ParameterView, lang: Lang) -> dict[str, Any]:
    values = [{"since": value.since.isoformat() if value.since else "", "value": value.text.to(lang), "coming": value.coming} for value in one.values]
    facts = {"name": one.name, "title": one.title, "value": one.now.text.to(lang), "values": values, "range": one.range.to(lang), "cite": list(one.cite),
             "open": one.open, "signers": list(one.signers)}
    if one.history or one.uses:
        facts |= {"uses": [text.to(lang) for text in one.uses],
                  "history": [{"at": past.at.isoformat(), "who": past.who, "reason": past.reason,
                               "changes": [[since, what.to(lang)] for since, what in past.changes]}
                              for past in one.history]}
    return facts


def _lines(one: ParameterView, lang: Lang) -> Iterator[str]:
    yield say("{title}：{value}{range}{cite}", "{title}: {value}{range}{cite}", title=one.title, value=one.now.text,
              range=say("（{range}）", " ({range})", range=one.range) if one.range.zh else "",
              cite=f"  [{'、'.join(one.cite)}]" if one.cite else "").to(lang)
    for value in one.values if len(one.values) > 1 else ():
        yield f"  {_since(value).to(lang)} {value.text.to(lang)}"
    for text in one.uses:
        yield say("  用在：{text}", "  used by: {text}", text=text).to(lang)
    for past in one.history:
        yield say("  {at} {who}{reason}：{changes}", "  {at} {who}{reason}: {changes}", at=f"{past.at:%Y-%m-%d %H:%M}",
                  who=past.who or say("街道文件", "the file"), reason=f"（{past.reason}）" if past.reason else "",
                  changes="；".join(f"{since} {what.to(lang)}".strip() for since, what in past.changes)).to(lang)


def _since(value: Shown) -> Text:
    if value.since is None:
        return say("起初", "at first")
    day = value.since.isoformat()
    return say("{day} 起（还没到）", "from {day} (coming)", day=day) if value.coming else say("{day} 起", "from {day}", day=day)


@click.command("set")
@click.argument("method", metavar="工作法")
@click.argument("values", nargs=-1, required=True, metavar="参数=值…")
@click.option("--from", "since", required=True, metavar="日期", help="从哪天起，如 2027-01-01。 From which day.")
@click.option("--reason", default="", metavar="理由", help="为什么改；记在档里。 Why; it stays in the record.")
@click.option("--take-back", is_flag=True, help="收回还没到日子的值；只写参数名。 Take back a value whose day has not come; write names only.")
@click.option("--dry-run", is_flag=True, help="只看会怎样，不改。 Only show what it comes to.")
@click.option("--yes", is_flag=True, help="不再问一遍。 Do not ask.")
@acting
def set_command(method: str, values: tuple[str, ...], since: str, reason: str, take_back: bool, dry_run: bool, yes: bool, folder: Path, actor: str,
                form: str, lang: Lang) -> None:
    """定参数：从哪天起改成多少、为什么、谁签；先看清楚会怎样再改。

    Set parameters from a day on, signed and with a reason; what it comes to is shown first.
    The street's file keeps its comments and its layout.

    \b
    bihuan set six-step 办结时限=10个工作日 --from 2027-01-01 --reason 提速 --as 管理员
    """
    if not dry_run and not reason.strip():
        raise click.UsageError(say("请用 --reason 写明为什么要改", "say why with --reason").to(lang))
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    given = dict.fromkeys(values, "") if take_back else pairs(values, lang)
    for attempt in range(ATTEMPTS):
        plan = service.settings.plan(person, method, given, since, take_back=take_back)
        if form == "text":
            click.echo("\n".join(told(plan, lang)))
        if dry_run or not (yes or click.confirm(say("就这样定吗？", "Set it?").to(lang), err=True)):
            print_result(form, _result(plan, False), say("没有改动", "nothing was changed"), lang)
            return
        try:
            service.settings.set(person, plan, reason)
            break
        except Refused as refused:
            if refused.kind != "changed" or not yes or attempt == ATTEMPTS - 1:
                raise
    print_result(form, _result(plan, True), say("定好了，已经写进街道文件", "set, and written into the street's file"), lang)


def told(plan: Plan, lang: Lang) -> Iterator[str]:
    """What a plan comes to, line by line."""
    for one in plan.changes:
        yield say("{title}：{was} → {now}，从{since}起", "{title}: {was} → {now}, from {since}", title=one.title, was=one.was,
                  now=one.now, since=plan.since.isoformat()).to(lang)
        for day, value in one.later:
            yield say("  {day}起另有：{value}", "  from {day}: {value}", day=day.isoformat(), value=value).to(lang)
    for text in (*plan.touches, *plan.checked):
        yield f"  {text.to(lang)}"


def _result(plan: Plan, done: bool) -> dict[str, Any]:
    return {"set": done, "method": plan.method, "since": plan.since.isoformat(),
            "changes": [{"name": one.name, "was": one.was.zh, "now": one.now.zh} for one in plan.changes],
            "touches": [one.zh for one in plan.touches], "checked": [one.zh for one in plan.checked]}
