"""What those who run a ballot or a draw hand in: done, or shown again with the reason.

In: what may be done by name, and how the page is shown.  Out: the page to go on with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import Refused
from web.context import switched

Show = Callable[[str, Refused | None], ResponseReturnValue]


def held(doings: Mapping[str, Callable[[str], None]], act: str, case_id: str, show: Show, page: str) -> ResponseReturnValue:
    """Do what was handed in and go back to `page`; a refusal shows the page again with what was typed."""
    doing = doings.get(act)
    if doing is None or switched():
        return show(case_id, None)
    try:
        doing(case_id)
    except Refused as refused:
        return show(case_id, refused)
    flash(_("已经记下"))
    return redirect(url_for(page, case_id=case_id, step=request.form.get("step", "")), 303)
