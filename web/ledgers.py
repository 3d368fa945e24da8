"""Ledgers: whose, of which period and unit, on the screen, on paper, in Word and Excel.

In: filters.  Out: pages and files; what a reader may see is the service's to say.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.paper import find_template, ledger_csv, ledger_excel, ledger_word
from engine.service import ledgers
from engine.service.ledger_views import Ledger, Period
from engine.values import read_date
from web.auth import guard, me
from web.context import service
from web.files import download

pages = Blueprint("ledgers", __name__, url_prefix="/work/ledgers")
pages.before_request(guard)


@pages.get("")
def listing() -> ResponseReturnValue:
    """Every ledger and form of the methods this street works by."""
    known = ledgers.documents_of(service())
    return render_template("documents/listing.html", documents=known)


@pages.get("/<method_id>/<name>")
def page(method_id: str, name: str) -> ResponseReturnValue:
    """One ledger: first whose, then the lines."""
    subjects = ledgers.subjects_of(service(), me(), method_id, name)
    by_period = service().method(method_id).documents[name].per.kind == "period"
    alone = subjects[0].value if len(subjects) == 1 or (subjects and by_period) else ""
    whose, unit = request.args.get("whose", alone), request.args.get("unit", "")
    period, wrong = _period(request.args.get("from", ""), request.args.get("to", ""))
    known = {one.value for one in subjects}
    chosen = whose in known and not wrong
    made = ledgers.ledger(service(), me(), method_id, name, whose, period, unit=unit, open_private=request.args.get("private") == "1") if chosen else None
    if made is not None and (ending := request.args.get("as", "")) in ("xlsx", "docx", "csv"):
        return download(_file(made, ending), f"{made.title}{made.subject_title}", ending)
    return render_template("documents/ledger.html", method_id=method_id, name=name, subjects=subjects, whose=whose, unit=unit, wrong=wrong,
                           by_period=by_period, ledger=made, units=_units(), asked=request.args, title=service().method(method_id).documents[name].title,
                           case_link=lambda case: url_for("work.case", case_id=case))


def _file(made: Ledger, ending: str) -> bytes:
    issuer = service().street.name
    if ending == "xlsx":
        return ledger_excel(made, issuer)
    return ledger_csv(made) if ending == "csv" else ledger_word(made, issuer, find_template(service().folder, made.name))


def _period(first: str, last: str) -> tuple[Period, list[str]]:
    """The period asked for, and the fields that hold no date."""
    days: list[date | None] = [read_date(one) if one.strip() else None for one in (first, last)]
    wrong = [name for name, text, day in zip(("from", "to"), (first, last), days, strict=True) if text.strip() and day is None]
    return Period(days[0], days[1]), wrong


def _units() -> list[tuple[str, Any]]:
    directory = service().directory()
    return [(name, directory.call_unit(name)) for name in directory.units]
