"""The commands `score paper` and `score answer`: the paper of a result, and what whoever bears a result says to it.

In: a document's name and number, or a result.  Out: a file or text; or what was recorded.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.common import acting, actor_option, lang_option, print_result, refusals, street_option
from engine.cli.paper import OUT, give_slip, method_with
from engine.cli.scores import RESULT, open_as
from engine.text import Lang, say


@click.command("paper")
@click.argument("document", metavar="单据")
@click.argument("number", metavar="编号")
@street_option
@actor_option
@click.option("--method", default="", metavar="工作法", help="几套工作法里有同名单据时写明。 Needed when several methods have it.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "docx", "xlsx"]), default="text", show_default=True,
              help="样式。 Form of the output.")
@OUT
@lang_option
@refusals
def paper_command(document: str, number: str, folder: Path, actor: str, method: str, form: str, out: Path | None, lang: Lang) -> None:
    """一项签了的结果的单据：荣誉证书、通报、上报；撤销了的也在，写明已撤销。

    The paper of a signed result: a certificate, a notice, a report; a withdrawn one is still there and says so.

    \b
    bihuan score paper 荣誉证书 荣〔2026〕1号 --as kao --format docx
    """
    service, person = open_as(folder, actor, lang)
    slip = service.scores.paper(person, method_with(service, document, method, lang), document, number)
    give_slip(service, slip, form, out, lang)


@click.command("answer")
@RESULT
@click.option("--text", required=True, metavar="申辩", help="要说的话；会留在记录里。 What is said; it stays in the record.")
@acting
def answer_command(result: str, text: str, folder: Path, actor: str, form: str, lang: Lang) -> None:
    """对一项签了还没有生效的结果申辩；由承担的人说，签的人会收到。

    Answer a result that is signed and not in effect yet; whoever bears it may, and those who sign are told.
    """
    service, person = open_as(folder, actor, lang)
    period, _, key = result.partition("#")
    closed = service.scores.answer(person, period, key, text)
    print_result(form, {"period": closed.id, "key": key, "answers": len(closed.led[key].answers)}, say("申辩记下了，签的人会看到", "the answer is on record; "
                 "those who sign are told"), lang)
