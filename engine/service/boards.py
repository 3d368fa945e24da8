"""Boards as people read them: which there are, their issues, one issue with its lines, and what waits for approval.

In: who asks ('public' for anybody).  Out: views; an issue nobody but others may see is refused as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.boards import Issue
from engine.boards.issue import sheet_hash
from engine.boards.windows import period_words
from engine.case import PUBLIC
from engine.compiler.names import PARTIES
from engine.model import Board, Method
from engine.service.issuing import approvers, load, standing_rows
from engine.service.reading import page_of
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.store import issues as kept
from engine.store.issues import IssueRow
from engine.text import Text, say

SIZE = 30


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board as lists show it."""

    method: str
    method_title: str
    name: str
    title: str
    public: bool
    note: str
    media: tuple[str, ...]
    latest: IssueRow | None = None
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of an issue; `struck` says why it was taken down, `changed` which columns differ from what it corrects."""

    line: int
    cells: Mapping[str, str]
    source: str = ""
    struck: str = ""
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Other:
    """Another issue that corrects this one or is corrected by it."""

    id: str
    number: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue with everything that is said of it."""

    id: str
    board: BoardView
    state: str
    number: str
    at: datetime
    period: Text
    sheet: str
    unit: str
    since: datetime | None
    until: datetime | None
    columns: tuple[str, ...]
    lines: tuple[LineView, ...]
    hash: str
    reason: str = ""
    declined: str = ""
    signed: str = ""
    corrects: Other | None = None
    corrected: tuple[Other, ...] = ()
    remarks: tuple[str, str, str] | None = None
    masked: Mapping[str, str] = field(default_factory=dict)
    may_sign: bool = False
    may_correct: bool = False


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in a list, with its lines as far as they stand."""

    id: str
    number: str
    at: datetime
    title: str
    method: str
    board: str
    period: Text
    unit: str
    state: str
    corrects: bool
    columns: tuple[str, ...] = ()
    lines: tuple[Mapping[str, str], ...] = ()


def boards(service: Service, person: str = PUBLIC) -> list[BoardView]:
    """The boards somebody may read, with the newest issue of each."""
    return [_view(service, method, board) for method, board in _readable(service, person)]


def issue_lines(service: Service, person: str = PUBLIC, *, method: str = "", board: str = "", unit: str = "", month: str = "", page: int = 1,
                state: str = "published", size: int = SIZE) -> list[IssueLine]:
    """Issues newest first, `size` on a page: of one board or of all that somebody may read, of a unit and those below it,
    of a month."""
    found: list[IssueLine] = []
    directory, page = service.directory(), page_of(page)
    if not all(is_sound(one) for one in (person, method, board, unit, month)):
        return []
    units = [one for one in directory.units if unit in directory.chain(one)] if unit else []
    if unit and not units:
        return []
    chosen = [(known, made) for known, made in _readable(service, person) if method in ("", known.id) and board in ("", made.name)]
    rows = [row for pairs in _by_since(service, chosen) for row in kept.issues(
        service.store, [(known.id, made.name) for known, made in pairs[1]], state=state, units=units, month=month, since=pairs[0],
        most=size * page)]
    rows.sort(key=lambda row: (row.at, row.number), reverse=True)
    rows = rows[size * (page - 1):size * page]
    standing = kept.lines_of_each(service.store, [row.id for row in rows])
    for row in rows:
        lines = standing.get(row.id, [])
        made = service.street.methods[row.method].boards[row.board]
        found.append(IssueLine(row.id, row.number, datetime.fromisoformat(row.at), made.title, row.method, row.board, period_words(row.period),
                               directory.call_unit(row.unit), row.state, bool(row.corrects), tuple(lines[0].cells) if lines else (),
                               tuple(one.cells for one in lines)))
    return found


def _by_since(service: Service, chosen: Sequence[tuple[Method, Board]]) -> Iterator[tuple[str, list[tuple[Method, Board]]]]:
    """Boards by the moment from which their issues still hang."""
    by: dict[str, list[tuple[Method, Board]]] = {}
    for method, board in chosen:
        by.setdefault(_since(service, method, board), []).append((method, board))
    yield from by.items()


def _since(service: Service, method: Method, board: Board) -> str:
    if board.keep is None:
        return ""
    return service.calendar(method.calendar).before(service.clock(), board.keep, "none").at.isoformat()


def _readable(service: Service, person: str) -> list[tuple[Method, Board]]:
    return [(method, board) for method in service.street.methods.values() for board in method.boards.values()
            if board.public or may_read(service, person, method, board)]


def may_read(service: Service, person: str, method: Method, board: Board) -> bool:
    """Whether somebody with an account reads a board that is not for everybody: its audience, who approves it, an administrator."""
    directory = service.directory()
    known = directory.people.get(person)
    if known is None or known.left:
        return False
    roles = {part for name in (*board.audience, *(actor.name for actor in board.approved_by)) for part in directory.parts(name)}
    return known.administrator or any(role in roles for role, _ in directory.doors_of(person))


def may_sign(service: Service, person: str, board: Board, unit: str) -> bool:
    """Whether somebody approves issues of a board, corrects them and takes lines down; where nobody is named, an administrator."""
    known = service.directory().people.get(person)
    if known is None or known.left:
        return False
    return person in approvers(service, board, unit) or (known.administrator and not board.approved_by)


def waiting(service: Service, person: str) -> list[IssueLine]:
    """The drafts that wait for somebody's approval, oldest first."""
    pairs = [(method, board) for method, board in _readable(service, person) if board.approved_by]
    rows = kept.issues(service.store, [(method.id, board.name) for method, board in pairs], state="draft", most=500)
    mine = [row for row in rows if may_sign(service, person, service.street.methods[row.method].boards[row.board], row.unit)]
    return [IssueLine(row.id, "", datetime.fromisoformat(row.at), service.street.methods[row.method].boards[row.board].title, row.method, row.board,
                      period_words(row.period), service.directory().call_unit(row.unit), "draft", bool(row.corrects)) for row in reversed(mine)]


def issue_page(service: Service, person: str, name: str) -> IssueView:
    """One issue, for who may read it; a draft only for those who work on it."""
    issue = load(service, name if is_sound(name) else "")
    method, board = board_of(service, issue)
    signs = may_sign(service, person, board, issue.unit)
    hangs = issue.state == "published" and issue.published >= _since(service, method, board)
    if not (may_read(service, person, method, board) or signs or (board.public and hangs)):
        raise Refused("no-issue", say("没有这一期公示，或者已经过了张贴的时间", "there is no such issue, or it no longer hangs"))
    if issue.state != "published" and not (signs or may_read(service, person, method, board)):
        raise Refused("no-issue", say("没有这一期公示", "there is no such issue"))
    return _page(service, method, board, issue, signs)


def whole_issue(service: Service, name: str) -> IssueView:
    """One issue for whoever plays or checks a street, nobody's rights asked."""
    issue = load(service, name)
    method, board = board_of(service, issue)
    return _page(service, method, board, issue, signs=False)


def told_to_party(service: Service, case_id: str) -> list[IssueLine]:
    """What boards for the parties or the public tell of a matter, for whoever follows it: only its own lines."""
    found: list[IssueLine] = []
    for row in kept.telling_of(service.store, case_id):
        board = service.street.methods[row.method].boards.get(row.board) if row.method in service.street.methods else None
        if board is None or not (board.public or PARTIES in board.audience):
            continue
        lines = tuple(one.cells for one in kept.lines_of(service.store, row.id) if one.source == case_id)
        found.append(IssueLine(row.id, row.number, datetime.fromisoformat(row.at), board.title, row.method, row.board, period_words(row.period),
                               service.directory().call_unit(row.unit), row.state, bool(row.corrects), tuple(lines[0]) if lines else (), lines))
    return found


def find(service: Service, method: str, board: str, number: str) -> str:
    """The issue of a board with a number."""
    if not all(is_sound(one) for one in (method, board, number)):
        raise Refused("no-issue", say("没有这一期公示", "there is no such issue"))
    found = kept.numbered(service.store, method, board, number)
    if not found:
        raise Refused("no-issue", say("「{board}」没有 {number} 这一期", "“{board}” has no issue {number}", board=board, number=number))
    return found


def board_of(service: Service, issue: Issue) -> tuple[Method, Board]:
    """The board of an issue in the version it was drawn up by, or as it is now."""
    method = service.method(issue.method, issue.digest) if issue.digest else service.method(issue.method)
    if issue.board not in method.boards:
        raise Refused("no-issue", say("这套工作法已经没有「{board}」了", "the method has no board “{board}” any more", board=issue.board))
    return method, board_now(service, method, issue.board)


def board_now(service: Service, method: Method, name: str) -> Board:
    """A board as the method in force has it, else as an older version had it."""
    current = service.street.methods.get(method.id, method)
    return current.boards.get(name) or method.boards[name]


def _view(service: Service, method: Method, board: Board) -> BoardView:
    latest = kept.issues(service.store, [(method.id, board.name)], since=_since(service, method, board), most=1)
    drafts = len(kept.issues(service.store, [(method.id, board.name)], state="draft", most=100)) if board.approved_by else 0
    return BoardView(method.id, method.title, board.name, board.title, board.public, board.note, board.media, latest[0] if latest else None, drafts)


def _page(service: Service, method: Method, board: Board, issue: Issue, signs: bool) -> IssueView:
    standing, changed = standing_rows(service, issue), dict(issue.changed)
    lines = [LineView(line, standing[line].cells, standing[line].source, "", frozenset(changed.get(line, ()))) if line in standing
             else LineView(line, {}, "", issue.struck.get(line, "")) for line in range(1, len(issue.lines) + 1)]
    if issue.state == "draft":
        lines = [line for line in lines if not line.struck]
    corrects = kept.find_issue(service.store, issue.corrects) if issue.corrects else None
    directory, remarks = service.directory(), board.remarks
    return IssueView(
        issue.id, _view(service, method, board), issue.state, issue.number, datetime.fromisoformat(issue.published or issue.drawn),
        period_words(issue.period), issue.sheet, directory.call_unit(issue.unit), _moment(issue.since), _moment(issue.until), issue.columns, tuple(lines),
        sheet_hash(issue), issue.reason, issue.declined, directory.call(issue.signed) if issue.signed in directory.people else "",
        _other(corrects), tuple(one for row in kept.corrections(service.store, issue.id) if row.state == "published" and (one := _other(row)) is not None),
        (method.id, remarks.workflow, remarks.into) if remarks is not None and board.public else None, dict(board.mask),
        may_sign=signs and issue.state == "draft", may_correct=signs and issue.state == "published" and issue.id.startswith("issue-"))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _other(row: IssueRow | None) -> Other | None:
    return Other(row.id, row.number, row.state, datetime.fromisoformat(row.at)) if row is not None else None
