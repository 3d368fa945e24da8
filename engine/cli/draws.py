"""The commands `draw show` and `draw verify`: a draw looked at, and worked out again by anybody.

In: the number of a case, or a record as the page gives it.  Out: whether it agrees; exit code 1 when it does not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from engine.cli.cases import find
from engine.cli.common import acting, in_street, open_street, person_of
from engine.draws import check_record
from engine.service import Refused, draws
from engine.service.ballot_views import DrawPage
from engine.text import Lang, say


@click.group("draw")
def draw_group() -> None:
    """抽取：看名单、种子和结果，验算。

    Draws: the list, the seed, the result, and working them out again.
    """


@draw_group.command("show")
@click.argument("number", metavar="编号")
@click.option("--step", default="", metavar="环节", help="哪个环节的抽取，不写就是最近的。 The draw of this step; the latest unless written.")
@acting
def draw_show_command(number: str, step: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """看一次抽取。

    Show a draw.
    """
    service = open_street(folder, lang)
    page = draws.draw_page(service, person_of(service, actor, lang), find(service, number, lang), step)
    click.echo(json.dumps(_plain(page), ensure_ascii=False, indent=1) if form == "json" else _told(page, lang))


def _plain(page: DrawPage) -> dict[str, Any]:
    return {"case": page.case, "number": page.number, "step": page.step, "hash": page.hash, "listed": len(page.entries),
            "excluded": [list(one) for one in page.excluded], "seed": [list(one) for one in page.seed],
            "drawn": [name for _, name in page.drawn], "standing_by": [name for _, name in page.standing_by],
            "struck": [[one.name, one.instead, one.reason] for one in page.struck],
            "record": json.loads(page.record) if page.record else {}}


def _told(page: DrawPage, lang: Lang) -> str:
    if not page.hash:
        return say("还没有定名单", "the list is not fixed yet").to(lang)
    lines = [say("名单 {n} 个，指纹 {hash}", "{n} on the list, hash {hash}", n=len(page.entries), hash=page.hash)]
    lines += [say("不进名单：{who}（{why}）", "left out: {who} ({why})", who=who, why=why) for who, why in page.excluded]
    if page.seed:
        lines.append(say("种子：{seed}", "seed: {seed}", seed="；".join(f"{who} {value}" for who, value in page.seed)))
        lines.append(say("抽中：{names}", "drawn: {names}", names="、".join(name for _, name in page.drawn)))
        lines.append(say("备选：{names}", "standing by: {names}", names="、".join(name for _, name in page.standing_by) or "—"))
    lines += [say("{a} 换成 {b}：{why}", "{b} stepped in for {a}: {why}", a=one.name, b=one.instead, why=one.reason) for one in page.struck]
    return "\n".join(line.to(lang) for line in lines)


@draw_group.command("verify")
@click.argument("what", metavar="文件|编号")
@click.option("--as", "actor", default="", metavar="帐号", help="按编号验算时，以谁的身份看。 Who looks, when a number is given.")
@click.option("--step", default="", metavar="环节", help="按编号验算时，哪个环节的抽取。 Which step's draw, when a number is given.")
@in_street
def draw_verify_command(what: str, actor: str, step: str, folder: Path, form: str, lang: Lang) -> None:
    """验算一次抽取：按名单、指纹和种子重算一遍。

    Work a draw out again from its list, hash and seed; exit code 1 when it does not agree.
    """
    wrong = check_record(_record(what, actor, step, folder, lang))
    if form == "json":
        click.echo(json.dumps({"ok": not wrong, "wrong": [one.to(lang) for one in wrong]}, ensure_ascii=False))
    else:
        click.echo("\n".join(one.to(lang) for one in wrong) if wrong else say("验算一致", "the draw agrees").to(lang))
    if wrong:
        raise SystemExit(1)


def _record(what: str, actor: str, step: str, folder: Path, lang: Lang) -> Any:
    path = Path(what)
    if path.is_file():
        try:
            return json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError:
            return None
    service = open_street(folder, lang)
    if not actor:
        raise click.UsageError(say("按编号验算要写 --as", "with a number, --as is needed").to(lang))
    page = draws.draw_page(service, person_of(service, actor, lang), find(service, what, lang), step)
    if not page.record:
        raise Refused("no-draw", say("还没有抽，没有可以验算的", "nothing has been drawn yet"))
    return json.loads(page.record)
