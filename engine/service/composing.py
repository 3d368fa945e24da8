"""Writing one message at the moment it is sent: to which address, with which facts.

In: a message of the outbox.  Out: address, subject and text, or why it is not sent; what is private comes from the
vault here and goes nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import Case, Event
from engine.filling import PRIVATE_KEY, show_moment
from engine.model import Workflow
from engine.notices import Channel
from engine.service.access import private_value, shown
from engine.service.sending import Result
from engine.service.service import Service
from engine.store.outbox import Message
from engine.store.rows import headline
from engine.store.streams import event_at
from engine.text import Lang, say

Composed = tuple[str, str, str]  # address, subject, text
_OF_A_STEP = ("task", "answer", "reminder", "overdue")


def compose(service: Service, message: Message, channel: Channel) -> Composed | Result:
    """A message ready to be handed over."""
    loaded = service.store.load(message.stream) if message.stream else None
    case = loaded[0] if loaded is not None else None
    event = _event(service, message)
    if case is not None and not _still_wanted(message, case, event):
        return Result("dropped", say("已经不用办了", "there is no need any more"))
    contact = _contact(service, message, case)
    if isinstance(contact, Result):
        return contact
    address = contact.get(channel.to, "")
    if channel.to != "none" and not address:
        return Result("dropped", say("没有留电话", "there is no phone number") if channel.to == "phone" else say("没有留邮箱", "there is no e-mail address"))
    notices = service.street.notices
    lang = notices.of(message.audience).lang  # type: ignore[arg-type]
    facts = {"街道": service.street.name, "姓名": contact.get("name", ""), **(_facts(service, case, event, lang) if case else {}), **message.facts}
    text = notices.compose(message.audience, message.kind, facts)  # type: ignore[arg-type]
    return address, " ".join(part for part in (service.street.name, facts.get("编号", "")) if part), text


def _event(service: Service, message: Message) -> Event | None:
    return event_at(service.store, message.stream, message.seq) if message.seq else None


def _still_wanted(message: Message, case: Case, event: Event | None) -> bool:
    """A call to act is dropped when there is nothing to do any more."""
    if message.kind not in _OF_A_STEP:
        return True
    if "seat" in message.facts:
        seat = case.seats.get(message.facts["seat"])
        return seat is not None and seat.state == "open" and not case.outcome
    return event is None or event.body.get("step") == case.step


def _contact(service: Service, message: Message, case: Case | None) -> Mapping[str, str] | Result:
    """Name, phone and e-mail address of whoever is told."""
    if message.audience == "staff":
        known = service.directory().people.get(message.recipient)
        if known is None or known.left:
            return Result("dropped", say("这个人已经不在了", "this person is no longer here"))
        return {"name": known.name, "phone": known.phone, "email": known.email}
    value = private_value(service, case.data.get(message.recipient)) if case is not None else None
    if not isinstance(value, Mapping):
        return Result("dropped", say("联系方式已经删除", "the contact was erased"))
    return {name: str(value.get(name, "")) for name in ("name", "phone", "email")}


def _facts(service: Service, case: Case, event: Event | None, lang: Lang) -> dict[str, str]:
    """What the case and the event say, as text; values kept private stay out."""
    method = service.method(case.method, case.digest)
    workflow = method.workflows[case.workflow]
    body = event.body if event is not None else {}
    step = workflow.steps.get(body.get("step", case.step))
    outcome = workflow.outcomes.get(case.outcome)
    return {"编号": case.number, "事由": headline(case, workflow.headline), "流程": workflow.title, "单位": service.directory().call_unit(case.unit),
            "环节": step.title if step else "", "期限": _moment(case, step.name if step else "", lang), "结果": outcome.title if outcome else "",
            "承诺日期": _moment(case, case.outcome, lang), "内容": _content(service, workflow, body.get("values", {}), lang),
            "理由": str(body.get("reason", "")), "名目": str(body.get("cause", ""))}


def _moment(case: Case, name: str, lang: Lang) -> str:
    clock = case.clocks.get(name) if name else None
    if clock is None or clock.state != "running" or not clock.due:
        return ""
    return show_moment(datetime.fromisoformat(clock.due)).to(lang)


def _content(service: Service, workflow: Workflow, values: Mapping[str, Any], lang: Lang) -> str:
    """The values somebody is told: one alone as it is, several with their titles."""
    fields = workflow.all_fields()
    told = [shown(service, fields[name], value) for name, value in values.items()
            if name in fields and not (isinstance(value, Mapping) and PRIVATE_KEY in value)]
    texts = [(one.label, one.text.to(lang).strip().rstrip("。.")) for one in told]
    texts = [(label, text) for label, text in texts if text]
    return texts[0][1] if len(texts) == 1 else "；".join(f"{label}：{text}" for label, text in texts)
