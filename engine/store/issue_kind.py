"""How an issue of a board is verified: replayed, its row compared, and every line that stands held against its hash.

In: a stream of kind `issue`.  Out: sentences about what differs; lines lawfully taken down are told apart.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.boards.issue import hash_of, replay, sheet_hash
from engine.store.issues import row_of

if TYPE_CHECKING:
    from engine.store.kinds import Stream


def check_issue(stream: Stream) -> None:
    """Replay an issue and compare state, row, lines and the hash it was published under."""
    from engine.store.kinds import plain

    issue = replay(stream.events)
    if stream.state != plain(issue.to_json()):
        stream.damaged("「{name}」现在的样子和记录不一致", "“{name}” as it stands differs from its events")
    row = row_of(issue)
    stream.compare_rows("公示的一行", "board row", {row[:1]: row[1:]},
                        "SELECT id, method, board, state, number, period, per, unit, at, corrects FROM issue WHERE id = ?", width=1)
    published = next((event.body["hash"] for event in stream.events if event.type == "issue_published"), None)
    if published is not None and published != sheet_hash(issue):
        stream.damaged("「{name}」公示的哈希和内容不一致", "the hash “{name}” was published under does not fit it")
    lines = {line: hash_of(salt, json.loads(cells), source, unit) for line, cells, source, unit, salt in stream.conn.execute(
        "SELECT line, cells, source, unit, salt FROM issue_line WHERE issue = ?", (stream.id,))}
    for line, hashed in enumerate(issue.lines, start=1):
        if line in issue.struck:
            stream.erased("公示「{name}」的第{n}行已经撤下：{why}", "line {n} of “{name}” was taken down: {why}", n=line, why=issue.struck[line])
            if line in lines:
                stream.damaged("公示「{name}」撤下的第{n}行还在", "line {n} of “{name}” was taken down and is still there", n=line)
        elif lines.get(line) != hashed:
            stream.damaged("公示「{name}」的第{n}行被改动过或者不见了", "line {n} of “{name}” was changed or is gone", n=line)
    if lines.keys() - set(range(1, len(issue.lines) + 1)):
        stream.damaged("公示「{name}」多出了记录里没有的行", "“{name}” has lines that no event speaks of")
