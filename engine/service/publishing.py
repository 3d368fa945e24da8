"""What those who answer for a board do: approve, decline, draw up again, correct, take a line down.

In: who, which issue, why.  Out: the issue as it stands then, or `Refused`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from engine.boards import Issue, Row, may_show, row_of
from engine.boards import issue as acts
from engine.boards.windows import Window
from engine.case import Event
from engine.model import Board, Method
from engine.service.boards import board_of, may_sign
from engine.service.bulletins import sheets_of
from engine.service.issuing import append, correct, ground, line_of, number_of, stand, standing_rows, sure
from engine.service.refused import Refused
from engine.service.service import Service
from engine.store import issues as kept
from engine.text import Text, say


def approve(service: Service, person: str, name: str) -> Issue:
    """Let a draft out under the board's next number."""
    def act(issue: Issue, method: Method, board: Board, now: datetime) -> Event | Text:
        return acts.published(issue, now.isoformat(), person, number_of(service, method, board, issue, now))
    return _do(service, person, name, act)


def decline(service: Service, person: str, name: str, reason: str) -> Issue:
    """Do not let a draft out; the reason stays."""
    return _do(service, person, name, lambda issue, method, board, now: acts.declined(issue, now.isoformat(), person, reason))


def redact(service: Service, person: str, name: str, line: int, reason: str) -> Issue:
    """Take one line down: what it said is erased, its hash and the reason stay."""
    with service.store.write():
        issue = _do(service, person, name, lambda issue, method, board, now: acts.line_struck(issue, now.isoformat(), person, line, reason), inside=True)
        kept.take_down(service.store, issue.id, line)
    return issue


def redraw(service: Service, person: str, name: str) -> Issue:
    """Draw a draft up again from how matters stand now."""
    with service.store.write():
        issue, before = stand(service, name)
        method, board = _allowed(service, person, issue)
        now = service.clock()
        fresh = _drawn(service, method, board, issue, now) if issue.period else [
            row for _, row in sorted(_fresh(service, method, board, issue, now, None).items())]
        rows = acts.kept_rows(fresh, lambda _: service.chance(16).hex())
        event = sure(acts.redrawn(issue, now.isoformat(), person, rows, issue.until))
        return append(service, issue, before, [event], rows)


def correct_issue(service: Service, person: str, name: str, reason: str, lines: Iterable[int] | None = None) -> Issue:
    """A new issue that corrects a published one: the lines named, or all, as matters stand now; what may no longer be
    shown falls away."""
    with service.store.write():
        issue, _ = stand(service, name)
        method, board = _allowed(service, person, issue)
        if any(one.state != "declined" for one in kept.corrections(service.store, issue.id)):
            raise Refused("issue", say("这一期已经更正过，请更正最新的那一期", "this issue was corrected already; correct the newest one"))
        now = service.clock()
        wanted = set(lines) if lines is not None else None
        return correct(service, method, board, issue, _fresh(service, method, board, issue, now, wanted), reason, person, now)


def preview(service: Service, person: str, name: str) -> list[tuple[int, tuple[str, ...], Mapping[str, str]]]:
    """What a correction would change: line, columns, and what they would say ({} where the line falls away)."""
    issue, _ = stand(service, name)
    method, board = _allowed(service, person, issue)
    fresh, old = _fresh(service, method, board, issue, service.clock(), None), standing_rows(service, issue)
    changed = acts.differences({line: row.cells for line, row in old.items()}, {line: row.cells for line, row in fresh.items()})
    return [(line, names, fresh[line].cells if line in fresh else {}) for line, names in changed]


def _do(service: Service, person: str, name: str, act: Callable[[Issue, Method, Board, datetime], Event | Text], *, inside: bool = False) -> Issue:
    def carry() -> Issue:
        issue, before = stand(service, name)
        method, board = _allowed(service, person, issue)
        return append(service, issue, before, [sure(act(issue, method, board, service.clock()))])
    if inside:
        return carry()
    with service.store.write():
        return carry()


def _allowed(service: Service, person: str, issue: Issue) -> tuple[Method, Board]:
    method, board = board_of(service, issue)
    if not may_sign(service, person, board, issue.unit):
        raise Refused("not-allowed", say("「{board}」由别人审，您不能改", "others answer for “{board}”", board=board.title))
    return method, board


def _fresh(service: Service, method: Method, board: Board, issue: Issue, now: datetime, wanted: set[int] | None) -> dict[int, Row]:
    """The rows of an issue as matters stand now, by their line; lines not wanted stay as they are."""
    old = {line: Row(one.cells, one.source, one.unit) for line, one in standing_rows(service, issue).items()}
    if not old and issue.state == "published":
        return {}
    drawn = _drawn(service, method, board, issue, now) if issue.period and (board.counts or board.kind in ("register", "evaluation")) else None
    told = {row.source: row for row in drawn or () if row.source}
    found: dict[int, Row] = {}
    for line, row in old.items():
        if wanted is not None and line not in wanted:
            found[line] = row
        elif board.whole_table:
            here = row.source.rpartition("#")[0] in {source.rpartition("#")[0] for source in told}
            found |= {line: told[row.source]} if row.source in told else {} if here else {line: row}  # an earlier period stood in for this one
        elif drawn is not None:
            found |= {line: drawn[line - 1]} if line <= len(drawn) else {}
        elif board.kind == "workflow":
            case = line_of(service, method, row.source, now)
            found |= {line: row_of(board, case, ground(service, method, now))} if may_show(board, case) else {}
        else:
            found[line] = row
    return found


def _drawn(service: Service, method: Method, board: Board, issue: Issue, now: datetime) -> tuple[Row, ...]:
    """The sheet drawn up again over the same stretch of time."""
    since, until = (datetime.fromisoformat(moment) if moment else now for moment in (issue.since, issue.until))
    window = Window(issue.key, now, since, until, issue.period)
    return next((sheet.rows for sheet in sheets_of(service, method, board, window, now) if sheet.per == issue.per), ())
