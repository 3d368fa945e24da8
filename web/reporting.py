"""Putting a matter in, as a resident does it: at most three short pages, and nothing typed is ever lost.

In: which kind of matter, and the page that was posted.  Out: the page to show next with all that was typed so far.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from engine.model import Workflow
from engine.service import Choice, FormField, StreetService
from engine.text import Text, say
from web.context import lang
from web.forms import Filled, Widget, hidden, read_form, unfilled, widgets

WHAT, WHO, CHECK = "what", "who", "check"
UNIT, CHANNEL = "_unit", "_channel"


@dataclass(slots=True)
class Report:
    """A matter being put in: its form cut into pages, what was typed, and what has to be mended."""

    method: str
    workflow: Workflow
    form: tuple[FormField, ...]
    units: tuple[Choice, ...]
    place: str
    page: str = WHAT
    unit: str = ""
    channel: str = ""
    key: str = ""
    filled: Filled = field(default_factory=Filled)
    errors: list[tuple[str, Text]] = field(default_factory=list)

    @property
    def pages(self) -> list[str]:
        """The pages this form has."""
        return [WHAT, WHO, CHECK] if self.on(WHO) else [WHAT, CHECK]

    def on(self, page: str) -> tuple[FormField, ...]:
        """The fields of a page: about the matter, or about the person."""
        if page == CHECK:
            return ()
        return tuple(one for one in self.form if (one.field.private or one.field.kind == "party") == (page == WHO))

    @property
    def shown(self) -> list[Widget]:
        """This page's fields."""
        return widgets(self.on(self.page), self.filled.raw, self.errors)

    @property
    def answers(self) -> list[Widget]:
        """Every field with what was typed, for the last look."""
        return widgets(self.form, self.filled.raw)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Hidden inputs for what this page does not show."""
        mine = {one.field.name for one in self.on(self.page)}
        others = [one for one in self.form if one.field.name not in mine]
        unit = [] if self.page == WHAT else [(UNIT, self.unit)]
        return [*hidden(others, self.filled.raw), *unit, (CHANNEL, self.channel), ("_page", self.page)]


def begin(service: StreetService, method: str, workflow: str, asked: Mapping[str, str]) -> Report:
    """An empty form; a poster's QR address fills in the place, the unit and the channel."""
    made = _report(service, method, workflow)
    made.key = secrets.token_urlsafe(16)
    made.unit = asked.get("unit", "") if asked.get("unit") in {one.value for one in made.units} else made.unit
    made.channel = asked.get("channel", "") if asked.get("channel") in service.channels(method, workflow) else ""
    made.filled.raw = {one.field.name: one.value for one in made.form if one.value is not None}
    place = next((one.field.name for one in made.form if one.field.kind in ("place", "address")), None)
    if place and asked.get("place"):
        made.filled.raw[place] = asked["place"][:200]
    for name in _issue_fields(service, method, workflow) & {one.field.name for one in made.form}:
        made.filled.raw.update({name: asked[name][:60]} if asked.get(name) else {})
    return made


def _issue_fields(service: StreetService, method: str, workflow: str) -> set[str]:
    """The fields that take the number of the issue a remark is about."""
    boards = service.method(method).boards.values()
    return {board.remarks.into for board in boards if board.remarks is not None and board.remarks.workflow == workflow}


def carry_on(service: StreetService, method: str, workflow: str) -> Report:
    """What was posted, read back; files are taken in at once."""
    made = _report(service, method, workflow)
    made.page = request.form.get("_page", WHAT) if request.form.get("_page") in made.pages else WHAT
    made.unit, made.channel = request.form.get(UNIT, ""), request.form.get(CHANNEL, "")
    made.key = request.form.get("_key", "") or secrets.token_urlsafe(16)
    made.filled = read_form(made.form, service)
    made.errors = list(made.filled.errors)
    return made


def turn(report: Report) -> bool:
    """Turn to the page that was asked for; True when the whole form is to be handed in."""
    asked = request.form.get("_go", "next")
    at = report.pages.index(report.page)
    if asked in report.pages and report.pages.index(asked) < at:
        report.page, report.errors = asked, []
        return False
    if report.page == CHECK:
        return asked == "send"
    if asked != "again":
        report.errors += _gaps(report)
    if not report.errors and asked == "next":
        report.page = report.pages[at + 1]
    return False


def turn_to_mistakes(report: Report, errors: Sequence[tuple[str, Text]]) -> None:
    """Show the first page that has something to mend."""
    report.errors = list(errors)
    wrong = {name for name, _ in errors}
    hit = next((page for page in report.pages if wrong & {one.field.name for one in report.on(page)}), WHAT)
    report.page = hit


def _gaps(report: Report) -> list[tuple[str, Text]]:
    unit = [] if report.page != WHAT or report.unit else [(UNIT, say("请选这件事在哪个{kind}", "please choose the {kind}", kind=report.place))]
    taken = {name for name, _ in report.errors}
    return [*unit, *(one for one in unfilled(report.on(report.page), report.filled.raw) if one[0] not in taken)]


def _report(service: StreetService, method: str, workflow: str) -> Report:
    known = service.method(method)
    flow, units = known.workflows[workflow], service.units_for(method, workflow)
    kind = known.units.get(flow.belongs_to)
    made = Report(method, flow, service.start_form(method, workflow), units, kind.title if kind is not None else say("单位", "unit").to(lang()))
    made.unit = units[0].value if len(units) == 1 else ""
    return made
