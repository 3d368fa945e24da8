"""Receipts for everybody: what is behind the numbers of a line that was published to the public, and nothing besides.

In: an issue of a public board and one of its lines; period and subject follow from the line, nobody names them.
Out: a receipt masked like the board, or a refusal where the line does not hang there or no longer follows from the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.boards import Issue, Kept
from engine.case import PUBLIC, is_withheld
from engine.compiler import scoring_words as words
from engine.compiler.scopes import ANSWERED, INVITED
from engine.model import Board, Indicator, Method
from engine.scores import Period, read_period
from engine.scores.book import Book
from engine.scores.closing import Closed
from engine.scores.disclosing import Published, disclose, opened_by
from engine.scores.receipts import receipt
from engine.scores.showing import table_of
from engine.scores.telling import tell_line
from engine.service.boards import board_of, issue_page
from engine.service.issuing import identity, line_of, load, standing_rows
from engine.service.refused import Refused
from engine.service.registers import reach
from engine.service.scores import behind, reading, trying
from engine.service.scores.records import book_of, closed_at, street_records
from engine.service.scores.views import Number
from engine.service.service import Service
from engine.store import counting, periods
from engine.store import issues as kept
from engine.text import Text, say

_NONE = say("没有这份算分单：这一行没有公示过得分，或者已经更正、撤下", "there is no such receipt: the line shows no score, or was corrected or taken down")
_WORDS = frozenset({words.PERIOD, words.SUBJECT, words.BEARER, words.RESULT, words.CHOICE, words.WHY, words.FEEDS, words.GROUP, words.UNIT})


@dataclass(frozen=True, slots=True)
class Told:
    """A line of an issue that tells of an evaluation: whose, of which period, and which result where it tells of one."""

    issue: Issue
    method: Method
    board: Board
    row: Kept
    evaluation: str
    period: Period
    stream: str
    subject: str
    rule: str = ""

    def columns(self) -> dict[str, str]:
        """Title → name of the columns that are there and not masked."""
        return {title: name for title, formula in self.board.formulas().items() if title in self.issue.columns
                and not {title, name := formula.text.strip()} & self.board.mask.keys()}


@dataclass(frozen=True, slots=True)
class Opened:
    """A receipt as anybody sees it: `who` and `score` as the line has them ('' where it has not), `cells` are its columns as
    published, `numbers` those that open, `read` what they read, `elsewhere` where else that opens (name, period, issue, line)."""

    document: Mapping[str, Any]
    issue: str
    line: int
    number: str
    board: str
    title: str
    period: Text
    at: datetime
    who: str
    score: str
    cells: Mapping[str, str]
    numbers: Mapping[str, Number]
    read: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[tuple[str, Text, str, int], ...] = ()


def told_by(service: Service, issue: Issue) -> dict[int, Told]:
    """Of whom and what the lines of an issue tell that tell of an evaluation."""
    method, board = board_of(service, issue)
    now = service.street.methods.get(method.id, method)
    if board.kind != "evaluation" or board.source not in now.evaluations:
        return {}
    found = ((line, _told(service, issue, now, board, row)) for line, row in standing_rows(service, issue).items())
    return {line: told for line, told in found if told is not None and opens(told)}


def _told(service: Service, issue: Issue, now: Method, board: Board, row: Kept) -> Told | None:
    if board.whole_table:
        stream, _, subject = row.source.partition("#")
        period = read_period(stream.rpartition("/")[2])
        known = period is not None and stream == periods.identity(service.street.id, now.id, board.source, period.key)
        return Told(issue, now, board, row, board.source, period, stream, subject) if period is not None and known else None
    loaded = periods.load(service.store, row.source)
    for led in loaded[0].led.values() if loaded is not None and loaded[0].evaluation == board.source else ():
        own = f"{row.source}/{led.key}"
        stands = led.took_effect and led.state in ("signed", "withdrawing")
        ours = issue.id == identity(service, now.id, board.name, own) or issue.key.startswith(f"{own}#")
        if loaded is not None and stands and ours:
            return Told(issue, now, board, row, board.source, loaded[0].span, row.source, led.subject, led.rule)
    return None


def open_line(service: Service, name: str, line: int) -> Opened:
    """What is behind the numbers of a published line."""
    shown = issue_page(service, PUBLIC, name)
    told = told_by(service, load(service, shown.id)).get(line) if shown.state == "published" and not shown.corrected else None
    if told is None:
        raise Refused("no-receipt", _NONE)
    closed = closed_at(service, told.stream, datetime.fromisoformat(told.issue.drawn))
    book = _book(service, told, closed)
    table = table_of(book.lines(told.evaluation, told.period), book.places(told.evaluation, told.period)) if book is not None else {}
    if book is None or told.subject not in table or not _follows(book, told, table[told.subject]):
        raise Refused("no-receipt", say("这一行公示以后，底下的数改过；等更正公示出来，再看更正的那一期",
                                        "what is behind this line was changed since; see the correction once it is published"))
    cases: dict[str, str] = {}
    whole = receipt(book, told.evaluation, told.period, told.subject, behind.rows_of(service, cases), behind.on_record(closed, told.subject))
    evaluation = book.method.evaluations[told.evaluation]
    document = disclose(whole, evaluation, _published(service, book, told, table, shown.board.title),
                        lambda indicator, source: _called(service, book.method, evaluation.indicators[indicator], source, cases))
    return _view(service, book, told, document, table, shown.board.title)


def opening(service: Service, name: str) -> dict[int, frozenset[str]]:
    """The lines of an issue that anybody may open, each with the columns whose numbers open."""
    try:
        shown = issue_page(service, PUBLIC, name)
    except Refused:
        return {}
    if shown.state != "published" or shown.corrected:
        return {}
    return {line: opens(told) for line, told in told_by(service, load(service, name)).items()}


def for_staff(service: Service, person: str, name: str) -> dict[int, Told]:
    """What the lines of an issue tell of, for somebody who reads it and has to do with the method."""
    issue_page(service, person, name)
    told = told_by(service, load(service, name))
    return {line: one for line, one in told.items() if reach(service, person, one.method) != ()}


def opens(told: Told) -> frozenset[str]:
    """The columns whose numbers open; none where a line shows a place, a band or a result alone."""
    rule, columns = told.method.evaluations[told.evaluation], told.columns()
    numbers = {words.SCORE, *rule.indicators, *rule.derived, *rule.components}
    return frozenset(columns) - _worded(columns) if opened_by(rule, columns.values()) & numbers else frozenset()


def _worded(columns: Mapping[str, str]) -> set[str]:
    return {title for title, name in columns.items() if name in _WORDS}


def _book(service: Service, told: Told, closed: Closed | None) -> Book | None:
    """The book that what was published was worked out by."""
    if closed is not None:
        return behind.book_behind(service, told.method, told.method.evaluations[told.evaluation], told.period, closed)
    then = counting.method_at(service.store, told.method.id, told.issue.drawn)
    if then is None or told.evaluation not in then.evaluations:
        return None
    return book_of(service, then, datetime.fromisoformat(told.issue.drawn))


def _follows(book: Book, told: Told, row: Mapping[str, Any]) -> bool:
    """Whether the numbers of the line are those that come out; names may have been changed since."""
    evaluation = book.method.evaluations[told.evaluation]
    again = tell_line(book.method, evaluation, told.period, told.subject, row, street_records(book).call, "").shown
    return all(again.get(name, "") == told.row.cells.get(title, "") for title, name in told.columns().items() if name not in _WORDS)


# --- what may be said ---------------------------------------------------------------------------------------------------


def _published(service: Service, book: Book, told: Told, table: Mapping[str, Mapping[str, Any]], title: str) -> Published:
    columns, records = told.columns(), street_records(book)
    unit = told.subject in records.directory_of(told.period).units
    own = told.subject if unit and words.SUBJECT in columns.values() else f"#{told.row.hash[:16]}"
    facts = set(records.facts(told.subject, book.method.evaluations[told.evaluation], told.period))
    private = {one.name for kind in book.method.units.values() for one in kind.form if one.private}
    return Published(
        frozenset(columns.values()), {name: told.row.cells[column] for column, name in columns.items() if name not in _WORDS - {words.PERIOD}}, own,
        {"board": title, "issue": told.issue.number, "line": told.row.line, "hash": told.row.hash},
        frozenset(facts & private if unit else facts - {words.PERIOD}), frozenset(book.method.parameters), told.rule,
        _everybody(service, book, told, table))


def _everybody(service: Service, book: Book, told: Told, table: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the score of everybody who is ranked with the subject stands on the same issue, and what settles ties."""
    ranking = book.method.evaluations[told.evaluation].ranking
    if ranking is None or not told.board.whole_table or not {words.SCORE, *ranking.then} <= set(told.columns().values()):
        return False
    listed = {row.source.rpartition("#")[2] for row in standing_rows(service, told.issue).values()}
    group = table[told.subject]["group"]
    return all(subject in listed for subject, row in table.items() if row["place"] and row["group"] == group)


def _called(service: Service, method: Method, indicator: Indicator, source: str, cases: Mapping[str, str]) -> str:
    """How a row may be called: an occasion by its obligation, a case that is public by its number, else not at all."""
    if indicator.source in method.duties:
        return method.duties[indicator.source].title
    workflow = method.workflows.get(indicator.source)
    if workflow is None or workflow.visibility != "public" or cases.get(source, source) == source or _only_added_up(method, indicator):
        return ""
    line = line_of(service, method, cases[source], service.clock())
    return "" if is_withheld(line.workflow, line.case, line.world) else source


def _only_added_up(method: Method, indicator: Indicator) -> bool:
    """Whether rows tell how somebody answered, or a private value: such are shown as totals."""
    workflow = method.workflows[indicator.source]
    ballots = {name for step in workflow.steps.values() if step.ballot is not None for name in step.ballot.results} | {INVITED, ANSWERED}
    inside = ballots | {name for name, one in workflow.all_fields().items() if one.private}
    waiting = [formula for formula in (indicator.only, indicator.numerator, indicator.denominator) if formula is not None]
    read: set[str] = set()
    for formula in waiting:
        waiting += [workflow.derived[name] for name in formula.reads - read if name in workflow.derived]
        read |= formula.reads
    return bool(indicator.step or read & inside)


# --- as it is shown -----------------------------------------------------------------------------------------------------


def _view(service: Service, book: Book, told: Told, document: Mapping[str, Any], table: Mapping[str, Mapping[str, Any]], title: str) -> Opened:
    evaluation, line = book.method.evaluations[told.evaluation], book.lines(told.evaluation, told.period)[told.subject]
    opened = opened_by(evaluation, told.columns().values())
    view = reading.table_view(book, evaluation, told.period, {told.subject: table[told.subject]}, None).lines[0]
    shares = reading.shares_read(evaluation)
    read = {name: "" if noted.get("withheld") else trying.value_shown(book, name, line.read[name])
            if name in book.method.parameters and name in line.read else reading.said(noted, share=name in shares) for name, noted in document["read"].items()}
    return Opened(document, told.issue.id, told.row.line, told.issue.number, title, evaluation.title, told.period.title,
                  datetime.fromisoformat(told.issue.published),
                  _cell(told, words.SUBJECT), _cell(told, words.SCORE),
                  {name: told.row.cells[name] for name in told.issue.columns},
                  {one.name: one for one in view.numbers if one.name in opened}, read, tuple(_elsewhere(service, book, told, opened)))


def _cell(told: Told, name: str) -> str:
    """What the line says in a column, masked as it is."""
    return next((told.row.cells.get(title, "") for title, formula in told.board.formulas().items() if formula.text.strip() == name), "")


def _elsewhere(service: Service, book: Book, told: Told, opened: frozenset[str]) -> list[tuple[str, Text, str, int]]:
    """The published lines that what a score reads of other evaluations opens in."""
    found = []
    for read, other, _, inside in book.built_on(book.method.evaluations[told.evaluation], told.period, told.subject):
        for period in inside if read in opened else ():
            source = f"{periods.identity(service.street.id, told.method.id, other, period.key)}#{told.subject}"
            line = next((one for row in kept.telling_of(service.store, source) if (one := _public_line(service, row.id, source)) is not None), None)
            if line is not None:
                found.append((other, period.title, *line))
    return found


def _public_line(service: Service, name: str, source: str) -> tuple[str, int] | None:
    """A line that anybody may open and that shows a score."""
    try:
        shown = issue_page(service, PUBLIC, name)
    except Refused:
        return None
    line = next((one.line for one in shown.lines if one.source == source), 0)
    told = told_by(service, load(service, name)).get(line) if line and not shown.corrected else None
    return (name, line) if told is not None and words.SCORE in told.columns().values() else None
