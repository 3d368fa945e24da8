"""Filled-in sheets taken in: download a template, upload, look at what would happen, confirm, take the failed rows back.

In: an Excel or CSV file.  Out: pages; everything is read, checked and done by the service.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.service import Refused, intake
from engine.sheets import SheetRefused
from engine.text import Text
from web.auth import guard, me
from web.context import service
from web.files import download

pages = Blueprint("imports", __name__, url_prefix="/work/imports")
pages.before_request(guard)


@pages.get("")
def listing() -> ResponseReturnValue:
    """What this person may take in, with templates."""
    return _listing()


def _listing(error: Text | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("imports/listing.html", kinds=intake.offered(service(), me()), error=error), status


@pages.get("/template/<kind>")
def template(kind: str) -> ResponseReturnValue:
    """The sheet to fill in, empty or with what there is now."""
    filled = request.args.get("filled") == "1"
    body, title = intake.template(service(), me(), kind, request.args.get("target", ""), filled=filled)
    return download(body, title, "xlsx")


@pages.post("")
def upload() -> ResponseReturnValue:
    """Read a filled-in sheet and show what would happen."""
    given = request.files.get("sheet")
    if given is None or not given.filename:
        return _listing(Text("请先选填好的表", "choose the filled-in sheet first"), 422)
    kind, __, target = request.form.get("what", "").partition(":")
    try:
        made = intake.upload(service(), me(), kind, target, given.filename, given.read())
    except (SheetRefused, Refused) as refused:
        return _listing(refused.text, 422)
    return redirect(url_for("imports.page", sheet=made))


@pages.get("/<sheet>")
def page(sheet: str) -> ResponseReturnValue:
    """How an upload stands: forecast, under way, or done."""
    return render_template("imports/page.html", intake=intake.intake(service(), me(), sheet))


@pages.post("/<sheet>")
def confirm(sheet: str) -> ResponseReturnValue:
    """Carry out the next rows, or drop the upload."""
    if request.form.get("then") == "drop":
        intake.forget(service(), me(), sheet)
        return redirect(url_for("imports.listing"))
    made = intake.take_in(service(), me(), sheet)
    return redirect(url_for("imports.page", sheet=sheet, _anchor="done" if made.finished else None))


@pages.get("/<sheet>/failed")
def failed(sheet: str) -> ResponseReturnValue:
    """The rows that were not taken in, each with its reason."""
    body, title = intake.failed_sheet(service(), me(), sheet)
    return download(body, title, "xlsx")
