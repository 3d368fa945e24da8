"""Documents of the method as pages that print on A4: filled from a case, or blank.

In: a case and a document's name.  Out: the form part by part, each part as it was frozen.
"""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from web.auth import guard, me
from web.context import service

pages = Blueprint("documents", __name__)


@pages.get("/work/cases/<case_id>/documents/<name>")
def sheet(case_id: str, name: str) -> ResponseReturnValue:
    """A document of a case, for who may see the case."""
    if (first := guard()) is not None:
        return first
    slip = service().slip(me(), case_id, name)
    return render_template("documents/sheet.html", slip=slip, case_id=case_id)


@pages.get("/methods/<method_id>/documents/<name>/blank")
def blank(method_id: str, name: str) -> ResponseReturnValue:
    """The empty form, to be filled by hand."""
    method = service().street.methods.get(method_id)
    if method is None or name not in method.documents:
        abort(404)
    return render_template("documents/sheet.html", slip=service().blank_slip(method_id, name), case_id="")
