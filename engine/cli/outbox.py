"""The command `outbox`: what goes out to people by text, mail and messenger, and what became of it.

In: a street's folder.  Out: messages with their state; failed ones sent again, what is due sent now.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from engine.cli.common import in_street, open_street, print_result
from engine.service import StreetService, postroom
from engine.service.outbox import send_due
from engine.service.postroom import OutboxRow
from engine.store.outbox import STATES
from engine.text import Lang, say


@click.command("outbox")
@click.option("--state", type=click.Choice(STATES), default=None, help="只看这种状态的。 Only messages in this state.")
@click.option("--retry", type=int, multiple=True, metavar="号", help="重发这一条：没发成的，或说不准送到没有的。 Send a failed or unsure message again.")
@click.option("--send", is_flag=True, help="马上发到点的消息。 Send what is due now.")
@click.option("--page", type=click.IntRange(min=1), default=1, help="第几页，每页50条。 Which page of 50.")
@in_street
def outbox_command(state: str | None, retry: tuple[int, ...], send: bool, page: int, folder: Path, form: str, lang: Lang) -> None:
    """看短信、邮件等往外发的消息：等着发、已发出、没发成、说不准送到没有。

    Show the messages that go out by text, mail and messenger.

    \b
    bihuan outbox --state unsure
    bihuan outbox --retry 17 --send
    """
    service = open_street(folder, lang)
    for n in retry:
        postroom.repeat(service, n)
    tried = _send_all(service) if send else 0
    if retry or send:
        print_result(form, {"again": list(retry), "tried": tried}, say(
            "放回等着发的{again}条，试着发了{tried}条", "{again} put back, {tried} tried", again=len(retry), tried=tried), lang)
        return
    found = postroom.rows(service, state or "", page)
    if form == "json":
        click.echo(json.dumps([_plain(row, lang) for row in found.rows], ensure_ascii=False, indent=1))
        return
    _print(found.rows, lang)
    click.echo("  ".join(f"{words.to(lang)} {count}" for words, count in found.counts.values()))


def _send_all(service: StreetService) -> int:
    tried = 0
    while some := send_due(service, service.clock()):
        tried += some
    return tried


def _plain(row: OutboxRow, lang: Lang) -> dict[str, object]:
    return {"n": row.n, "number": row.number, "kind": row.kind.to(lang), "to": row.to.to(lang), "channel": row.channel, "state": row.state,
            "made": row.made.isoformat(), "due": row.due.isoformat(), "tries": row.tries, "reason": row.reason}


def _print(rows: tuple[OutboxRow, ...], lang: Lang) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in (say("号", "n"), say("编号", "number"), say("通知", "notice"), say("发给", "to"), say("渠道", "channel"), say("状态", "state"),
                    say("说明", "why")):
        table.add_column(heading.to(lang), overflow="fold")
    for row in rows:
        table.add_row(str(row.n), row.number, row.kind.to(lang), row.to.to(lang), row.channel, row.words.to(lang), row.reason)
    Console().print(table if rows else say("还没有往外发的消息。", "No message has gone out yet.").to(lang))
