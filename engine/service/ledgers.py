"""Ledgers: many cases or rows of a register gathered on one sheet, for whoever may see them.

In: who asks, which ledger, whose and for which period.  Out: a `Ledger`: only lines the reader may see, private values
masked unless the reader needs them and asks, and then the look is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from engine.case import World
from engine.compiler.occasions import PLANNED
from engine.documents import CaseLine, Cell, Line, RowLine, belongs, cell_of, day_of, subjects
from engine.formulas import EMPTY, show_value
from engine.model import Document, Field, Method, Per
from engine.service.access import may_see, needs_private
from engine.service.duties.lines import occasion_lines
from engine.service.duties.reading import may_see as may_see_duty
from engine.service.ledger_views import Ledger, LedgerLine, LedgerSection, Period
from engine.service.papers import fields_of, signature_roles, written
from engine.service.refused import Refused
from engine.service.rows import ANYBODY, rows_of
from engine.service.scores.papers import PeriodSheet, period_sheet, result_lines, sees_scores, sheets_numbered
from engine.service.service import Service
from engine.service.views import Choice, Shown
from engine.store.accounts import note_look
from engine.store.sheets import cases_of
from engine.text import NO_WORDS, Text, say

MOST_LINES = 20_000
EACH_RESULT = say("签一项结果出一张", "one for each result that is signed")


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of a method as a list shows it: a form, or a ledger with what there is one for."""

    method: str
    method_title: str
    name: str
    title: str
    ledger: bool
    per: Text
    source: str
    cite: tuple[str, ...] = ()


def documents_of(service: Service, method: str = "") -> tuple[DocumentView, ...]:
    """Every document of a method, or of all methods in force."""
    return tuple(DocumentView(one.id, one.title, made.name, made.title, not made.is_form, EACH_RESULT if made.of == "evaluation" and made.is_form
                              else per_words(made.per), made.source, made.cite)
                 for one in service.street.methods.values() if method in ("", one.id) for made in one.documents.values())


def per_words(per: Per) -> Text:
    """What there is one of, for people.

    >>> per_words(Per("unit", "社区")).zh
    '每个社区一册'
    """
    fixed = {"case": say("一件一张", "one for each case"), "period": say("每期一张", "one for each period"),
             "whole": say("全街道一册", "one for the whole street"),
             "opener": say("每个登记人一册", "one for each who enters"), "role": say("每个{name}一册", "one for each {name}", name=per.name),
             "field": say("每个{name}一册", "one for each {name}", name=per.name), "unit": say("每个{name}一册", "one for each {name}", name=per.name),
             "register": say("{name}里每行一册", "one for each row of {name}", name=per.name)}
    return fixed[per.kind]


def ledger_document(service: Service, method: str, name: str) -> tuple[Method, Document]:
    """A ledger of a method in force."""
    known = service.method(method)
    made = known.documents.get(name)
    if made is None or made.is_form:
        raise Refused("no-document", say("没有「{name}」这本台账", "there is no ledger “{name}”", name=name))
    return known, made


def subjects_of(service: Service, person: str, method: str, name: str) -> tuple[Choice, ...]:
    """Whose ledgers a person may open, by what they may see in them; one nameless choice where there is only one ledger."""
    known, made = ledger_document(service, method, name)
    directory = service.directory()
    if made.per.kind == "period":
        return tuple(sheets_numbered(service, known, made)) if sees_scores(service, person, known) else ()
    seen = [line for line, _ in _Gathering(service, person, known, made).lines()] if made.per.kind in ("field", "opener") else []
    found = subjects(made.per, directory, seen, _titles(service, person, known, made))
    return tuple(Choice(one, title) for one, title in found.items())


def _titles(service: Service, person: str, method: Method, document: Document) -> Mapping[str, str]:
    """The rows a ledger may be kept for, by identity."""
    per = document.per
    if per.kind == "register":
        return {row.id: row.title for row in rows_of(service, person, method, per.name)}
    if per.kind == "field" and document.of == "workflow":
        made = method.workflows[document.source].all_fields().get(per.name)
        if made is not None and made.kind == "entry":
            return {row.id: row.title for name in made.among for row in rows_of(service, person, method, name)}
    return {}


def ledger(service: Service, person: str, method: str, name: str, subject: str = "", period: Period | None = None, *, unit: str = "",
           open_private: bool = False) -> Ledger:
    """A ledger of one subject over a period, narrowed to a unit and those below it where one is named."""
    known, made = ledger_document(service, method, name)
    gathering = _Gathering(service, person, known, made, subject, period or Period(), unit, open_private)
    if made.per.kind != "whole" and not subject:
        raise Refused("form", say("请先选是谁的「{name}」", "choose whose “{name}” first", name=name))
    return gathering.ledger()


def blank_ledger(service: Service, method: str, name: str, lines: int = 15) -> Ledger:
    """The sheet with its headings and empty lines, to be filled in by hand."""
    _, made = ledger_document(service, method, name)
    empty = tuple(LedgerLine(n, "", tuple(Shown(one, one, NO_WORDS) for one in made.columns)) for n in range(1, lines + 1))
    return Ledger(made.name, made.title, method, "", "", Period(), tuple(made.columns), (LedgerSection("", empty),), signature_roles(made.signatures))


@dataclass
class _Gathering:
    service: Service
    person: str
    method: Method
    document: Document
    subject: str = ""
    period: Period = field(default_factory=Period)
    unit: str = ""
    open_private: bool = False
    hidden: int = 0
    looked: list[tuple[str, str]] = field(default_factory=list)
    worlds: dict[str, World] = field(default_factory=dict)
    sheet: PeriodSheet | None = None

    def ledger(self) -> Ledger:
        """Everything gathered, sorted and numbered."""
        document, directory = self.document, self.service.directory()
        kept = [(day_of(line, document.dated_by), line, needed) for line, needed in self.lines(self._wanted)]
        kept.sort(key=lambda one: (one[0] is None, one[0] or date.min))
        sections = self._sections(kept[:MOST_LINES])
        if self.looked:
            with self.service.store.write():
                for case, name in self.looked:
                    note_look(self.service.store, self.person, case, name, self.service.clock().isoformat())
        titles = {self.subject: self.sheet.title} if self.sheet is not None else subjects(
            document.per, directory, [line for _, line, _ in kept], _titles(self.service, self.person, self.method, document))
        return Ledger(document.name, document.title, self.method.id, self.subject, titles.get(self.subject, self.subject), self.period,
                      tuple(document.columns), sections, signature_roles(document.signatures), self.hidden,
                      any(cell.private for section in sections for line in section.lines for cell in line.cells),
                      "行" if document.of == "evaluation" else "件")

    def _wanted(self, line: Line) -> bool:
        """Whether a line stands in this ledger, whoever reads it."""
        document = self.document
        mine = self.sheet is not None or belongs(document.per, self.subject, line, self.service.directory())
        here = mine and self.period.holds(day_of(line, document.dated_by))
        return here and (document.only is None or line.work_out(document.only) is True)

    def _sections(self, kept: list[tuple[date | None, Line, bool]]) -> tuple[LedgerSection, ...]:
        by: dict[str, list[tuple[Line, bool]]] = {}
        name = self.document.sorted_by
        for _, line, needed in kept:
            title = written(self.service, line.fields[name], line.data.get(name)).text.zh or "没有分类" if name else ""
            by.setdefault(title, []).append((line, needed))
        order = self._order(by)
        numbers = iter(range(1, len(kept) + 1))
        return tuple(LedgerSection(title, tuple(self._line(next(numbers), line, needed) for line, needed in by[title])) for title in order)

    def _order(self, by: Mapping[str, object]) -> list[str]:
        """Sections in the order of their list, others as they come."""
        made = next((one for one in self._fields() if one.name == self.document.sorted_by), None)
        titles = made.item_titles or {} if made is not None else {}
        listed = [titles.get(item, item) for item in made.options.items] if made is not None and made.options is not None else []
        return [title for title in listed if title in by] + [title for title in by if title not in listed]

    def _fields(self) -> Iterator[Field]:
        yield from fields_of(self.method, self.document)[1].values()

    def _line(self, number: int, line: Line, needed: bool) -> LedgerLine:
        cells = tuple(self._shown(cell_of(line, heading, formula), needed) for heading, formula in self.document.columns.items())
        case = line.case.id if isinstance(line, CaseLine) else ""
        if needed:
            self.looked += [(case or getattr(line, "id", ""), cell.name) for cell in cells if cell.private]
        return LedgerLine(number, case, cells)

    def _shown(self, cell: Cell, needed: bool) -> Shown:
        if cell.field is not None:
            made = written(self.service, cell.field, cell.kept, open_private=needed)
            return replace(made, label=cell.heading)
        if cell.value is EMPTY:
            return Shown(cell.heading, cell.heading, NO_WORDS)
        if isinstance(cell.value, str):
            words = self.service.directory().call_unit(cell.value)
            return Shown(cell.heading, cell.heading, Text(words, words))
        texts = Text(show_value(cell.value, "zh", share=cell.share), show_value(cell.value, "en", share=cell.share))
        return Shown(cell.heading, cell.heading, texts)

    # --- where the lines come from ----------------------------------------------------------------------------------

    def lines(self, wanted: Callable[[Line], bool] = lambda line: True) -> Iterator[tuple[Line, bool]]:
        """Every wanted line the reader may see, and whether private values are opened for them."""
        if self.document.of == "register":
            yield from (one for one in self._rows() if wanted(one[0]))
        elif self.document.of == "obligation":
            yield from self._occasions(wanted)
        elif self.document.of == "evaluation":
            yield from self._results(wanted)
        else:
            yield from self._cases(wanted)

    def _cases(self, wanted: Callable[[Line], bool]) -> Iterator[tuple[Line, bool]]:
        service = self.service
        known = {name for name in service.directory().units if not self.unit or self.unit in service.directory().chain(name)}
        below = sorted(known) if self.unit else ()
        since, until = self._bounds()
        for case in cases_of(service.store, self.method.id, self.document.source, below, since, until):
            workflow = service.method(case.method, case.digest).workflows.get(case.workflow)
            if workflow is None:
                continue
            line = CaseLine(case, workflow, self._world(case.digest))
            if not wanted(line):
                continue
            if self.person != ANYBODY and not may_see(service, self.person, case):
                self.hidden += 1
                continue
            yield line, self.open_private and needs_private(service, self.person, case)

    def _bounds(self) -> tuple[str, str]:
        """The period as the store may narrow it: only where lines are dated by when they were entered."""
        if self.document.dated_by:
            return "", ""
        first, last = self.period.first, self.period.last
        return first.isoformat() if first else "", (last + timedelta(days=1)).isoformat() if last else ""

    def _world(self, digest: str) -> World:
        if digest not in self.worlds:
            self.worlds[digest] = self.service.world("system", self.method.id, digest=digest)
        return self.worlds[digest]

    def _occasions(self, wanted: Callable[[Line], bool]) -> Iterator[tuple[Line, bool]]:
        service, document, directory = self.service, self.document, self.service.directory()
        near = document.dated_by in ("", PLANNED)  # dated by the planned day, so the store may narrow the period
        first, last = (self.period.first, self.period.last) if near else (None, None)
        for owed, line in occasion_lines(service, self.method, document.source, first.isoformat() if first else "", last.isoformat() if last else ""):
            if (self.unit and self.unit not in directory.chain(line.unit)) or not wanted(line):
                continue
            if self.person != ANYBODY and not may_see_duty(service, self.person, owed, directory):
                self.hidden += 1
                continue
            yield line, False

    def _results(self, wanted: Callable[[Line], bool]) -> Iterator[tuple[Line, bool]]:
        """What came of an evaluation: a sheet over one period, or every result that took effect."""
        service, directory = self.service, self.service.directory()
        if self.document.per.kind == "period" and self.subject:
            self.sheet = period_sheet(service, self.method, self.document, self.subject)
            self.period = Period(self.sheet.first, self.sheet.last)
        lines: Sequence[Line] = self.sheet.lines if self.sheet is not None else result_lines(service, self.method, self.document)
        chosen = [line for line in lines if (not self.unit or self.unit in directory.chain(line.unit)) and wanted(line)]
        if self.person != ANYBODY and not sees_scores(service, self.person, self.method):
            self.hidden += len(chosen)
            return
        yield from ((line, False) for line in chosen)

    def _rows(self) -> Iterator[tuple[Line, bool]]:
        service, made = self.service, self.method.registers[self.document.source]
        fields = {one.name: one for one in made.form}
        directory = service.directory()
        for row in rows_of(service, self.person, self.method, made.name):
            if self.unit and self.unit not in directory.chain(row.unit):
                continue
            yield RowLine(row.id, fields, row.values, row.unit, row.entered, row.opener, row.number, row.linked,
                          self._world(self.method.digest).parameters), self.open_private and row.needed
