"""The commands `facts` and `covers`: what is known of people and units, and who covers what.

In: who or which unit, 名字=值.  Out: what is known now, as text or JSON.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.common import acting, open_street, pairs, person_of, print_result
from engine.text import Lang, say

REASON = click.option("--reason", default="", metavar="理由", help="为什么。 Why.")


@click.command("facts")
@click.argument("subject", metavar="人员或单位")
@click.option("--set", "values", multiple=True, metavar="名字=值", help="改一项，空着就是忘掉；几个值就写几次。 Tell a fact; empty forgets it.")
@REASON
@acting
def facts_command(subject: str, folder: Path, actor: str, values: tuple[str, ...], reason: str, form: str, lang: Lang) -> None:
    """看、改一个人或一个单位的情况。

    Show or change what is known of a person or a unit.

    \b
    bihuan facts 王芳 --as 管理员 --set 特长=法律
    """
    service = open_street(folder, lang, staffed=False)
    unit = subject if subject in service.directory().units else ""
    person = "" if unit else person_of(service, subject, lang)
    if values:
        service.set_facts(person_of(service, actor, lang), pairs(values, lang), person=person, unit=unit, reason=reason)
    directory = service.directory()
    known = directory.unit_facts.get(unit, {}) if unit else directory.facts.get(person, {})
    told = "；".join(f"{name}：{'、'.join(one) if isinstance(one, list) else one}" for name, one in known.items())
    print_result(form, {"of": unit or person, "facts": dict(known)}, say("{told}", "{told}", told=told or "—"), lang)


@click.command("covers")
@click.argument("person", metavar="人员")
@click.argument("role", metavar="角色")
@click.argument("covered", nargs=-1, metavar="单位或人员…")
@REASON
@acting
def covers_command(person: str, role: str, covered: tuple[str, ...], folder: Path, actor: str, reason: str, form: str, lang: Lang) -> None:
    """写明一个人包哪几片；一个也不写就是都不包了。

    Say what somebody covers in a role; naming nothing ends it.

    \b
    bihuan covers 李雷 楼组长 一号楼 --as 管理员
    """
    service = open_street(folder, lang, staffed=False)
    who = person_of(service, person, lang)
    service.set_covers(person_of(service, actor, lang), who, role, covered, reason)
    now = service.directory().covered(who, role)
    print_result(form, {"person": who, "role": role, "covers": list(now)}, say("{n}个：{what}", "{n}: {what}", n=len(now), what="、".join(now)), lang)
