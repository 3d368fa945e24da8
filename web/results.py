"""Results of evaluations: the paper of one, to print or as a file, and what whoever bears it says to it.

In: a document with its number, or a form.  Out: pages and files; the service decides who may see and answer what.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.paper import find_template, slip_excel, slip_word
from engine.service import Refused
from web.auth import guard, me
from web.context import say_here, service
from web.files import download

pages = Blueprint("results", __name__, url_prefix="/work/results")
pages.before_request(guard)


@pages.get("/<method_id>/<name>")
def paper(method_id: str, name: str) -> ResponseReturnValue:
    """The paper of a result as it was issued; one that was withdrawn says so."""
    number = request.args.get("number", "")
    slip, issuer = service().scores.paper(me(), method_id, name, number), service().street.name
    ending = request.args.get("as", "")
    if ending == "docx":
        return download(slip_word(slip, issuer, find_template(service().folder, name)), f"{slip.title}{slip.number}", ending)
    if ending == "xlsx":
        return download(slip_excel(slip, issuer), f"{slip.title}{slip.number}", ending)
    return render_template("scores/paper.html", slip=slip, method_id=method_id, name=name)


@pages.post("/answer")
def answer() -> ResponseReturnValue:
    """What whoever bears a result says to it."""
    try:
        service().scores.answer(me(), request.form.get("period", ""), request.form.get("key", ""), request.form.get("text", ""))
        flash(_("申辩记下了，签的人会看到。"), "good")
    except Refused as refused:
        flash(say_here(refused.text), "error")
    return redirect(url_for("scores.listing"), 303)
