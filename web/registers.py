"""Registers: which there are, their rows, one row with what happened to it, and writing.

In: a register, a row, what was filled in.  Out: pages; who may see and write is the service's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import Refused
from web.auth import guard, me
from web.context import service, switched
from web.desk import form_key
from web.errors import status_of
from web.forms import Errors, read_form, widgets
from web.work import page_number

pages = Blueprint("registers", __name__, url_prefix="/registers")
pages.before_request(guard)
UNIT, LINKED, REASON = "unit", "linked", "理由"
STALE = 409


@pages.app_context_processor
def shared() -> dict[str, Callable[[], bool]]:
    """What the menu asks."""
    return {"has_registers": lambda: any(method.registers for method in service().street.methods.values())}


@pages.get("")
def listing() -> ResponseReturnValue:
    """The registers this person may see."""
    titles = {method.id: method.title for method in service().street.methods.values()}
    return render_template("registers/all.html", rows=service().registers(me()), titles=titles)


@pages.get("/<method>/<register>")
def rows(method: str, register: str) -> ResponseReturnValue:
    """The rows of a register, narrowed by unit and words."""
    asked = {name: request.args.get(name, "").strip() for name in ("q", "unit", "show")}
    found = service().register_rows(me(), method, register, unit=asked["unit"], search=asked["q"], closed=asked["show"] == "closed",
                                    mine=asked["show"] == "mine", page=page_number())
    return render_template("registers/rows.html", found=found, method=method, asked=asked)


@pages.get("/<method>/<register>/new")
def new(method: str, register: str) -> ResponseReturnValue:
    """The form of a new row."""
    return _form(method, register)


@pages.post("/<method>/<register>/new")
def add(method: str, register: str) -> ResponseReturnValue:
    """Write a new row."""
    form = service().row_form(me(), method, register)
    filled = read_form(form, service())
    if switched() or filled.errors:
        return _form(method, register, raw=filled.raw, errors=filled.errors)
    try:
        row = service().add_row(me(), method, register, request.form.get(UNIT, ""), filled.raw, linked=request.form.getlist(LINKED),
                                reason=request.form.get(REASON, ""), key=form_key())
    except Refused as refused:
        return _form(method, register, raw=filled.raw, errors=refused.fields or (("", refused.text),), status=status_of(refused))
    flash(_("已经记入名册。"), "good")
    return redirect(url_for("registers.row", row_id=row))


@pages.get("/rows/<row_id>")
def row(row_id: str) -> ResponseReturnValue:
    """One row and what happened to it."""
    return _row(row_id)


def _row(row_id: str, errors: Errors = (), status: int = 200) -> ResponseReturnValue:
    return render_template("registers/row.html", page=service().register_row(me(), row_id), errors=errors, key=form_key(),
                           typed=request.form), status


@pages.get("/rows/<row_id>/edit")
def edit(row_id: str) -> ResponseReturnValue:
    """The form of a row with its values."""
    found = service().register_row(me(), row_id)
    return _form(found.method, found.register.name, row_id)


@pages.post("/rows/<row_id>/edit")
def change(row_id: str) -> ResponseReturnValue:
    """Change a row."""
    found = service().register_row(me(), row_id)
    filled = read_form(service().row_form(me(), found.method, found.register.name, row_id), service())
    if switched() or filled.errors:
        return _form(found.method, found.register.name, row_id, raw=filled.raw, errors=filled.errors)
    try:
        service().change_row(me(), row_id, filled.raw, linked=request.form.getlist(LINKED), reason=request.form.get(REASON, ""), key=form_key(),
                             seen=int(seen) if (seen := request.form.get("seen", "")).isdecimal() and len(seen) < 10 else 0)
    except Refused as refused:
        return _form(found.method, found.register.name, row_id, raw=filled.raw, errors=refused.fields or (("", refused.text),),
                     status=status_of(refused))
    flash(_("已经改好，改动记在下面。"), "good")
    return redirect(url_for("registers.row", row_id=row_id))


@pages.post("/rows/<row_id>/close")
def close(row_id: str) -> ResponseReturnValue:
    """Take a row out of use, or into use again."""
    if switched():
        return _row(row_id)
    try:
        service().close_row(me(), row_id, request.form.get(REASON, ""), key=form_key())
    except Refused as refused:
        return _row(row_id, refused.fields or (("", refused.text),), status_of(refused))
    flash(_("已经记下。"), "good")
    return redirect(url_for("registers.row", row_id=row_id))


def _form(method: str, register: str, row_id: str = "", *, raw: Mapping[str, Any] | None = None, errors: Errors = (),
          status: int = 200) -> ResponseReturnValue:
    known = service().street.methods.get(method)
    if known is None or register not in known.registers:
        abort(404)
    kept = known.registers[register]
    units = service().row_units(me(), method, register)
    if not units:
        abort(403)
    page = service().register_row(me(), row_id) if row_id else None
    linked = request.form.getlist(LINKED) if raw is not None else list(page.line.accounts) if page is not None else []
    seen = request.form.get("seen", "") if status != STALE else ""  # whoever was told of the newer row may write over it
    seen = seen or (str(len(page.history)) if page is not None else "")
    return render_template("registers/form.html", register=kept, method=method, row_id=row_id, errors=errors, key=form_key(), units=units,
                           fields=widgets(service().row_form(me(), method, register, row_id), raw, errors), linkable=service().linkable(kept),
                           linked=linked, seen=seen, unit=request.form.get(UNIT, ""), reason=request.form.get(REASON, "")), status
