"""Pages of draws: held by those who run them, looked at and checked by anybody.

In: the list with its exclusions, then the seed; a hash.  Out: pages, and the record that a check needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.service import Refused, draws
from engine.service.ballot_views import DrawPage
from web import desk
from web.auth import me
from web.context import asked_again, service
from web.desk import form_key
from web.errors import status_of
from web.holding import held
from web.security import LOOKUPS, limiter

pages = Blueprint("draws", __name__)
SEEDS = 8  # how many values can be named on one page


@desk.pages.get("/cases/<case_id>/draw")
def draw(case_id: str) -> ResponseReturnValue:
    """A draw of a case."""
    return _show(case_id)


def _show(case_id: str, wrong: Refused | None = None) -> ResponseReturnValue:
    page = draws.draw_page(service(), me(), case_id, request.args.get("step", ""))
    return render_template("draws/hold.html", page=page, wrong=wrong, key=form_key(), typed=request.form, seeds=range(1, SEEDS + 1)), (
        status_of(wrong) if wrong is not None else 200)


@desk.pages.get("/cases/<case_id>/draw/<act>")
def back_to_draw(case_id: str, act: str) -> ResponseReturnValue:
    """Another language was asked for on a page that had been handed in."""
    return redirect(asked_again(url_for("work.draw", case_id=case_id)))


@desk.pages.post("/cases/<case_id>/draw/<act>")
def hold_draw(case_id: str, act: str) -> ResponseReturnValue:
    """Fix the list, name the seed, let somebody step in."""
    return held(_DOINGS, act, case_id, _show, "work.draw")


def _freeze(case_id: str) -> None:
    count = request.form.get("count", "").strip()
    out = {name.removeprefix("why."): reason for name, reason in request.form.items() if name.startswith("why.") and reason.strip()}
    draws.freeze(service(), me(), case_id, int(count) if count.isdecimal() and len(count) < 6 else 0, out, key=form_key())


def _seed(case_id: str) -> None:
    named = [(request.form.get(f"who.{n}", ""), request.form.get(f"value.{n}", "")) for n in range(1, SEEDS + 1)]
    draws.name_seed(service(), me(), case_id, tuple((who, value) for who, value in named if who.strip() or value.strip()), key=form_key())


def _substitute(case_id: str) -> None:
    draws.substitute(service(), me(), case_id, request.form.get("struck", ""), request.form.get("reason", ""), key=form_key())


_DOINGS: Mapping[str, Callable[[str], Any]] = {"freeze": _freeze, "seed": _seed, "substitute": _substitute}


@desk.pages.get("/cases/<case_id>/draw/record")
def draw_record(case_id: str) -> ResponseReturnValue:
    """The record of a draw, with names, for `bihuan draw verify`."""
    return _record(draws.draw_page(service(), me(), case_id, request.args.get("step", "")))


# --- for everybody --------------------------------------------------------------------------------------------------


@pages.get("/draw")
@limiter.limit(LOOKUPS)
def find() -> ResponseReturnValue:
    """Find a draw by the hash of its list."""
    hashed = request.args.get("hash", "").strip().lower()
    if not hashed:
        return render_template("draws/find.html", hashed="")
    try:
        page = draws.public_draw(service(), hashed)
    except Refused as refused:
        return render_template("draws/find.html", hashed=hashed, wrong=refused.text), 404
    return redirect(url_for("draws.public", hashed=page.hash))


@pages.get("/draw/<hashed>")
def public(hashed: str) -> ResponseReturnValue:
    """A draw with its three values; names are masked."""
    return render_template("draws/public.html", page=draws.public_draw(service(), hashed))


@pages.get("/draw/<hashed>/record")
def record(hashed: str) -> ResponseReturnValue:
    """The record of a public draw."""
    return _record(draws.public_draw(service(), hashed))


def _record(page: DrawPage) -> ResponseReturnValue:
    if not page.record:
        raise Refused("no-draw", draws.NOT_YET)
    answer = Response(page.record, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=draw-{page.hash[:12]}.json"
    return answer
