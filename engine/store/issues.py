"""Issues of boards: their rows for lists, their lines, and which cases a stretch of time holds.

In: an issue as it stands with its lines, or filters.  Out: rows; those that write do so inside `Store.write`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.boards.issue import Issue, Kept
from engine.store.sqlite import Store

_COLUMNS = "i.id, i.method, i.board, i.state, i.number, i.period, i.per, i.unit, i.at, i.corrects"


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue as lists show it; `at` is when it was published, or drawn up while it is a draft."""

    id: str
    method: str
    board: str
    state: str
    number: str
    period: str
    per: str
    unit: str
    at: str
    corrects: str


def put_issue(store: Store, issue: Issue, lines: Iterable[Kept] | None = None) -> None:
    """Bring an issue's row in step, and its lines where they are new."""
    row = row_of(issue)
    names = ("id", "method", "board", "state", "number", "period", "per", "unit", "at", "corrects")
    store.writer.execute(f"INSERT INTO issue (street, {', '.join(names)}) VALUES (?{',?' * len(names)}) ON CONFLICT (id) DO UPDATE SET "
                         "state = excluded.state, number = excluded.number, at = excluded.at", (store.street, *row))
    if lines is not None:
        store.writer.execute("DELETE FROM issue_line WHERE issue = ?", (issue.id,))
        store.writer.executemany("INSERT INTO issue_line (issue, line, cells, source, unit, salt) VALUES (?,?,?,?,?,?)",
                                 [(issue.id, one.line, json.dumps(one.cells, ensure_ascii=False), one.source, one.unit, one.salt) for one in lines])


def row_of(issue: Issue) -> tuple[str, ...]:
    """What lists show of an issue, as a pure function of it."""
    return (issue.id, issue.method, issue.board, issue.state, issue.number, issue.period, issue.per, issue.unit, issue.published or issue.drawn,
            issue.corrects)


def take_down(store: Store, issue: str, line: int) -> None:
    """Erase a line; what the events hold of it is a hash that tells nothing."""
    store.writer.execute("DELETE FROM issue_line WHERE issue = ? AND line = ?", (issue, line))


def lines_of(store: Store, issue: str) -> list[Kept]:
    """The lines of an issue that still stand."""
    return lines_of_each(store, [issue]).get(issue, [])


def lines_of_each(store: Store, issues: Sequence[str]) -> dict[str, list[Kept]]:
    """The lines of several issues that still stand, by issue."""
    found: dict[str, list[Kept]] = {}
    for issue, line, cells, source, unit, salt in store.conn.execute(
            f"SELECT issue, line, cells, source, unit, salt FROM issue_line WHERE issue IN ({','.join('?' * len(issues))}) ORDER BY issue, line", issues):
        found.setdefault(issue, []).append(Kept(line, json.loads(cells), source, unit, salt))
    return found


def find_issue(store: Store, issue: str) -> IssueRow | None:
    """The row of one issue."""
    row = store.conn.execute(f"SELECT {_COLUMNS} FROM issue i WHERE i.street = ? AND i.id = ?", (store.street, issue)).fetchone()
    return None if row is None else IssueRow(*row)


def numbered(store: Store, method: str, board: str, number: str) -> str:
    """The issue of a board with a number; '' when there is none."""
    row = store.conn.execute("SELECT id FROM issue WHERE street = ? AND method = ? AND board = ? AND number = ? AND number <> ''",
                             (store.street, method, board, number)).fetchone()
    return str(row[0]) if row else ""


def issues(store: Store, boards: Sequence[tuple[str, str]], *, state: str = "published", units: Sequence[str] = (), month: str = "", since: str = "",
           most: int = 50, start: int = 0) -> list[IssueRow]:
    """Issues of some boards (method, name), newest first; of units an issue tells of, of a month, or from a moment on."""
    if not boards:
        return []
    which = " OR ".join("(i.method = ? AND i.board = ?)" for _ in boards)
    where, values = f"i.street = ? AND i.state = ? AND ({which})", [store.street, state, *(word for pair in boards for word in pair)]
    if units:
        gaps = ", ".join("?" * len(units))
        where += f" AND (i.unit IN ({gaps}) OR EXISTS (SELECT 1 FROM issue_line l WHERE l.issue = i.id AND l.unit IN ({gaps})))"
        values += [*units, *units]
    if month:
        where, values = f"{where} AND substr(i.at, 1, 7) = ?", [*values, month]
    if since:
        where, values = f"{where} AND i.at >= ?", [*values, since]
    rows = store.conn.execute(f"SELECT {_COLUMNS} FROM issue i WHERE {where} ORDER BY i.at DESC, i.number DESC LIMIT ? OFFSET ?", (*values, most, start))
    return [IssueRow(*row) for row in rows]


def corrections(store: Store, issue: str) -> list[IssueRow]:
    """What corrects an issue, published or still waiting for approval, oldest first."""
    rows = store.conn.execute(f"SELECT {_COLUMNS} FROM issue i WHERE i.corrects = ? AND i.corrects <> '' ORDER BY i.at", (issue,))
    return [IssueRow(*row) for row in rows]


def telling_of(store: Store, source: str) -> list[IssueRow]:
    """The published issues with a line that tells of a stream, newest first."""
    rows = store.conn.execute(f"SELECT {_COLUMNS} FROM issue_line l JOIN issue i ON i.id = l.issue WHERE l.source = ? AND i.street = ? "
                              "AND i.state = 'published' ORDER BY i.at DESC", (source, store.street))
    return [IssueRow(*row) for row in rows]


def drawn_until(store: Store, method: str, board: str) -> str:
    """Up to when a board was drawn up; '' when it never was."""
    row = store.conn.execute("SELECT until FROM board_drawn WHERE street = ? AND method = ? AND board = ?", (store.street, method, board)).fetchone()
    return str(row[0]) if row else ""


def put_drawn(store: Store, method: str, board: str, until: str) -> None:
    """Note up to when a board was drawn up; never back."""
    store.writer.execute("INSERT INTO board_drawn VALUES (?,?,?,?) ON CONFLICT (street, method, board) DO UPDATE SET until = max(until, excluded.until)",
                         (store.street, method, board, until))


def in_force_since(store: Store, method: str, digest: str) -> str:
    """When a version was first put in force; '' when it never was."""
    row = store.conn.execute("SELECT min(at) FROM in_force WHERE street = ? AND method = ? AND digest = ?", (store.street, method, digest)).fetchone()
    return str(row[0] or "")


def cases_in(store: Store, method: str, workflow: str, dated_by: str, since: str, until: str) -> list[str]:
    """The cases of a workflow in a stretch of time (after `since`, not after `until`): by when they began or ended, on
    hand at any moment of it, or by a date field; in the order in which they began."""
    ways: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "opened": ("opened > ? AND opened <= ?", (since, until)),
        "closed": ("closed <> '' AND closed > ? AND closed <= ?", (since, until)),
        "on_hand": ("opened <= ? AND (closed = '' OR closed > ?)", (until, since))}
    where, values = ways.get(dated_by) or ("substr(json_extract(state, ?), 1, 10) > ? AND substr(json_extract(state, ?), 1, 10) <= ?", (
        f'$.data."{dated_by}"', since[:10], f'$.data."{dated_by}"', until[:10]))
    rows = store.conn.execute(f"SELECT id FROM stream WHERE street = ? AND kind = 'case' AND method = ? AND workflow = ? AND {where} ORDER BY n",
                              (store.street, method, workflow, *values))
    return [str(row[0]) for row in rows]


def changed_after(store: Store, stream: str, moment: str) -> bool:
    """Whether anything happened to a stream after a moment."""
    return store.conn.execute("SELECT 1 FROM event WHERE stream = ? AND at > ? LIMIT 1", (stream, moment)).fetchone() is not None
