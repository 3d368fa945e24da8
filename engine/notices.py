"""What people are told outside the pages: by which channels, in which words, at which hours.

In: a street's settings, an audience, a kind of notice, facts.  Out: a subject and a text, and the first moment it may
be sent at.  Nothing here sends anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from engine.calendar import Calendar
from engine.text import Lang, Text

Audience = Literal["staff", "party"]
Address = Literal["phone", "email", "none"]
Hours = Literal["any", "office"] | tuple[time, time]

# The facts a wording may name, in Chinese and in English.  A resident's own name and number are read when it is sent.
FACTS: Mapping[str, str] = {
    "街道": "street", "姓名": "name", "编号": "number", "事由": "headline", "流程": "workflow", "单位": "unit", "环节": "step",
    "期限": "due", "结果": "outcome", "承诺日期": "promised", "内容": "content", "理由": "reason", "名目": "cause"}
# What residents are told of a result depends on what it means to them.
SENSES: Mapping[str, str] = {"satisfied": "solved", "understood": "solved", "unjudged": "solved", "not_yet": "not_yet", "cannot": "cannot",
                             "declined": "declined", "recorded": "solved"}

DEFAULTS: Mapping[Audience, Mapping[str, Text]] = {
    "staff": {
        "task": Text("{姓名}您好：{编号}「{事由}」到了「{环节}」，请您办理[，{期限}前办好]。",
                     "{name}: {number} “{headline}” is at “{step}” and waits for you[; please finish by {due}]."),
        "answer": Text("{姓名}您好：{编号}「{事由}」请您评一评[，{期限}前都可以]。",
                       "{name}: please give your opinion on {number} “{headline}”[, until {due}]."),
        "reminder": Text("{姓名}您好：{编号}「{事由}」的「{环节}」快到期了[，期限是{期限}]，请抓紧办。",
                         "{name}: “{step}” of {number} “{headline}” is due soon[, at {due}]."),
        "overdue": Text("{姓名}您好：{编号}「{事由}」的「{环节}」已经过了期限[（{期限}）]，请尽快办，或者说明原因。",
                        "{name}: “{step}” of {number} “{headline}” has passed its deadline[ ({due})]. Please act, or say why it takes longer."),
        "urged": Text("{姓名}您好：有人催办{编号}「{事由}」[：{理由}]。", "{name}: {number} “{headline}” is urged[: {reason}]."),
        "copied": Text("{姓名}您好：{编号}「{事由}」抄送给您[：{理由}]。", "{name}: {number} “{headline}” was copied to you[: {reason}]."),
        "told": Text("{姓名}您好：{编号}「{事由}」有新情况[（{名目}）][。{内容}]。", "{name}: news of {number} “{headline}”[ ({cause})][. {content}]."),
        "owed": Text("{姓名}您好：{内容}[，期限是{期限}]。", "{name}: {content}[, due {due}]."),
        "to_sign": Text("{姓名}您好：{内容}[，{名目}]，请您看一看。", "{name}: {content}[: {cause}]. Please look at it."),
        "result": Text("{姓名}您好：{内容}[，{名目}][，{期限}前可以申辩]。", "{name}: {content}[: {cause}][; you may answer it until {due}]."),
        "board": Text("{姓名}您好：{内容}。", "{name}: {content}."),
        "test": Text("这是{街道}发出的测试消息，收到说明这条渠道能用。", "This is a test message from {street}: the channel works.")},
    "party": {
        "told": Text("{姓名}您好：您反映的「{事由}」（编号{编号}）有新进展[：{内容}]。想看详细情况，请用编号和查询码查询。",
                     "{name}: there is news of your matter “{headline}” ({number})[: {content}]. Look it up with its number and code."),
        "answer": Text("{姓名}您好：您反映的「{事由}」（编号{编号}）有了结果，想听听您满意不满意。请用编号和查询码打开评价[，{期限}前都可以]。",
                       "{name}: there is a result of your matter “{headline}” ({number}). Please say whether you are content: open it with its number "
                       "and code[, until {due}]."),
        "solved": Text("{姓名}您好：您反映的「{事由}」（编号{编号}）已经办好[：{内容}]。谢谢您告诉我们；如果又有问题，请随时再反映。",
                       "{name}: your matter “{headline}” ({number}) has been settled[: {content}]. Thank you for telling us; "
                       "should it come back, please tell us again."),
        "not_yet": Text("{姓名}您好：您反映的「{事由}」（编号{编号}）眼下还办不成[：{内容}]。[我们记着这件事，{承诺日期}再接着办，]有进展会告诉您，请您谅解。",
                        "{name}: your matter “{headline}” ({number}) cannot be settled just now[: {content}]. [We will take it up again on {promised}. ]"
                        "We will tell you when there is news."),
        "cannot": Text("{姓名}您好：您反映的「{事由}」（编号{编号}），我们尽力办过，还是解决不了[：{内容}]。"
                       "请您谅解；想当面问清楚，请到{单位}来，我们给您解释。",
                       "{name}: we have tried, and your matter “{headline}” ({number}) cannot be solved[: {content}]. We are sorry; "
                       "come to {unit} and we will explain."),
        "declined": Text("{姓名}您好：您反映的「{事由}」（编号{编号}），这里没有受理[：{内容}]。不清楚该找哪里，请到{单位}问，我们帮您指路。",
                         "{name}: your matter “{headline}” ({number}) was not accepted here[: {content}]. Ask at {unit} where it belongs; we will help."),
        "board": Text("{姓名}您好：{内容}。", "{name}: {content}."),
        "test": Text("这是{街道}发出的测试消息，收到说明这条渠道能用。", "This is a test message from {street}: the channel works.")}}
MOST_HELD = 60  # days that something may wait for office hours
_FACT, _OPTIONAL = re.compile(r"\{([^{}]*)\}"), re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Http:
    """A plain call to a gateway: `{address}`, `{text}`, `{subject}` and `{secret.NAME}` are put in; `accepted` is a piece of the
    answer that says the gateway took it."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: bool = False
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out: a service that Apprise knows, by its address line, or a gateway; `to` is the address it needs."""

    name: str
    to: Address
    service: str = ""
    http: Http | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of notice goes out to an audience; None takes what holds for the audience."""

    text: Text
    by: tuple[str, ...] | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How an audience is told: by which channels, when, in which language, and what differs by kind."""

    by: tuple[str, ...] = ()
    hours: Hours = "any"
    lang: Lang = "zh"
    kinds: Mapping[str, Wording] = field(default_factory=dict)

    def channels(self, kind: str) -> tuple[str, ...]:
        """By which channels a kind goes out."""
        own = self.kinds.get(kind)
        return self.by if own is None or own.by is None else own.by

    def hours_of(self, kind: str) -> Hours:
        """When a kind may go out."""
        own = self.kinds.get(kind)
        return self.hours if own is None or own.hours is None else own.hours


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything a street has set about notices; nothing set means that everything stays in the pages."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    staff: Telling = Telling()
    party: Telling = Telling()

    def of(self, audience: Audience) -> Telling:
        """What holds for an audience."""
        return self.staff if audience == "staff" else self.party

    def compose(self, audience: Audience, kind: str, facts: Mapping[str, str]) -> str:
        """The text of a notice in the audience's language; facts are by their Chinese names."""
        telling = self.of(audience)
        own = telling.kinds.get(kind)
        wording = own.text.to(telling.lang) if own is not None else ""
        return fill(wording or DEFAULTS[audience].get(kind, DEFAULTS[audience]["told"]).to(telling.lang), facts)


NO_NOTICES = Notices()


def named_facts(wording: str) -> Iterator[str]:
    """What a wording names, known or not."""
    return (found[1].strip() for found in _FACT.finditer(wording))


def is_fact(name: str) -> bool:
    """Whether a wording may name this."""
    return name in FACTS or name in FACTS.values()


def fill(wording: str, facts: Mapping[str, str]) -> str:
    """Put facts in; a part in brackets is left out when a fact in it is not there.

    >>> fill("{编号}请办[，{期限}前办好]。", {"编号": "2026-0001"}), fill("{number}[, by {due}].", {"编号": "1", "期限": "5月1日"})
    ('2026-0001请办。', '1, by 5月1日.')
    """
    known = {**facts, **{FACTS[name]: value for name, value in facts.items() if name in FACTS}}

    def optional(part: re.Match[str]) -> str:
        return part[1] if all(known.get(name) for name in named_facts(part[1])) else ""

    return put_in(_OPTIONAL.sub(optional, wording), lambda name: known.get(name, ""))


def put_in(text: str, value: Callable[[str], str]) -> str:
    """Replace each `{name}`."""
    return _FACT.sub(lambda found: value(found[1].strip()), text)


def allowed_from(hours: Hours, calendar: Calendar, moment: datetime) -> datetime:
    """The first moment from `moment` on at which something may be sent."""
    if hours == "any":
        return moment
    for days in range(MOST_HELD):
        day = (moment + timedelta(days=days)).date()
        for opens, closes in _periods(hours, calendar, day):
            first = max(moment, datetime.combine(day, opens, moment.tzinfo))
            if first < datetime.combine(day, closes, moment.tzinfo):
                return first
    return moment


def _periods(hours: Hours, calendar: Calendar, day: date) -> tuple[tuple[time, time], ...]:
    if isinstance(hours, tuple):
        return (hours,)
    return calendar.office_hours(day) if calendar.is_working(day) else ()
