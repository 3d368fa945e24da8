"""Why a command changes nothing, in words a clerk understands.

In: what stood in the way.  Out: `Refusal`s.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.case.events import Refusal
from engine.case.forms import Problems
from engine.case.seats import holders
from engine.case.state import Case, Seat
from engine.directory import Directory
from engine.text import say


def closed(case: Case) -> Refusal:
    """The case has ended."""
    return Refusal("closed", say("这件事已经结了（{outcome}），不能再办。", "this matter is closed ({outcome}); nothing more can be done.",
                                 outcome=case.outcome))


def moved_on(case: Case) -> Refusal:
    """Somebody else was faster."""
    return Refusal("moved-on", say("别人已经先办了，这件事现在到了「{step}」。您填的内容没有丢，请刷新后再看要不要办。",
                                   "somebody else was faster: the matter is now at “{step}”. What you wrote is kept; reload and see.",
                                   step=case.step))


def no_such_action(case: Case, name: str, known: Iterable[str]) -> Refusal:
    """The step offers nothing of this name."""
    return Refusal("no-action", say("「{step}」这一环节没有「{name}」这个动作，可以办：{known}", "step “{step}” has no action “{name}”; it has: {known}",
                                    step=case.step, name=name, known="、".join(known)))


def not_yours(seats: Iterable[Seat], directory: Directory) -> Refusal:
    """It is somebody else's turn."""
    names = [directory.call(person) for seat in seats for person in holders(seat, directory)]
    names += [seat.party for seat in seats if seat.party]
    who = "、".join(dict.fromkeys(names)) or "（还没有人）"
    return Refusal("not-yours", say("现在不该您办，该办的是：{who}", "it is not your turn; it is the turn of: {who}", who=who))


def taken(seat: Seat, directory: Directory) -> Refusal:
    """Somebody has claimed it."""
    return Refusal("taken", say("{who}已经领了这件事", "{who} has already claimed it", who=directory.call(seat.person)))


def recused(name: str) -> Refusal:
    """The actor must keep out."""
    return Refusal("recused", say("您办过「{name}」，这一步要回避", "you took part in “{name}” and must keep out of this step", name=name))


def not_now(what: str, why_zh: str, why_en: str) -> Refusal:
    """The action is not offered as things stand."""
    return Refusal("not-now", say("现在不能「{what}」：{zh}", "“{what}” cannot be done now: {en}", what=what, zh=why_zh, en=why_en))


def form(problems: Problems) -> Refusal:
    """Something in the form must be mended."""
    zh = "；".join(text.zh for _, text in problems)
    en = "; ".join(text.en for _, text in problems)
    return Refusal("form", say("有{n}处要改：{zh}", "{n} thing(s) to mend: {en}", n=len(problems), zh=zh, en=en), tuple(problems))
