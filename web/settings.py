"""Parameters: what is in force and why, and setting one from a day on, after a look at what it comes to.

In: a method, names, values, a day, a reason.  Out: pages; who may set what, and every refusal, is the service's to say.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.problems import Problem
from engine.service import Refused
from engine.service.scores.views import Changed
from engine.service.settings.views import Plan
from engine.text import Text, say
from web.auth import guard, me
from web.context import service, switched
from web.errors import status_of

pages = Blueprint("settings", __name__, url_prefix="/work/parameters")
pages.before_request(guard)
SET = "set-"
Errors = tuple[tuple[str, Text], ...]


@pages.app_context_processor
def shared() -> dict[str, Callable[..., object]]:
    """What the menu and the pages of trials ask."""
    return {"sets_parameters": lambda: service().settings.signs(me()), "settling": settling}


def settling(method_id: str, found: Changed) -> tuple[str, tuple[Problem, ...]]:
    """The address where what was tried is set, '' where it would not be taken, or not from this person; and what stands
    against it on the first day it could be set."""
    changed = {name: now for name, was, now in found.values if was != now}
    mine = {one.name for one in service().settings.together(me(), method_id, list(changed))}
    if not changed or not found.fits or not set(changed) <= mine:
        return "", ()
    if problems := service().settings.unfit(me(), method_id, changed):
        return "", problems
    return f"{url_for('settings.set_values', method_id=method_id)}?{urlencode({SET + name: value for name, value in changed.items()})}", ()


@pages.get("")
def listing() -> ResponseReturnValue:
    """The parameters of the first method, with a way to the others'."""
    methods = service().settings.methods(me())
    if not methods:
        raise Refused("no-method", say("您的岗位没有可看的参数", "your posts have no parameters to look at"))
    return of_method(methods[0].id)


@pages.get("/<method_id>")
def of_method(method_id: str) -> ResponseReturnValue:
    """The parameters of one method."""
    settings = service().settings
    return render_template("settings/listing.html", methods=settings.methods(me()), method_id=method_id, rows=settings.listing(me(), method_id))


@pages.get("/<method_id>/of/<name>")
def one(method_id: str, name: str) -> ResponseReturnValue:
    """One parameter: its values, what reads it, what was set before."""
    return render_template("settings/one.html", one=service().settings.one(me(), method_id, name))


@pages.get("/<method_id>/set")
def set_values(method_id: str) -> ResponseReturnValue:
    """The form in which values are set."""
    return _form(method_id, request.args)


def _form(method_id: str, given: dict[str, str], errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    names = [key.removeprefix(SET).partition("(")[0] for key in given if key.startswith(SET)]
    rows = service().settings.together(me(), method_id, names)
    if not rows:
        raise Refused("not-allowed", say("这个数不由您来定", "this value is not yours to set"))
    since = given.get("since") or service().settings.first_day(me(), method_id, [row.name for row in rows]).isoformat()
    return render_template("settings/set.html", rows=rows, given=given, since=since, errors=errors, method_id=method_id), status


@pages.post("/<method_id>/set")
def put(method_id: str) -> ResponseReturnValue:
    """Show what it comes to; once that is confirmed, set it."""
    values = {key.removeprefix(SET): text.strip() for key, text in request.form.items() if key.startswith(SET) and text.strip()}
    reason, since, back = request.form.get("reason", ""), request.form.get("since", ""), bool(request.form.get("back"))
    if switched() or request.form.get("then") == "edit":
        return _again(method_id, back)
    try:
        if not reason.strip():
            wrong = say("请写明为什么要改", "say why it is changed")
            raise Refused("reason", wrong, (("reason", wrong),))
        plan = service().settings.plan(me(), method_id, values, since, take_back=back)
        if request.form.get("then") != "confirmed":
            return _look(plan, values, reason)
        if request.form.get("seen") != plan.print:
            return _look(plan, values, reason, (("", say("街道文件刚才改过，请再看一遍", "the street's file has changed meanwhile; please look again")),), 409)
        service().settings.set(me(), plan, reason)
    except Refused as refused:
        return _again(method_id, back, refused.fields or (("", refused.text),), status_of(refused))
    flash(_("收回了。") if back else _("定好了，从%(day)s起生效，已经写进街道文件。", day=plan.since.isoformat()), "good")
    return redirect(url_for("settings.one", method_id=plan.method, name=plan.changes[0].name))


def _again(method_id: str, back: bool, errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    if not back:
        return _form(method_id, request.form.to_dict(), errors, status)
    name = next((key.removeprefix(SET) for key in request.form if key.startswith(SET)), "")
    return render_template("settings/one.html", one=service().settings.one(me(), method_id, name), errors=errors), status


def _look(plan: Plan, values: dict[str, str], reason: str, errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    return render_template("settings/look.html", plan=plan, values=values, reason=reason, errors=errors), status
