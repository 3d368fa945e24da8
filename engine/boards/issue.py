"""One issue of a board: drawn up, approved, numbered, corrected by a later one, never quietly changed.

In: events.  Out: `Issue`, a pure function of them, and the events of each act, or a sentence that refuses it.
The lines themselves lie outside the events, each under a salted hash that the events hold: a line can be taken down by
law while its hash and the notice stay.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from engine.boards.sheets import Row, Sheet
from engine.case import Event
from engine.text import Text, say

State = Literal["draft", "published", "declined"]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it stands; `lines` are the hashes of its rows, `struck` row → why it was taken down."""

    id: str
    method: str
    board: str
    digest: str
    key: str
    period: str = ""
    since: str = ""
    until: str = ""
    per: str = ""
    sheet: str = ""
    unit: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    state: State = "draft"
    number: str = ""
    drawn: str = ""
    published: str = ""
    signed: str = ""
    declined: str = ""
    corrects: str = ""
    reason: str = ""
    changed: tuple[tuple[int, tuple[str, ...]], ...] = ()
    struck: Mapping[int, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives it back."""
        return {**asdict(self), "struck": [[line, why] for line, why in sorted(self.struck.items())]}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Issue:
        """What `to_json` wrote."""
        return Issue(**{**data, "columns": tuple(data["columns"]), "lines": tuple(data["lines"]),
                        "changed": tuple((line, tuple(names)) for line, names in data["changed"]),
                        "struck": {int(line): why for line, why in data["struck"]}})


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it is kept outside the events, with the salt of its hash."""

    line: int
    cells: Mapping[str, str]
    source: str
    unit: str
    salt: str

    @property
    def hash(self) -> str:
        """What the events hold of it."""
        return hash_of(self.salt, self.cells, self.source, self.unit)


def hash_of(salt: str, cells: Mapping[str, str], source: str, unit: str) -> str:
    """The salted hash of a row, with what it tells of and whose: nobody can guess a line that was taken down from it."""
    return hashlib.sha256(f"{salt}{_plain([list(cells.items()), source, unit])}".encode()).hexdigest()


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kept_rows(rows: Iterable[Row], token: Callable[[int], str]) -> tuple[Kept, ...]:
    """Rows as they are kept; `token` gives a fresh secret salt for each."""
    return tuple(Kept(at, dict(row.cells), row.source, row.unit, token(at)) for at, row in enumerate(rows, start=1))


# --- what happens to an issue ---------------------------------------------------------------------------------------


def drawn_up(identity: str, at: str, actor: str, *, method: str, board: str, digest: str, key: str, sheet: Sheet, rows: Sequence[Kept],
             period: str = "", since: str = "", until: str = "") -> Event:
    """An issue is drawn up."""
    return Event("issue_drawn", {
        "id": identity, "method": method, "board": board, "digest": digest, "key": key, "period": period, "since": since, "until": until,
        "per": sheet.per, "sheet": sheet.title, "unit": sheet.unit, "columns": list(sheet.columns), "lines": [row.hash for row in rows]}, at, actor)


def redrawn(issue: Issue, at: str, actor: str, rows: Sequence[Kept], until: str) -> Event | Text:
    """A draft is drawn up again from how matters stand."""
    return _unless_draft(issue) or Event("issue_redrawn", {"lines": [row.hash for row in rows], "until": until}, at, actor)


def published(issue: Issue, at: str, actor: str, number: Mapping[str, Any]) -> Event | Text:
    """A draft goes out under its number; whoever approved it is the actor."""
    return _unless_draft(issue) or Event("issue_published", {**number, "hash": sheet_hash(issue)}, at, actor)


def declined(issue: Issue, at: str, actor: str, reason: str) -> Event | Text:
    """A draft is not to go out."""
    if not reason.strip():
        return say("请写明为什么不予公示", "please say why it is not to be published")
    return _unless_draft(issue) or Event("issue_declined", {"reason": reason}, at, actor)


def correcting(issue: Issue, fresh: Event, reason: str, changed: Sequence[tuple[int, Sequence[str]]]) -> Event | Text:
    """A new issue that corrects a published one; what changed is told by row and column, never by content."""
    if issue.state != "published":
        return say("只有公示出去的才能更正；还没有公示的，请不予公示或重新生成", "only what was published can be corrected; decline or redraw a draft")
    if not reason.strip():
        return say("请写明为什么更正", "please say why it is corrected")
    if not changed:
        return say("没有要更正的内容：各行和现在的情况一样", "there is nothing to correct: the lines are as matters stand")
    return Event("issue_drawn", {**fresh.body, "corrects": issue.id, "reason": reason,
                                 "changed": [[line, list(names)] for line, names in changed]}, fresh.at, fresh.actor)


def line_struck(issue: Issue, at: str, actor: str, line: int, reason: str) -> Event | Text:
    """A line is taken down; its hash and the reason stay."""
    if not 1 <= line <= len(issue.lines):
        return say("没有第{n}行", "there is no line {n}", n=line)
    if line in issue.struck:
        return say("第{n}行已经撤下了", "line {n} was taken down already", n=line)
    if not reason.strip():
        return say("请写明为什么撤下", "please say why it is taken down")
    return Event("issue_line_redacted", {"line": line, "reason": reason}, at, actor)


def sheet_hash(issue: Issue) -> str:
    """The hash of a whole issue: over its heading and the hashes of its lines."""
    head = [issue.method, issue.board, issue.key, issue.sheet, list(issue.columns), list(issue.lines)]
    return hashlib.sha256(_plain(head).encode()).hexdigest()


def _unless_draft(issue: Issue) -> Text | None:
    if issue.state == "published":
        return say("这一期已经公示了（{number}）", "this issue was published already ({number})", number=issue.number)
    if issue.state == "declined":
        return say("这一期已经定了不予公示", "this issue was declined already")
    return None


# --- replay ---------------------------------------------------------------------------------------------------------


def evolve(issue: Issue | None, event: Event) -> Issue:
    """The issue after one event."""
    body = event.body
    if event.type == "issue_drawn":
        same = {name: body[name] for name in ("id", "method", "board", "digest", "key", "period", "since", "until", "per", "sheet", "unit")}
        return Issue(**same, columns=tuple(body["columns"]), lines=tuple(body["lines"]), drawn=event.at, corrects=body.get("corrects", ""),
                     reason=body.get("reason", ""), changed=tuple((line, tuple(names)) for line, names in body.get("changed", ())))
    assert issue is not None
    if event.type == "issue_redrawn":
        return replace(issue, lines=tuple(body["lines"]), until=body["until"], drawn=event.at, struck={})
    if event.type == "issue_published":
        return replace(issue, state="published", number=body["number"], published=event.at, signed=event.actor)
    if event.type == "issue_declined":
        return replace(issue, state="declined", declined=body["reason"], signed=event.actor)
    if event.type == "issue_line_redacted":
        return replace(issue, struck={**issue.struck, body["line"]: body["reason"]})
    raise ValueError(event.type)


def replay(events: Iterable[Event]) -> Issue:
    """The issue its events lead to."""
    issue: Issue | None = None
    for event in events:
        issue = evolve(issue, event)
    assert issue is not None
    return issue


def differences(old: Mapping[int, Mapping[str, str]], new: Mapping[int, Mapping[str, str]]) -> list[tuple[int, tuple[str, ...]]]:
    """Which columns of which rows differ; a row that is new or gone differs in all of its columns.

    >>> differences({1: {"甲": "1", "乙": "2"}, 2: {"甲": "3"}}, {1: {"甲": "1", "乙": "9"}})
    [(1, ('乙',)), (2, ('甲',))]
    """
    found: list[tuple[int, tuple[str, ...]]] = []
    for line in sorted({*old, *new}):
        before, after = old.get(line, {}), new.get(line, {})
        names = tuple(name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name))
        if names:
            found.append((line, names))
    return found
