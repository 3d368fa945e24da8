"""The command `test`: plays scenarios and says what differed and what they cover.

In: methods' folders, folders of scenarios or single files.  Out: text for people or JSON for programs.
Exit codes: 0 all passed, 1 failures or problems, 2 wrong usage.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from engine.problems import Report
from engine.rendering import render_text
from engine.scenarios import Coverage, Runner, ScenarioResult, possible, scenario_files
from engine.text import Lang, Text, say

_KINDS = {"steps": Text("环节", "steps"), "actions": Text("动作", "actions"), "routes": Text("分流", "routes"),
          "outcomes": Text("结局", "outcomes"), "clauses": Text("条款", "clauses")}


@click.command("test")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="输出样式。 Form of the output.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言。 Language.")
def test(paths: tuple[Path, ...], form: str, lang: Lang) -> None:
    """演一遍情景，看和写的是否一样，并说出还有什么没演到。

    Play scenarios, show what differs from what they say, and what they do not cover yet.

    \b
    bihuan test workflows/six-step
    bihuan test workflows/six-step/情景/暂停与恢复.yaml --format json
    """
    files = scenario_files(paths)
    if not files:
        raise click.UsageError(say("这里没有情景文件（以「情景: …」开头的 .yaml）。",
                                   "There is no scenario here (a .yaml that begins with “情景: …” or “scenario: …”).").to(lang))
    runner = Runner()
    results = _play(runner, files)
    covered = reduce(Coverage.__or__, (one.coverage for one in results), Coverage())
    whole = reduce(Coverage.__or__, (possible(method) for method in runner.methods.values()), Coverage())
    if form == "json":
        click.echo(json.dumps(_json(results, covered, whole, lang), ensure_ascii=False, indent=1))
    else:
        _show(runner, results, covered, whole, lang)
    if not all(one.passed for one in results):
        raise SystemExit(1)


def _play(runner: Runner, files: Sequence[Path]) -> list[ScenarioResult]:
    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        return [runner.run(file) for file in progress.track(files, description="情景 scenarios")]


def _json(results: Sequence[ScenarioResult], covered: Coverage, whole: Coverage, lang: Lang) -> dict[str, Any]:
    passed = sum(one.passed for one in results)
    return {"passed": passed, "failed": len(results) - passed, "coverage": covered.within(whole),
            "scenarios": [_row(one, lang) for one in results]}


def _row(result: ScenarioResult, lang: Lang) -> dict[str, Any]:
    differences = [{"path": one.mark.path, "line": one.mark.line, "what": one.what.to(lang), "expected": one.expected.to(lang),
                    "got": one.got.to(lang)} for one in result.differences]
    problems = [{"path": one.mark.path, "line": one.mark.line, "column": one.mark.column, "rule": one.rule,
                 "message": one.message.to(lang)} for one in result.problems]
    return {"path": result.path.as_posix(), "title": result.title, "passed": result.passed, "seconds": round(result.seconds, 4),
            "differences": differences, "problems": problems}


def _show(runner: Runner, results: Sequence[ScenarioResult], covered: Coverage, whole: Coverage, lang: Lang) -> None:
    for result in results:
        click.echo(f"{'✓' if result.passed else '✗'} {result.title}")
        for difference in result.differences:
            click.echo("\n".join(f"  {line}" for line in difference.lines(lang)))
        if result.problems:
            click.echo(render_text(Report(list(result.problems)), runner.sources, lang), nl=False)
    _show_coverage(covered.within(whole), lang)
    passed = sum(one.passed for one in results)
    seconds = sum(one.seconds for one in results)
    click.echo(say("{n}个情景，{p}个通过，{f}个没有通过，用时{s}秒", "{n} scenarios, {p} passed, {f} failed, {s} s", n=len(results),
                   p=passed, f=len(results) - passed, s=f"{seconds:.1f}").to(lang))


def _show_coverage(rows: dict[str, dict[str, Any]], lang: Lang) -> None:
    table = Table(box=None, pad_edge=False)
    for title in (Text("", ""), Text("演到", "covered"), Text("共", "of"), Text("还没有演到", "not yet")):
        table.add_column(title.to(lang), overflow="fold")
    for kind, row in rows.items():
        table.add_row(_KINDS[kind].to(lang), str(row["covered"]), str(row["total"]), "、".join(row["missing"]))
    Console(highlight=False).print(table)
