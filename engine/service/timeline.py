"""What happened to a case, in sentences.

In: events.  Out: entries for those who work on it, and plainer ones for residents, without names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from engine.case import Case
from engine.filling import show_moment
from engine.model import Field, Workflow
from engine.service.access import shown
from engine.service.ballot_timeline import BallotTelling
from engine.service.beyond_timeline import BeyondTelling
from engine.service.service import Service
from engine.service.views import Entry, Shown
from engine.store import events_of as stored_events
from engine.text import Text, say


@dataclass(frozen=True, slots=True)
class Happened:
    """One stored event."""

    seq: int
    at: str
    actor: str
    type: str
    body: Mapping[str, Any]


def events_of(service: Service, case: str) -> list[Happened]:
    """Every event of a case, in order."""
    return [Happened(*row) for row in stored_events(service.store, case)]


class Telling(BallotTelling, BeyondTelling):
    """Tells one case's events."""

    def __init__(self, service: Service, case: Case, workflow: Workflow) -> None:
        self.service, self.case, self.workflow = service, case, workflow
        self.directory = service.directory()
        sheets = {field.name: field for step in workflow.steps.values() if step.ballot for field in step.ballot.sheet}
        notes = {field.name: field for one in workflow.anytime.values() for field in one.form}
        self.fields: dict[str, Field] = {**notes, **sheets, **workflow.all_fields()}

    def who(self, actor: str) -> str:
        """An actor's name."""
        words = {"system": "系统", "public": "群众", "party": "当事人"}
        return words.get(actor) or self.directory.call(actor)

    def people(self, accounts: list[str]) -> str:
        """Several names."""
        return "、".join(self.who(one) for one in accounts)

    def values(self, kept: Mapping[str, Any]) -> tuple[Shown, ...]:
        """Values with their labels; private ones masked."""
        return tuple(shown(self.service, self.fields[name], value) for name, value in kept.items() if name in self.fields)

    def entry(self, event: Happened) -> Entry | None:
        """One event as those who work on the case read it; None for what only the engine needs."""
        tell = getattr(self, f"_{event.type}", None)
        if tell is None:
            return None
        made = tell(event.body, event)
        if made is None:
            return None
        text, kept, note = made
        return Entry(datetime.fromisoformat(event.at), self.who(event.actor), text, event.type, self.values(kept), note)

    def _opened(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        channel = f"（{body['channel']}）" if body.get("channel") else ""
        return say("提出，编号 {n}{c}", "entered as {n}{c}", n=body["number"], c=channel), {}, ""

    def _entered(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        words = {"next": say("到了「{s}」", "reached “{s}”", s=body["step"]),
                 "back": say("退回「{s}」重办：{b}", "went back to “{s}”: {b}", s=body["step"], b=body.get("back", "")),
                 "return": say("退单，回到「{s}」", "was returned to “{s}”", s=body["step"]),
                 "take_back": say("拿回到「{s}」", "was taken back to “{s}”", s=body["step"]),
                 "unmerge": say("单独办理，回到「{s}」", "goes on by itself at “{s}”", s=body["step"])}
        return words[body["kind"]], {}, ""

    def _acted(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        step = self.workflow.steps.get(body["step"])
        action = step.actions.get(body["action"]) if step else None
        said = say("{step}：{action}", "{step}: {action}", step=body["step"], action=action.title if action else body["action"])
        return said, body["values"], self._instead(body)

    def _instead(self, body: Mapping[str, Any]) -> str:
        """For whom somebody acted who is away."""
        return f"代{self.who(body['for'])}办" if body.get("for") else ""

    def _returned(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        step = self.workflow.steps.get(body["step"])
        action = step.actions.get(body["action"]) if step else None
        return say("{step}：{action}（退回自己这一份）", "{step}: {action} (gave the own part back)", step=body["step"],
                   action=action.title if action else body["action"]), body["values"], ""

    def _names(self, seats: list[Mapping[str, Any]]) -> str:
        return "、".join(self.who(seat["person"]) if seat.get("person") else self.directory.call_unit(seat.get("unit", "")) for seat in seats)

    def _added(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("加{who}一起办", "added {who}", who=self._names(body["seats"])), {}, body.get("reason", "")

    def _dropped(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        seat = self.case.seats.get(body["seat"])
        names = self._names([{"person": seat.person, "unit": seat.unit}]) if seat else ""
        return say("{who}不用再办", "{who} need not act any more", who=names), {}, body.get("reason", "")

    def _assigned(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        ways = {"in_turn": say("轮到{who}办", "it is {who}'s turn", who=self.who(body["person"])),
                "least_busy": say("{who}手上的事最少，由{who}办", "{who} has the least to do", who=self.who(body["person"])),
                "random": say("随机定为{who}办", "{who} was chosen by chance", who=self.who(body["person"]))}
        return ways[body["how"]], {}, ""

    def _asked(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("提出「{n}」，延到 {d}", "asked for “{n}” until {d}", n=body["name"], d=body["until"]), {}, body["reason"]

    def _approved(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("批准了「{n}」", "approved “{n}”", n=body["name"]), {}, body["reason"]

    def _declined(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("没有批准「{n}」", "declined “{n}”", n=body["name"]), {}, body["reason"]

    def _clock_set(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        due = show_moment(datetime.fromisoformat(body["clock"]["due"]))
        return say("期限改为 {d}", "now due {d}", d=due), {}, body["reason"]

    def _reopened(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("重新办理（原来是：{o}）", "begins again (it had ended: {o})", o=body["outcome"]), {}, body["reason"]

    def _merged(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("并入{n}一起办", "merged into {n}", n=body["into"]["number"]), {}, body["reason"]

    def _unmerged(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("撤销并单，不再和{n}一起办", "taken out of {n} again", n=body["was"]["number"]), {}, body["reason"]

    def _absorbed(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("{n}并进来一起办", "{n} was merged into this matter", n=body["number"]), {}, ""

    def _released(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("{n}撤出去单独办", "{n} was taken out again", n=body["number"]), {}, ""

    def _claimed(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("领取了这件事", "claimed the matter"), {}, ""

    def _transferred(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("转给{to}办理", "handed over to {to}", to=self.who(body["to"])), {}, body.get("reason", "")

    def _repaired(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("管理员指定{to}办理", "an administrator gave it to {to}", to=self.who(body["to"])), {}, body.get("reason", "")

    def _voted(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        if body.get("for"):
            whom = self.who(body["for"]) if body["for"] in self.directory.people else body["for"]
            return say("替{who}登记了评议", "entered an answer for {who}", who=whom), body["sheet"], ""
        return say("评议（{group}）", "answered ({group})", group=body["group"]), body["sheet"], ""

    def _tallied(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        result = "成立" if body["quorate"] else "没有成立"
        return say("「{s}」评议{r}：请了{i}人，评了{a}人", "ballot “{s}”: {a} of {i} answered", s=body["step"], r=result, i=body["invited"],
                   a=body["answered"]), {}, ""

    def _routed(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        note = "，".join(f"{name} = {self._called(name, value)}" for name, value in body["read"].items() if value)
        return say("按规则分流：{t}", "routed by the rules: {t}", t=body["title"]), {}, note

    def _called(self, name: str, value: str) -> str:
        """What a route read, as people call it: an account by its name."""
        field = self.fields.get(name)
        if field is None or field.kind not in ("person", "unit"):
            return value
        return self.who(value) if field.kind == "person" else self.directory.call_unit(value)

    def _told(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        whom = [*([self.people(body["to"])] if body["to"] else []), *([str(body["party"])] if body.get("party") else [])]
        return say("知会{who}", "told {who}", who="、".join(whom)), body["values"], body.get("cause", "")

    def _issued(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("出具《{d}》，编号 {n}", "issued 《{d}》 no. {n}", d=body["document"], n=body["number"]), {}, ""

    def _published(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("在「{b}」公示", "published on “{b}”", b=body["board"]), {}, ""

    def _noted(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("{name}", "{name}", name=body["name"]), body["values"], ""

    def _urged(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("催办{who}", "urged {who}", who=self.people(body["to"])), {}, body.get("reason", "")

    def _copied(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        return say("抄送{who}", "copied to {who}", who=self.people(body["to"])), {}, body.get("reason", "")

    def _clock_started(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        due = show_moment(datetime.fromisoformat(body["clock"]["due"]))
        return say("「{s}」的时限到 {d}", "“{s}” is due {d}", s=body["clock"]["step"], d=due), {}, ""

    def _clock_paused(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        until = show_moment(datetime.fromisoformat(body["until"]))
        return say("暂停计时，最迟到 {u} 恢复", "the clock is paused until {u} at the latest", u=until), {}, body.get("reason", "")

    def _clock_resumed(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        due = show_moment(datetime.fromisoformat(body["clock"]["due"]))
        return say("恢复计时，新的期限 {d}", "the clock runs again, now due {d}", d=due), {}, ""

    def _clock_moved(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        due = show_moment(datetime.fromisoformat(body["clock"]["due"]))
        return say("日历更新，期限改为 {d}", "the calendar changed, now due {d}", d=due), {}, ""

    def _rung_fired(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str] | None:
        if body["rung"] in ("tally", "resume"):
            return None
        late = event.at >= body["due"]
        return (say("「{s}」已到期限", "“{s}” has passed its deadline", s=body["step"]) if late else
                say("「{s}」快到期了，提醒", "“{s}” is due soon", s=body["step"])), {}, ""

    def _corrected(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        name = body["field"]
        was = self.values({name: body["was"]})[0].text if body.get("was") is not None and name in self.fields else Text("没有填", "not filled")
        return say("更正了「{f}」，原来是：{was}", "corrected “{f}”, which was: {was}", f=name, was=was), {name: body["value"]}, body["reason"]

    def _closed(self, body: Mapping[str, Any], event: Happened) -> tuple[Text, Mapping[str, Any], str]:
        outcome = self.workflow.outcomes.get(body["outcome"])
        return say("结束：{o}", "ended: {o}", o=outcome.title if outcome else body["outcome"]), {}, ""


_LEADS = ("opened", "acted", "noted", "voted", "transferred", "repaired", "urged", "copied", "clock_paused", "clock_resumed", "claimed",
          "rung_fired", "returned", "added", "dropped", "asked", "approved", "declined", "corrected", "reopened", "merged", "unmerged", "absorbed",
          "released")


def gathered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What one person did in one moment as one entry: what they did, and below it what followed."""
    return tuple(_one_entry(list(group)) for _, group in groupby(entries, key=lambda entry: (entry.at, entry.who)))


def _one_entry(group: list[Entry]) -> Entry:
    first = min(group, key=lambda entry: _LEADS.index(entry.kind) if entry.kind in _LEADS else len(_LEADS))
    rest = [entry for entry in group if entry is not first]
    also = tuple(say("{what}（{note}）", "{what} ({note})", what=entry.what, note=entry.note) if entry.note else entry.what for entry in rest)
    return replace(first, also=tuple(dict.fromkeys(also)))


def for_residents(telling: Telling, event: Happened) -> Entry | None:
    """One event as a resident reads it: what they were told, where it stands, how it ended; no names."""
    at, body = datetime.fromisoformat(event.at), event.body
    if event.type == "opened":
        return Entry(at, "", say("您的诉求已登记，编号 {n}", "your matter was entered as {n}", n=body["number"]), event.type)
    if event.type == "reopened":
        return Entry(at, "", say("重新办理", "your matter is handled again"), event.type)
    if event.type == "entered" and body["kind"] in ("next", "back"):
        again = body["kind"] == "back"
        text = say("退回重新办理", "sent back to be handled again") if again else say("进入「{s}」", "now at “{s}”", s=body["step"])
        return Entry(at, "", text, event.type)
    if event.type == "told" and body.get("party"):
        return Entry(at, "", say("告知您：{c}", "you were told: {c}", c=body["cause"]), event.type, telling.values(body["values"]))
    if event.type == "voted" and body["group"] and telling.case.seats.get(body["seat"]) is not None and not body.get("for"):
        return None
    if event.type == "clock_paused":
        return Entry(at, "", say("计时暂停：{r}", "the clock is paused: {r}", r=body.get("reason", "")), event.type)
    if event.type == "closed":
        outcome = telling.workflow.outcomes.get(body["outcome"])
        return Entry(at, "", say("办理结束：{o}", "ended: {o}", o=outcome.title if outcome else body["outcome"]), event.type)
    return None
