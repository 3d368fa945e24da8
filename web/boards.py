"""Boards: what is shown to whom.  Residents read them without an account; those who answer for one approve, correct
and take lines down on the same pages.

In: filters, or one issue's address.  Out: lists, an issue that prints on A4 or as a wall sheet on A3.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from engine.service import Refused
from engine.service.scores.openly import opens
from web.auth import guard, me
from web.context import say_here, service
from web.files import download
from web.security import SUBMISSIONS, limiter

pages = Blueprint("boards", __name__)
PAPERS = ("a4", "a3")
SHOWN = 5  # issues of each board on the page of all boards


def reader() -> str:
    """Who reads: an account, or the public."""
    return me() or "public"


@pages.get("/boards")
def listing() -> ResponseReturnValue:
    """Every board with its newest issues, of a community or a month where one is asked for."""
    unit, month = request.args.get("unit", ""), request.args.get("month", "")
    known = service()
    shown = [(board, known.issues(reader(), method=board.method, board=board.name, unit=unit, month=month, size=SHOWN)) for board in known.boards(reader())]
    waiting = known.drafts_to_sign(me()) if me() else []
    return render_template("boards/list.html", shown=shown, waiting=waiting, units=_units(), unit=unit, month=month, months=_months())


@pages.get("/boards/<method>/<name>")
def board(method: str, name: str) -> ResponseReturnValue:
    """One board's issues, newest first."""
    unit, month, page = request.args.get("unit", ""), request.args.get("month", ""), max(request.args.get("page", 1, int), 1)
    known = next((one for one in service().boards(reader()) if (one.method, one.name) == (method, name)), None)
    if known is None:
        abort(404)
    issues = service().issues(reader(), method=method, board=name, unit=unit, month=month, page=page)
    drafts = [one for one in service().drafts_to_sign(me()) if (one.method, one.board) == (method, name)] if me() else []
    return render_template("boards/board.html", board=known, issues=issues, drafts=drafts, units=_units(), unit=unit, month=month, months=_months(),
                           page=page)


@pages.get("/boards/issues/<issue_id>")
def issue(issue_id: str) -> ResponseReturnValue:
    """One issue; `paper` a3 prints it as a wall sheet."""
    shown = service().issue(reader(), issue_id)
    paper = request.args.get("paper", "a4")
    preview = service().correction_preview(me(), issue_id) if me() and shown.may_correct and request.args.get("correct") else None
    return render_template("boards/issue.html", issue=shown, paper=paper if paper in PAPERS else "a4", qr=_qr(issue_id), preview=preview,
                           remark=_remark(shown), receipts=_receipts(issue_id))


def _receipts(issue_id: str) -> dict[int, tuple[str, frozenset[str]]]:
    """Line → where what is behind its numbers opens, and the columns that open: for staff by their rights, else for everybody."""
    known = service()
    found = {line: (url_for("boards.receipt", issue_id=issue_id, line=line), columns) for line, columns in known.open_receipts(issue_id).items()}
    for line, told in known.staff_receipts(me(), issue_id).items() if me() else ():
        found[line] = (url_for("scores.receipt", method_id=told.method.id, name=told.evaluation, period=told.period.key, subject=told.subject), opens(told))
    return found


@pages.get("/boards/issues/<issue_id>/<int:line>")
@limiter.limit(SUBMISSIONS)
def receipt(issue_id: str, line: int) -> ResponseReturnValue:
    """What is behind the numbers of a published line, for anybody; a file that works itself out again."""
    found = service().open_receipt(issue_id, line)
    if request.args.get("as") == "json":
        body = json.dumps(found.document, ensure_ascii=False, indent=1).encode()
        return download(body, f"算分单 {found.board} {found.number} {found.line}", "json")
    parts = [one for one in found.numbers.values() if one.kind == "part"]
    return render_template("boards/receipt.html", found=found, document=found.document, parts=parts)


def _remark(shown: Any) -> str:
    """Where residents say something about an issue; its number travels along."""
    if shown.remarks is None or shown.state != "published":
        return ""
    method, workflow, into = shown.remarks
    return url_for("public.report", method=method, workflow=workflow, **({into: f"{shown.board.title} {shown.number}"} if into else {}))


def _qr(issue_id: str) -> Markup:
    address = url_for("boards.issue", issue_id=issue_id, _external=True)
    return Markup(segno.make(address, error="m").svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None, title=address))  # noqa: S704 segno escapes


# --- what those who answer for a board do ---------------------------------------------------------------------------


@pages.post("/boards/issues/<issue_id>/<act>")
def decide(issue_id: str, act: str) -> ResponseReturnValue:
    """Approve, decline, draw up again, correct, or take a line down."""
    if (first := guard()) is not None:
        return first
    acts: dict[str, Callable[[], str]] = {"approve": lambda: _approve(issue_id), "decline": lambda: _decline(issue_id), "redraw": lambda: _redraw(issue_id),
                                          "correct": lambda: _correct(issue_id), "redact": lambda: _redact(issue_id)}
    if act not in acts:
        abort(404)
    try:
        to = acts[act]()
    except Refused as refused:
        flash(say_here(refused.text), "error")
        to = issue_id
    return redirect(url_for("boards.issue", issue_id=to), 303)


def _approve(issue_id: str) -> str:
    flash(_("已经公示，编号 %(number)s。", number=service().approve_issue(me(), issue_id)), "good")
    return issue_id


def _decline(issue_id: str) -> str:
    service().decline_issue(me(), issue_id, request.form.get("reason", ""))
    flash(_("这一期不予公示，原因已经记下。"), "good")
    return issue_id


def _redraw(issue_id: str) -> str:
    service().redraw_issue(me(), issue_id)
    flash(_("按现在的情况重新生成了，请再看一遍。"), "good")
    return issue_id


def _correct(issue_id: str) -> str:
    lines = [int(one) for one in request.form.getlist("line") if one.isdecimal() and len(one) < 6]
    made = service().correct_issue(me(), issue_id, request.form.get("reason", ""), lines)
    flash(_("更正已经公示。") if made.state == "published" else _("更正已经做好，等待审定。"), "good")
    return made.id


def _redact(issue_id: str) -> str:
    line = request.form.get("line", "")
    service().redact_line(me(), issue_id, int(line) if line.isdecimal() and len(line) < 6 else 0, request.form.get("reason", ""))
    flash(_("这一行已经撤下，原因留在公示上。"), "good")
    return issue_id


@pages.app_context_processor
def _waiting() -> dict[str, Any]:
    return {"told_to_party": lambda case_id: service().told_to_party(case_id), "to_sign": lambda: len(service().drafts_to_sign(me())) if me() else 0}


def _units() -> list[tuple[str, str]]:
    """The units that boards tell of one by one."""
    known = service()
    kinds = {kind for method in known.street.methods.values() for kind in (
        *(flow.belongs_to for flow in method.workflows.values()), *(made.per for made in method.boards.values()))}
    return [(one.name, one.title or one.name) for one in known.directory().units.values() if kinds & set(one.kinds)]


def _months() -> list[str]:
    now = service().clock()
    return [f"{(now.year * 12 + now.month - 1 - back) // 12}-{(now.month - 1 - back) % 12 + 1:02d}" for back in range(12)]
