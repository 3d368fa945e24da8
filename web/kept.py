"""What somebody typed and has not handed in: drafts, and forms that arrived after the login had run out.

In: a posted form.  Out: a draft in the service, or a signed parcel that the login page carries until the login is back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from engine.service import FormField, Refused
from web.context import service
from web.forms import PREFIX, read_form, seal, widgets
from web.security import SUBMISSIONS, limiter

HOURS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was left: raw values, and when it was saved."""

    raw: Mapping[str, Any]
    at: datetime


def posted(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """The method's fields among what was posted, as they were typed."""
    return {name: form.getlist(name) for name in form if name.startswith(PREFIX)}


def typed(form: Iterable[FormField], raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was posted, by the names of its inputs, with the photos that have arrived in place of the files."""
    plain = [(name, value) for name, values in posted(request.form).items() for value in values if not name.endswith((".kept", ".drop"))]
    return [*plain, *((f"{one.name}.kept", token) for one in widgets(form, raw) for token, _file in one.kept)]


def save(person: str, key: str, names: Iterable[tuple[str, str]]) -> datetime | None:
    """Keep what was typed, complete or not; None when it is too long to be kept."""
    body: dict[str, list[str]] = {}
    for name, value in names:
        body.setdefault(name, []).append(value)
    try:
        return service().save_draft(person, key, body) if key else None
    except Refused:
        return None


def find(person: str, key: str, form: Iterable[FormField]) -> Draft | None:
    """The draft of a form, or None."""
    found = service().draft(person, key)
    if found is None:
        return None
    body, at = found
    given = MultiDict((name, one) for name, values in body.items() for one in values)
    return Draft(read_form(form, service(), given).raw, at)


def leftover(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What was typed, by field, for a page that has no such form any more."""
    return [(name.removeprefix(PREFIX), "、".join(values)) for name, values in posted(form).items()
            if any(values) and not name.endswith((".kept", ".drop"))]


# --- over a login ---------------------------------------------------------------------------------------------------


def pack(form: MultiDict[str, str], files: MultiDict[str, Any]) -> str:
    """A form that came without a login, signed; photos are handed to the service so that they are not lost either."""
    if not form.get("draft"):
        return ""
    body = posted(form)
    with limiter.limit(SUBMISSIONS):
        for name, upload in files.items(multi=True):
            if upload.filename:
                try:
                    body.setdefault(f"{name}.kept", []).append(seal(service().save_file(upload.read(), upload.filename)))
                except Refused:
                    continue  # the form itself says so when it is handed in again
    return str(_signer().dumps({"who": form.get("who", ""), "draft": form["draft"], "body": body}))


def unpack(token: str, person: str) -> bool:
    """Make the parcel a draft of the person who typed it; somebody else does not get to see it."""
    try:
        parcel = _signer().loads(token, max_age=HOURS)
    except BadSignature:
        return False
    if parcel["who"] != person:
        return False
    return save(person, parcel["draft"], ((name, value) for name, values in parcel["body"].items() for value in values)) is not None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="kept-over-login")
