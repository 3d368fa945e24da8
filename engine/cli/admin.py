"""The commands `password`, `leave`, `stuck`, `repair` and `doctor`: keeping a street in order.

In: a street's folder.  Out: passwords set, work handed over, and what is wrong with the installation.
"""

from __future__ import annotations

import json
import platform
import secrets
import sys
from pathlib import Path

import click

from engine.case import Repair
from engine.cli.cases import find
from engine.cli.common import (
    acting,
    in_street,
    lang_option,
    open_street,
    person_of,
    print_result,
    refusals,
    street_option,
)
from engine.cli.completing import complete_account, complete_case
from engine.service import accounts
from engine.service.duties.acting import failing as failing_duties
from engine.store import Store, check_sqlite, sqlite_version
from engine.text import Lang, Text, say


@click.command("password")
@click.argument("person", metavar="帐号", shell_complete=complete_account)
@street_option
@click.option("--stdin", is_flag=True, help="从标准输入读密码，不写就生成一个。 Read the password from standard input; otherwise one is made.")
@lang_option
@refusals
def password_command(person: str, folder: Path, stdin: bool, lang: Lang) -> None:
    """给一个人设密码，第一次登录时要改；第一个管理员也这样设。

    Set a person's password, to be changed at the first login; the first administrator's too.
    """
    service = open_street(folder, lang)
    account = person_of(service, person, lang)
    password = sys.stdin.readline().rstrip("\n") if stdin else secrets.token_urlsafe(12)
    accounts.set_password(service, account, password, must_change=True)
    click.echo(say("已为 {a} 设好密码", "the password of {a} is set", a=account).to(lang) if stdin else
               say("{a} 的密码：{p}（第一次登录时要改）", "password of {a}: {p} (to be changed at first login)", a=account, p=password).to(lang))


@click.command("leave")
@click.argument("person", metavar="离开的人", shell_complete=complete_account)
@click.option("--to", required=True, metavar="人", shell_complete=complete_account, help="由谁接手。 Who takes over.")
@click.option("--reason", required=True, metavar="理由", help="理由。 The reason.")
@acting
def leave_command(person: str, to: str, reason: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """有人离开：手上的事一次交给别人，角色也移交。

    Somebody leaves: all work goes to another in one act, with the roles.
    """
    service = open_street(folder, lang)
    moved = service.hand_over(person_of(service, actor, lang), person_of(service, person, lang), person_of(service, to, lang), reason)
    print_result(form, {"moved": moved}, say("移交了{n}件", "{n} tasks handed over", n=moved), lang)


@click.command("stuck")
@in_street
def stuck_command(folder: Path, form: str, lang: Lang) -> None:
    """列出没有人能办的件，和件与件之间没有办成的事。

    List the cases nobody can move, and what could not be carried out between cases.
    """
    service = open_street(folder, lang)
    found, failed = service.stuck(), service.failing_signals()
    if form == "json":
        click.echo(json.dumps([*({"number": row.number, "step": row.step, "seat": seat.seat} for row, seat in found),
                               *({"signal": one.key, "what": one.what.to(lang), "tries": one.tries, "next": one.next.isoformat(),
                                  "failure": one.failure} for one in failed)], ensure_ascii=False))
        return
    for row, seat in found:
        click.echo(f"{row.number}  {row.step}  {seat.seat}  {row.headline}")
    for one in failed:
        click.echo(say("{what}：试了{n}次没有办成，{at} 再试。{why}", "{what}: tried {n} times in vain, again at {at}. {why}",
                       what=one.what, n=one.tries, at=f"{one.next:%Y-%m-%d %H:%M}", why=one.failure).to(lang))
    if not found and not failed:
        click.echo(say("没有卡住的件。", "No case is stuck.").to(lang))


@click.command("repair")
@click.argument("number", metavar="编号", shell_complete=complete_case)
@click.option("--seat", required=True, metavar="待办", help="bihuan stuck 列出的待办号。 The task, as bihuan stuck lists it.")
@click.option("--to", required=True, metavar="人", shell_complete=complete_account, help="交给谁。 Who gets it.")
@click.option("--reason", required=True, metavar="理由", help="理由，记入经过。 The reason, kept in the record.")
@acting
def repair_command(number: str, seat: str, to: str, reason: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """把没有人能办的件交给一个人，记入经过。

    Give a case nobody can move to somebody; it is kept in the record.
    """
    service = open_street(folder, lang)
    given = person_of(service, to, lang)
    service.do(person_of(service, actor, lang), find(service, number, lang), Repair(seat, given, reason))
    print_result(form, {"number": number, "seat": seat, "to": given},
                 say("{n} 已交给 {who}", "{n} was given to {who}", n=number, who=to), lang)


@click.command("doctor")
@in_street
def doctor_command(folder: Path, form: str, lang: Lang) -> None:
    """检查这台机器和这个街道：版本、数据库、规则、磁盘。

    Look over this machine and this street: versions, database, rules.
    """
    findings = _findings(folder, lang)
    if form == "json":
        click.echo(json.dumps([{"name": name, "ok": ok, "what": what.to(lang)} for name, ok, what in findings], ensure_ascii=False, indent=1))
    else:
        for name, ok, what in findings:
            click.echo(f"{'✓' if ok else '✗'} {name}：{what.to(lang)}")
    raise SystemExit(0 if all(ok for _, ok, _ in findings) else 1)


def _findings(folder: Path, lang: Lang) -> list[tuple[str, bool, Text]]:
    unsafe = check_sqlite()
    version = ".".join(str(part) for part in sqlite_version())
    found = [("Python", True, Text(platform.python_version(), platform.python_version())),
             ("SQLite", unsafe is None, unsafe.text if unsafe else say("{v}，可以放心用", "{v}, safe", v=version))]
    if not (folder / "street.yaml").exists() and not (folder / "街道.yaml").exists():
        return [*found, ("street.yaml", False, say("这个文件夹里没有街道", "there is no street in this folder"))]
    service = open_street(folder, lang)
    store: Store = service.store
    pending = store.pending()
    integrity = store.integrity()
    stuck, failed, owed = service.stuck(), service.failing_signals(), failing_duties(service)
    return [*found,
            ("数据库 database", integrity == "ok" and not pending, say("完好", "sound") if integrity == "ok" and not pending else
             say("要升级：{p} {i}", "needs migrating: {p} {i}", p="、".join(pending), i=integrity)),
            ("规则 rules", True, say("{n}套工作法", "{n} method(s)", n=len(service.street.methods))),
            ("卡住的件 stuck", not stuck, say("{n}件", "{n} case(s)", n=len(stuck))),
            ("履职 duties", not owed, say("{n}次没有办成：{names}", "{n} occasion(s) could not be acted on: {names}", n=len(owed),
                                     names="、".join(f"{rule} {day}" for rule, _, day in owed[:10])) if owed else say("0次没有办成", "all acted")),
            ("件与件之间 signals", not failed, say("{n}项没有办成", "{n} could not be carried out", n=len(failed)))]
