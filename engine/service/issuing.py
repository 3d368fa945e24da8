"""Issues of boards in the record: begun with a case or a period, approved, corrected, lines taken down.

In: sheets drawn up, or what somebody who may decides.  Out: streams of kind `issue` with their lines beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.boards import BoardLine, Ground, Issue, Kept, Row, Sheet, row_of
from engine.boards import issue as acts
from engine.case import SYSTEM, Event, parameters_on
from engine.case.numbering import written
from engine.documents import Line
from engine.documents.facts import FactLine
from engine.model import Board, Method
from engine.service.access import private_value
from engine.service.causes import TO_APPROVE
from engine.service.hooks import Appended, consequence
from engine.service.refused import Refused
from engine.service.service import Service
from engine.store import issues as kept
from engine.store.duties import put_messages
from engine.store.streams import Standing, append_stream, standing
from engine.text import Text, say

KIND = "issue"


@consequence
def put_up(service: Service, appended: Appended) -> None:
    """What a case's events put on a board, as an issue of its own in the same transaction."""
    for at, event in enumerate(appended.events, start=appended.seq):
        board = appended.method.boards.get(event.body["board"]) if event.type == "published" and "columns" not in event.body else None
        if board is not None:
            line = line_of(service, appended.method, appended.after.id, appended.now)
            sheet = _single(board, row_of(board, line, ground(service, appended.method, appended.now)), line.unit)
            begin(service, appended.method, board, sheet, f"{appended.after.id}/{at}", appended.now, actor=event.actor)


def announce(service: Service, method: Method, board: Board, key: str, cells: Mapping[str, str], unit: str, now: datetime, *, source: str = "",
             reason: str = "") -> str:
    """Put an announcement on a board, inside a write: its issue.  The same key with other content corrects what stands
    (`reason` says why), with the same content it does nothing."""
    row = row_of(board, FactLine(source, cells, unit), ground(service, method, now))
    return renew(service, method, board, _single(board, row, unit), key, now, reason=reason).id


def renew(service: Service, method: Method, board: Board, sheet: Sheet, key: str, now: datetime, *, period: str = "", reason: str = "") -> Issue:
    """What the newest issue for a reason says, brought in step with a sheet, inside a write: begun, a draft drawn up again, or what
    was published corrected.  The same content does nothing; what was declined, and a line taken down, stays so."""
    last = _last(service, identity(service, method.id, board.name, key))
    if last is None:
        return begin(service, method, board, sheet, key, now, period=period)
    if last.state == "declined":
        return last
    old = {one.source: one for one in standing_rows(service, last).values()}
    rows = [row for row in sheet.rows if row.source in old or not last.struck]
    if [dict(one.cells) for one in old.values()] == [dict(row.cells) for row in rows]:
        return last
    if last.state == "draft":
        return _rewritten(service, last, rows, now)
    fresh = dict(enumerate(rows, start=1))
    gone = [one.cells for source, one in old.items() if source not in {row.source for row in rows}]
    was = {line: old[row.source].cells for line, row in fresh.items() if row.source in old} | dict(enumerate(gone, start=len(rows) + 1))
    if not acts.differences(was, {line: row.cells for line, row in fresh.items()}):
        return last
    return correct(service, method, board, last, fresh, reason, SYSTEM, now, was)


def _rewritten(service: Service, draft: Issue, fresh: Sequence[Row], now: datetime) -> Issue:
    """A draft with what it says now."""
    issue, before = stand(service, draft.id)
    rows = acts.kept_rows(fresh, lambda _: service.chance(16).hex())
    return append(service, issue, before, [sure(acts.redrawn(issue, now.isoformat(), SYSTEM, rows, issue.until))], rows)


def _single(board: Board, row: Row, unit: str) -> Sheet:
    return Sheet("", "", unit, tuple(board.columns), (row,))


def _last(service: Service, first: str) -> Issue | None:
    """The newest correction of an issue, or itself."""
    found = load(service, first) if kept.find_issue(service.store, first) else None
    while found is not None and (later := [one for one in kept.corrections(service.store, found.id) if one.state != "declined"]):
        found = load(service, later[-1].id)
    return found


def identity(service: Service, method: str, board: str, key: str) -> str:
    """The stream of an issue: what is drawn up for the same reason twice is one issue."""
    return "issue-" + hashlib.sha256(f"{service.street.id}/{method}/{board}/{key}".encode()).hexdigest()[:24]


def line_of(service: Service, method: Method, case_id: str, now: datetime) -> BoardLine:
    """A case as a line, as it stands."""
    loaded = service.store.load(case_id)
    assert loaded is not None
    case = loaded[0]
    return BoardLine(case, method.workflows[case.workflow], service.world(SYSTEM, method.id, now, method.digest))


def ground(service: Service, method: Method, now: datetime, lines: Sequence[Line] = ()) -> Ground:
    """What sheets are drawn up from when no cases are looked for: the lines that are there."""
    world = service.world(SYSTEM, method.id, now, method.digest)
    return Ground(method, world.directory, world.parameters, lambda workflow, dated_by: (), lines, lambda value: private_value(service, value))


def approvers(service: Service, board: Board, unit: str) -> tuple[str, ...]:
    """Who approves what a board tells of a unit: holders there or at the nearest unit above."""
    directory = service.directory()
    return directory.behind(door for actor in board.approved_by for door in directory.doors(actor.name, unit or directory.root))


# --- the record -----------------------------------------------------------------------------------------------------


def begin(service: Service, method: Method, board: Board, sheet: Sheet, key: str, now: datetime, *, period: str = "", since: str = "", until: str = "",
          actor: str = SYSTEM) -> Issue:
    """Draw an issue up, inside a write; where nobody approves it goes out at once.  One that is there stays as it is."""
    name = identity(service, method.id, board.name, key)
    if (known := standing(service.store, name)) is not None:
        return Issue.from_json(known.state)
    rows = acts.kept_rows(sheet.rows, lambda _: service.chance(16).hex())
    drawn = acts.drawn_up(name, now.isoformat(), actor, method=method.id, board=board.name, digest=method.digest, key=key, sheet=sheet, rows=rows,
                          period=period, since=since, until=until)
    return _start(service, method, board, drawn, rows, now)


def _start(service: Service, method: Method, board: Board, drawn: Event, rows: Sequence[Kept], now: datetime) -> Issue:
    issue, events = acts.evolve(None, drawn), [drawn]
    if not board.approved_by:
        events.append(sure(acts.published(issue, drawn.at, drawn.actor, number_of(service, method, board, issue, now))))
    made = append(service, None, Standing(issue.id), events, rows, title=board.title)
    if made.state == "draft":
        put_messages(service.store, made.id, approvers(service, board, made.unit), TO_APPROVE, drawn.at, f"{made.id}/draft")
    return made


def append(service: Service, issue: Issue | None, before: Standing, events: Sequence[Event], rows: Sequence[Kept] | None = None, *,
           title: str = "") -> Issue:
    """Append events of an issue and bring its rows in step."""
    for event in events:
        issue = acts.evolve(issue, event)
    assert issue is not None
    listed: dict[str, Any] = {"number": issue.number, "outcome": issue.state if issue.state != "draft" else ""}
    if before.seq == 0:
        listed |= {"digest": issue.digest, "method": issue.method, "unit": issue.unit, "headline": title, "opened": issue.drawn}
    append_stream(service.store, KIND, before, events, issue.to_json(), **listed)
    kept.put_issue(service.store, issue, rows)
    return issue


def number_of(service: Service, method: Method, board: Board, issue: Issue, now: datetime) -> dict[str, Any]:
    """The next number of the board, with what moves its series on."""
    parts = {"{年}": f"{now.year}", "{月}": f"{now.month:02d}", "{日}": f"{now.day:02d}", "{流程}": board.title,
             "{单位}": service.directory().call_unit(issue.unit)}
    pattern = str(parameters_on(method, now.date()).get(board.number, board.number))
    text, series = written(pattern, parts, f"{method.id}/公示栏/{board.name}")
    count = service.store.next_number(series)
    return {"number": text(count), "series": series, "count": count}


def load(service: Service, name: str) -> Issue:
    """An issue as it stands; what an earlier version put up has no events of its own."""
    found = standing(service.store, name)
    if found is not None and name.startswith("issue-"):
        return Issue.from_json(found.state)
    row = kept.find_issue(service.store, name)
    if row is None:
        raise Refused("no-issue", say("没有这一期公示", "there is no such issue"))
    lines = kept.lines_of(service.store, name)
    return Issue(row.id, row.method, row.board, "", row.number, unit=row.unit, columns=tuple(lines[0].cells) if lines else (),
                 lines=tuple(one.hash for one in lines), state="published", number=row.number, drawn=row.at, published=row.at)


def stand(service: Service, name: str) -> tuple[Issue, Standing]:
    """An issue that something may happen to."""
    found = standing(service.store, name)
    if found is None or not name.startswith("issue-"):
        raise Refused("no-issue", say("没有这一期公示，或者它是旧版本留下的，不能再改", "there is no such issue, or an earlier version put it up"))
    return Issue.from_json(found.state), found


def standing_rows(service: Service, issue: Issue) -> dict[int, Kept]:
    """The lines of an issue that still stand, by number."""
    return {one.line: one for one in kept.lines_of(service.store, issue.id)}


def correct(service: Service, method: Method, board: Board, issue: Issue, fresh: Mapping[int, Row], reason: str, actor: str, now: datetime,
            was: Mapping[int, Mapping[str, str]] | None = None) -> Issue:
    """A new issue in place of a published one, inside a write; `fresh` are its rows by their line in the old one, or by their own
    line where `was` says what stood there before."""
    old = was if was is not None else {line: row.cells for line, row in standing_rows(service, issue).items()}
    changed = acts.differences(old, {line: row.cells for line, row in fresh.items()})
    key = f"{issue.key}#{len(kept.corrections(service.store, issue.id)) + 1}"
    rows = tuple(fresh[line] for line in sorted(fresh))
    sheet = Sheet(issue.per, issue.sheet, issue.unit, tuple(rows[0].cells) if rows else issue.columns, rows)
    kept_rows = acts.kept_rows(rows, lambda _: service.chance(16).hex())
    drawn = acts.drawn_up(identity(service, method.id, board.name, key), now.isoformat(), actor, method=method.id, board=board.name,
                          digest=method.digest, key=key, sheet=sheet, rows=kept_rows, period=issue.period, since=issue.since, until=issue.until)
    return _start(service, method, board, sure(acts.correcting(issue, drawn, reason, changed)), kept_rows, now)


def sure(event: Event | Text) -> Event:
    """The event, or the refusal said aloud."""
    if isinstance(event, Text):
        raise Refused("issue", event)
    return event
