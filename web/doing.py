"""What can be done with a case, as links and forms: names for addresses, extra questions, and commands.

In: a case page's offers and what was typed.  Out: `Way`s for the templates, and the command for the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from engine.model import Field
from engine.service import (
    Act,
    Answer,
    Anytime,
    Approve,
    CasePage,
    Choice,
    Claim,
    FormField,
    Offer,
    Reopen,
    Resume,
    StreetService,
    Unmerge,
)
from engine.text import Text
from web.forms import Widget

TO, REASON, CAUSE, UNTIL, INTO = "给", "理由", "事由", "延到", "并入"  # the names the engine blames when they are missing
Command = Act | Answer | Anytime | Approve | Claim | Reopen | Resume | Unmerge


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can be done, by the name it has in an address.

    `final` when it cannot be undone, `gone` when the step that offered it has been left."""

    key: str
    offer: Offer
    title: str
    final: bool = False
    gone: bool = False

    @property
    def closed(self) -> Text | None:
        """Why it cannot be done now, or None."""
        return self.offer.refused

    @property
    def main(self) -> bool:
        """Whether it moves the matter on, rather than being something done beside it."""
        return self.offer.kind in ("act", "answer", "claim", "approve", "decline", "reopen")


def ways_of(page: CasePage) -> list[Way]:
    """Everything the person could do, possible or not, in the order of the method."""
    found: dict[str, Way] = {}
    for offer in page.offers:
        key = key_of(offer)
        while key in found:
            key += "+"
        found[key] = Way(key, offer, _title(page, offer), _final(page, offer, page.case.step))
    return list(found.values())


def way_posted(page: CasePage, key: str, step: str) -> Way | None:
    """The way a posted form was opened for, also when the step it was shown at has been left since.

    What becomes of it then is for the engine to say: it knows a repeated submission, and who was faster."""
    live = next((way for way in ways_of(page) if way.key == key), None)
    if live is not None and (page.case.step == step or live.offer.kind == "anytime"):
        return live
    known = page.workflow.steps.get(step)
    if known is None:
        return live
    name = key.partition(".")[0]
    if name in known.actions:
        action = known.actions[name]
        offer = Offer("act", action.name, action.title, fields=(*known.form, *action.form))
        return Way(key, offer, action.title, _final(page, offer, step), gone=True)
    if known.ballot is not None and live is None:
        return Way(key, Offer("answer", key, key, fields=known.ballot.sheet), _("填写评议"), gone=True)
    return live


def key_of(offer: Offer) -> str:
    """The name of an offer in an address; one entered for somebody else names the seat."""
    if offer.kind == "answer_for" and offer.seat is not None:
        return f"{offer.title}.{offer.seat.id}"
    if offer.kind == "act" and offer.seat is not None:  # one of several parts that are the person's
        return f"{offer.name}.{offer.seat.id}"
    return offer.name


def _title(page: CasePage, offer: Offer) -> str:
    seat = offer.seat
    if offer.kind == "answer_for" and seat is not None:
        return _("替%(who)s填写评议", who=seat.row or page.people.get(seat.person) or seat.party or seat.group)
    if offer.kind == "answer":
        return _("填写评议")
    if offer.kind == "act" and seat is not None:
        return f"{offer.title}（{page.people.get(seat.person) or seat.unit}）"
    return {"claim": _("领取这件事"), "resume": _("恢复计时")}.get(offer.kind, offer.title)


def _final(page: CasePage, offer: Offer, step: str) -> bool:
    """Whether it issues a document, publishes, or ends the matter: such a form is read over before it counts."""
    if offer.kind != "act" or step not in page.workflow.steps:
        return False
    action = page.workflow.steps[step].actions[offer.name]
    ends = action.way is not None and action.way.to in page.workflow.outcomes
    return bool(action.effects.issue or action.effects.publish) or ends


def questions(service: StreetService, person: str, page: CasePage, way: Way) -> tuple[FormField, ...]:
    """The fields of an offer, and what its verb asks besides: to whom, and why."""
    return (*service.form(person, page.id, way.offer), *_besides(service, person, page.id, way.offer))


def _besides(service: StreetService, person: str, case_id: str, offer: Offer) -> Iterable[FormField]:
    if offer.verb == "transfer":
        yield FormField(Field(TO, "person", _("转给谁")), service.colleagues(person, case_id, offer))
        yield FormField(Field(REASON, "long_text", _("理由")))
    elif offer.verb == "copy":
        yield FormField(Field(TO, "person", _("抄送给谁"), many=True), service.colleagues(person, case_id, offer))
        yield FormField(Field(REASON, "long_text", _("说明"), optional=True))
    elif offer.verb == "pause":
        yield FormField(Field(CAUSE, "choice", _("暂停事由")), tuple(Choice(one, one) for one in offer.reasons))
    elif offer.verb == "urge":
        yield FormField(Field(REASON, "long_text", _("想说的话"), optional=True))
    elif offer.verb in ("add", "drop"):
        title = _("加谁") if offer.verb == "add" else _("减谁")
        yield FormField(Field(TO, "person", title, many=offer.verb == "add"), service.colleagues(person, case_id, offer))
        yield FormField(Field(REASON, "long_text", _("理由")))
    elif offer.verb == "extend":
        yield FormField(Field(UNTIL, "date", _("延到哪天"), note=_("最晚%(day)s。", day=offer.until)))
        yield _why(offer)
    elif offer.verb == "merge":
        yield FormField(Field(INTO, "text", _("并入哪一件"), note=_("写那一件的编号。")))
        yield FormField(Field(REASON, "long_text", _("理由")))
    elif offer.verb == "correct" or offer.kind in ("reopen", "unmerge", "decline"):
        yield FormField(Field(REASON, "long_text", _("理由")))
    elif offer.kind == "approve":
        yield FormField(Field(REASON, "long_text", _("意见"), optional=True))


def _why(offer: Offer) -> FormField:
    """The reason: one of those the method lists, or in words."""
    if offer.reasons:
        return FormField(Field(REASON, "choice", _("事由")), tuple(Choice(one, one) for one in offer.reasons))
    return FormField(Field(REASON, "long_text", _("理由")))


def command_of(offer: Offer, raw: Mapping[str, Any], visit: int) -> Command:
    """The command for what was typed."""
    names = {field.name for field in offer.fields}
    values = {name: value for name, value in raw.items() if name in names}
    reason = str(raw.get(CAUSE) or raw.get(REASON) or "")
    if offer.kind == "act":
        return Act(offer.name, values, visit, offer.seat.id if offer.seat is not None else "")
    if offer.kind in ("approve", "decline"):
        return Approve("approve" if offer.kind == "approve" else "decline", offer.seat.group if offer.seat is not None else "", reason)
    if offer.kind == "reopen":
        return Reopen(reason)
    if offer.kind == "unmerge":
        return Unmerge(reason)
    if offer.kind in ("answer", "answer_for"):
        return Answer(values, offer.seat.id if offer.kind == "answer_for" and offer.seat is not None else "")
    if offer.kind == "claim":
        return Claim(offer.seat.id if offer.seat is not None else "")
    if offer.kind == "resume":
        return Resume()
    to = raw.get(TO) or raw.get(INTO) or ()
    return Anytime(offer.name, values, (to,) if isinstance(to, str) else tuple(to), reason, str(raw.get(UNTIL) or ""))


def read_back(widget: Widget) -> str:
    """A filled field in words, for reading over before it is handed in."""
    titles = {choice.value: choice.title for _group, choices in widget.groups for choice in choices}
    if widget.kept:
        return "、".join(str(file.get("name", "")) for _token, file in widget.kept)
    if isinstance(widget.value, Mapping):
        return " ".join(str(one) for one in widget.value.values() if one)
    if isinstance(widget.value, list | tuple):
        return "、".join(titles.get(one, str(one)) for one in widget.value)
    return titles.get(widget.value, str(widget.value or ""))
