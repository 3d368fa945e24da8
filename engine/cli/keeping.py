"""The commands `backup`, `restore` and `verify`: nothing acknowledged is lost, nothing is changed quietly.

In: a street's folder or an archive.  Out: an archive, a restored folder, or what does not agree.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from engine.cli.common import format_option, in_street, lang_option, open_street, print_result, refusals
from engine.scores.receipts import verify_receipt
from engine.scores.showing import fixed
from engine.service import boxes
from engine.store.backup import Contents, backup, restore
from engine.store.verify import verify
from engine.text import Lang, Text, say

Step = Callable[[Text, int, int], None]


@contextmanager
def bar(what: str, lang: Lang) -> Iterator[Step]:
    """A progress bar on a terminal, nothing elsewhere."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), transient=True, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda now, done, total: progress.update(task, description=now.to(lang), completed=done, total=total)


@click.command("backup")
@click.argument("target", metavar="文件", type=click.Path(path_type=Path))
@in_street
def backup_command(target: Path, folder: Path, form: str, lang: Lang) -> None:
    """备份街道：数据库、照片、街道文件，运行中也可以备份。

    Back the street up: database, pictures, its file; also while it runs.
    """
    open_street(folder, lang).store.close()
    with bar(say("正在备份", "backing up").to(lang), lang) as step:
        held = backup(folder, target, step)
    print_result(form, {"file": str(target), **_facts(held)}, say(
        "备份好了：{file}，有{n}件。里面有群众的个人信息和街道的密钥，请放在只有管理员能打开的地方。",
        "backed up to {file}: {n} case(s). It holds personal data and the street's secret; keep it where only administrators can read it.",
        file=target, n=held.cases), lang)


def _facts(held: Contents) -> dict[str, object]:
    return {"at": held.at, "cases": held.cases, "events": held.events, "files": held.files, "missing": list(held.missing)}


@click.command("restore")
@click.argument("archive", metavar="备份文件", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@format_option
@lang_option
@refusals
def restore_command(archive: Path, folder: Path, form: str, lang: Lang) -> None:
    """从备份恢复到一个新文件夹，核对无误才放到位。

    Restore a backup into a new folder; it is verified before it is put in place.
    """
    with bar(say("正在恢复并核对", "restoring and verifying").to(lang), lang) as step:
        held = restore(archive, folder, step)
    print_result(form, {"folder": str(folder), **_facts(held)}, say(
        "恢复好了，核对无误：{folder}，有{n}件。已经发出的查询码照样能用。",
        "restored and verified: {folder}, {n} case(s). Lookup codes that were given out go on working.",
        folder=folder, n=held.cases), lang)


@click.command("verify")
@click.argument("file", metavar="[算分单]", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@in_street
def verify_command(file: Path | None, folder: Path, form: str, lang: Lang) -> None:
    """核对整个记录：重放每一件，比对状态、清单、编号、哈希链和封存；写一张算分单，就只凭它重算。

    Verify the whole record: replay every case and compare state, lists, numbers, hash chains and seals.  With a score's
    receipt, work that out again from nothing but the file.
    """
    if file is not None:
        _verify_file(file, form, lang)
    service = open_street(folder, lang)
    doing = say("正在核对", "verifying")
    with bar(doing.to(lang), lang) as step:
        wrong = verify(service.store, service.method, lambda done, total: step(doing, done, total)) + boxes.examine(service)
    for text in wrong if form == "text" else ():
        click.echo(text.to(lang))
    print_result(form, {"disagreements": [text.to(lang) for text in wrong]},
                 say("核对完，{n}处不符", "verified, {n} disagreement(s)", n=len(wrong)), lang)
    raise SystemExit(1 if wrong else 0)


def _verify_file(file: Path, form: str, lang: Lang) -> NoReturn:
    """Work through a receipt again, without a street."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        document = {}
    wrong = verify_receipt(document if isinstance(document, dict) else {})
    stated = document.get("public", {}).get("stated", ()) if not wrong else ()
    beside = [say("{n}处照公示写的，没有重算：算它要用的没有公示", "{n} number(s) stand as published and were not worked out again: what they follow "
                  "from was not published", n=len(stated))] if stated else []
    for text in (*wrong, *beside) if form == "text" else ():
        click.echo(text.to(lang))
    told = say("重算完，{n}处不符", "worked out again, {n} disagreement(s)", n=len(wrong)) if wrong else say(
        "重算一致：{subject} {period} 得分 {score}", "it comes out: {subject}, {period}, score {score}", subject=document["subject"],
        period=document["period"], score=fixed(document["score"], document["decimals"]) or "—")
    print_result(form, {"disagreements": [text.to(lang) for text in wrong]}, told, lang)
    raise SystemExit(1 if wrong else 0)
