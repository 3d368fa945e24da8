"""The page of one case: what it is, what I can do now and why not the rest, what happened, where it stands.

In: a case's identity, and forms that were filled in.  Out: pages; every decision is the service's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import CasePage, Claim, Refused
from engine.text import Text
from web import kept
from web.auth import me
from web.context import lang, moment, service, switched
from web.desk import form_key, pages
from web.doing import Way, command_of, questions, read_back, way_posted, ways_of
from web.drawing import draw
from web.entering import code_page
from web.errors import status_of
from web.forms import Errors, Filled, read_form, widgets


@pages.get("/cases/<case_id>")
def case(case_id: str) -> ResponseReturnValue:
    """A case, with the form of `do` open where it is named."""
    return _show(service().case_page(me(), case_id), request.args.get("do", ""))


def _show(found: CasePage, do: str, *, raw: Mapping[str, Any] | None = None, errors: Errors = (), status: int = 200,
          **more: Any) -> ResponseReturnValue:
    ways = ways_of(found)
    open_ways = [way for way in ways if way.closed is None]
    chosen = next((way for way in open_ways if way.key == do), None)
    form = questions(service(), me(), found, chosen) if chosen is not None else ()
    draft = kept.find(me(), _draft_key(found, chosen), form) if chosen is not None and raw is None else None
    fields = widgets(form, raw if raw is not None else draft.raw if draft else None, errors)
    return render_template(
        "work/case.html", page=found, ways=open_ways, closed=[way for way in ways if way.closed is not None], chosen=chosen,
        fields=fields, errors=errors, draft=draft, draft_key=_draft_key(found, chosen), key=form_key(),
        picture=draw(found.workflow, here=found.case.step, been=found.visited, lang=lang()),
        here=found.case.step, been=found.visited, clause_page=url_for("method.page", method_id=found.method.id),
        workflow=found.workflow, visit=_visit(found), **more), status


def _draft_key(found: CasePage, way: Way | None) -> str:
    return f"case/{found.id}/{way.key}" if way is not None else ""


def _visit(found: CasePage) -> int:
    """The entry of the step that the person saw: the form's own, or the present one."""
    given = request.form.get("visit", "")
    return int(given) if given.isdecimal() and len(given) < 9 else found.case.visit


@pages.post("/cases/<case_id>/do")
def do(case_id: str) -> ResponseReturnValue:
    """Hand in the form of an offer: keep it as a draft, read it over, or carry it out."""
    found = service().case_page(me(), case_id)
    way = way_posted(found, request.form.get("do", ""), request.form.get("step", ""))
    if way is None:
        return redirect(url_for("work.case", case_id=case_id))
    form = questions(service(), me(), found, way)
    filled = read_form(form, service())
    typed = kept.typed(form, filled.raw)
    then = request.form.get("then", "submit")
    if then == "draft":
        return _keep(found, way, typed)
    if switched() or then == "edit" or filled.errors:
        return _show(found, way.key, raw=filled.raw, errors=filled.errors, status=422 if filled.errors else 200)
    if way.final and then != "confirmed" and not way.gone:
        return _read_over(found, way, filled, typed, widgets(form, filled.raw))
    return _carry_out(found, way, filled.raw, typed)


def _read_over(found: CasePage, way: Way, filled: Filled, typed: list[tuple[str, str]], fields: Any) -> ResponseReturnValue:
    """What cannot be undone is read over first; what is wrong with it is said before, not after."""
    problems = service().problems(me(), found.id, command_of(way.offer, filled.raw, _visit(found)))
    if problems is not None:
        return _refused(found, way, filled.raw, typed, problems)
    rows = [(one.field, read_back(one)) for one in fields]
    return render_template("work/check.html", page=found, chosen=way, rows=rows, typed=typed, key=form_key(),
                           draft_key=_draft_key(found, way), visit=_visit(found))


def _carry_out(found: CasePage, way: Way, raw: Mapping[str, Any], typed: list[tuple[str, str]]) -> ResponseReturnValue:
    try:
        done = service().act(me(), found.id, command_of(way.offer, raw, _visit(found)), key=form_key())
    except Refused as refused:
        return _refused(found, way, raw, typed, refused)
    service().drop_draft(me(), _draft_key(found, way))
    flash(_done_words(way, done.step, done.outcome, repeated=done.repeated), "good")
    return redirect(url_for("work.case", case_id=found.id))


def _done_words(way: Way, step: str, outcome: str, *, repeated: bool) -> str:
    if repeated:
        return _("「%(what)s」已经办过了，没有重复办。", what=way.title)
    if way.offer.kind in ("anytime", "claim", "resume", "approve", "decline"):
        return _("「%(what)s」办好了。", what=way.title)
    if outcome:
        return _("「%(what)s」办好了，这件事结束：%(outcome)s。", what=way.title, outcome=outcome)
    return _("「%(what)s」办好了，现在是「%(step)s」。", what=way.title, step=step)


def _refused(found: CasePage, way: Way, raw: Mapping[str, Any], typed: list[tuple[str, str]], refused: Refused) -> ResponseReturnValue:
    if refused.kind == "form" and not way.gone:
        return _show(found, way.key, raw=raw, errors=refused.fields or (("", refused.text),), status=422)
    return _late(found, way, typed, refused.text, 409 if refused.kind != "key-used" else status_of(refused))


def _late(found: CasePage, way: Way, typed: list[tuple[str, str]], why: Text, status: int) -> ResponseReturnValue:
    """What changed since the form was opened, with what was typed still there to be copied."""
    kept.save(me(), _draft_key(found, way), typed)
    fresh = service().case_page(me(), found.id)
    since = [entry for entry in fresh.timeline if entry.kind in ("acted", "claimed", "transferred", "entered", "closed", "voted")][-3:]
    return _show(fresh, "", status=status, late=why, since=since, leftover=kept.leftover(request.form))


def _keep(found: CasePage, way: Way, typed: list[tuple[str, str]]) -> ResponseReturnValue:
    at = kept.save(me(), _draft_key(found, way), typed)
    flash(_("草稿已保存，时间 %(at)s。", at=moment(at)) if at else _("草稿太长，没有保存；请先把长的文字放到别处。"), "good" if at else "error")
    return redirect(url_for("work.case", case_id=found.id, do=way.key, _anchor="do"))


@pages.post("/drafts")
def drafts() -> ResponseReturnValue:
    """Keep what is typed while it is typed; says when."""
    names = ((name, value) for name, values in kept.posted(request.form).items() for value in values)
    at = kept.save(me(), request.form.get("draft", ""), names)
    return {"saved": _("草稿已保存 %(at)s", at=f"{at:%H:%M:%S}") if at else ""}


@pages.post("/cases/<case_id>/claim")
def claim(case_id: str) -> ResponseReturnValue:
    """Claim a task straight from the list."""
    done = service().act(me(), case_id, Claim(request.form.get("seat", "")), key=form_key())
    flash(_("%(number)s 已领取，由您办理。", number=done.number), "good")
    return redirect(url_for("work.case", case_id=case_id))


@pages.post("/cases/<case_id>/reveal")
def reveal(case_id: str) -> ResponseReturnValue:
    """Show one private value; the look is logged."""
    value = service().reveal(me(), case_id, request.form.get("field", ""))
    return _show(service().case_page(me(), case_id), "", revealed=value)


@pages.route("/cases/<case_id>/code", methods=["GET", "POST"])
def code(case_id: str) -> ResponseReturnValue:
    """Give a lost lookup code again, after the clerk has said that the phone was checked."""
    found = service().case_page(me(), case_id)
    posted = request.method == "POST" and not switched()
    if posted and request.form.get("checked"):
        return code_page(case_id, found.case.number, service().new_code(me(), case_id))
    return render_template("work/ask_code.html", page=found, unchecked=posted), 422 if posted else 200


@pages.get("/cases/<case_id>/files/<sha256>")
def file(case_id: str, sha256: str) -> ResponseReturnValue:
    """A photo of a case, for those who may see the case."""
    data, type_ = service().read_file(me(), case_id, sha256)
    return Response(data, mimetype=type_, headers={"Content-Disposition": "inline"})
