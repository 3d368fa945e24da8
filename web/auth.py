"""Who is using the pages: login, logout, own password, and keeping what was typed when a login has run out.

In: an account name and a password.  Out: a session; `me()` says who is asking, `guard` stands before every staff page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError

from engine.service import Refused
from engine.text import say
from web import kept
from web.context import say_here, service, switched
from web.errors import sorry
from web.security import LOGINS, limiter

STAY = timedelta(hours=8)  # a working day away from the desk ends the login
SHOWN = 3  # how many holders of a role the demonstration names on its login page
STAFF = ("/work", "/supervise", "/admin", "/password")
pages = Blueprint("auth", __name__)
logins = LoginManager()


class Account(UserMixin):
    """A person who has logged in; the session carries a stamp too, so that a new password ends it."""

    def __init__(self, person: str) -> None:
        self.id = person

    def get_id(self) -> str:
        """What the session remembers: the account and the stamp of its password."""
        return f"{self.id}/{service().login_stamp(self.id)}"

    @property
    def name(self) -> str:
        """The person's name."""
        return service().directory().call(self.id)


@logins.user_loader
def _account(remembered: str) -> Account | None:
    person, _slash, stamp = remembered.partition("/")
    known = service().directory().people.get(person)
    stays = known is not None and not known.left and stamp != "" and stamp == service().login_stamp(person)
    return Account(person) if stays else None


def me() -> str:
    """The account that is asking; '' for nobody."""
    return str(current_user.id) if current_user.is_authenticated else ""


def guard() -> ResponseReturnValue | None:
    """Let people with an account pass; a password given by somebody else has to be changed first."""
    if not me():
        return ask_to_log_in()
    if service().must_change(me()):
        return redirect(url_for("auth.password"))
    return None


def supervises(person: str) -> bool:
    """Whether a person's posts let them note things in any matter at any step: the menu then shows the page for it."""
    directory = service().directory()
    held = {role for role, _unit in directory.doors_of(person)}
    notes = (one for method in service().street.methods.values() for flow in method.workflows.values() for one in flow.anytime.values()
             if one.verb == "note" and not one.steps)
    return any(actor.kind == "role" and held & set(directory.parts(actor.name)) for one in notes for actor in one.by)


def ask_to_log_in() -> ResponseReturnValue:
    """The login page in place of the page asked for; a form that was handed in travels along."""
    if request.method == "POST":
        token = kept.pack(request.form, request.files)
        return _login_page(kept_form=token, to=request.form.get("back", "")), 401
    return redirect(url_for("auth.login", next=request.full_path.rstrip("?")))


def _login_page(*, kept_form: str = "", to: str = "", name: str = "", wrong: str = "") -> str:
    return render_template("auth/login.html", kept=kept_form, to=to, name=name, wrong=wrong,
                           demo_password=current_app.config.get("DEMO_PASSWORD", ""),
                           shown=_who_is_who() if current_app.config["DEMO"] else ())


def _who_is_who() -> list[tuple[str, list[tuple[str, list[tuple[str, str, str]], int]]]]:
    """For each method each role with the first few who hold it (account, name, unit), and how many more there are."""
    directory, found = service().directory(), []
    for method in service().street.methods.values():
        roles = []
        for role in method.roles.values():
            doors = [(one, unit) for unit in directory.units for one in directory.at(role.name, unit)]
            if doors:
                shown = [(one, directory.call(one), directory.call_unit(unit)) for one, unit in doors[:SHOWN]]
                roles.append((role.title, shown, len(doors) - len(shown)))
        found.append((method.title, roles))
    return found


@pages.get("/login")
def login() -> ResponseReturnValue:
    """Ask for account and password."""
    if me():
        return redirect(local(request.args.get("next", "")))
    return _login_page(to=request.args.get("next", ""))


@pages.post("/login")
@limiter.limit(LOGINS)
def log_in() -> ResponseReturnValue:
    """Check account and password, and go on to where the person was going."""
    name, to, token = (request.form.get(one, "").strip() for one in ("name", "next", "kept"))
    if switched():
        return _login_page(kept_form=token, to=to, name=name)
    person = service().login(name, request.form.get("password", ""))
    if person is None:
        wrong = say_here(say("账号或密码不对。忘了密码请找管理员重设。",
                             "The account or the password is wrong. If you forgot it, ask an administrator to set a new one."))
        return _login_page(kept_form=token, to=to, name=name, wrong=wrong), 401
    login_user(Account(person.id))
    session.permanent = True
    if token and kept.unpack(token, person.id):
        flash(_("登录过期前填的内容都还在，请核对后再提交。"), "good")
    return redirect(local(to))


@pages.post("/logout")
def log_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    flash(_("您已退出。"), "good")
    return redirect(url_for("auth.login"))


@pages.route("/password", methods=["GET", "POST"])
@limiter.limit(LOGINS, methods=["POST"])
def password() -> ResponseReturnValue:
    """Change the own password."""
    if not me():
        return ask_to_log_in()
    forced = service().must_change(me())
    if request.method == "GET" or switched():
        return render_template("auth/password.html", forced=forced, errors=())
    old, new, again = (request.form.get(one, "") for one in ("old", "new", "again"))
    try:
        if new != again:
            raise Refused("form", say("两次写的新密码不一样，请重写一遍。", "The two new passwords differ; write both again."))
        service().change_password(me(), old, new)
    except Refused as refused:
        return render_template("auth/password.html", forced=forced, errors=(refused.text,)), 422
    login_user(Account(me()))
    flash(_("密码已经改好。"), "good")
    return redirect(url_for("work.listing"))


def local(address: str) -> str:
    """An address of this site to go on to; the work list for anything else.

    >>> local("/work?tab=done"), local("https://example.org/"), local("//example.org")
    ('/work?tab=done', '/work', '/work')
    """
    parts = urlsplit(address.replace("\\", "/"))
    safe = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith("//")
    return address if safe and address.isprintable() else "/work"


def _unsigned(error: CSRFError) -> ResponseReturnValue:
    """A form without a valid token: for staff whose login has run out it is kept, everybody else reloads."""
    if request.path.startswith(STAFF) and not me():
        return ask_to_log_in()
    return sorry(say("这张页面已经失效，请返回上一页，刷新后再交一次。",
                     "This page is no longer valid. Go back, reload it and hand it in again."), 400)


def set_up(app: Flask) -> None:
    """Keep sessions for a working day, and let every page know who is asking."""
    app.config.update(PERMANENT_SESSION_LIFETIME=STAY)
    logins.init_app(app)
    app.register_error_handler(CSRFError, _unsigned)

    @app.context_processor
    def asking() -> dict[str, Any]:
        person = service().directory().people[me()] if me() else None
        if person is None:
            return {"me": None}
        return {"me": person, "unread": service().unread(me()), "may_enter": bool(service().may_open(me())), "may_supervise": supervises(me())}
