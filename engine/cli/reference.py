"""The command `reference`: the language's reference page, or the parts of it that speak of a word or a rule.

In: a keyword, a rule id, or nothing.  Out: Markdown.  Exit codes: 0 found, 1 nothing found.
"""

from __future__ import annotations

import click

from engine.problems import nearest
from engine.reference import MANUAL, reference_page
from engine.text import Lang, say


@click.command("reference")
@click.argument("word", required=False, metavar="关键词或规则 WORD")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言。 Language.")
def reference(word: str | None, lang: Lang) -> None:
    """查规则语言：一个关键词怎么写，一条规则说的是什么。

    Look up the rule language: what a keyword means, what a rule finds.

    \b
    bihuan reference 分流
    bihuan reference choice-gap
    """
    page = reference_page()
    if word is None:
        click.echo(page, nl=False)
        return
    found = list(_parts(page, word))
    if not found:
        close = nearest(word, [*MANUAL, *_words(page)])
        click.echo(say("手册里没有「{word}」。", "The reference has no “{word}”.", word=word).to(lang) + (
            say("是不是「{close}」？", " Did you mean “{close}”?", close=close).to(lang) if close else ""), err=True)
        raise SystemExit(1)
    click.echo("\n".join(found))


def _parts(page: str, word: str) -> list[str]:
    """Every row that begins with the word, under the heading it stands below."""
    found: list[str] = []
    heading, shown = "", ""
    for line in page.splitlines():
        if line.startswith("#"):
            heading = line
        elif line.startswith("|") and any(f"`{word}`" in cell for cell in line.split("|")[1:3]):
            found += ["", heading, ""] if heading != shown and found else [heading, ""] if heading != shown else []
            shown = heading
            found.append(line)
    return found


def _words(page: str) -> list[str]:
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    return [cell.strip(" ＊").strip("`") for row in rows for cell in row[1:3] if cell.strip().startswith("`")]
