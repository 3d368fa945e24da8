"""The pages: each parses what came in, calls the service and shows what it says; a page never decides.

In: the service of one street.  Out: `create_app`, the Flask application that a server runs.
"""

from __future__ import annotations

from flask import Flask

from engine.service import StreetService
from web import (
    admin,
    auth,
    ballots,
    boards,
    context,
    documents,
    draws,
    duties,
    errors,
    i18n,
    imports,
    ledgers,
    method,
    postroom,
    public,
    registers,
    results,
    scores,
    security,
    settings,
    supervise,
    work,
)

FRAME = (security, i18n, context, errors, auth)
PAGES = (public, ballots, draws, boards, method, documents, ledgers, imports, auth, work, supervise, admin, duties, postroom, registers, results, scores,
         settings)


def create_app(service: StreetService, *, demo: bool = False, secret: bytes, testing: bool = False) -> Flask:
    """The application of one street; `secret` signs cookies and must stay the same over restarts."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secret, TESTING=testing, DEMO=demo)
    app.extensions["bihuan"] = service
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in FRAME:
        part.set_up(app)
    for audience in PAGES:
        app.register_blueprint(audience.pages)
    app.register_blueprint(duties.feeds)
    return app
