"""The command `check`: every problem of methods, streets, scenarios and calendars at once.

In: paths of files or folders.  Out: text for people, JSON for programs, or annotations for GitHub.
Exit codes: 0 fine (warnings and open points are fine), 1 problems, 2 wrong usage, 3 a file that cannot be opened.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from engine.cli.checking import Job, jobs_in, run
from engine.problems import Report
from engine.rendering import render_github, render_json, render_text
from engine.source import Sources
from engine.text import Lang, say

_PATIENCE = 1.0  # seconds before a progress bar is shown


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="路径 PATH…", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
              help="输出样式。 Form of the output.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言。 Language.")
@click.option("--colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
              help="要不要颜色。 Whether to use colour.")
def check(paths: Sequence[Path], form: str, lang: Lang, colour: str) -> None:
    """检查规则文件：一次列出全部问题、提醒和未定之处。

    Check rule files: a method's folder, a folder of methods, a street, a scenario, a calendar, or one file.
    Lists every problem at once, with its place and a remedy.

    \b
    bihuan check workflows/
    bihuan check workflows/six-step --format json
    """
    for path in paths:
        if not path.exists():
            raise click.UsageError(say("没有「{path}」这个文件或文件夹。", "There is no file or folder “{path}”.", path=path).to(lang))
    report, sources = Report(), Sources()
    try:
        jobs = list(dict.fromkeys(job for path in paths for job in jobs_in(path)))
        if not jobs:
            raise click.UsageError(say("这里没有规则文件（.yaml）。", "There are no rule files (.yaml) here.").to(lang))
        for job in _shown(jobs, lang):
            run(job, report, sources)
    except OSError as failed:
        click.echo(say("打不开「{path}」。请检查有没有读取的权限。", "“{path}” cannot be opened; check that it may be read.",
                       path=failed.filename).to(lang), err=True)
        raise SystemExit(3) from failed
    click.echo(_rendered(report, sources, form, lang, colour), nl=False)
    raise SystemExit(1 if report.problems else 0)


def _rendered(report: Report, sources: Sources, form: str, lang: Lang, colour: str) -> str:
    if form == "json":
        return json.dumps(render_json(report, lang), ensure_ascii=False, indent=1) + "\n"
    if form == "github":
        return render_github(report, lang)
    coloured = colour == "always" or (colour == "auto" and Console().is_terminal and not Console().no_color)
    return render_text(report, sources, lang, coloured)


def _shown(jobs: Sequence[Job], lang: Lang) -> Iterator[Job]:
    """The jobs, with a progress bar on a terminal once they take long."""
    console = Console(stderr=True)
    began = time.monotonic()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say("检查", "checking").to(lang), total=len(jobs), visible=False)
        for job in jobs:
            yield job
            bar.update(task, advance=1, visible=time.monotonic() - began > _PATIENCE)
