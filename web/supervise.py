"""Supervision: every matter in hand that a supervisor may see, by step, due time and rounds.

In: filters.  Out: the list, with a way to a note beside each matter.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.service import Only, WorkRow
from web.auth import guard, me
from web.context import service
from web.work import page_number, step_names, unit_titles

pages = Blueprint("supervise", __name__, url_prefix="/supervise")
pages.before_request(guard)


@pages.get("")
def listing() -> ResponseReturnValue:
    """Matters in hand; `only` narrows to overdue or reworked ones."""
    step, wanted, words = (request.args.get(name, "").strip() for name in ("step", "only", "q"))
    only: Only = "late" if wanted == "late" else "again" if wanted == "again" else "open"
    found = service().worklist(me(), "all", search=words, step=step, only=only, page=page_number())
    return render_template("supervise/list.html", rows=found.rows, found=found, tally=service().tally(me(), search=words, step=step), step=step,
                           only=only, narrowed=bool(words or step or only != "open"), q=words, steps=step_names(), units=unit_titles(found),
                           notes={row.case: _notes(row) for row in found.rows}, person=service().directory().people[me()], posts=_posts())


def _notes(row: WorkRow) -> list[tuple[str, str]]:
    """What this person's posts may do at any time with a matter at its step: notes and urging, as (name, title)."""
    held = {role for role, _unit in service().directory().doors_of(me())}
    flow = service().street.methods[row.method].workflows[row.workflow]
    return [(one.name, one.title) for one in flow.anytime.values() if one.verb in ("note", "urge") and row.step in (one.steps or (row.step,))
            and any(actor.kind == "role" and not actor.at and held & set(service().directory().parts(actor.name)) for actor in one.by)]


def _posts() -> list[tuple[str, str]]:
    """The posts this person holds: (role, unit)."""
    directory = service().directory()
    return [(role, directory.call_unit(unit)) for role, unit in directory.doors_of(me())]
