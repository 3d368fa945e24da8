"""Sending one message by one channel: a gateway's interface, or a service that Apprise knows.

In: a channel, an address, a subject and a text.  Out: whether it was taken (`sent`), clearly not taken and worth
another try (`later`), clearly not taken (`failed`), or nobody can tell (`unsure`).
Secrets come from the environment (`BIHUAN_SECRET_<NAME>`) or from `secrets.txt` beside the street's file, one
`NAME=value` a line; they are never kept anywhere else, and a reason never repeats what was sent.
"""

from __future__ import annotations

import http.client
import json
import logging
import os
import re
import socket
import ssl
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from engine.notices import Channel, Http, put_in
from engine.text import Text, say

FILE, PREFIX = "secrets.txt", "BIHUAN_SECRET_"
SECONDS = 20  # how long a gateway may take
_LONGEST_ANSWER = 65536
_PLACES = {"地址": "address", "正文": "text", "标题": "subject"}
_BUSY = (408, 425, 429, 503)
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attempt."""

    state: Literal["sent", "later", "failed", "unsure", "dropped"]
    reason: Text = NOTHING


Post = Callable[[Channel, str, str, str], Result]  # channel, address, subject, text


class Gateways:
    """The real way out of a street in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, channel: Channel, address: str, subject: str, text: str) -> Result:
        """Send one message."""
        try:
            known = {"address": address, "text": text, "subject": subject, **self._secrets(channel)}
        except KeyError as missing:
            return Result("failed", say("渠道「{name}」用到的秘密「{secret}」没有设", "the channel “{name}” needs the secret “{secret}”, which is not set",
                                        name=channel.name, secret=missing.args[0]))
        return _call(channel.http, known) if channel.http is not None else _notify(channel.service, known)

    def _secrets(self, channel: Channel) -> Mapping[str, str]:
        """Every secret a channel names; raises KeyError for one that is not set."""
        whole = json.dumps([channel.service, channel.http.url, channel.http.headers, channel.http.body] if channel.http else channel.service,
                           ensure_ascii=False)
        names = dict.fromkeys(re.findall(r"\{\s*(?:秘密|secret)\.([A-Za-z0-9_]+)\s*\}", whole))
        kept = self._kept() if names else {}
        found: dict[str, str] = {}
        for name in names:
            value = os.environ.get(f"{PREFIX}{name}", kept.get(name, ""))
            if not value:
                raise KeyError(name)
            found[f"秘密.{name}"] = found[f"secret.{name}"] = value
        return found

    def _kept(self) -> dict[str, str]:
        try:
            lines = (self.folder / FILE).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
        return {name.strip(): value.strip() for name, _, value in pairs}


def _put(text: str, known: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """A setting with its places filled, each as it is written there."""
    return put_in(text, lambda name: written(known.get(_PLACES.get(name, name), "")))


def _quoted(value: str) -> str:
    return quote(value, safe="")


# --- a gateway's own interface --------------------------------------------------------------------------------------


def _call(made: Http, known: Mapping[str, str]) -> Result:
    url = urlsplit(_put(made.url, known, _quoted))
    headers = {name: _put(value, known).replace("\r", " ").replace("\n", " ") for name, value in made.headers.items()}
    body, type_ = _body(made, known)
    if body is not None:
        headers.setdefault("Content-Type", type_)
    try:
        conn = _connected(url.scheme, url.hostname or "", url.port)
    except (OSError, ValueError) as refused:  # nothing was said yet, so nothing was sent
        return Result("later", say("连不上网关：{why}", "the gateway cannot be reached: {why}", why=_why(refused)))
    try:
        conn.request(made.method, f"{url.path or '/'}{'?' if url.query else ''}{url.query}", body, headers)
        answer = conn.getresponse()
        said = answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as broken:
        return Result("unsure", say("发出以后没有收到回执（{why}），可能已经送到", "no answer came ({why}); it may have arrived", why=_why(broken)))
    finally:
        conn.close()
    return _judged(answer.status, said, made.accepted)


def _body(made: Http, known: Mapping[str, str]) -> tuple[bytes | None, str]:
    if made.body is None:
        return None, ""
    if isinstance(made.body, str):
        return _put(made.body, known).encode(), "text/plain; charset=utf-8"
    filled = _filled(made.body, known)
    if made.form:
        return urlencode({name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for name, value in filled.items()}).encode(), \
            "application/x-www-form-urlencoded"
    return json.dumps(filled, ensure_ascii=False).encode(), "application/json; charset=utf-8"


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, known) for one in value]
    return _put(value, known) if isinstance(value, str) else value


def _connected(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    conn = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context()) if scheme == "https" else \
        http.client.HTTPConnection(host, port, timeout=SECONDS)
    conn.connect()
    return conn


def _judged(status: int, said: str, accepted: str) -> Result:
    """What an answer means: a gateway that was busy is asked again, one that failed inside may have sent the message.

    >>> [_judged(*one).state for one in ((200, "", ""), (200, "no", "ok"), (429, "", ""), (403, "", ""), (500, "", ""))]
    ['sent', 'failed', 'later', 'failed', 'unsure']
    """
    if 200 <= status < 300:
        if accepted and accepted not in said:
            return Result("failed", say("网关没有收下：回执里没有「{sign}」", "the gateway did not take it: its answer lacks “{sign}”", sign=accepted))
        return Result("sent")
    if status in _BUSY:
        return Result("later", say("网关忙（{status}）", "the gateway is busy ({status})", status=status))
    if status < 500:
        return Result("failed", say("网关拒收（{status}），请检查渠道的设置", "the gateway refused it ({status}); look at the channel's settings",
                                    status=status))
    return Result("unsure", say("网关出错（{status}），可能已经送到", "the gateway failed ({status}); it may have arrived", status=status))


# --- services Apprise knows -----------------------------------------------------------------------------------------


def _notify(service: str, known: Mapping[str, str]) -> Result:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of the many services use what Python will drop
        import apprise

        target = apprise.Apprise.instantiate(_put(service, known, _quoted), suppress_exceptions=True)
        if target is None:
            return Result("failed", say("「服务」这一行读不懂，请检查渠道的设置",
                                        "the address line of the service cannot be read; look at the channel's settings"))
        target.request_rate_per_sec = 0
        unreachable = _unreachable(target)
        if unreachable:
            return Result("later", say("连不上邮件服务器：{why}", "the mail server cannot be reached: {why}", why=unreachable))
        with apprise.LogCapture(level=logging.WARNING) as heard:  # type: ignore[no-untyped-call]
            taken = target.notify(body=known["text"], title=known["subject"], body_format="text")
            said = heard.getvalue()
    if taken:
        return Result("sent")
    status = re.search(r"error=(\d{3})", said)
    if status is not None and int(status[1]) < 500:
        return _judged(int(status[1]), "", "")
    return Result("unsure", say("没有收到送达的回执，可能已经送到", "no receipt came; it may have arrived"))


def _unreachable(target: Any) -> Text | None:
    """Why a mail server cannot even be reached; None when it can or when there is none to ask."""
    host, port = getattr(target, "smtp_host", None), getattr(target, "port", None)
    if not host or not port:
        return None
    try:
        conn = http.client.HTTPConnection(host, port, timeout=SECONDS)
        conn.connect()
        conn.close()
    except OSError as refused:
        return _why(refused)
    return None


def _why(broken: Exception) -> Text:
    """What came in the way, for people.

    >>> _why(ConnectionRefusedError()).zh, _why(TimeoutError()).zh, _why(socket.gaierror()).zh
    ('对方没有开着', '等了太久', '找不到这个网址')
    """
    return next((words for kind, words in _BROKEN if isinstance(broken, kind)), Text("网络不通", "the network is down"))


_BROKEN: tuple[tuple[type[Exception], Text], ...] = (
    (ConnectionRefusedError, Text("对方没有开着", "nobody answers there")), (TimeoutError, Text("等了太久", "it took too long")),
    (socket.gaierror, Text("找不到这个网址", "there is no such address")), (ssl.SSLError, Text("对方的证书不对", "its certificate is wrong")),
    (ValueError, Text("网址写得不对", "the address is wrong")), (http.client.HTTPException, Text("回执读不懂", "its answer makes no sense")))
