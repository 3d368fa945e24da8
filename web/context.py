"""What every page knows: the street's service, the reader's language and view, and how dates are written.

In: the running request.  Out: `service()`, `lang()` and the filters and names that all templates share.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext

from engine.service import StreetService
from engine.text import Lang, Text

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
VIEWS = ("normal", "elder")
_YEAR = 365 * 24 * 3600
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def service() -> StreetService:
    """The street that these pages belong to."""
    return cast(StreetService, current_app.extensions["bihuan"])


def lang() -> Lang:
    """The language of this request: asked for now, else remembered, else Chinese."""
    return cast(Lang, _choice("lang", LANGUAGES))


def view() -> str:
    """`elder` for large letters and targets, else `normal`."""
    return _choice("view", VIEWS)


def say_here(text: Text) -> str:
    """A sentence in the language of this request."""
    return text.to(lang())


def switched() -> bool:
    """Whether a posted page only asks for another language or view: nothing is handed in, what was typed comes back."""
    return any(name in request.form for name in ("_lang", "_view"))


def _choice(name: str, allowed: tuple[str, ...]) -> str:
    given = (request.form.get(f"_{name}"), request.args.get(name), request.cookies.get(name))
    return next((one for one in given if one in allowed), allowed[0])


def day(value: date | datetime) -> str:
    """A day for people: 2026年11月23日(周一), in English 23 Nov 2026."""
    return f"{value.day} {value:%b} {value.year}" if lang() == "en" else day_zh(value)


def day_zh(value: date | datetime) -> str:
    """A day in Chinese, as official papers have it whatever the page's language.

    >>> day_zh(date(2026, 11, 23))
    '2026年11月23日(周一)'
    """
    return f"{value.year}年{value.month}月{value.day}日(周{_WEEKDAYS[value.weekday()]})"


def moment(value: datetime) -> str:
    """A day and a time of day for people: 2026年11月23日(周一) 17:30."""
    return f"{day(value)} {value:%H:%M}"


def moment_zh(value: datetime) -> str:
    """A day and a time of day in Chinese."""
    return f"{day_zh(value)} {value:%H:%M}"


def due_moment(value: datetime) -> str:
    """By when: 2026年11月23日(周一) 17:30前, in English by 23 Nov 2026 17:30."""
    return str(gettext("%(moment)s前", moment=moment(value)))


def switch_address(**other: object) -> str:
    """The page being read, in another language or view, or with another part of what was asked."""
    return _with_query(f"{request.script_root}{quote(request.path)}", **other) if request.endpoint else "/"


def asked_again(address: str) -> str:
    """Another page of this site, with everything this one was asked for."""
    return _with_query(address)


def _with_query(address: str, **other: object) -> str:
    """What a visitor asked is only ever written behind the question mark: `url_for` would take `_scheme` for an order."""
    asked = {**request.args.to_dict(), **other}
    return f"{address}?{urlencode(asked)}" if asked else address


def set_up(app: Flask) -> None:
    """Give every template the shared names, and remember a chosen language or view in a cookie."""
    app.jinja_env.filters.update(say=say_here, day=day, moment=moment, due_moment=due_moment, day_zh=day_zh,
                                 moment_zh=moment_zh)

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"street": service().street, "lang": lang(), "view": view(), "switch_address": switch_address,
                "demo": app.config["DEMO"], "now": service().clock(),
                "has_endpoint": lambda name: name in app.view_functions}

    @app.after_request
    def remember(response: Response) -> Response:
        for name, chosen in (("lang", lang()), ("view", view())):
            asked = f"_{name}" in request.form or name in request.args
            if asked and request.cookies.get(name) != chosen and not g.get("keep_cookies"):
                response.set_cookie(name, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
        return response
