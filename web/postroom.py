"""The outbox in the administration: what went out by text, mail and messenger, and a test of each channel.

In: an administrator's filters and buttons.  Out: the list with states; a message that failed is sent again on request.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.errors import BihuanError
from engine.service import postroom
from web.admin import administrators
from web.auth import me
from web.context import say_here, service, switched
from web.work import page_number

pages = Blueprint("postroom", __name__, url_prefix="/admin/outbox")
pages.before_request(administrators)


@pages.get("")
def outbox() -> ResponseReturnValue:
    """The messages, newest first, of one state or all."""
    state = request.args.get("state", "").strip()
    return render_template("admin/outbox.html", found=postroom.shown(service(), me(), state, page_number()), state=state)


@pages.post("/<int:n>/again")
def send_again(n: int) -> ResponseReturnValue:
    """Put a message that failed, or may not have arrived, back to be sent."""
    if switched():
        return outbox()
    try:
        postroom.repeat_as(service(), me(), n)
    except BihuanError as refused:
        flash(say_here(refused.text), "error")
    else:
        flash(_("已经放回去，很快会再发一次。"), "good")
    return redirect(url_for("postroom.outbox"))


@pages.post("/test")
def test_channel() -> ResponseReturnValue:
    """Send a test message to oneself."""
    if switched():
        return outbox()
    try:
        row = postroom.test(service(), me(), request.form.get("channel", ""))
    except BihuanError as refused:
        flash(say_here(refused.text), "error")
    else:
        if row.state == "sent":
            flash(_("测试消息已发出，请看看收到没有。"), "good")
        else:
            flash(_("测试消息%(state)s：%(reason)s", state=say_here(row.words), reason=row.reason), "error")
    return redirect(url_for("postroom.outbox"))
