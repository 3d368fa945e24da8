"""Pages for residents, who need no account: put a matter in, follow it, judge the result, read the boards.

In: what a visitor typed.  Out: pages; number and code never stand in an address.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import segno
from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from markupsafe import Markup

from engine.service import FollowPage, Refused
from engine.text import say
from web import promises, reporting
from web.context import service, switched
from web.errors import status_of
from web.forms import read_form, widgets
from web.security import LOOKUPS, SUBMISSIONS, csrf, limiter

pages = Blueprint("public", __name__)
LOOK = timedelta(minutes=30)  # how long a looked-up matter stays open on a computer that others may use


@pages.get("/")
def front() -> ResponseReturnValue:
    """The street's front page."""
    matters = _matters()
    return render_template("public/front.html", issues=[one for one in service().issues() if one.lines][:3], matters=matters,
                           coming=service().duties.coming()[:6], promised=promises.promise_of_all(matters), timed=promises.timed(matters))


@pages.get("/privacy")
def privacy() -> ResponseReturnValue:
    """How personal data is kept."""
    return render_template("public/privacy.html")


# --- put a matter in ------------------------------------------------------------------------------------------------


@pages.get("/report")
@pages.get("/report/<method>/<workflow>")
def report(method: str = "", workflow: str = "") -> ResponseReturnValue:
    """The first page of the form; where the street takes several kinds of matter, the choice between them."""
    open_ones = service().may_open("public")
    if not method and len(open_ones) != 1:
        return render_template("public/matters.html", matters=_matters(), asked=request.args, promise=promises.promise)
    chosen = (method, workflow) if method else open_ones[0]
    if chosen not in open_ones:
        abort(404)
    return _show(reporting.begin(service(), *chosen, request.args.to_dict()))


@pages.post("/report")
@pages.post("/report/<method>/<workflow>")
@limiter.limit(SUBMISSIONS)
@csrf.exempt  # checked in the view, so that a lost cookie costs nobody the text
def hand_in(method: str = "", workflow: str = "") -> ResponseReturnValue:
    """One page of the form handed in; the last one enters the matter."""
    open_ones = service().may_open("public")
    chosen = (method, workflow) if method else open_ones[0] if len(open_ones) == 1 else ("", "")
    if chosen not in open_ones:
        abort(404)
    made = reporting.carry_on(service(), *chosen)
    if switched():
        return _show(made)
    if not reporting.turn(made):
        return _show(made)
    return _enter(made)


def _enter(made: reporting.Report) -> ResponseReturnValue:
    try:
        csrf.protect()
        done = service().open("public", made.method, made.workflow.name, made.unit, made.filled.raw, channel=made.channel, key=made.key)
    except CSRFError:
        made.errors = [("", say("这台设备没有收下本站的记号。请再点一次「提交」；还是不行，请允许本站使用 Cookie。",
                                "this device did not keep our token; press Submit again, or allow cookies for this site"))]
        return _show(made)
    except Refused as refused:
        reporting.turn_to_mistakes(made, refused.fields or [("", refused.text)])
        return _show(made)
    session["entered"] = {"number": done.number, "code": done.code}
    return redirect(url_for("public.entered"), 303)


def _show(made: reporting.Report) -> ResponseReturnValue:
    answer = make_response(render_template("public/report.html", report=made), 422 if made.errors else 200)
    answer.headers["Cache-Control"] = "private, no-cache"  # the browser's own Back button must bring back what was typed
    return answer


def _matters() -> list[tuple[Any, Any]]:
    known = service().street.methods
    return [(known[method], known[method].workflows[workflow]) for method, workflow in service().may_open("public")]


@pages.get("/report/done")
def entered() -> ResponseReturnValue:
    """Number, lookup code and promised date, to be printed or written down."""
    kept = session.get("entered")
    if kept is None:
        return redirect(url_for("public.report"))
    try:
        page = service().follow(kept["number"], kept["code"])
    except Refused:  # the code was given anew since
        session.pop("entered")
        return redirect(url_for("public.follow", number=kept["number"]))
    return render_template("public/entered.html", page=page, code=kept["code"], qr=follow_qr(page.number))


def follow_qr(number: str) -> Markup:
    """A QR picture of the address where a matter is followed; the code is not in it."""
    address = url_for("public.follow", number=number, _external=True)
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None, title=number)
    return Markup(drawn)  # noqa: S704 segno escapes the title; the rest are its own strokes


# --- follow and judge -----------------------------------------------------------------------------------------------


@pages.get("/follow")
def follow() -> ResponseReturnValue:
    """Ask for number and code."""
    return render_template("public/follow.html", number=request.args.get("number", ""))


@pages.post("/follow")
@limiter.limit(LOOKUPS)
def look_up() -> ResponseReturnValue:
    """Open a matter for half an hour."""
    number, code = request.form.get("number", ""), request.form.get("code", "")
    if switched():
        return render_template("public/follow.html", number=number, code=code)
    try:
        page = service().follow(number, code)
    except Refused as refused:
        return render_template("public/follow.html", number=number, code=code, wrong=refused.text), status_of(refused)
    session["following"] = {"number": page.number, "code": code, "until": (service().clock() + LOOK).isoformat()}
    return redirect(url_for("public.matter"), 303)


@pages.get("/follow/matter")
def matter() -> ResponseReturnValue:
    """The matter that was looked up."""
    page = _followed()
    if page is None:
        return redirect(url_for("public.follow"))
    return render_template("public/matter.html", page=page, raw=None, errors=())


@pages.post("/follow/matter")
@limiter.limit(SUBMISSIONS)
def judge() -> ResponseReturnValue:
    """The complainant's judgement of the result."""
    page = _followed()
    if page is None:
        return redirect(url_for("public.follow"))
    filled = read_form(page.sheet, service())
    if switched():
        return render_template("public/matter.html", page=page, raw=filled.raw, errors=())
    try:
        service().answer_as_party(page.number, session["following"]["code"], filled.raw, key=request.form.get("_key", ""))
    except Refused as refused:
        return render_template("public/matter.html", page=page, raw=filled.raw, errors=refused.fields or (("", refused.text),)), 422
    return redirect(url_for("public.matter", thanks=1), 303)


@pages.post("/follow/reopen")
def reopen() -> ResponseReturnValue:
    """The complainant asks for a matter that has ended to be handled again."""
    page = _followed()
    if page is None:
        return redirect(url_for("public.follow"))
    reason = request.form.get("reason", "")
    try:
        service().reopen_as_party(page.number, session["following"]["code"], reason, key=request.form.get("_key", ""))
    except Refused as refused:
        return render_template("public/matter.html", page=page, reason=reason, reopen_error=refused.text), 422
    return redirect(url_for("public.matter"), 303)


@pages.post("/follow/leave")
def leave() -> ResponseReturnValue:
    """Forget the matter on this computer."""
    session.pop("following", None)
    session.pop("entered", None)
    answer = make_response(redirect(url_for("public.follow"), 303))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@pages.app_context_processor
def _names() -> dict[str, Any]:
    return {"ends": _ends(), "sheet_widgets": lambda sheet, raw, errors: widgets(sheet, raw, errors),
            "fresh_key": lambda: request.form.get("_key") or secrets.token_urlsafe(16)}


def _ends() -> dict[str, str]:
    """What each way a matter can end means to the people."""
    return {"satisfied": gettext("评价是满意的。"), "understood": gettext("问题暂时不能解决，已经当面说明并得到理解。"),
            "unjudged": gettext("办理已经结束，没有收到评价。"), "not_yet": gettext("暂时没有解决，列入长期解决，时间已经告知。"),
            "cannot": gettext("确实无法解决，已经说明原因。"), "declined": gettext("没有受理，理由已经告知。"),
            "recorded": gettext("已经记录。")}


def _followed() -> FollowPage | None:
    kept = session.get("following")
    if kept is None or datetime.fromisoformat(kept["until"]) < service().clock():
        session.pop("following", None)
        return None
    return service().follow(kept["number"], kept["code"])
