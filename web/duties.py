"""Duties: what I owe this week and month, a month at a unit, one duty and what may be arranged, calendars to subscribe to.

In: a month, a unit, a form.  Out: pages and iCalendar feeds; the service decides who may see and change what.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import Refused
from engine.service.duties.views import DutyRow
from engine.text import say
from engine.values import read_date
from web.auth import guard, me
from web.context import say_here, service
from web.desk import form_key
from web.security import SUBMISSIONS, limiter

pages = Blueprint("duties", __name__, url_prefix="/work/duties")
feeds = Blueprint("feeds", __name__)
pages.before_request(guard)
_SOON = 14
_DAY = say("请写改到哪天，如 2026-03-02", "please give the new day, such as 2026-03-02")
_MARKS = {"met": "good", "substituted": "good", "done": "good", "missed": "late", "overdue": "late", "short": "soon"}


@pages.app_template_filter("duty_mark")
def mark_of(row: DutyRow) -> str:
    """The colour that stands beside the word."""
    return "soon" if row.late else _MARKS.get(row.state, "plain")


@pages.app_context_processor
def shared() -> dict[str, Callable[[], bool]]:
    """What the menu asks."""
    return {"has_duties": lambda: service().duties.any}


@pages.get("")
def listing() -> ResponseReturnValue:
    """What I owe: this week, and in the rest of the month and the next."""
    today = service().clock().date()
    monday = today - timedelta(days=today.weekday())
    rows = service().duties.mine(me(), monday, _last(today + timedelta(days=31)))
    week = [row for row in rows if row.planned <= monday + timedelta(days=6) or (row.on_day is False and row.planned < monday + timedelta(days=13))]
    return render_template("duties/list.html", tab="mine", week=week, later=[row for row in rows if row not in week],
                           waiting=service().duties.waiting(me()), address=_address())


@pages.get("/month")
def month() -> ResponseReturnValue:
    """A month as a calendar: mine, or a unit's."""
    first, unit = _month(), request.args.get("unit", "")
    if unit and unit not in service().directory().units:
        abort(404)
    last = _last(first)
    rows = service().duties.at(me(), unit, first, last) if unit else service().duties.mine(me(), first, last)
    return render_template("duties/month.html", tab="month", first=first, unit=unit, units=_units(), weeks=_weeks(first, rows), today=service().clock().date(),
                           rows=rows, before=_name(first - timedelta(days=1)), after=_name(last + timedelta(days=1)), month=_name(first))


@pages.get("/behind")
def behind() -> ResponseReturnValue:
    """Who is about to miss what."""
    return render_template("duties/behind.html", tab="behind", rows=service().duties.lagging(me(), _SOON), days=_SOON)


@pages.get("/counts")
def counts() -> ResponseReturnValue:
    """How a month's duties came out, by duty and unit."""
    first = _month()
    return render_template("duties/counts.html", tab="counts", first=first, rows=service().duties.counts(me(), first, _last(first)),
                           before=_name(first - timedelta(days=1)), after=_name(_last(first) + timedelta(days=1)), month=_name(first))


@pages.get("/<duty_id>")
def page(duty_id: str) -> ResponseReturnValue:
    """One duty."""
    return _page(duty_id)


def _page(duty_id: str, wrong: str = "", status: int = 200) -> ResponseReturnValue:
    found = service().duties.page(me(), duty_id)
    record = ""
    if found.record is not None:
        method, workflow, unit, values = found.record
        record = url_for("work.enter", method=method, workflow=workflow, 所属=unit, **values)
    return render_template("duties/page.html", page=found, row=found.row, record=record, key=form_key(), wrong=wrong, typed=request.form,
                           stand_in=service().directory().call(found.row.stands_in),
                           may_fix_day=not found.row.on_day and found.row.state in ("open", "short", "done") and me() == found.row.subject), status


@pages.post("/<duty_id>/<act>")
def change(duty_id: str, act: str) -> ResponseReturnValue:
    """A stand-in, another day, being excused; consent; a joint day."""
    acts: dict[str, Callable[[str], str]] = {"substitute": _substitute, "move": _move, "excuse": _excuse, "answer": _answer, "join": _join}
    if act not in acts:
        abort(404)
    try:
        said = acts[act](duty_id)
    except Refused as refused:
        return _page(duty_id, say_here(refused.text), 422)
    flash(said, "good")
    return redirect(url_for("duties.page", duty_id=duty_id), 303)


def _reason() -> str:
    return request.form.get("reason", "")


def _arranged(row: DutyRow) -> str:
    return _("已经提出，等批准。") if row.waits == "consent" else _("已经安排好，告诉了有关的人。")


def _substitute(duty_id: str) -> str:
    return _arranged(service().duties.substitute(me(), duty_id, request.form.get("to", ""), _reason(), key=form_key()))


def _move(duty_id: str) -> str:
    day = read_date(request.form.get("day", ""))
    if day is None:
        raise Refused("form", _DAY)
    return _arranged(service().duties.move(me(), duty_id, day, _reason(), key=form_key()))


def _excuse(duty_id: str) -> str:
    return _arranged(service().duties.excuse(me(), duty_id, _reason(), key=form_key()))


def _answer(duty_id: str) -> str:
    agree = request.form.get("agree") == "yes"
    service().duties.answer(me(), duty_id, agree, _reason(), key=form_key())
    return _("已经批准，告诉了本人。") if agree else _("没有批准，原因告诉了本人。")


def _join(duty_id: str) -> str:
    agree = request.form.get("agree") == "yes"
    service().duties.join(me(), duty_id, agree, key=form_key())
    return _("改到了同一天。") if agree else _("日子没有变。")


# --- subscribed calendars -----------------------------------------------------------------------------------------------


@pages.post("/address")
def fresh_address() -> ResponseReturnValue:
    """A fresh address for my calendar; the old one stops working."""
    service().duties.feed_address(me(), fresh=True)
    flash(_("换了新地址，旧地址不再有用，请在手机日历里重新订阅。"), "good")
    return redirect(url_for("duties.listing"), 303)


def _address() -> str:
    return url_for("feeds.mine", address=service().duties.feed_address(me()), _external=True)


@feeds.get("/calendar/<address>.ics")
@limiter.limit(SUBMISSIONS)
def mine(address: str) -> ResponseReturnValue:
    """Somebody's calendar, for whoever knows its address."""
    found = service().duties.feed(address)
    if found is None:
        abort(404)
    return _ics(found, "private, max-age=900")


@feeds.get("/visits.ics")
@limiter.limit(SUBMISSIONS)
def visits() -> ResponseReturnValue:
    """The announced visits, for everybody."""
    return _ics(service().duties.public_feed(), "public, max-age=900")


def _ics(body: bytes, keep: str) -> Response:
    return Response(body, mimetype="text/calendar", headers={"Cache-Control": keep, "Content-Disposition": "inline; filename=duties.ics"})


# --- months -------------------------------------------------------------------------------------------------------------


def _month() -> date:
    asked = read_date(f"{request.args.get('month', '')}-01")
    return asked if asked is not None and 2000 < asked.year < 2100 else service().clock().date().replace(day=1)


def _last(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _name(day: date) -> str:
    return f"{day:%Y-%m}"


def _weeks(first: date, rows: list[DutyRow]) -> list[list[tuple[date, list[DutyRow]]]]:
    """The month by weeks from Monday; a duty over a period stands on the day it ends."""
    on: dict[date, list[DutyRow]] = {}
    for row in rows:
        on.setdefault(row.planned, []).append(row)
    return [[(day, on.get(day, [])) for day in week] for week in calendar.Calendar().monthdatescalendar(first.year, first.month)]


def _units() -> list[tuple[str, str]]:
    """The units whose duties I may look at: where I hold a role, and all below."""
    directory = service().directory()
    mine = [unit for _role, unit in directory.doors_of(me())]
    known = dict.fromkeys(below for unit in mine for below in directory.below(unit))
    person = directory.people.get(me())
    names = directory.units if person is not None and person.administrator else known
    return [(name, directory.call_unit(name)) for name in names]
