"""The command `register`: registers and their rows from the command line.

In: who, which register, values as 名字=值.  Out: rows, as text or JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from engine.cli.common import acting, open_street, pairs, person_of, print_result
from engine.service import StreetService
from engine.service.keeping import RowLine
from engine.text import Lang, say

METHOD = click.option("--method", default="", metavar="工作法", help="几套工作法里有同名名册时写明。 Needed when several methods have this register.")
SET = click.option("--set", "values", multiple=True, metavar="名字=值", help="填一项；几个值就写几次。 Fill in a field; repeat for several values.")
LINK = click.option("--link", "linked", multiple=True, metavar="帐号", help="由谁联系，可以写几次。 Whom it is linked to; repeatable.")
REASON = click.option("--reason", default="", metavar="理由", help="为什么。 Why.")
KEY = click.option("--key", default="", help="重复提交时写同一个，不会记两次。 The same for a repeated submission.")


@click.group("register")
def register_command() -> None:
    """名册：看、记、改、停用。

    Registers: list, add, change, close.
    """


@register_command.command("list")
@click.argument("register", metavar="[名册]", default="")
@METHOD
@click.option("--unit", default="", metavar="单位", help="只看这个单位和下级。 Only this unit and those below it.")
@click.option("--search", default="", metavar="文字", help="只看含这些字的。 Only rows that hold this text.")
@click.option("--closed", is_flag=True, help="看停用的。 Rows no longer in use.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 100_000), help="第几页。 Which page.")
@acting
def list_command(register: str, folder: Path, actor: str, method: str, unit: str, search: str, closed: bool, page: int, form: str, lang: Lang) -> None:
    """看名册；不写名册就列出有哪些。

    Show a register, or which there are.

    \b
    bihuan register list 住户 --as 王芳 --unit 柳南社区
    """
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    if not register:
        rows = [{"method": one.method, "register": one.register.name, "rows": one.count, "keeps": one.keeps} for one in service.registers(person)]
        click.echo(json.dumps(rows, ensure_ascii=False) if form == "json" else "\n".join(
            say("{r}（{m}）{n}行", "{r} ({m}) {n} row(s)", r=one["register"], m=one["method"], n=one["rows"]).to(lang) for one in rows))
        return
    found = service.register_rows(person, _method(service, register, method, lang), register, unit=unit, search=search, closed=closed, page=page)
    if form == "json":
        click.echo(json.dumps({"rows": [_facts(one) for one in found.rows], "total": found.total, "page": found.page, "pages": found.pages},
                              ensure_ascii=False))
        return
    click.echo("\n".join(f"{one.title}  {one.unit}  {'、'.join(one.linked)}".rstrip() for one in found.rows) or say("没有", "none").to(lang))


@register_command.command("add")
@click.argument("register", metavar="名册")
@METHOD
@click.option("--unit", default="", metavar="单位", help="归哪个单位。 The unit it belongs to.")
@SET
@LINK
@REASON
@KEY
@acting
def add_command(register: str, folder: Path, actor: str, method: str, unit: str, values: tuple[str, ...], linked: tuple[str, ...], reason: str,
                key: str, form: str, lang: Lang) -> None:
    """在名册里记一行。

    Write a row.

    \b
    bihuan register add 住户 --as 王芳 --unit 柳南社区 --set 门牌=一号楼101 --set 人口=3
    """
    service = open_street(folder, lang)
    row = service.add_row(person_of(service, actor, lang), _method(service, register, method, lang), register, unit, pairs(values, lang),
                          linked=linked, reason=reason, key=key)
    _said(service, person_of(service, actor, lang), row, form, lang)


@register_command.command("set")
@click.argument("row", metavar="行")
@SET
@LINK
@REASON
@KEY
@acting
def set_command(row: str, folder: Path, actor: str, values: tuple[str, ...], linked: tuple[str, ...], reason: str, key: str, form: str,
                lang: Lang) -> None:
    """改一行；没有写的不变。

    Change a row; what is not given stays.
    """
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    service.change_row(person, row, pairs(values, lang), linked=linked or None, reason=reason, key=key)
    _said(service, person, row, form, lang)


@register_command.command("close")
@click.argument("row", metavar="行")
@REASON
@KEY
@acting
def close_command(row: str, folder: Path, actor: str, reason: str, key: str, form: str, lang: Lang) -> None:
    """停用一行；已经停用的重新启用。

    Take a row out of use, or back into use.
    """
    service = open_street(folder, lang)
    person = person_of(service, actor, lang)
    service.close_row(person, row, reason, key=key)
    _said(service, person, row, form, lang)


def _method(service: StreetService, register: str, method: str, lang: Lang) -> str:
    """The method a register belongs to, which must be named when several have it."""
    found = [one.id for one in service.street.methods.values() if register in one.registers and method in ("", one.id)]
    if len(found) != 1:
        raise click.UsageError(say("没有「{r}」这本名册，或者不止一套工作法有；用 --method 写明。",
                                   "No register “{r}”, or several methods have one; name it with --method.", r=register).to(lang))
    return found[0]


def _facts(one: RowLine) -> dict[str, Any]:
    return {"id": one.id, "number": one.number, "title": one.title, "unit": one.unit, "active": one.active, "linked": list(one.linked),
            "values": {value.name: value.text.zh for value in one.values}}


def _said(service: StreetService, person: str, row: str, form: str, lang: Lang) -> None:
    line = service.register_row(person, row).line
    state = say("在用", "in use") if line.active else say("停用", "not in use")
    print_result(form, _facts(line), say("{title}（{unit}）{state}  {id}", "{title} ({unit}) {state}  {id}", title=line.title, unit=line.unit,
                                         state=state, id=line.id), lang)
