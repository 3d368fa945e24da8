"""The commands `whatif` and `recompute`: what another value would change, and history counted anew.

In: other values of parameters, or nothing.  Out: who moves and what appears or vanishes; how much was counted.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.common import acting, in_street, open_street, pairs, print_result
from engine.cli.keeping import bar
from engine.cli.scores import PERIOD, grid, open_as
from engine.problems import Problem
from engine.service import StreetService
from engine.service.scores.views import Changed
from engine.text import Lang, say


@click.command("whatif")
@click.argument("method", metavar="工作法")
@click.argument("evaluation", metavar="[评价]", default="")
@click.option("--set", "given", multiple=True, required=True, metavar="名=值", help="改成多少，如 日常占比=50%；可以写几次。 "
              "Another value; may be repeated.")
@click.option("--gives-way", "giving", multiple=True, metavar="名", help="由哪项权重让；不写就是其余的按比例让。 Which weight gives way; "
              "the others in proportion unless written.")
@click.option("--top", default=3, show_default=True, metavar="N", type=click.IntRange(1), help="看前几名谁进谁出。 How many first places are watched.")
@click.option("--bottom", default=2, show_default=True, metavar="N", type=click.IntRange(1), help="看后几名谁进谁出。 How many last places are watched.")
@PERIOD
@acting
def whatif_command(method: str, evaluation: str, given: tuple[str, ...], giving: tuple[str, ...], top: int, bottom: int, key: str, folder: Path,
                   actor: str, form: str, lang: Lang) -> None:
    """试一试：换个权重，谁升谁降，哪些结果出现或消失；什么都不改。

    What if a weight were another: who moves, what appears or vanishes; nothing is changed.
    """
    service, person = open_as(folder, actor, lang)
    values = {name: str(value) for name, value in pairs(given, lang).items()}
    evaluation = evaluation or service.scores.resting_on(method, values)
    found = service.scores.what_if(person, method, evaluation, key, values, giving, (top, bottom))
    if form == "json":
        click.echo(json.dumps({**asdict(found), "unfit": [_fact(one, lang) for one in found.unfit]}, ensure_ascii=False))
        return
    for name, was, now in found.values:
        click.echo(f"{name}: {was} → {now}")
    if found.rest:
        click.echo(say("让出来的按比例算，百分数留两位小数，「{name}」取余下的", "what gives way does so in proportion, with two decimals of a percent; "
                       "“{name}” takes the rest", name=found.rest).to(lang))
    heads = (say("对象", "who"), say("得分", "score"), say("名次", "place"), say("改后得分", "score then"), say("改后名次", "place then"))
    grid(heads, ((name, score or "—", str(place or "—"), other or "—", str(then or "—")) for name, score, place, other, then in found.moves), lang)
    for end, many, enters, leaves in found.edges:
        where = say("前{n}名", "first {n}", n=many) if end == "top" else say("后{n}名", "last {n}", n=many)
        for words, names in ((say("进来", "enters"), enters), (say("出去", "leaves"), leaves)):
            if names:
                click.echo(f"{where.to(lang)} {words.to(lang)}: {'、'.join(names)}")
    for words, rows in ((say("出现", "appears"), found.appear), (say("消失", "vanishes"), found.vanish)):
        for title, bearer, subject in rows:
            click.echo(f"{words.to(lang)}: {title}  {bearer}  {subject}")
    for ahead, behind, value, change in found.flips:
        click.echo(say("{a} 和 {b}：到 {at}（{by}）就换位", "{a} and {b} swap at {at} ({by})", a=ahead, b=behind, at=value, by=change).to(lang)
                   if value else say("{a} 和 {b}：算不出改到多少会换位", "{a} and {b}: where they swap cannot be told", a=ahead, b=behind).to(lang)
                   if change else say("{a} 和 {b}：怎么改都不换位", "{a} and {b} never swap", a=ahead, b=behind).to(lang))
    click.echo("\n".join(_to_set(service, person, method, found, lang)))


def _to_set(service: StreetService, person: str, method: str, found: Changed, lang: Lang) -> Iterator[str]:
    """What the check says of the values that were tried, and the command that sets them where it would be taken."""
    yield from _problems(found.unfit, lang)
    changed = {name: now for name, was, now in found.values if was != now}
    closed = [name for name in changed if name not in service.method(method).open_parameters]
    if closed:
        yield say("{names}是文件定的，街道不能改，只能试", "{names}: set by the document, so it can be tried and not set", names="、".join(closed)).to(lang)
    if not found.fits or closed or not changed:
        return
    since = service.settings.first_day(person, method, list(changed))
    if problems := service.settings.unfit(person, method, changed):
        yield say("从{since}起要这样定，和那时的别的数对不上：", "from {since} on this does not agree with the other values:", since=since.isoformat()).to(lang)
        yield from _problems(problems, lang)
        return
    given = " ".join(shlex.quote(f"{name}={value}") for name, value in changed.items())
    yield say("要定下来：{command}", "to set it: {command}", command=f"bihuan set {method} {given} --from {since} --reason … --as …").to(lang)


def _fact(one: Problem, lang: Lang) -> dict[str, object]:
    return {"rule": one.rule, "severity": one.severity, "file": one.mark.path, "line": one.mark.line, "column": one.mark.column,
            "message": one.message.to(lang), "hint": one.hint.to(lang) if one.hint else ""}


def _problems(problems: Sequence[Problem], lang: Lang) -> Iterator[str]:
    for one in problems:
        words = say("提醒", "a warning") if one.severity == "warning" else say("这样不行", "this does not stand")
        yield f"{words.to(lang)}: {one.mark.path}:{one.mark.line}:{one.mark.column}: {one.message.to(lang)} [{one.rule}]"
        if one.hint is not None:
            yield say("  改法: {hint}", "  remedy: {hint}", hint=one.hint).to(lang)


@click.command("recompute")
@in_street
def recompute_command(folder: Path, form: str, lang: Lang) -> None:
    """指标改过以后，把以前的记录重算一遍；可以随时停，下次接着算。

    Count history anew after indicators have changed; it may stop at any time and goes on from there.
    """
    service = open_street(folder, lang)
    doing = say("正在重算", "recomputing")
    with bar(doing.to(lang), lang) as step:
        done = service.scores.recount(lambda now, whole: step(doing, now, whole))
    revised = service.tick()
    print_result(form, {"counted": done, "acted": revised}, say("重算了{n}件", "{n} counted anew", n=done), lang)
