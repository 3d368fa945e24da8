"""`bihuan formula`: one formula worked out under the rules of the engine.

In: a formula and values of names, as typed.
Out: the value and how it came about; a refused formula gives the reason, the formula and a caret, and exit code 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
from wcwidth import wcswidth

from engine.formulas import (
    DATE,
    MOMENT,
    NUMBER,
    SPAN,
    TEXT,
    YES_NO,
    Formula,
    FormulaRefusal,
    Scope,
    Type,
    compile_formula,
    evaluate,
    explain,
    show_value,
)
from engine.problems import Mark, Problem, Report
from engine.text import Lang, Text, say
from engine.values import read_date, read_moment, read_number, read_percent, read_span, read_yes_no

_READERS: tuple[tuple[Callable[[str], Any], Type], ...] = (
    (read_number, NUMBER), (read_percent, NUMBER), (read_yes_no, YES_NO), (read_date, DATE), (read_moment, MOMENT),
    (read_span, SPAN))


def typed(text: str) -> tuple[Any, Type]:
    """A value as it reads: number, percentage, 是/否, date, moment, length of time, else text.

    >>> typed("85.5"), typed("满意")[0]
    ((Fraction(171, 2), Type(kind='number', list=None, of=None, unit=None, share=False)), '满意')
    """
    for reader, type_ in _READERS:
        value = reader(text)
        if value is not None:
            return value, type_
    return text, TEXT


def caret(text: str, at: int, length: int) -> str:
    """The formula and, under it, a caret where it is meant; wide characters count two columns.

    >>> print(caret("日常 + x", 5, 1))
        日常 + x
               ^
    """
    before, meant = max(0, wcswidth(text[:at])), max(1, wcswidth(text[at:at + length]))
    return f"    {text}\n    {' ' * before}{'^' * meant}"


@click.command("formula")
@click.argument("text", metavar="公式")
@click.option("--set", "given", multiple=True, metavar="名字=值", help="给一个名字取值，可写多次。 Give a name a value; repeatable.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。 Output format.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言。 Language.")
@click.pass_context
def formula(context: click.Context, text: str, given: tuple[str, ...], form: str, lang: Lang) -> None:
    """算一个公式，并说明结果怎么来的。

    Work out one formula, exactly, and show how its value came about:
    bihuan formula '0.4*日常 + 0.6*季度' --set 日常=90 --set 季度=85.5
    """
    values, names = _given(given)
    report = Report()
    made = compile_formula(text, Mark("", 1, 1), Scope(names=names), None, report)
    if made is None:
        _show_problems(text, report, form, lang)
        context.exit(1)
    try:
        value = evaluate(made, values)
    except FormulaRefusal as refusal:
        _show_refusal(made, refusal, form, lang)
        context.exit(1)
    how = explain(made, values)
    if form == "json":
        click.echo(json.dumps({"value": show_value(value, lang), "type": made.type.kind, "reads": sorted(made.reads),
                               "explained": how.to_json(lang)}, ensure_ascii=False, indent=2))
        return
    click.echo(show_value(value, lang))
    click.echo("\n".join(how.lines(lang)))


def _given(given: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Type]]:
    values: dict[str, Any] = {}
    names: dict[str, Type] = {}
    for one in given:
        name, equals, written = one.replace("＝", "=", 1).partition("=")
        name = name.strip()
        if not equals or not name or not written.strip():
            raise click.UsageError(f"--set 要写成 名字=值，例如 --set 日常=90，不是「{one}」。 Write --set name=value.")
        if name in names:
            raise click.UsageError(f"「{name}」取了两次值。 “{name}” is given twice.")
        values[name], names[name] = typed(written.strip())
    return values, names


def _show_problems(text: str, report: Report, form: str, lang: Lang) -> None:
    if form == "json":
        found = [{"at": p.mark.column - 1, "length": p.mark.length, "rule": p.rule, "message": p.message.to(lang),
                  "hint": _remedy(p).to(lang)} for p in report.problems]
        click.echo(json.dumps({"problems": found}, ensure_ascii=False, indent=2))
        return
    for problem in report.problems:
        click.echo(f"{problem.message.to(lang)} [{problem.rule}]")
        click.echo(caret(text, problem.mark.column - 1, problem.mark.length))
        if remedy := _remedy(problem).to(lang):
            click.echo(f"    {say('改法：', 'Try: ').to(lang)}{remedy}")


def _remedy(problem: Problem) -> Text:
    """The problem's own remedy; for an unknown name also how to give it a value here."""
    given = say("用 --set 名字=值 给它取值。", "give it a value with --set name=value.")
    if problem.rule != "formula-name":
        return problem.hint or Text("", "")
    return given if problem.hint is None else Text(f"{problem.hint.zh}{given.zh}", f"{problem.hint.en} Or {given.en}")


def _show_refusal(made: Formula, refusal: FormulaRefusal, form: str, lang: Lang) -> None:
    if form == "json":
        click.echo(json.dumps({"refused": {"kind": refusal.kind, "message": refusal.text.to(lang), "at": refusal.at,
                                           "length": refusal.length}}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{refusal.text.to(lang)} [{refusal.kind}]")
    click.echo(caret(made.text, refusal.at, refusal.length))
