"""The command `new`: a small method to be changed into one's own.

In: the name of a folder.  Out: rule files, a street and two scenarios that pass.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.common import lang_option, refusals
from engine.cli.completing import complete_method
from engine.copying import copy_method, first_method, folder_of, shipped_methods
from engine.schema.formats import FORMATS
from engine.text import Lang, say


@click.command("new")
@click.argument("folder", metavar="名字", type=click.Path(path_type=Path))
@click.option("--from", "source", default="", metavar="工作法", shell_complete=complete_method,
              help="照着哪一套写，不写就是一套小的。 Which method to begin with; a small one unless written.")
@click.option("--title", default="", metavar="标题", help="工作法的标题。 The method's title.")
@lang_option
@refusals
def new_command(folder: Path, source: str, title: str, lang: Lang) -> None:
    """新写一套工作法：一个流程、条款、一个小街道和两个能演通的情景，照着改。

    Begin a new method: one workflow, clauses, a small street and two scenarios that pass.

    \b
    bihuan new street-lamps --title 路灯管护
    bihuan new street-lamps --lang en
    bihuan new our-six-steps --from six-step
    """
    fits, wanted = FORMATS["id"]
    if not fits(folder.name):
        raise click.UsageError(say("名字「{name}」不能作工作法的代号：{wanted}；标题可以用 --title 写中文",
                                   "“{name}” cannot be the id of a method: {wanted}; a title in any language goes with --title",
                                   name=folder.name, wanted=wanted).to(lang))
    origin = folder_of(source) if source else first_method(lang)
    if origin is None:
        raise click.UsageError(say("没有「{name}」这套工作法，可以照着写的有：{known}", "there is no method “{name}”; these may be copied: {known}",
                                   name=source, known="、".join(shipped_methods())).to(lang))
    made = copy_method(origin, folder, folder.name, title)
    click.echo(say("写好了 {n} 个文件，在 {folder}。接着照自己的文件改，改一处查一处：\n"
                   "  bihuan check {folder}\n  bihuan test {folder}\n  bihuan trace {folder}",
                   "Wrote {n} files in {folder}. Now change them to follow your document, and after each change run:\n"
                   "  bihuan check {folder}\n  bihuan test {folder}\n  bihuan trace {folder}", n=len(made), folder=folder.as_posix()).to(lang))
