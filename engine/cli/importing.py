"""The commands `import` and `template`: sheets taken in, and sheets to fill in.

In: an Excel or CSV file.  Out: what would happen or what happened; failed rows in a sheet with their reasons.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from engine.cli.common import acting, actor_option, lang_option, open_street, person_of, refusals, street_option
from engine.service import intake
from engine.service.intake import Intake
from engine.text import Lang, say

KINDS = click.Choice(["people", "units", "register", "cases"])
FOR = click.option("--for", "target", default="", metavar="流程或名册", help="导入哪个流程的件、哪本名册。 Which workflow or register.")


@click.command("import")
@click.argument("kind", metavar="people|units|register|cases", type=KINDS)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@FOR
@click.option("--dry-run", is_flag=True, help="只检查，不导入。 Only check, take nothing in.")
@click.option("--failed", "back", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="文件",
              help="把不合格的行连同原因写到这个文件。 Write the failed rows with their reasons.")
@acting
def import_command(kind: str, file: Path, target: str, folder: Path, actor: str, dry_run: bool, back: Path | None, form: str, lang: Lang) -> None:
    """从 Excel 或 CSV 导入：人员、单位、名册、手填的表。先检查每一行；同一行不会导入两次。

    Take in people, units, rows of a register or filled-in forms.  Every row is checked first; no row is taken in twice.

    \b
    bihuan import cases 走访.xlsx --for 走访记录 --as 张明 --dry-run
    bihuan import people 人员.xlsx --as 王丽
    """
    service = open_street(folder, lang, staffed=False)
    person = person_of(service, actor, lang)
    sheet = intake.upload(service, person, kind, target, file.name, file.read_bytes())
    found = intake.intake(service, person, sheet)
    if not dry_run and found.good:
        with Progress(console=Console(stderr=True), transient=True, disable=form == "json") as progress:
            task = progress.add_task(say("导入", "taking in").to(lang), total=found.total)
            while not (found := intake.take_in(service, person, sheet)).finished:
                progress.update(task, completed=found.done)
    if back is not None and found.failed:
        back.write_bytes(intake.failed_sheet(service, person, sheet)[0])
    intake.forget(service, person, sheet)
    _tell(found, form, lang, dry_run=dry_run)
    if found.failed:
        raise SystemExit(1)


def _tell(found: Intake, form: str, lang: Lang, *, dry_run: bool) -> None:
    if form == "json":
        click.echo(json.dumps({"total": found.total, "good": found.good, "again": found.again, "dry_run": dry_run,
                               "notes": [note.to(lang) for note in found.notes],
                               "failed": [{"row": one.number, "reason": one.reason.to(lang)} for one in found.failed]}, ensure_ascii=False, indent=1))
        return
    for note in found.notes:
        click.echo(note.to(lang))
    did = say("可以导入{n}行", "{n} row(s) can be taken in", n=found.good) if dry_run else say("导入了{n}行", "{n} row(s) taken in", n=found.good)
    click.echo(say("{did}，以前导入过{again}行，不合格{failed}行", "{did}, {again} taken in before, {failed} failed", did=did, again=found.again,
                   failed=len(found.failed)).to(lang))
    for one in found.failed:
        click.echo(say("  第{n}行：{why}", "  row {n}: {why}", n=one.number, why=one.reason).to(lang))


@click.command("template")
@click.argument("kind", metavar="people|units|register|cases", type=KINDS)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@FOR
@street_option
@actor_option
@click.option("--filled", is_flag=True, help="带上现有的内容。 With what there is now.")
@lang_option
@refusals
def template_command(kind: str, file: Path, target: str, folder: Path, actor: str, filled: bool, lang: Lang) -> None:
    """写出要填的 Excel 表：表头、可选的内容、一行示例、填写说明；人员、单位、名册可以带上现有内容。

    Write the Excel sheet to fill in; people, units and registers also with what there is now.
    """
    service = open_street(folder, lang, staffed=False)
    body, _ = intake.template(service, person_of(service, actor, lang), kind, target, filled=filled)
    file.write_bytes(body)
    click.echo(say("已写到 {path}", "written to {path}", path=file).to(lang))
