"""Papers of evaluations: one for each result that took effect, one over each whole period, and ledgers of results.

In: results as they were given, periods as they stood when they were numbered.  Out: events that number papers, slips, and lines of ledgers.
A paper tells what held when it was issued; one that was withdrawn says so and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine.case import SYSTEM, Event, parameters_on
from engine.case.numbering import written
from engine.compiler.scopes import NUMBER_NAME
from engine.compiler.scoring_words import BEARER, CHOICE, CLAUSE, RESULT, SIGNED_ON, SIGNER, STATE, WHY
from engine.documents.facts import FactLine
from engine.filling import show_moment
from engine.model import Document, Method
from engine.scores import read_period
from engine.scores.book import Book
from engine.scores.closing import TURNS, Closed, Led, evolve
from engine.scores.telling import Told, tell_line, tell_result
from engine.service.papers import signature_roles
from engine.service.refused import Refused
from engine.service.registers import reach
from engine.service.rows import ANYBODY
from engine.service.scores.records import book_of, street_records
from engine.service.scores.tables import table_lines
from engine.service.scores.telling import unit_of
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.service.views import Choice, Shown, Slip, SlipPart
from engine.store import history, periods
from engine.store.streams import move_series
from engine.text import Text, say

HELD, GONE = Text("有效", "in force"), Text("已撤销", "withdrawn")


# --- numbering ----------------------------------------------------------------------------------------------------------


def papers_issued(service: Service, book: Book, before: Closed | None, closed: Closed, events: Sequence[Event], now: datetime) -> list[Event]:
    """The papers that new events of a period bring about, inside a write; `before` is what held until then."""
    method = book.method
    rules = method.evaluations[closed.evaluation].consequences
    found: list[Event] = []
    for key in (event.body["key"] for event in events if event.type == "took_effect"):
        led = closed.led[key]
        rule = rules.get(led.rule)
        named = [name for name in (rule.effects.issue if rule is not None else ()) if name in method.documents]
        found += [_numbered(service, method, method.documents[name], key, unit_of(book, led), now) for name in named]
    held = before.holding.table if before is not None and before.stands else None
    if closed.stands and any(event.type in TURNS for event in events) and held != closed.holding.table:
        found += [_numbered(service, method, one, "", "", now) for one in method.documents.values()
                  if (one.of, one.source, one.per.kind) == ("evaluation", closed.evaluation, "period")]
    return found


def _numbered(service: Service, method: Method, document: Document, key: str, unit: str, now: datetime) -> Event:
    pattern = str(parameters_on(method, now.date()).get(document.number, document.number))
    text, series = written(pattern, {"{年}": f"{now.year}", "{月}": f"{now.month:02d}", "{日}": f"{now.day:02d}", "{流程}": document.title,
                                     "{单位}": service.directory().call_unit(unit) if unit else service.street.name},
                           f"{method.id}/单据/{document.name}")
    count = service.store.next_number(series)
    move_series(service.store.writer, service.store.street, series, count)  # several may be numbered before any is appended
    return Event("issued", {"document": document.name, "key": key, "number": text(count), "series": series, "count": count}, now.isoformat(), SYSTEM)


# --- one result ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """A result each time it took effect."""

    closed: Closed
    led: Led
    note: Mapping[str, Any]

    @property
    def withdrawn(self) -> Mapping[str, str]:
        """By whom, when and why it was withdrawn; nothing while it holds."""
        found: Mapping[str, str] = self.note["withdrawn"]
        return found


def given_of(closed: Closed) -> Iterator[Given]:
    """Every result of a period that took effect, also those withdrawn since."""
    for led in closed.led.values():
        yield from (Given(closed, led, note) for note in led.given)


def told_of_given(book: Book, given: Given, document: Document) -> Told:
    """What a paper may tell of a result, as it was when it took effect."""
    records, note, led = street_records(book), given.note, given.led
    evaluation = book.method.evaluations[given.closed.evaluation]
    rule = evaluation.consequences.get(led.rule)
    line = tell_line(book.method, evaluation, given.closed.span, led.subject, note["row"], records.call, records.unit_of(led.subject))
    then = replace(led, choice=note["choice"], reason=note["reason"], feeds=note["feeds"])
    told = tell_result(line, rule.title if rule is not None else led.rule, then, records.call)
    texts = {NUMBER_NAME: str(note["papers"].get(document.name) or next(iter(note["papers"].values()), "")), SIGNER: records.call(note["by"]),
             SIGNED_ON: show_moment(datetime.fromisoformat(note["signed"])).zh, STATE: (GONE if given.withdrawn else HELD).zh,
             CLAUSE: "、".join((rule.cite if rule is not None else ()) or evaluation.cite)}
    return Told({**told.shown, **texts}, {**told.known, **{name: text for name, text in texts.items() if text}})


def paper_of(book: Book, given: Given, name: str) -> Slip:
    """The paper of a result; one that was withdrawn says so in its title, and why."""
    document = book.method.documents[name]
    told, values = told_of_given(book, given, document).shown, []
    for part in document.parts.values():
        values += [Shown(one, one, Text(told.get(one, ""), told.get(one, ""))) for one in part.fields]
    title = document.title
    if given.withdrawn:
        title = f"{title}（{GONE.zh}）"
        at = show_moment(datetime.fromisoformat(given.withdrawn["at"]))
        values.append(Shown(GONE.zh, GONE.zh, say("{at}，{who}：{why}", "{at}, {who}: {why}", at=at, why=given.withdrawn["why"],
                                                  who=street_records(book).call(given.withdrawn["by"]))))
    part = next(iter(document.parts.values()))
    return Slip(name, title, str(given.note["papers"][name]), datetime.fromisoformat(given.note["at"]),
                (SlipPart(part.name, part.title, values=tuple(values)),), signature_roles(document.signatures))


def sees_scores(service: Service, person: str, method: Method) -> bool:
    """Whether somebody has to do with a method, and so sees what its evaluations led to."""
    return person == ANYBODY or reach(service, person, method) != ()


def papers_of(led: Led) -> tuple[tuple[str, str], ...]:
    """(document, number) of every paper of a result, the latest first; withdrawn ones too."""
    return tuple((name, str(number)) for note in reversed(led.given) for name, number in note["papers"].items())


def find_paper(service: Service, person: str, method: str, name: str, number: str) -> Slip:
    """A result's paper by its number, for whoever has to do with the method."""
    known = service.method(method)
    document = known.documents.get(name)
    if document is None or not document.is_form or document.of != "evaluation" or not sees_scores(service, person, known):
        raise Refused("no-document", say("没有《{name}》这种单据", "there is no document 《{name}》", name=name if is_sound(name) else "?"))
    for row in periods.closed(service.store, method, document.source):
        loaded = periods.load(service.store, row.id)
        for given in given_of(loaded[0]) if loaded is not None else ():
            if given.note["papers"].get(name) == number:
                return paper_of(book_of(service, known), given, name)
    raise Refused("no-document", say("没有编号{n}的《{name}》", "there is no 《{name}》 numbered {n}", name=name, n=number if is_sound(number) else "?"))


# --- ledgers ------------------------------------------------------------------------------------------------------------


def result_lines(service: Service, method: Method, document: Document) -> list[FactLine]:
    """Every result of an evaluation that took effect, as lines of a ledger, dated by when it was signed."""
    book, found = book_of(service, method), []
    parameters = service.parameters(method, service.clock().date())
    for row in periods.closed(service.store, method.id, document.source):
        loaded = periods.load(service.store, row.id)
        for given in given_of(loaded[0]) if loaded is not None else ():
            told, led = told_of_given(book, given, document), given.led
            people = frozenset({led.bearer, led.subject} & service.directory().people.keys())
            found.append(FactLine(f"{row.id}#{led.key}", told.shown, unit_of(book, led), told.known, people, given.note["signed"], parameters))
    return found


def sheets_numbered(service: Service, method: Method, document: Document) -> list[Choice]:
    """The periods there is a sheet over, by number, the latest first; an earlier one of a period that was corrected too."""
    found = []
    for row in periods.closed(service.store, method.id, document.source):
        loaded = periods.load(service.store, row.id)
        period = read_period(row.key)
        if loaded is not None and period is not None:
            mine = [one["number"] for one in loaded[0].papers if one["document"] == document.name]
            found += [Choice(f"{row.key} {number}" if number != mine[-1] else row.key, f"{period.title.zh} {number}") for number in reversed(mine)]
    return found


@dataclass(frozen=True, slots=True)
class PeriodSheet:
    """A sheet over a whole period: what follows its title, with its number, and its lines as they stood when it was numbered."""

    title: str
    first: date
    last: date
    lines: list[FactLine]


def period_sheet(service: Service, method: Method, document: Document, subject: str) -> PeriodSheet:
    """The sheet over a period; `subject` is the period's key, with a number after it for one that was corrected since."""
    key, _, number = subject.partition(" ")
    name = periods.identity(service.street.id, method.id, document.source, key)
    closed: Closed | None = None
    then: tuple[Closed, Event] | None = None
    later = ""
    for event in history.happened_to(service.store, name):
        closed = evolve(closed, event)
        if event.type == "issued" and event.body["document"] == document.name and not event.body["key"]:
            if then is None or not number or then[1].body["number"] != number:
                then = (closed, event)
            else:
                later = later or event.body["number"]
    if then is None or closed is None or number not in ("", then[1].body["number"]):
        raise Refused("no-document", say("这一期没有「{name}」", "there is no “{name}” of this period", name=document.title))
    held, event = then
    period, book = held.span, book_of(service, method)
    lines = table_lines(book, method.evaluations[document.source], period, held.holding.table, name)
    note = say("，已由{number}更正", ", corrected by {number}", number=later).zh if later else ""
    title = f"{period.title.zh} {event.body['number']}{note}"
    return PeriodSheet(title, period.first, period.last, [_with_results(book, closed, line) for line in lines])


def _with_results(book: Book, closed: Closed, line: FactLine) -> FactLine:
    """A line with what was signed for its subject and holds or was withdrawn since."""
    subject, records = line.id.rpartition("#")[2], street_records(book)
    rules = book.method.evaluations[closed.evaluation].consequences
    mine = [one for one in given_of(closed) if one.led.subject == subject]

    def joined(texts: list[str]) -> str:
        return "；".join(text for text in texts if text)

    texts = {RESULT: joined([f"{rules[one.led.rule].title if one.led.rule in rules else one.led.rule}{f'（{GONE.zh}）' if one.withdrawn else ''}"
                             for one in mine]),
             BEARER: joined([records.call(one.led.bearer) for one in mine]), CHOICE: joined([one.note["choice"] for one in mine]),
             WHY: joined([one.note["reason"] for one in mine])}
    return replace(line, data={**line.data, **texts}, known={**line.known, **{name: text for name, text in texts.items() if text}})
