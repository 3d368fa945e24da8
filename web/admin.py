"""Administration: matters nobody can move, people and their passwords, a leaver's work, the state of the system.

In: an administrator's forms.  Out: pages; who may is the service's to say, and every repair is in the record.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.service import Refused, Repair
from engine.text import Text, say
from web.auth import guard, me
from web.context import service, switched
from web.desk import form_key
from web.doing import REASON, TO
from web.errors import status_of
from web.forms import read_form, widgets

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.before_request
def administrators() -> ResponseReturnValue | None:
    """Let administrators in, nobody else."""
    asked = guard()
    if asked is not None:
        return asked
    if not service().directory().people[me()].administrator:
        abort(403)
    return None


@pages.get("")
def home() -> ResponseReturnValue:
    """What needs an administrator, and how the system is."""
    return _home()


def _home(errors: tuple[tuple[str, Text], ...] = (), status: int = 200) -> ResponseReturnValue:
    return render_template("admin/home.html", stuck=service().stuck(), state=service().condition(), people=_present(), errors=errors,
                           typed=request.form, key=form_key()), status


def _present() -> list[tuple[str, str, str]]:
    """Everybody who is here: (account, name, posts)."""
    return [(one.id, one.name, posts(one.id)) for one in service().directory().people.values() if not one.left]


def posts(person: str) -> str:
    """A person's posts in words."""
    directory = service().directory()
    return "、".join(f"{directory.call_unit(unit)} {role}" for role, unit in directory.doors_of(person))


@pages.post("/repair/<case_id>")
def repair(case_id: str) -> ResponseReturnValue:
    """Give a matter that nobody can move to somebody."""
    seat, to, reason = (request.form.get(name, "").strip() for name in ("seat", TO, REASON))
    if switched():
        return _home()
    try:
        done = service().act(me(), case_id, Repair(seat, to, reason), key=form_key())
    except Refused as refused:
        return _home(refused.fields or (("", refused.text),), status_of(refused))
    flash(_("%(number)s 已指定%(who)s办理，并记入档案。", number=done.number, who=service().directory().call(to)), "good")
    return redirect(url_for("admin.home"))


@pages.get("/people")
def people() -> ResponseReturnValue:
    """Everybody, with posts; those who left at the end."""
    rows = [(one, posts(one.id), service().held_tasks(one.id)) for one in service().directory().people.values()]
    return render_template("admin/people.html", rows=sorted(rows, key=lambda row: row[0].left))


@pages.get("/people/<person>")
def one_person(person: str) -> ResponseReturnValue:
    """One person: posts, password, handing over."""
    return _person(person)


def _person(person: str, errors: tuple[tuple[str, Text], ...] = (), status: int = 200) -> ResponseReturnValue:
    known = service().directory().people.get(person)
    if known is None:
        abort(404)
    others = [one for one in _present() if one[0] != person]
    return render_template("admin/person.html", person=known, posts=posts(person), held=service().held_tasks(person), others=others,
                           errors=errors, typed=request.form,
                           facts=widgets(service().facts_form(person=person)), coverings=service().coverings(person)), status


@pages.post("/people/<person>/password")
def set_password(person: str) -> ResponseReturnValue:
    """Set a password that must be changed at the next login."""
    if switched():
        return _person(person)
    try:
        service().set_password(me(), person, request.form.get("password", ""))
    except Refused as refused:
        return _person(person, (("password", refused.text),), 422)
    flash(_("密码已经设好，请当面告诉本人；第一次登录时要改成自己的。"), "good")
    return redirect(url_for("admin.one_person", person=person))


@pages.post("/people/<person>/facts")
def set_facts(person: str) -> ResponseReturnValue:
    """Tell what is known of a person."""
    filled = read_form(service().facts_form(person=person), service())
    if switched():
        return _person(person)
    try:
        service().set_facts(me(), filled.raw, person=person)
    except Refused as refused:
        return _person(person, refused.fields or (("", refused.text),), 422)
    flash(_("情况改好了。"), "good")
    return redirect(url_for("admin.one_person", person=person))


@pages.post("/people/<person>/covers")
def set_covers(person: str) -> ResponseReturnValue:
    """Say what somebody covers in a role."""
    if switched():
        return _person(person)
    try:
        service().set_covers(me(), person, request.form.get("role", ""), request.form.getlist("covered"), request.form.get(REASON, "").strip())
    except Refused as refused:
        return _person(person, (("", refused.text),), 422)
    flash(_("包片改好了。"), "good")
    return redirect(url_for("admin.one_person", person=person))


@pages.get("/units")
def units() -> ResponseReturnValue:
    """Every unit, with who covers it."""
    directory = service().directory()
    rows = [(one, directory.call_unit(one.name), _covering(one.name)) for one in directory.units.values()]
    return render_template("admin/units.html", rows=rows, directory=directory)


def _covering(unit: str) -> str:
    """Who covers a unit, in words."""
    directory = service().directory()
    return "、".join(f"{directory.call(person)}（{role}）" for person, role, to in sorted(directory.links) if to == unit)


@pages.get("/units/<unit>")
def one_unit(unit: str) -> ResponseReturnValue:
    """What is known of one unit."""
    return _unit(unit)


def _unit(unit: str, errors: tuple[tuple[str, Text], ...] = (), status: int = 200) -> ResponseReturnValue:
    directory = service().directory()
    if unit not in directory.units:
        abort(404)
    raw = read_form(service().facts_form(unit=unit), service()).raw if errors else None
    return render_template("admin/unit.html", unit=directory.units[unit], name=directory.call_unit(unit), covering=_covering(unit), errors=errors,
                           facts=widgets(service().facts_form(unit=unit), raw, errors)), status


@pages.post("/units/<unit>/facts")
def set_unit_facts(unit: str) -> ResponseReturnValue:
    """Tell what is known of a unit."""
    filled = read_form(service().facts_form(unit=unit), service())
    if switched():
        return _unit(unit)
    try:
        service().set_facts(me(), filled.raw, unit=unit)
    except Refused as refused:
        return _unit(unit, refused.fields or (("", refused.text),), 422)
    flash(_("情况改好了。"), "good")
    return redirect(url_for("admin.one_unit", unit=unit))


@pages.post("/people/<person>/leave")
def leave(person: str) -> ResponseReturnValue:
    """Hand a leaver's work over: first say how much it is, then do it."""
    to, reason = (request.form.get(name, "").strip() for name in (TO, REASON))
    if switched() or request.form.get("then") == "edit":
        return _person(person)
    here = {one[0] for one in _present()}
    lacking = [(TO, say("请选接手的人", "choose who takes over"))] if to not in here or to == person else []
    lacking += [] if reason else [(REASON, say("请写明理由", "please give the reason"))]
    if lacking or person not in here:
        return _person(person, tuple(lacking), 422)
    if request.form.get("then") != "confirmed":
        call = service().directory().call
        return render_template("admin/leave.html", person=person, name=call(person), to=to, to_name=call(to), reason=reason,
                               held=service().held_tasks(person), posts=posts(person))
    moved = service().hand_over(me(), person, to, reason)
    flash(_("交接完成：%(n)d件待办已转给%(who)s。", n=moved, who=service().directory().call(to)), "good")
    return redirect(url_for("admin.people"))
