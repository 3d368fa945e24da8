"""The staff's blueprint: every page under /work stands behind a login.

In: nothing.  Out: `pages`, to which the modules of the work list, of one case and of entering a matter add their views.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, request

from web.auth import guard

pages = Blueprint("work", __name__, url_prefix="/work")
pages.before_request(guard)


def form_key() -> str:
    """The key that makes a second submission harmless: the form's own, or a new one."""
    return request.form.get("_key") or secrets.token_urlsafe(12)
