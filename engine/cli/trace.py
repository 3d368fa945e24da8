"""The command `trace`: clause by clause, what a method does with its source document.

In: a method's folder.  Out: a table for people or JSON for programs.
Exit codes: 0 every clause is accounted for, 1 some are missing or the method has problems, 2 wrong usage.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from engine.problems import Report
from engine.rendering import render_text
from engine.source import Sources
from engine.text import Lang, Text, say
from engine.trace import Status, Traced
from engine.trace import trace as trace_method

_STATUS: dict[Status, Text] = {
    "carried": Text("照办", "carried"), "interpreted": Text("有解读", "interpreted"), "out-of-reach": Text("超出", "out of reach"),
    "later": Text("留待", "later"), "missing": Text("没有落实", "missing"),
}
_FEW = 4  # elements named in the table; JSON has them all


@click.command("trace")
@click.argument("path", metavar="PATH", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="输出样式。 Form of the output.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言。 Language.")
def trace(path: Path, form: str, lang: Lang) -> None:
    """逐条说明：文件的每一条在哪里落实，哪个情景演到，有什么解读。

    Clause by clause: where the method carries it, which scenario shows it, and which reading was chosen.

    \b
    bihuan trace workflows/six-step
    bihuan trace workflows/six-step --format json
    """
    report, sources = Report(), Sources()
    clauses = trace_method(path, report, sources)
    if not clauses and not report.problems:
        raise click.UsageError(say("这个文件夹里的工作法没有写「条款」。", "The method in this folder lists no clauses.").to(lang))
    if form == "json":
        click.echo(json.dumps({"clauses": [one.to_json() for one in clauses]}, ensure_ascii=False, indent=1))
    else:
        _show(clauses, lang)
    if report.problems:
        click.echo(render_text(report, sources, lang), nl=False, err=True)
    if report.problems or any(one.status == "missing" for one in clauses):
        raise SystemExit(1)


def _show(clauses: Sequence[Traced], lang: Lang) -> None:
    table = Table(box=None, pad_edge=False)
    for title in (Text("条款", "clause"), Text("状态", "status"), Text("落实在", "where"), Text("情景", "scenarios"), Text("说明", "note")):
        table.add_column(title.to(lang), overflow="fold")
    for one in clauses:
        more = say("等{n}处", "… {n} in all", n=len(one.where)).to(lang) if len(one.where) > _FEW else ""
        table.add_row(one.id, _STATUS[one.status].to(lang), "\n".join([*one.where[:_FEW], *([more] if more else [])]),
                      str(len(one.scenarios)), one.note or one.gist)
    Console(highlight=False).print(table)
    counted = Counter(one.status for one in clauses)
    zh = "，".join(f"{_STATUS[status].zh} {n} 条" for status, n in counted.items())
    en = ", ".join(f"{_STATUS[status].en}: {n}" for status, n in counted.items())
    click.echo(Text(zh, en).to(lang))
