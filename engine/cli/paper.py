"""The commands `print`, `blank` and `ledger`: documents and ledgers as files or text.

In: a case and a document, or a ledger with its filters.  Out: a file, or text on the output.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.cli.cases import find
from engine.cli.common import actor_option, lang_option, open_street, person_of, refusals, street_option
from engine.paper import (
    as_text,
    find_template,
    ledger_csv,
    ledger_excel,
    ledger_text,
    ledger_word,
    slip_excel,
    slip_word,
)
from engine.service import Slip, StreetService, ledgers
from engine.service.ledger_views import Ledger, Period
from engine.text import Lang, say
from engine.values import read_date

OUT = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="文件",
                   help="写到哪个文件；不写就用单据的名字。 The file to write.")
PRIVATE = click.option("--private", "open_private", is_flag=True, help="连同我需要的个人信息，会记下看过。 With personal data I need; the look is recorded.")


@click.command("print")
@click.argument("number", metavar="编号")
@click.argument("document", metavar="单据")
@street_option
@actor_option
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "docx"]), default="text", show_default=True, help="样式。 Form of the output.")
@OUT
@PRIVATE
@lang_option
@refusals
def print_command(number: str, document: str, folder: Path, actor: str, form: str, out: Path | None, open_private: bool, lang: Lang) -> None:
    """打印一件事的单据：文字、网页或 Word。要 PDF，用浏览器打开网页再「另存为 PDF」。

    Print a document of a case as text, a page or Word; for PDF let a browser print the page.

    \b
    bihuan print 2026-0001 问题解决交办单 --as 张明 --format docx
    """
    service = open_street(folder, lang)
    slip = service.slip(person_of(service, actor, lang), find(service, number, lang), document, open_private=open_private)
    give_slip(service, slip, form, out, lang)


@click.command("blank")
@click.argument("document", metavar="单据")
@street_option
@click.option("--method", default="", metavar="工作法", help="几套工作法里有同名单据时写明。 Needed when several methods have it.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "docx"]), default="text", show_default=True, help="样式。 Form of the output.")
@OUT
@lang_option
@refusals
def blank_command(document: str, folder: Path, method: str, form: str, out: Path | None, lang: Lang) -> None:
    """打印空白的单据或台账，用来手填。

    Print a blank form or ledger to be filled in by hand.
    """
    service = open_street(folder, lang)
    id_ = method_with(service, document, method, lang)
    if service.street.methods[id_].documents[document].is_form:
        give_slip(service, service.blank_slip(id_, document), form, out, lang)
    else:
        _give_ledger(service, ledgers.blank_ledger(service, id_, document), form, out, lang, filled=False)


@click.command("ledger")
@click.argument("name", metavar="台账")
@street_option
@actor_option
@click.option("--whose", default="", metavar="谁", help="谁的：人、单位、名册里的一行。 Whose ledger.")
@click.option("--from", "first", default="", metavar="日期", help="从哪天。 First day.")
@click.option("--to", "last", default="", metavar="日期", help="到哪天。 Last day.")
@click.option("--unit", default="", metavar="单位", help="只要这个单位和它下面的。 Only this unit and those below.")
@click.option("--method", default="", metavar="工作法", help="几套工作法里有同名台账时写明。 Needed when several methods have it.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "docx", "xlsx", "csv"]), default="text", show_default=True,
              help="样式。 Form of the output.")
@OUT
@PRIVATE
@lang_option
@refusals
def ledger_command(name: str, folder: Path, actor: str, whose: str, first: str, last: str, unit: str, method: str, form: str, out: Path | None,
                   open_private: bool, lang: Lang) -> None:
    """看、打印、导出台账；不写 --whose 时列出有谁的。

    Show, print or export a ledger; without --whose it lists whose there are.

    \b
    bihuan ledger 民情手册 --as 张明 --whose 张明 --from 2026-01-01 --format xlsx
    """
    service = open_street(folder, lang)
    person, id_ = person_of(service, actor, lang), method_with(service, name, method, lang)
    subjects = ledgers.subjects_of(service, person, id_, name)
    chosen = [one.value for one in subjects if whose in (one.value, one.title)] or ([subjects[0].value] if len(subjects) == 1 and not whose else [])
    if not chosen:
        known = "、".join(one.title for one in subjects) or say("（还没有）", "(none yet)").to(lang)
        if whose:
            raise click.UsageError(say("没有「{whose}」的，有：{known}", "There is none of “{whose}”; there are: {known}", whose=whose, known=known).to(lang))
        click.echo(known)
        return
    period = Period(_day(first, lang), _day(last, lang))
    _give_ledger(service, ledgers.ledger(service, person, id_, name, chosen[0], period, unit=unit, open_private=open_private), form, out, lang)


def method_with(service: StreetService, document: str, method: str, lang: Lang) -> str:
    """The one method that has a document."""
    having = [one.id for one in service.street.methods.values() if document in one.documents and method in ("", one.id)]
    if len(having) != 1:
        known = "、".join(name for one in service.street.methods.values() for name in one.documents)
        raise click.UsageError(say("没有（或不止一个）单据「{d}」，有：{known}", "No (or more than one) document “{d}”; there are: {known}",
                                   d=document, known=known).to(lang))
    return having[0]


def _day(text: str, lang: Lang) -> date | None:
    day = read_date(text) if text else None
    if text and day is None:
        raise click.UsageError(say("「{text}」不是日期，请写成 2026-03-02", "“{text}” is not a date; write it like 2026-03-02", text=text).to(lang))
    return day


def give_slip(service: StreetService, slip: Slip, form: str, out: Path | None, lang: Lang) -> None:
    """Print a form, or write it to a file."""
    issuer = service.street.name
    if form == "xlsx":
        _write(slip_excel(slip, issuer), out, f"{slip.title}{slip.number}.xlsx", lang)
        return
    if form == "docx":
        _write(slip_word(slip, issuer, find_template(service.folder, slip.name)), out, f"{slip.title}{slip.number}.docx", lang)
    elif form == "html":
        from web.standalone import form_page

        _write(form_page(slip, issuer, filled=bool(slip.number)).encode(), out, f"{slip.title}{slip.number}.html", lang)
    elif form == "json":
        click.echo(json.dumps(_plain(slip, lang), ensure_ascii=False, indent=1))
    else:
        click.echo(as_text(slip, lang))


def _plain(slip: Slip, lang: Lang) -> dict[str, Any]:
    return {"name": slip.name, "title": slip.title, "number": slip.number, "issued": slip.issued.isoformat() if slip.issued else None,
            "parts": [{"name": part.name, "round": part.round, "at": part.at.isoformat() if part.at else None, "by": part.by,
                       "values": {value.name: value.text.to(lang) for value in part.values}} for part in slip.parts]}


def _give_ledger(service: StreetService, made: Ledger, form: str, out: Path | None, lang: Lang, *, filled: bool = True) -> None:
    issuer, file = service.street.name, f"{made.title}{made.subject_title}.{form}"
    if form == "xlsx":
        _write(ledger_excel(made, issuer), out, file, lang)
    elif form == "csv":
        _write(ledger_csv(made), out, file, lang)
    elif form == "docx":
        _write(ledger_word(made, issuer, find_template(service.folder, made.name)), out, file, lang)
    elif form == "html":
        from web.standalone import ledger_page

        _write(ledger_page(made, issuer, filled=filled).encode(), out, file, lang)
    elif form == "json":
        lines = [{"n": line.number, "section": section.title, **{column: cell.text.to(lang) for column, cell in zip(made.columns, line.cells, strict=True)}}
                 for section in made.sections for line in section.lines]
        click.echo(json.dumps({"name": made.name, "whose": made.subject_title, "lines": lines, "hidden": made.hidden}, ensure_ascii=False, indent=1))
    else:
        click.echo(ledger_text(made, lang))


def _write(body: bytes, out: Path | None, name: str, lang: Lang) -> None:
    path = out or Path("".join(char for char in name if char not in '\\/:*?"<>|《》'))
    path.write_bytes(body)
    click.echo(say("已写到 {path}", "written to {path}", path=path).to(lang))
