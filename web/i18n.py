"""Two languages of the interface: Chinese sentences stand in the code, their English beside it in catalogues.

In: the application.  Out: the same, with `_()` in templates and `gettext` in views.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel

from web.context import lang


def set_up(app: Flask) -> None:
    """Read the catalogues: one for residents and shared pages, one for staff."""
    app.config.update(BABEL_DEFAULT_LOCALE="zh_Hans_CN", BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
                      BABEL_TRANSLATION_DIRECTORIES="translations/public;translations/staff")
    Babel(app, locale_selector=lambda: "en" if lang() == "en" else "zh_Hans_CN")
