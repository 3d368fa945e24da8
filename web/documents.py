"""Documents of the method as pages that print on A4, and as Word files: filled from a case, or blank.

In: a case and a document's name.  Out: the form part by part, each part as it was frozen.
"""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from engine.model import Document
from engine.paper import find_template, ledger_template, ledger_word, slip_template, slip_word
from engine.service import ledgers
from web.auth import guard, me
from web.context import service
from web.files import download

pages = Blueprint("documents", __name__)


@pages.get("/work/cases/<case_id>/documents/<name>")
def sheet(case_id: str, name: str) -> ResponseReturnValue:
    """A document of a case, for who may see the case; with personal data for who needs them and asks."""
    if (first := guard()) is not None:
        return first
    open_private = request.args.get("private") == "1"
    slip = service().slip(me(), case_id, name, open_private=open_private)
    if request.args.get("as") == "docx":
        made = slip_word(slip, service().street.name, find_template(service().folder, name))
        return download(made, f"{slip.title}{slip.number}", "docx")
    may_open = any(value.masked for part in slip.parts for value in part.values) and service().case_page(me(), case_id).may_reveal
    return render_template("documents/sheet.html", slip=slip, case_id=case_id, may_open=may_open, opened=open_private)


@pages.get("/methods/<method_id>/documents/<name>/blank")
def blank(method_id: str, name: str) -> ResponseReturnValue:
    """The empty form or ledger, to be filled in by hand."""
    document = _document(method_id, name)
    word, issuer = request.args.get("as") == "docx", service().street.name
    own = find_template(service().folder, name)
    if document.is_form:
        slip = service().blank_slip(method_id, name)
        return download(slip_word(slip, issuer, own), slip.title, "docx") if word else render_template(
            "documents/sheet.html", slip=slip, case_id="", method_id=method_id)
    made = ledgers.blank_ledger(service(), method_id, name)
    return download(ledger_word(made, issuer, own), made.title, "docx") if word else render_template(
        "documents/blank_ledger.html", ledger=made, method_id=method_id)


@pages.get("/methods/<method_id>/documents/<name>/template")
def template(method_id: str, name: str) -> ResponseReturnValue:
    """The Word template of a document: the street's own, or the one to begin from."""
    document = _document(method_id, name)
    own = find_template(service().folder, name)
    made = own or (slip_template() if document.is_form else ledger_template(tuple(document.columns)))
    return download(made, name, "docx")


def _document(method_id: str, name: str) -> Document:
    method = service().street.methods.get(method_id)
    if method is None or name not in method.documents:
        abort(404)
    return method.documents[name]
