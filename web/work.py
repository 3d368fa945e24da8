"""The work list and messages: what waits for me, for my unit, what I did, and what I was told.

In: a tab, a step, words to look for.  Out: a page of rows, soonest due first.
"""

from __future__ import annotations

from typing import cast, get_args

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import WorkPage
from web import cases, entering
from web.auth import me
from web.context import service
from web.desk import form_key, pages
from web.worktabs import Tab, empty_words, tab_titles

__all__ = ["cases", "entering", "pages"]  # the two bring the other views of this blueprint


@pages.get("")
def listing() -> ResponseReturnValue:
    """One page of one tab."""
    asked = request.args.get("tab", "todo")
    tab = cast(Tab, asked if asked in get_args(Tab) else "todo")
    words, step, number = request.args.get("q", "").strip(), request.args.get("step", ""), page_number()
    found = service().worklist(me(), tab, search=words, step=step, page=number)
    return render_template("work/list.html", tab=tab, tabs=tab_titles(), counts=service().counts(me()), found=found, q=words, step=step,
                           steps=step_names(), empty=empty_words(tab, searched=bool(words or step)), key=form_key(),
                           units=unit_titles(found))


def page_number() -> int:
    """The page asked for, from 1."""
    asked = request.args.get("page", "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1


def step_names() -> list[str]:
    """Every step of the street's methods, each once, in order."""
    return list(dict.fromkeys(name for method in service().street.methods.values() for flow in method.workflows.values() for name in flow.steps))


def unit_titles(found: WorkPage) -> dict[str, str]:
    """Titles of the units on a page."""
    return {row.unit: service().directory().call_unit(row.unit) for row in found.rows}


@pages.get("/messages")
def messages() -> ResponseReturnValue:
    """What I was told, newest first."""
    return render_template("work/messages.html", rows=service().messages(me()))


@pages.post("/messages")
def read_messages() -> ResponseReturnValue:
    """Mark one message read, or all."""
    given = request.form.get("n", "")
    for n in [int(given)] if given.isdecimal() and len(given) < 16 else [row.n for row in service().messages(me()) if not row.read]:
        service().mark_read(me(), n)
    if given and (case := request.form.get("case", "")):
        if service().duties.knows(case):
            return redirect(url_for("duties.page", duty_id=case))
        if "/period/" in case:
            return redirect(url_for("scores.listing"))
        if case.startswith("issue-"):
            return redirect(url_for("boards.issue", issue_id=case))
        return redirect(url_for("work.case", case_id=case))
    flash(_("都标成已读了。"), "good")
    return redirect(url_for("work.messages"))
