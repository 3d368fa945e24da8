"""What keeps pages safe: headers, a strict content policy, forgery tokens, and limits on guessing and flooding.

In: the application.  Out: the same, with every answer carrying the headers; `limiter` and `csrf` for the views.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

# One address may stand for a whole office, so the limits stop machines, not a busy counter.
LOOKUPS = "10 per minute; 100 per hour"
SUBMISSIONS = "60 per minute; 600 per hour"
LOGINS = "10 per minute; 100 per hour"

_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"))
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")


class Sessions(SecureCookieSessionInterface):
    """Signed cookies without `Vary: Cookie`: no answer may be shared anyway, and with it Chromium cannot go back to a
    page that was reached by a form."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie."""
        super().save_session(app, session, response)
        response.headers.pop("Vary", None)


def set_up(app: Flask) -> None:
    """Sign cookies and forms, limit, and put the headers on every answer."""
    app.config.update(
        SESSION_COOKIE_NAME="bihuan", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a page left open over lunch must still work; the token ends with the session
        MAX_CONTENT_LENGTH=64 * 1024 * 1024, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=2000,
        RATELIMIT_ENABLED=not app.testing)
    app.session_interface = Sessions()
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")  # pages carry personal data; a shared computer must not keep them
    return response
