"""Entering a matter for somebody who phoned, wrote or came to a meeting.

In: the start form of a workflow, filled in by a clerk.  Out: a new matter with its number and lookup code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.model import Field
from engine.service import Choice, FormField, Refused
from web import kept
from web.auth import me
from web.context import moment, service, switched
from web.desk import form_key, pages
from web.errors import status_of
from web.forms import Errors, read_form, widgets
from web.public import follow_qr

UNIT, CHANNEL = "所属", "渠道"  # the names the engine blames when they are missing


@pages.get("/new")
def new() -> ResponseReturnValue:
    """Choose what is entered, where there is a choice."""
    kinds = service().may_open(me())
    if len(kinds) == 1:
        return redirect(url_for("work.enter", method=kinds[0][0], workflow=kinds[0][1]))
    rows = [(method, service().method(method).title, service().method(method).workflows[flow]) for method, flow in kinds]
    return render_template("work/new.html", rows=rows)


@pages.route("/new/<method>/<workflow>", methods=["GET", "POST"])
def enter(method: str, workflow: str) -> ResponseReturnValue:
    """Show the form, keep it as a draft, or open the matter."""
    if (method, workflow) not in service().may_open(me()):
        abort(403)
    form = _questions(method, workflow)
    key = f"new/{method}/{workflow}"
    if request.method == "GET":
        draft = kept.find(me(), key, form)
        given = {name: value for name, value in request.args.items() if name in {one.field.name for one in form}}
        return _form(method, workflow, draft.raw if draft else given or None, draft=draft)
    filled = read_form(form, service())
    if request.form.get("then") == "draft":
        at = kept.save(me(), key, kept.typed(form, filled.raw))
        flash(_("草稿已保存，时间 %(at)s。", at=moment(at)) if at else _("草稿太长，没有保存；请先把长的文字放到别处。"), "good" if at else "error")
        return redirect(url_for("work.enter", method=method, workflow=workflow))
    if switched() or filled.errors:
        return _form(method, workflow, filled.raw, filled.errors, 422 if filled.errors else 200)
    return _open(method, workflow, filled.raw, key)


def _questions(method: str, workflow: str) -> tuple[FormField, ...]:
    """Where it belongs and how it came in, then the start form itself."""
    kind = service().method(method).workflows[workflow].belongs_to
    units = service().units_for(method, workflow)
    before = [FormField(Field(UNIT, "unit", kind or _("单位"), note=_("事情发生在哪里。")), units, units[0].value if len(units) == 1 else None)]
    channels = tuple(Choice(one, one) for one in service().channels(method, workflow))
    if channels:
        before.append(FormField(Field(CHANNEL, "choice", _("怎么收到的"), optional=True, note=_("打电话、递纸条、开会提出的，选最接近的一种。")), channels))
    return (*before, *service().start_form(method, workflow))


def _form(method: str, workflow: str, raw: Mapping[str, Any] | None, errors: Errors = (), status: int = 200,
          draft: kept.Draft | None = None) -> ResponseReturnValue:
    flow = service().method(method).workflows[workflow]
    return render_template("work/enter.html", flow=flow, fields=widgets(_questions(method, workflow), raw, errors), errors=errors, draft=draft,
                           draft_key=f"new/{method}/{workflow}", key=form_key()), status


def _open(method: str, workflow: str, raw: dict[str, Any], key: str) -> ResponseReturnValue:
    values = {name: value for name, value in raw.items() if name not in (UNIT, CHANNEL)}
    try:
        done = service().open(me(), method, workflow, raw.get(UNIT) or "", values, channel=raw.get(CHANNEL) or "", key=form_key())
    except Refused as refused:
        return _form(method, workflow, raw, refused.fields or (("", refused.text),), status_of(refused))
    service().drop_draft(me(), key)
    return code_page(done.case, done.number, done.code, entered=True)


def code_page(case_id: str, number: str, code: str, *, entered: bool = False) -> ResponseReturnValue:
    """Number, lookup code and slip, for the resident: told on the phone or printed."""
    return render_template("work/code.html", page=service().follow(number, code), code=code, case_id=case_id, qr=follow_qr(number), entered=entered)
