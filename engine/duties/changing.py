"""What may be arranged about an occasion beforehand: a stand-in, another day, being excused; always with a reason.

In: an occasion, a command, and what a decision may look at.  Out: events, or a refusal that says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine.case import Event, Refusal
from engine.directory import Directory
from engine.duties.occasions import Occasion, Rules
from engine.duties.owed import Owed
from engine.duties.people import approvers, arrangers, responsible, stand_ins
from engine.model.duty import Change as Kind
from engine.model.duty import Duty
from engine.text import Text, say

_ONE = timedelta(days=1)
_WORDS: dict[Kind, Text] = {"substitute": Text("请人代替", "a stand-in"), "move": Text("改期", "another day"), "excuse": Text("免除", "being excused")}


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody else goes."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """It is done on another day."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """It need not be done this time."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Consent to a change that was asked for, or refuse it."""

    agree: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerJoin:
    """Take the day of the obligation this one moves with, or keep the own day."""

    agree: bool


Change = Substitute | Move | Excuse | AnswerRequest | AnswerJoin


@dataclass(frozen=True, slots=True)
class Desk:
    """What a decision looks at: the moment, who acts, the rules of the day, the directory, and the day the next is due."""

    now: datetime
    actor: str
    rules: Rules
    directory: Directory
    following: str = ""


def change(owed: Owed, command: Change, desk: Desk) -> Sequence[Event] | Refusal:
    """Carry out a command on an occasion that is still open."""
    duty = desk.rules.method.duties.get(owed.rule)
    if duty is None or owed.outcome:
        return Refusal("closed", say("这一次已经有结果了，不能再改。", "this time has been settled; nothing can be changed."))
    if isinstance(command, AnswerRequest):
        return _answer(owed, duty, command, desk)
    if isinstance(command, AnswerJoin):
        return _join(owed, duty, command, desk)
    return _asked(owed, duty, command, desk)


def offers(owed: Owed, desk: Desk) -> dict[Kind, Text | None]:
    """The changes that are written for the obligation, each with what stands in the way for whoever looks, if anything."""
    duty = desk.rules.method.duties.get(owed.rule)
    if duty is None or owed.outcome or duty.absence is None:
        return {}
    return {kind: refused.text if (refused := _may(owed, duty, kind, desk)) is not None else None for kind in duty.absence.allowed}


# --- asking -------------------------------------------------------------------------------------------------------------


def _asked(owed: Owed, duty: Duty, command: Substitute | Move | Excuse, desk: Desk) -> Sequence[Event] | Refusal:
    kind: Kind = "substitute" if isinstance(command, Substitute) else "move" if isinstance(command, Move) else "excuse"
    own_day = kind == "move" and not desk.rules.on_day(duty) and duty.anchor is None
    refused = _not_theirs(owed, desk) if own_day else _may(owed, duty, kind, desk)
    if refused is None and not command.reason.strip():
        refused = Refusal("form", say("请写明原因", "please give the reason"))
    if refused is None:
        refused = _fits(owed, duty, command, desk)
    if refused is not None:
        return refused
    body = {"change": kind, "reason": command.reason, "by": desk.actor, **_detail(command)}
    asks = not own_day and duty.absence is not None and duty.absence.approved_by
    if asks and desk.actor not in approvers(desk.rules.method, owed, desk.directory):
        return [_event("asked", body, desk)]
    return [_carried_out(owed, duty, body, desk)]


def _detail(command: Substitute | Move | Excuse) -> dict[str, str]:
    if isinstance(command, Substitute):
        return {"to": command.to}
    return {"day": command.day.isoformat()} if isinstance(command, Move) else {}


def _not_theirs(owed: Owed, desk: Desk) -> Refusal | None:
    if desk.actor in (owed.subject, *responsible(desk.rules.method, owed, desk.directory)):
        return None
    return Refusal("not-yours", say("这是{who}的事，要由本人安排", "this is for {who} to arrange", who=call(owed.subject, desk.directory)))


def _may(owed: Owed, duty: Duty, kind: Kind, desk: Desk) -> Refusal | None:
    absence = duty.absence
    if absence is None or kind not in absence.allowed:
        others = "、".join(_WORDS[one].zh for one in absence.allowed) if absence is not None else ""
        others_en = ", ".join(_WORDS[one].en for one in absence.allowed) if absence is not None else ""
        return Refusal("not-allowed", say(
            "「{duty}」不能{what}。{rest}", "“{duty}” does not allow {what}. {rest}", duty=duty.title, what=_WORDS[kind],
            rest=Text(f"可以：{others}。", f"It allows: {others_en}.") if others else Text("因故不能到时没有别的安排。", "It has no other arrangement.")))
    who = arrangers(desk.rules.method, owed, desk.directory)
    if desk.actor not in (*who, *approvers(desk.rules.method, owed, desk.directory)):
        names = [call(one, desk.directory) for one in who]
        return Refusal("not-yours", say("不能由您安排，可以安排的是：{who}", "this is not yours to arrange; it may be arranged by: {who}",
                                        who="、".join(names) or "（还没有人）"))
    if owed.request:
        return Refusal("waiting", say("已经提过「{what}」，正等批准", "“{what}” was asked for and waits for consent", what=_WORDS[owed.request["change"]]))
    latest = _latest(owed, duty, desk)
    if latest is not None and desk.now > latest:
        return Refusal("too-late", say("最迟要在{latest}前提出，现在过了时间", "it had to be asked by {latest}; it is too late now",
                                       latest=f"{latest:%Y-%m-%d %H:%M}"))
    return None


def _latest(owed: Owed, duty: Duty, desk: Desk) -> datetime | None:
    span = desk.rules.span(duty.absence.latest) if duty.absence is not None else None
    due = datetime.fromisoformat(owed.due)
    return due if span is None else desk.rules.calendar.before(due, span, "none").at


def _fits(owed: Owed, duty: Duty, command: Substitute | Move | Excuse, desk: Desk) -> Refusal | None:
    if isinstance(command, Substitute):
        return _stands_in(owed, duty, command.to, desk)
    return _free_day(owed, command.day, desk) if isinstance(command, Move) else None


def _stands_in(owed: Owed, duty: Duty, to: str, desk: Desk) -> Refusal | None:
    able = stand_ins(desk.rules.method, owed, desk.directory)
    if to in able:
        return None
    known = [call(one, desk.directory) for one in able]
    return Refusal("form", say("请选另一位{role}代替：{known}", "choose another holder of {role} to stand in: {known}", role=duty.who,
                               known="、".join(known) or "（没有别的人）"))


def _free_day(owed: Owed, day: date, desk: Desk) -> Refusal | None:
    """Another day lies ahead, and before the next time is due or inside the period."""
    begin = desk.now.date() if desk.rules.on_day(desk.rules.method.duties[owed.rule]) else max(desk.now.date(), date.fromisoformat(owed.first))
    end = _last_free(owed, desk)
    if begin <= day <= end:
        return None
    return Refusal("form", say("改到的日子要在{begin}到{end}之间", "the new day must lie between {begin} and {end}",
                               begin=begin.isoformat(), end=end.isoformat()))


def _last_free(owed: Owed, desk: Desk) -> date:
    duty = desk.rules.method.duties[owed.rule]
    if desk.rules.on_day(duty):
        nominal = date.fromisoformat(owed.nominal)
        after = [one.planned for one in desk.rules.occasions(duty.name, nominal, nominal + timedelta(days=400)) if one.nominal > nominal]
        if after:
            return after[0] - _ONE
    return date.fromisoformat(owed.last)


# --- answering ----------------------------------------------------------------------------------------------------------


def _answer(owed: Owed, duty: Duty, command: AnswerRequest, desk: Desk) -> Sequence[Event] | Refusal:
    if not owed.request:
        return Refusal("not-now", say("现在没有要批准的事", "nothing waits for consent"))
    who = approvers(desk.rules.method, owed, desk.directory)
    if desk.actor not in who or desk.actor == owed.subject:
        return Refusal("not-yours", say("要由{who}批准", "{who} must consent", who="、".join(call(one, desk.directory) for one in who) or "（还没有人）"))
    if not command.agree:
        if not command.reason.strip():
            return Refusal("form", say("不同意要写明原因", "please say why not"))
        return [_event("request_refused", {"reason": command.reason, "by": desk.actor}, desk)]
    return [_carried_out(owed, duty, {**owed.request, "approved_by": desk.actor}, desk)]


def _join(owed: Owed, duty: Duty, command: AnswerJoin, desk: Desk) -> Sequence[Event] | Refusal:
    if not owed.proposal:
        return Refusal("not-now", say("现在没有要并到一起的日子", "no day is proposed now"))
    refused = _not_theirs(owed, desk)
    if refused is not None and desk.actor not in arrangers(desk.rules.method, owed, desk.directory):
        return refused
    day = owed.proposal["day"]
    if not command.agree:
        return [_event("join_declined", {"day": day, "by": desk.actor}, desk)]
    return [_event("moved", moved(owed, duty, date.fromisoformat(day), desk.rules, desk.now, "joined", owed.proposal["because"]), desk)]


def _carried_out(owed: Owed, duty: Duty, body: dict[str, Any], desk: Desk) -> Event:
    if body["change"] == "excuse":
        return _event("excused", body, desk)
    if body["change"] == "move":
        days = moved(owed, duty, date.fromisoformat(body["day"]), desk.rules, desk.now, "person", body["reason"])
        return _event("moved", {**days, **{key: body[key] for key in ("by_whom", "approved_by") if key in body}}, desk)
    again = _again(owed, [[timer.name, timer.at] for timer in owed.timers], desk.now)
    return _event("substituted", {**body, **again}, desk)


def moved(owed: Owed, duty: Duty, day: date, rules: Rules, now: datetime, by: str, reason: str) -> dict[str, Any]:
    """The body of a `moved` event: the day as somebody has set it, with everything that hangs on it."""
    if rules.on_day(duty) or duty.anchor is not None:
        last = day if duty.never_empty or duty.anchor is not None else max(date.fromisoformat(owed.last), day)
        first = day if duty.anchor is None else min(date.fromisoformat(owed.first), day)
        one = Occasion(owed.key, date.fromisoformat(owed.nominal), day, first, last, last, (), False)
    else:
        one = Occasion(owed.key, date.fromisoformat(owed.nominal), day, date.fromisoformat(owed.first), date.fromisoformat(owed.last),
                       date.fromisoformat(owed.until), (), False)
    days = rules.days(duty.name, one)
    return {**days, **_again(owed, days["timers"], now, new_day=days["planned"] != owed.planned), "by": by, "reason": reason}


def _again(owed: Owed, timers: Sequence[Sequence[str]], now: datetime, *, new_day: bool = True) -> dict[str, Any]:
    """The timers after a change: what is to be told is told at once when its time is past, reminders that are past rest."""
    moment = now.isoformat()
    made = [[name, max(at, moment) if name == "announce" else at] for name, at in timers]
    kept = "announce" in owed.fired and not new_day
    fired = [name for name, at in made if (name == "announce" and kept) or (name != "announce" and at < moment and name != "close")]
    return {"timers": made, "fired": fired}


def replanned(owed: Owed, days: Mapping[str, Any], now: datetime, reason: str) -> dict[str, Any]:
    """The body of a `moved` event when calendar, parameters or an anchor changed; what has been told is told anew."""
    again = _again(owed, days["timers"], now, new_day=days["planned"] != owed.planned or days["hour"] != owed.hour)
    return {**{name: days[name] for name in ("planned", "first", "last", "until", "due", "hour", "provisional", "working")}, **again,
            "by": "", "reason": reason}


def call(who: str, directory: Directory) -> str:
    """The name of a person or unit."""
    return directory.call(who) if who in directory.people else directory.call_unit(who)


def _event(type_: str, body: dict[str, Any], desk: Desk) -> Event:
    return Event(type_, body, desk.now.isoformat(), desk.actor)
