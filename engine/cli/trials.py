"""The commands `whatif` and `recompute`: what another value would change, and history counted anew.

In: other values of parameters, or nothing.  Out: who moves and what appears or vanishes; how much was counted.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.common import (
    actor_option,
    format_option,
    lang_option,
    open_street,
    pairs,
    print_result,
    refusals,
    street_option,
)
from engine.cli.keeping import bar
from engine.cli.scores import EVALUATION, PERIOD, grid, open_as
from engine.text import Lang, say


@click.command("whatif")
@click.argument("method", metavar="工作法")
@EVALUATION
@click.option("--set", "given", multiple=True, required=True, metavar="名=值", help="改成多少，如 日常占比=50%；可以写几次。 "
              "Another value; may be repeated.")
@click.option("--gives-way", "giving", multiple=True, metavar="名", help="由哪项权重让；不写就是其余的按比例让。 Which weight gives way; "
              "the others in proportion unless written.")
@PERIOD
@street_option
@actor_option
@format_option
@lang_option
@refusals
def whatif_command(method: str, evaluation: str, given: tuple[str, ...], giving: tuple[str, ...], key: str, folder: Path, actor: str, form: str,
                   lang: Lang) -> None:
    """试一试：换个权重，谁升谁降，哪些结果出现或消失；什么都不改。

    What if a weight were another: who moves, what appears or vanishes; nothing is changed.
    """
    service, person = open_as(folder, actor, lang)
    values = {name: str(value) for name, value in pairs(given, lang).items()}
    found = service.scores.what_if(person, method, evaluation, key, values, giving)
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for name, was, now in found.values:
        click.echo(f"{name}: {was} → {now}")
    heads = (say("对象", "who"), say("得分", "score"), say("名次", "place"), say("改后得分", "score then"), say("改后名次", "place then"))
    grid(heads, ((name, score or "—", str(place or "—"), other or "—", str(then or "—")) for name, score, place, other, then in found.moves), lang)
    for words, rows in ((say("出现", "appears"), found.appear), (say("消失", "vanishes"), found.vanish)):
        for title, bearer, subject in rows:
            click.echo(f"{words.to(lang)}: {title}  {bearer}  {subject}")
    for ahead, behind, value, change in found.flips:
        click.echo(say("{a} 和 {b}：到 {at}（{by}）就换位", "{a} and {b} swap at {at} ({by})", a=ahead, b=behind, at=value, by=change).to(lang)
                   if value else say("{a} 和 {b}：怎么改都不换位", "{a} and {b} never swap", a=ahead, b=behind).to(lang))


@click.command("recompute")
@street_option
@format_option
@lang_option
@refusals
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
