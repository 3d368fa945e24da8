"""Scores: tables with places and denominators, receipts down to the cases, what is signed, trying other weights.

In: an evaluation, a period, a form.  Out: pages, Excel and CSV; the service decides who may see and sign what.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import Refused
from engine.service.scores.desk import ALL
from engine.service.scores.views import Changed, Number, Table, percent, shown
from engine.sheets.texts import as_csv
from engine.sheets.writing import Book, Section, write_book
from web.auth import guard, me
from web.context import say_here, service
from web.files import download
from web.paging import Page, page_of
from web.score_pictures import comparison_picture, middles_of, parts_of, spread_picture, trend_picture

pages = Blueprint("scores", __name__, url_prefix="/work/scores")
pages.before_request(guard)
TRY = "set-"
ROWS = 50  # of what is behind a number, on one page; the file has them all


@pages.app_template_filter("plain_number")
def plain_number(text: str | None) -> str:
    """An exact number as people read it: 12.5 for 25/2."""
    return shown(text)


@pages.app_template_filter("as_share")
def as_share(text: str | None) -> str:
    """An exact number as a percentage."""
    return percent(text)


@pages.app_context_processor
def shared() -> dict[str, Callable[..., Any]]:
    """What the menu asks, and the rows behind a number that are shown."""
    return {"has_scores": lambda: any(one.evaluations for one in service().street.methods.values()), "rows_behind": _rows_behind}


def _rows_behind(indicator: Mapping[str, Any]) -> Page[Any]:
    """The page of an indicator's rows that was asked for; of the others the first."""
    return page_of(indicator["list"], request.args.get("page", "") if request.args.get("rows") == indicator["name"] else "", ROWS)


@pages.get("")
def listing() -> ResponseReturnValue:
    """Every evaluation, and what waits for my signature."""
    scores = service().scores
    signed = scores.not_in_effect(me())
    return render_template("scores/listing.html", rows=scores.evaluations(me()), waiting=scores.waiting(me()), unsigned=scores.to_sign(me()),
                           answerable=[one for one in signed if one.may_answer], answered=[one for one in signed if one.answers and one.may_act])


@pages.get("/<method_id>/<name>")
def table(method_id: str, name: str) -> ResponseReturnValue:
    """One evaluation in a period: places, how the scores lie, what they are made of, what they led to."""
    found = service().scores.table(me(), method_id, name, request.args.get("period", ""))
    if (ending := request.args.get("as", "")) in ("xlsx", "csv"):
        return download(_file(found, ending), f"{found.title}{found.key}", ending)
    wanted, group = request.args.get("q", "").strip(), request.args.get("group", "")
    page = page_of([one for one in found.lines if wanted in one.name and group in ("", one.group)], request.args.get("page", ""))
    results = service().scores.proposals(me(), states=ALL, method=method_id, evaluation=name, key=found.key) if found.id else []
    return render_template("scores/table.html", table=found, page=page, wanted=wanted, group=group, groups=sorted({one.group for one in found.lines} - {""}),
                           spread=spread_picture(found.spread, found.lines) if found.spread else "", parts=parts_of(found.lines),
                           bars=comparison_picture(page.rows) if found.spread and page.rows else "", results=results)


@pages.get("/<method_id>/<name>/trend")
def over_periods(method_id: str, name: str) -> ResponseReturnValue:
    """Scores over the closed periods: up to three subjects, and the middle of their group."""
    found = service().scores.trend(me(), method_id, name)
    asked = request.args.getlist("subject")[:3]
    rows = [one for subject in dict.fromkeys(asked) for one in found.rows if one.subject == subject]
    title = service().method(method_id).evaluations[name].title
    return render_template("scores/trend.html", trend=found, shown=rows, title=title, method_id=method_id, name=name, asked=[*asked, "", "", ""][:3],
                           middles=middles_of(found, rows), page=page_of(found.rows, request.args.get("page", "")),
                           chart=trend_picture(found, rows) if found.keys else "")


def _file(found: Table, ending: str) -> bytes:
    numbers = found.lines[0].numbers if found.lines else ()
    headings = [*([_("名次")] if found.ranked else []), _("对象"), *([_("得分")] if found.scored else []),
                *(text for one in numbers for text in _headings(one))]
    rows = [[*([str(one.place or "")] if found.ranked else []), one.name, *([one.score] if found.scored else []),
             *(text for number in one.numbers for text in _cells(number))] for one in found.lines]
    marks = [_("重算过%(n)d次", n=len(found.revisions))] if found.revisions else []
    if ending == "csv":
        return as_csv(headings, [*rows, *([mark, *[""] * (len(headings) - 1)] for mark in marks)])
    section = Section("", tuple(tuple(row) for row in rows))
    return write_book(Book(f"{found.title} {say_here(found.period)}", (service().street.name, *marks), tuple(headings), (section,), name=found.title))


def _headings(number: Number) -> list[str]:
    return [number.title, *([_("%(name)s分子", name=number.title), _("%(name)s分母", name=number.title)] if number.num and number.den else [])]


def _cells(number: Number) -> list[str]:
    return [number.shown, *([number.num, number.den] if number.num and number.den else [])]


@pages.get("/<method_id>/<name>/receipt")
def receipt(method_id: str, name: str) -> ResponseReturnValue:
    """One score, open down to the cases."""
    subject, key = request.args.get("subject", ""), request.args.get("period", "")
    found = service().scores.explain(me(), method_id, name, subject, key)
    if request.args.get("as") == "json":
        body = json.dumps(found.document, ensure_ascii=False, indent=1).encode()
        return download(body, f"算分单 {found.document['title']} {found.document['period']} {found.line.name}", "json")
    rows = [one for one in found.trend.rows if one.subject == found.line.subject] if found.trend else []
    return render_template("scores/receipt.html", receipt=found, document=found.document, method_id=method_id, name=name, row=rows[0] if rows else None,
                           bars=comparison_picture([found.line]) if parts_of([found.line]) else "",
                           parts=[one for one in found.line.numbers if one.kind == "part"],
                           chart=trend_picture(found.trend, rows) if found.trend and rows and len(found.trend.keys) > 1 else "",
                           middles=middles_of(found.trend, rows) if found.trend else ())


@pages.get("/source/<path:source>")
def source(source: str) -> ResponseReturnValue:
    """The case or occasion a row comes from."""
    if service().duties.knows(source):
        return redirect(url_for("duties.page", duty_id=source))
    return redirect(url_for("work.case", case_id=source))


@pages.post("/sign")
def sign() -> ResponseReturnValue:
    """Sign or decline, and go back to the list."""
    period, key, reason = (request.form.get(field, "") for field in ("period", "key", "reason"))
    try:
        if request.form.get("do") == "decline":
            service().scores.decline(me(), period, key, reason)
            flash(_("记下了：没有签，原因已存档。"), "good")
        else:
            service().scores.sign(me(), period, key, choice=request.form.get("choice", ""), reason=reason)
            flash(_("签好了。"), "good")
    except Refused as refused:
        flash(say_here(refused.text), "error")
    return redirect(url_for("scores.listing"))


@pages.get("/<method_id>/<name>/try")
def try_out(method_id: str, name: str) -> ResponseReturnValue:
    """What would change if a weight were another; nothing is written."""
    key = request.args.get("period", "")
    known = service().scores.weights(me(), method_id, name, key)
    now = {one.name: one.value for one in known}
    given = {field: text.strip() for field in now if (text := request.args.get(f"{TRY}{field}", "")).strip() and not _same(text, now[field])}
    giving = tuple(one for one in request.args.getlist("give") if one in now and one not in given)
    ends = (_many("top", 3), _many("bottom", 2))
    found, wrong = None, ""
    if given:
        try:
            found = service().scores.what_if(me(), method_id, name, key, given, giving, ends)
        except Refused as refused:
            wrong = say_here(refused.text)
    rule, period = service().method(method_id).evaluations[name], service().scores.table(me(), method_id, name, key)
    return render_template("scores/try.html", weights=[one for one in known if one.weight], others=[one for one in known if not one.weight], given=given,
                           giving=giving, ends=ends, found=found, wrong=wrong, table=period, title=rule.title, method_id=method_id, name=name,
                           whole=_whole(rule.adds_to), moved=_moved(found))


def _many(field: str, usual: int) -> int:
    text = request.args.get(field, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 else usual


def _whole(adds_to: Fraction) -> str:
    return percent(str(adds_to))


def _same(text: str, value: str) -> bool:
    return text.strip().rstrip("%％") == value.rstrip("%")


def _moved(found: Changed | None) -> list[tuple[str, str, int, str, int]]:
    return [move for move in found.moves if move[2] != move[4]] if found is not None else []
