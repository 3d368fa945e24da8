"""What is shown when something cannot be done: a sentence in words, and a way on.

In: the service's refusals and the server's own errors.  Out: a page with a fitting status, never a traceback.
"""

from __future__ import annotations

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.service import Refused
from engine.text import Text, say

_STATUS = {"not-allowed": 403, "not-yours": 403, "moved-on": 409, "key-used": 409}
_WORDS: dict[int, Text] = {
    400: say("这张页面已经失效，请返回上一页，刷新后再交一次。", "This page is no longer valid. Go back, reload it and hand it in again."),
    403: say("您没有权限看这一页。", "You are not allowed to see this page."),
    404: say("没有这一页。请检查地址，或者回到首页。", "There is no such page. Check the address or go to the front page."),
    405: say("这一页不能这样打开，请回到首页重新进入。", "This page cannot be opened this way; start again from the front page."),
    413: say("上传的文件太大了。请少选几张照片，再交一次。", "The files are too large. Choose fewer photos and hand it in again."),
    429: say("试得太频繁了，请过几分钟再来。", "Too many tries. Please come back in a few minutes."),
    500: say("系统出了问题，您交的内容没有被记下。请稍后再试，或者打电话给街道。",
             "Something went wrong here and nothing was recorded. Try again later or call the street office."),
}


def status_of(refused: Refused) -> int:
    """The HTTP status that fits a refusal: 404 where there is no such thing, 422 where something has to be mended."""
    return _STATUS.get(refused.kind, 404 if refused.kind.startswith("no-") else 422)


def sorry(text: Text, status: int) -> ResponseReturnValue:
    """The page that says so."""
    return render_template("errors/sorry.html", text=text, status=status), status


def set_up(app: Flask) -> None:
    """Turn refusals and errors into pages."""
    app.register_error_handler(Refused, lambda refused: sorry(refused.text, status_of(refused)))
    app.register_error_handler(CSRFError, lambda error: sorry(_WORDS[400], 400))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, lambda error: sorry(_WORDS[500], 500))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a redirect is no error
        return error.response
    status = error.code or 500
    return sorry(_WORDS.get(status, _WORDS[404 if status < 500 else 500]), status)
