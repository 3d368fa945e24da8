"""Rows that belong to nothing: read rows of another street or of no stream, and lines of lists beside their stream.

In: a database and its street.  Out: sentences about what does not belong; none when all is well.
Each stream's own check compares the rows it finds under its name; what lies under no name is found here.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.store.connection import Connection
from engine.store.tallied import uncounted
from engine.text import Text, say

_OF_A_STREAM = {  # table: (the column that names the stream, the kinds it may be of; none means any)
    "task": ("stream", ("case",)), "timer": ("stream", ("case",)), "named": ("stream", ("case",)), "code": ("stream", ("case",)),
    "duty": ("id", ("duty",)), "register_row": ("id", ("row",)), "register_link": ("row", ("row",)), "contribution": ("source", ()),
    "vault": ("stream", ()), "did": ("stream", ()), "message": ("stream", ()), "started": ("stream", ("case",)), "outbox": ("stream", ()),
    "period": ("id", ("period",)), "score_row": ("period", ("period",)), "proposal": ("period", ("period",)), "counted": ("source", ("case", "duty"))}
_NO_STREET = ("score_row", "counted")
_LISTED = {  # the columns of `stream` that lists read, beside the row its events gave
    "duty": "s.method <> r.method OR s.workflow <> r.rule OR s.unit <> r.unit OR s.due <> r.due OR s.outcome <> r.outcome",
    "register_row": "s.method <> r.method OR s.workflow <> r.register OR s.unit <> r.unit OR s.number <> r.number OR s.headline <> r.title "
                    "OR s.opened <> r.entered OR (s.outcome = '') <> r.active",
    "issue": "s.method <> r.method OR s.unit <> r.unit OR s.number <> r.number OR s.outcome <> CASE r.state WHEN 'draft' THEN '' ELSE r.state END"}


def strays(conn: Connection, street: str) -> Iterator[Text]:
    """What belongs to no stream of the street, or stands in lists otherwise than its stream."""
    for table, (column, kinds) in _OF_A_STREAM.items():
        wrong = f" OR s.kind NOT IN ({','.join(repr(one) for one in kinds)})" if kinds else ""
        of_none = " AND r.stream <> ''" if table == "outbox" else ""  # a test of a channel tells of nothing
        street_of = "" if table in _NO_STREET else " OR s.street <> r.street"
        found = _count(conn, f"SELECT count(*) FROM {table} r LEFT JOIN stream s ON s.id = r.{column} WHERE (s.id IS NULL{street_of}{wrong}){of_none}")
        if found:
            yield say("表 {table} 里有{n}行不属于任何记录", "{n} row(s) of the table {table} belong to no record", table=table, n=found)
    for table, differs in _LISTED.items():
        for (id_,) in conn.execute(f"SELECT s.id FROM stream s JOIN {table} r ON r.id = s.id WHERE s.street = ? AND ({differs})", (street,)):
            yield say("「{name}」在列表里的一行和记录不一致", "the line of “{name}” in lists differs from its events", name=id_)
    yield from _put_up(conn)
    yield from uncounted(conn, street)
    rules = "FROM stream WHERE street = f.street AND kind = 'rules'"  # an earlier version wrote no events of rules at all
    for (method,) in conn.execute("SELECT DISTINCT f.method FROM in_force f WHERE f.street = ? AND EXISTS "
                                  f"(SELECT 1 {rules}) AND NOT EXISTS (SELECT 1 {rules} AND method = f.method)", (street,)):
        yield say("「{name}」正在用的规则没有记录", "no record speaks of the rules in force of “{name}”", name=method)


def _put_up(conn: Connection) -> Iterator[Text]:
    """Issues without events: only what an earlier version put up, word for word."""
    alone = ("SELECT i.id FROM issue i LEFT JOIN stream s ON s.id = i.id AND s.street = i.street AND s.kind = 'issue' WHERE s.id IS NULL AND NOT EXISTS "
             "(SELECT 1 FROM board_line b JOIN issue_line l ON l.issue = i.id AND l.line = 1 AND l.cells = b.columns AND l.source = b.stream "
             "WHERE i.id = 'line/' || b.street || '/' || b.method || '/' || b.board || '/' || b.number AND i.street = b.street AND i.method = b.method "
             "AND i.board = b.board AND i.number = b.number AND i.state = 'published' AND i.at = b.at AND i.corrects = '')")
    more = "SELECT DISTINCT l.issue FROM issue_line l LEFT JOIN issue i ON i.id = l.issue WHERE i.id IS NULL OR (l.issue LIKE 'line/%' AND l.line <> 1)"
    for (id_,) in conn.execute(f"{alone} UNION {more}"):
        yield say("公示栏上有一期「{name}」没有记录", "the boards show an issue “{name}” that no record speaks of", name=id_)


def _count(conn: Connection, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])
