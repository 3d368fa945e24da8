"""The command `demo`: a demonstration street, with matters in hand today or with the history of a year.

In: a folder that holds no street, or one made before.  Out: a street that can be served, and what it holds as numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from engine.cli.common import format_option, lang_option, open_street, refusals
from engine.cli.streets import serve_street
from engine.demo import PASSWORD, make_demo, make_year, summary
from engine.demo.year import Progress as Told
from engine.service import StreetService
from engine.text import Lang, say

FIRST_YEAR, LAST_YEAR = 2004, 2026  # years whose holidays were gazetted


@click.command("demo")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo-street"), show_default=True,
              help="示范街道放在哪里。 Where the demonstration street is made.")
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="年份", help="过完这一年的历史。 With the history of this year.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="数", help="同一个数得到同一段历史。 The same number gives the same history.")
@click.option("--cases", type=click.IntRange(min=1), default=2000, show_default=True, metavar="件数", help="一年大约多少件。 About how many cases in the year.")
@click.option("--weeks", type=click.IntRange(min=1), default=None, metavar="周数", help="只过这一年的头几周。 Only the first weeks of the year.")
@click.option("--serve", "then_serve", is_flag=True, help="建好后就运行。 Serve it then.")
@click.option("--port", default=8765, show_default=True, help="端口。 Port.")
@format_option
@lang_option
@refusals
def demo_command(folder: Path, year: int | None, seed: int, cases: int, weeks: int | None, then_serve: bool, port: int, form: str, lang: Lang) -> None:
    """建一个示范街道，五套工作法一起用：这几周办过的和正在办的事，或者一整年的历史。

    Make the demonstration street, with all five methods in use: the weeks before today, or the history of a year.

    \b
    bihuan demo --serve
    bihuan demo --year 2025 --seed 7 --format json
    """
    begun = perf_counter()
    if not (folder / "street.yaml").exists():
        with _progress(say("正在建示范街道", "making the demonstration street").to(lang)) as told:
            service = make_year(folder, year, seed, cases, told, weeks=weeks or 0) if year is not None else make_demo(folder, told)
        service.store.close()
    service = open_street(folder, lang)
    facts = {**summary(service.store), "seconds": round(perf_counter() - begun, 1)}
    _show(service, folder, facts, form, lang)
    if then_serve:
        serve_street(service, folder, "127.0.0.1", port, 8, lang)


@contextmanager
def _progress(words: str) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeRemainingColumn())
    with Progress(*columns, transient=True, console=Console(stderr=True)) as progress:
        task = progress.add_task(words, total=1)
        yield lambda what, share: progress.update(task, description=f"{words} {what}", completed=share)


def _show(service: StreetService, folder: Path, facts: dict[str, Any], form: str, lang: Lang) -> None:
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(say("示范街道：{folder}", "demonstration street: {folder}", folder=folder).to(lang))
    click.echo(say("有{cases}件事，{duties}次履职，{ballots}次测评，{draws}次抽取，{documents}张单据，{boards}期公示，名册{registers}行",
                   "{cases} cases, {duties} duties, {ballots} ballots, {draws} draws, {documents} documents, {boards} issues of boards, "
                   "{registers} rows of registers", **facts).to(lang))
    for line in demo_accounts(service, lang):
        click.echo(line)


def demo_accounts(service: StreetService, lang: Lang) -> list[str]:
    """The demonstration's accounts, one for each kind of work."""
    directory, seen, lines = service.directory(), set[str](), []
    for person in directory.people:
        doors = directory.doors_of(person)
        if doors and doors[0][0] not in seen:
            seen.add(doors[0][0])
            lines.append(f"  {person:<14} {directory.call(person)}  {doors[0][0]}（{directory.call_unit(doors[0][1])}）")
    return [say("帐号（密码都是 {p}）：", "accounts (password {p}):", p=PASSWORD).to(lang), *lines]
