"""The pages: each parses what came in, calls the service and shows what it says; a page never decides.

In: the service of one street.  Out: `create_app`, the Flask application that a server runs.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from engine.service import StreetService
from web import context, errors, i18n, security

PAGES = ("public", "method", "documents", "auth", "work", "supervise", "admin")


def create_app(service: StreetService, *, demo: bool = False, secret: bytes, testing: bool = False) -> Flask:
    """The application of one street; `secret` signs cookies and must stay the same over restarts."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secret, TESTING=testing, DEMO=demo)
    app.extensions["bihuan"] = service
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (security, i18n, context, errors):
        part.set_up(app)
    for name in PAGES:
        if find_spec(f"web.{name}") is not None:
            module = import_module(f"web.{name}")
            app.register_blueprint(module.pages)
            if hasattr(module, "set_up"):
                module.set_up(app)
    return app
