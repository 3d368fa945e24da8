"""The command `table`: what decides the way on from a step, as a table.

In: a method, a workflow and a step.  Out: conditions, ways and clauses for people, or JSON for programs.
Exit codes: 0 shown, 1 exactly one line does not always hold or the method has problems, 2 wrong usage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table

from engine.cli.common import format_option, lang_option
from engine.cli.completing import complete_flow_of_method, complete_method, complete_step
from engine.compiler import compile_method, read_folder
from engine.copying import folder_of, shipped_methods
from engine.decisions import Decision, Values, decision_at
from engine.model import Method
from engine.problems import Report, nearest
from engine.rendering import render_text
from engine.source import Sources
from engine.text import Lang, Text, say

Named = TypeVar("Named")


@click.command("table")
@click.argument("method", metavar="工作法", shell_complete=complete_method)
@click.argument("workflow", metavar="流程", shell_complete=complete_flow_of_method)
@click.argument("step", metavar="环节", shell_complete=complete_step)
@format_option
@lang_option
def table_command(method: str, workflow: str, step: str, form: str, lang: Lang) -> None:
    """把一个环节怎样往下走列成表：什么情形走哪条路，依据哪一条。

    Show what decides the way on from a step: conditions, ways, clauses.

    \b
    bihuan table six-step 群众问题 评议安排
    """
    known = _method(method, lang)
    flow = _one(known.workflows, workflow, lang)
    decision = decision_at(known, flow, _one(flow.steps, step, lang))
    if form == "json":
        click.echo(json.dumps({"method": known.id, "workflow": flow.name, **decision.to_json()}, ensure_ascii=False, indent=1))
    else:
        show_decision(decision, lang)
    if decision.findings:
        raise SystemExit(1)


def _method(name: str, lang: Lang) -> Method:
    folder = folder_of(name)
    if folder is None:
        raise click.UsageError(say("没有「{name}」这套工作法；写它的文件夹，或者：{known}", "there is no method “{name}”; name its folder, or one of: {known}",
                                   name=name, known="、".join(shipped_methods())).to(lang))
    report, sources = Report(), Sources()
    item = read_folder(folder, report, sources)
    made = compile_method(item, report) if item is not None else None
    if made is None or report.problems:
        click.echo(render_text(report, sources, lang), err=True, nl=False)
        raise SystemExit(1)
    return made


def _one(known: Mapping[str, Named], name: str, lang: Lang) -> Named:
    """What has this name; refuses one that is not there with the nearest, or with all."""
    if name in known:
        return known[name]
    close = nearest(name, known)
    raise click.UsageError((say("没有「{name}」，是不是「{close}」？", "there is no “{name}”; did you mean “{close}”?", name=name, close=close) if close else
                            say("没有「{name}」，可以写：{known}", "there is no “{name}”; there are: {known}", name=name, known="、".join(known))).to(lang))


def show_decision(decision: Decision, lang: Lang) -> None:
    """Print a decision and the tables it looks up."""
    console = Console(highlight=False)
    console.print(_lines(decision, lang))
    for values in decision.tables:
        console.print(_values(values, lang))
    for finding in decision.findings:
        click.echo(finding.to(lang))
    if not decision.findings and decision.lines and not decision.by_people:
        click.echo(Text("不管什么情形，正好有一行合适。", "Whatever the facts, exactly one line holds.").to(lang))


def _lines(decision: Decision, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False)
    heads: Iterable[str] = ("#", *decision.columns, *([Text("选", "chosen").to(lang)] if decision.by_people else []),
                            Text("怎么走", "way").to(lang), Text("说明", "title").to(lang), Text("依据", "clauses").to(lang))
    for head in heads:
        table.add_column(head, overflow="fold")
    for number, line in enumerate(decision.lines, start=1):
        rest = Text("其余情形", "all else").to(lang)
        cells = [rest if line.cells is None and at == 0 else (line.cells or {}).get(name, Text("", "")).to(lang) or "—"
                 for at, name in enumerate(decision.columns)]
        table.add_row(str(number), *cells, *([line.chosen] if decision.by_people else []), line.way.to(lang), line.title, "、".join(line.cite))
    return table


def _values(values: Values, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, title=f"{values.name}（{'、'.join(values.cite)}）" if values.cite else values.name, title_justify="left")
    table.add_column(values.by)
    table.add_column(Text("值", "value").to(lang))
    for item, value in values.values.items():
        table.add_row(item, value.to(lang))
    return table
