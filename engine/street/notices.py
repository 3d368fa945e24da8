"""What a street's file sets about notices.

In: its `notifications` block.  Out: `Notices`, and problems: channels and facts that are not known, channels that lead
nowhere, a secret written into the file.
"""

from __future__ import annotations

import re
from datetime import time

from engine.notices import (
    DEFAULTS,
    NO_NOTICES,
    Audience,
    Channel,
    Hours,
    Http,
    Notices,
    Telling,
    Wording,
    is_fact,
    named_facts,
)
from engine.problems import Report, nearest
from engine.schema import Item
from engine.text import Text, say
from engine.values import read_time

PLACES = {"地址": "address", "正文": "text", "标题": "subject"}  # what a channel puts into its own settings
SECRET = re.compile(r"(?:秘密|secret)\.([A-Za-z0-9_]+)")
_FACTS_FOR_PEOPLE = "街道、姓名、编号、事由、流程、单位、环节、期限、结果、承诺日期、内容、理由、名目"


def read_notices(item: Item | None, report: Report) -> Notices:
    """The settings, or none."""
    if item is None or not isinstance(item.value, dict):
        return NO_NOTICES
    channels = {name: _channel(name, one, report) for name, one in item.entries("channels")}
    return Notices(channels, _telling(item, "staff", channels, report), _telling(item, "party", channels, report))


def _channel(name: str, item: Item, report: Report) -> Channel:
    http, service = item.get("http"), item.text("service")
    if (http is None) == (not service):
        report.add("notice-channel", item.key, say(
            "渠道「{name}」要写「服务」或者「接口」，写一个", "the channel “{name}” needs either a service or an interface", name=name),
            say("邮件和企业微信写「服务」，短信平台写「接口」", "mail and messengers take 服务, an SMS gateway takes 接口"))
        return Channel(name, "none")
    made = Channel(name, item.text("to", "phone"), service, _http(http) if http is not None else None)  # type: ignore[arg-type]
    texts = [service] if made.http is None else [made.http.url, *made.http.headers.values(), *_texts(made.http.body)]
    for text in texts:
        for place in named_facts(text):
            if place not in PLACES and place not in PLACES.values() and not SECRET.fullmatch(place):
                report.add("unknown-name", item.key, say("渠道「{name}」里的「{place}」不认识", "the channel “{name}” names an unknown “{place}”",
                                                         name=name, place=place),
                           say("可以写 {places}，或者 {named}", "these can be put in: {places}, or {named}",
                               places="{地址}、{正文}、{标题}", named="{秘密.名字}"))
    if made.to != "none" and not any(one in ("地址", "address") for text in texts for one in named_facts(text)):
        report.add("notice-channel", item.key, say(
            "渠道「{name}」没有写 {place}，不知道发给谁", "the channel “{name}” never uses {place}: nobody would be reached", name=name, place="{地址}"),
            say("把 {place} 放进网址或正文；发到群里的，写「寄到: 群里」", "put {place} into the address or body; for a group write 寄到: 群里",
                place="{地址}"))
    _require_own_host(made, item, report)
    return made


def _require_own_host(channel: Channel, item: Item, report: Report) -> None:
    """To whom messages are handed is the street's to say, never what somebody filled in."""
    host = re.split(r"[/?#]", channel.http.url.partition("://")[2])[0] if channel.http is not None else ""
    for place in named_facts(host):
        if not SECRET.fullmatch(place):
            report.add("notice-channel", item.key, say(
                "渠道「{name}」的主机名里有「{place}」，别人填的内容就能决定发到哪里", "the host of the channel “{name}” holds “{place}”: what people "
                "fill in would decide where messages go", name=channel.name, place=place),
                say("主机名直接写出来；「{place}」放到网址后面或者正文里", "write the host itself; put “{place}” behind it or into the body", place=place))


def _http(item: Item) -> Http:
    body = item.get("body")
    headers = {name: str(one.value) for name, one in item.entries("headers")}
    return Http(item.text("url"), item.text("method", "POST"), headers, body.plain() if body is not None else None, item.flag("form"),
                item.text("accepted"))


def _texts(value: object) -> list[str]:
    """Every text in a body.

    >>> _texts({"a": ["{正文}", 3], "b": {"c": "x"}})
    ['{正文}', 'x']
    """
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _telling(block: Item, audience: Audience, channels: dict[str, Channel], report: Report) -> Telling:
    item = block.get(audience)
    if item is None:
        return Telling()
    kinds: dict[str, Wording] = {}
    for kind, one in item.entries("kinds"):
        if kind not in DEFAULTS[audience]:
            report.add("unknown-name", one.key, say("没有「{kind}」这种通知", "there is no notice “{kind}” for these people", kind=kind))
            continue
        by = _by(one, channels, report) if one.get("by") is not None else None
        hours = _hours(one, report) if one.get("hours") is not None else None
        kinds[kind] = Wording(_wording(one, report), by, hours)
    return Telling(_by(item, channels, report), _hours(item, report) or "any", item.text("language", "zh"), kinds)  # type: ignore[arg-type]


def _by(item: Item, channels: dict[str, Channel], report: Report) -> tuple[str, ...]:
    found: list[str] = []
    for one in item.words("by"):
        name = str(one.value)
        if name in channels:
            found.append(name)
            continue
        close = nearest(name, channels)
        report.add("unknown-name", one.mark, say("没有「{name}」这条渠道", "there is no channel “{name}”", name=name),
                   say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
                   say("先在「渠道」里写上它", "describe it under 渠道 first"))
    return tuple(found)


def _wording(item: Item, report: Report) -> Text:
    for name in ("text", "english"):
        written = item.get(name)
        for fact in named_facts(str(written.value)) if written is not None else ():
            if not is_fact(fact):
                assert written is not None
                report.add("unknown-name", written.mark, say("写法里的「{fact}」不认识", "the wording names an unknown “{fact}”", fact=fact),
                           say("可以写：{known}", "these are known: {known}", known=_FACTS_FOR_PEOPLE))
    return Text(item.text("text"), item.text("english"))


def _hours(item: Item, report: Report) -> Hours | None:
    """When something may go out: 随时, 办公时间, or from one time to another of the same day."""
    written = item.get("hours")
    if written is None:
        return None
    text = str(written.value)
    if text in ("any", "随时"):
        return "any"
    if text in ("office", "办公时间"):
        return "office"
    first, _, last = text.replace("－", "-").replace("–", "-").replace("到", "-").partition("-")
    opens, closes = read_time(first), read_time(last)
    if opens is None or closes is None or not time.min <= opens < closes:
        report.add("notice-hours", written.mark, say("「{text}」看不懂是几点到几点", "“{text}” is no span of hours", text=text),
                   say("写成 8:00-20:00，或者 办公时间、随时", "write 8:00-20:00, or 办公时间 or 随时"))
        return None
    return opens, closes
