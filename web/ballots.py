"""Pages of ballots: held by those who run them, cast by anybody with a slip.

In: forms of whoever holds a ballot; a code and a sheet.  Out: pages.  Casting reads no login, sets no cookie and writes
no log: the page knows a code and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import segno
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engine.service import Refused, ballots, casting
from web import desk
from web.auth import me
from web.context import asked_again, service, switched
from web.desk import form_key
from web.errors import status_of
from web.forms import read_form, widgets
from web.holding import held
from web.security import SUBMISSIONS, csrf, limiter

pages = Blueprint("ballots", __name__)


# --- holding one ----------------------------------------------------------------------------------------------------


@desk.pages.get("/cases/<case_id>/ballot")
def ballot(case_id: str) -> ResponseReturnValue:
    """A ballot of a case: how far it is, or what it came to."""
    return _show(case_id)


def _show(case_id: str, wrong: Refused | None = None) -> ResponseReturnValue:
    page = ballots.ballot_page(service(), me(), case_id, request.args.get("step", ""))
    roll = [(group, [row for row in page.roll if row.group == group]) for group in dict.fromkeys(row.group for row in page.roll)]
    return render_template("ballots/hold.html", page=page, roll=roll, wrong=wrong, key=form_key(), typed=request.form), (
        status_of(wrong) if wrong is not None else 200)


@desk.pages.post("/cases/<case_id>/ballot/slips")
def make_slips(case_id: str) -> ResponseReturnValue:
    """Slips to print, shown once."""
    try:
        sheets = ballots.make_slips(service(), me(), case_id, _whole("spare"))
    except Refused as refused:
        return _show(case_id, refused)
    address = url_for("ballots.vote", _external=True)
    return render_template("ballots/slips.html", sheets=sheets, case_id=case_id, address=address, picture=lambda code: _picture(f"{address}#{code}"))


def _picture(address: str) -> Markup:
    """A QR picture; what stands behind # never reaches a server by itself."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=1, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 segno's own strokes


def _whole(name: str) -> int:
    text = request.form.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@desk.pages.get("/cases/<case_id>/ballot/<act>")
def back_to_ballot(case_id: str, act: str) -> ResponseReturnValue:
    """Another language was asked for on a page that had been handed in."""
    return redirect(asked_again(url_for("work.ballot", case_id=case_id)))


@desk.pages.post("/cases/<case_id>/ballot/<act>")
def hold(case_id: str, act: str) -> ResponseReturnValue:
    """Hand out, enter or confirm paper, count, settle a tie."""
    return held(_DOINGS, act, case_id, _show, "work.ballot")


def _hand_out(case_id: str) -> None:
    groups = {name.removeprefix("slips."): _whole(name) for name in request.form if name.startswith("slips.")}
    slips = {group: n for group, n in groups.items() if n}
    ballots.hand_out(service(), me(), case_id, tuple(request.form.getlist("person")), slips, key=form_key())


def _count_paper(case_id: str) -> None:
    counts: dict[str, dict[str, int]] = {}
    for name in request.form:
        kind, sign, rest = name.partition("|")
        question, _bar, choice = rest.partition("|")
        if kind == "n" and sign:
            counts.setdefault(question, {})[choice] = _whole(name)
        elif kind == "v" and sign:
            counts.setdefault(rest, {}).update(ballots.read_times(request.form[name]))
    ballots.count_paper(service(), me(), case_id, request.form.get("group", ""), _whole("sheets"), counts, key=form_key())


def _confirm(case_id: str) -> None:
    ballots.confirm_paper(service(), me(), case_id, _whole("number"), request.form.get("answer", "agree"), key=form_key())


def _settle(case_id: str) -> None:
    result, _bar, item = request.form.get("choice", "").partition("|")
    ballots.settle(service(), me(), case_id, result, item, request.form.get("reason", ""), key=form_key())


_DOINGS: Mapping[str, Callable[[str], Any]] = {
    "hand-out": _hand_out, "paper": _count_paper, "confirm": _confirm, "settle": _settle,
    "close": lambda case_id: ballots.close(service(), me(), case_id, key=form_key())}


# --- casting --------------------------------------------------------------------------------------------------------


@pages.get("/vote")
def vote() -> ResponseReturnValue:
    """Ask for the code on the slip."""
    return render_template("ballots/vote.html", code="")


@pages.post("/vote")
@limiter.limit(SUBMISSIONS)
@csrf.exempt  # a token would need a cookie; whoever could forge the form would need the code
def cast() -> ResponseReturnValue:
    """Show the sheet for a code, or count it."""
    g.keep_cookies = True
    code = request.form.get("code", "")
    try:
        page = casting.cast_page(service(), code)
    except Refused as refused:
        if refused.kind == "repeated":
            return render_template("ballots/vote.html", code="", received=refused.text)
        return render_template("ballots/vote.html", code=code, wrong=refused.text), 422
    if "cast" not in request.form or switched():
        return render_template("ballots/vote.html", code=code, page=page, fields=widgets(page.fields))
    filled = read_form(page.fields, service())
    try:
        received = casting.cast(service(), code, filled.raw)
    except Refused as refused:
        errors = refused.fields or (("", refused.text),)
        return render_template("ballots/vote.html", code=code, page=page, fields=widgets(page.fields, filled.raw, errors), errors=errors), 422
    return render_template("ballots/vote.html", code="", received=received)
