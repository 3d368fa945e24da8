"""From what a story says somebody does to a command.

In: a beat and the stage.  Out: the actor's account and the command, or what in the beat cannot be understood.
"""

from __future__ import annotations

from engine.case import PARTY, PUBLIC, Act, Answer, Anytime, Case, Claim, Command, Open, Repair, Resume
from engine.filling import PRIVATE_KEY
from engine.scenarios.reading import Beat
from engine.scenarios.stage import Stage
from engine.text import Text, say

OPEN, CLAIM, ANSWER, RESUME, REPAIR = ({"登记", "open"}, {"领取", "claim"}, {"评", "answer"}, {"恢复", "resume"},
                                       {"指定办理人", "repair"})
RESIDENT = {"群众": PUBLIC, "public": PUBLIC, "公众": PUBLIC, "诉求人": PARTY, "当事人": PARTY, "party": PARTY}


def opens(beat: Beat) -> bool:
    """Whether a beat begins a case."""
    return beat.doing in OPEN


def who(beat: Beat, stage: Stage) -> str | Text:
    """The account of whoever acts; a resident in an open case is its party."""
    if beat.actor in RESIDENT:
        return PUBLIC if opens(beat) else PARTY
    account = stage.street.directory.named(beat.actor)
    if account is not None:
        return account
    return say("街道文件里没有叫「{name}」的人，或者不止一个（不止一个时写帐号）",
               "nobody, or more than one, is called “{name}” in the street's file (write the account then)", name=beat.actor)


def command_of(beat: Beat, name: str, stage: Stage) -> Command | Text:
    """The command a beat means; a word that is no action of the step is tried as one, and refused by the case."""
    values = dict(beat.fill or {})
    if opens(beat):
        return _open(beat, name, stage)
    case = stage.cases.get(name)
    if case is None:
        return say("还没有登记「{name}」这一件", "the case “{name}” has not been entered yet", name=name or beat.doing)
    flow = stage.method.workflows[case.workflow]
    step = flow.steps.get(case.step)
    if step is not None and beat.doing in step.actions:
        return Act(beat.doing, values)
    if beat.doing in flow.anytime:
        return Anytime(beat.doing, values, (beat.to,) if beat.to else (), beat.reason)
    if beat.doing in CLAIM:
        return Claim()
    if beat.doing in ANSWER:
        return Answer(values, _seat(beat.proxy, case, stage))
    if beat.doing in RESUME:
        return Resume()
    if beat.doing in REPAIR:
        return _repair(beat, case, stage)
    return Act(beat.doing, values)


def _open(beat: Beat, name: str, stage: Stage) -> Command | Text:
    flows = stage.method.workflows
    workflow = beat.workflow or (next(iter(flows)) if len(flows) == 1 else "")
    if workflow not in flows:
        return say("登记时要写「流程」，可以写：{known}", "say which workflow is opened: {known}", known="、".join(flows))
    return Open(f"case-{name or 1}", workflow, beat.unit or stage.street.root, dict(beat.fill or {}), beat.channel)


def _seat(proxy: str, case: Case, stage: Stage) -> str:
    """Whose seat an answer is entered for: a group, a person, or a person of the case by name."""
    if not proxy or any(seat.group == proxy for seat in case.seats.values()):
        return proxy
    for seat in case.seats.values():
        kept = case.data.get(seat.party) if seat.party else None
        party = stage.vault.get(kept[PRIVATE_KEY]) if isinstance(kept, dict) and PRIVATE_KEY in kept else kept
        if seat.party and (proxy in RESIDENT or proxy == seat.party or (isinstance(party, dict) and party.get("name") == proxy)):
            return seat.party
    return stage.street.directory.named(proxy) or proxy


def _repair(beat: Beat, case: Case, stage: Stage) -> Command:
    seat = next((seat.id for seat in case.open_seats() if seat.kind == "lead"), "")
    return Repair(seat, stage.street.directory.named(beat.to) or beat.to, beat.reason)
