"""What happened to an occasion, in sentences.

In: its events.  Out: lines, oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.duties.changing import call
from engine.service.duties.views import STATES, Happening
from engine.service.service import Service
from engine.store import events_of
from engine.text import Text, say

CHANGES: Mapping[str, Text] = {"substitute": Text("请人代替", "a stand-in"), "move": Text("改期", "another day"), "excuse": Text("免这一次", "being excused")}


def history(service: Service, id_: str) -> tuple[Happening, ...]:
    """Everything that happened to an occasion that people should know."""
    found: list[Happening] = []
    for _, at, actor, type_, body in events_of(service.store, id_):
        text = _sentence(service, type_, body, "系统" if actor == "system" else service.directory().call(actor))
        if text is not None:
            found.append(Happening(datetime.fromisoformat(at), text))
    return tuple(found)


def _sentence(service: Service, type_: str, body: Mapping[str, Any], actor: str) -> Text | None:
    directory = service.directory()

    def people(name: str) -> str:
        return "、".join(call(one, directory) for one in body.get(name, ()))

    if type_ == "planned":
        return say("排在{day}", "planned for {day}", day=body["planned"])
    if type_ == "moved":
        if not body["by"]:
            return say("日历或规则变了，改到{day}", "the calendar or the rules changed: now {day}", day=body["planned"])
        return say("{who}改到{day}：{reason}", "{who} moved it to {day}: {reason}", who=actor, day=body["planned"], reason=body["reason"])
    if type_ == "asked":
        return say("{who}提出{what}：{reason}", "{who} asked for {what}: {reason}", who=actor, what=CHANGES[body["change"]], reason=body["reason"])
    if type_ == "request_refused":
        return say("{who}没有同意：{reason}", "{who} did not consent: {reason}", who=actor, reason=body["reason"])
    if type_ == "substituted":
        return say("由{to}代替：{reason}", "{to} stands in: {reason}", to=call(body["to"], directory), reason=body["reason"])
    if type_ == "excused":
        return say("免这一次：{reason}", "excused: {reason}", reason=body["reason"])
    if type_ == "join_proposed":
        return say("「{rule}」定在{day}，建议改到同一天", "“{rule}” is on {day}; the same day is proposed", rule=body["because"], day=body["day"])
    if type_ == "join_declined":
        return say("{who}没有改到{day}", "{who} kept the own day, not {day}", who=actor, day=body["day"])
    if type_ == "announced":
        return say("发布预告：{facts}", "announced: {facts}", facts="；".join(f"{name} {value}" for name, value in body["columns"].items()))
    if type_ == "reminded" and body["to"]:
        return say("提醒{to}：要{least}，已有{done}", "reminded {to}: {least} owed, {done} done", to=people("to"), least=body["least"], done=body["done"])
    if type_ == "settled":
        told = Text(f"，告知{people('to')}", f", told {people('to')}") if body.get("to") else Text("", "")
        return say("{state}：要{least}，有{amount}{told}", "{state}: {least} owed, {amount} done{told}", state=STATES[body["outcome"]],
                   least=body["least"], amount=body["amount"], told=told)
    return say("凭据变了，重新算", "the evidence changed; settled anew") if type_ == "reopened" else None
