"""Documents as single files that print by themselves: the same layout as the pages, without a server.

In: a slip or ledger and the street's name.  Out: HTML with its style inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from engine.service import Slip
from engine.service.ledger_views import Ledger
from web.context import day_zh, moment_zh

_HERE = Path(__file__).parent
_PAGE = ('<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ title }}</title><style>{{ style|safe }}</style></head>'
         '<body class="print-document{{ " print-wide" if wide }}"><main>{{ body }}</main></body></html>')


def form_page(slip: Slip, issuer: str, *, filled: bool) -> str:
    """A form of one case, or blank."""
    return _page(slip.title, str(_macros().form(slip, issuer, filled)), wide=False)


def ledger_page(ledger: Ledger, issuer: str, *, filled: bool) -> str:
    """A ledger, or its blank sheet."""
    return _page(ledger.title, str(_macros().ledger(ledger, issuer, filled)), wide=len(ledger.columns) > 5)


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(day_zh=day_zh, moment_zh=moment_zh)
    return made


def _macros() -> Any:
    """The layout that the pages use too."""
    return _environment().get_template("documents/paper.html").module


def _page(title: str, body: str, *, wide: bool) -> str:
    style = "\n".join((_HERE / "static" / name).read_text(encoding="utf-8") for name in ("style.css", "print.css"))
    return _environment().from_string(_PAGE).render(title=title, body=Markup(body), style=style, wide=wide)  # noqa: S704
