"""What people are said to do with cases: enter, claim, answer, resume, give a stuck task to somebody.

In: somebody's turn.  Out: a command carried out.  The actions of a step and what may be done at any time are meant by
their own names, which come before these words.
"""

from __future__ import annotations

from typing import Any

from engine.case import PARTY, PUBLIC, Act, Answer, Anytime, Case, Claim, Command, Repair, Resume
from engine.case.world import SYSTEM
from engine.model import Workflow
from engine.scenarios.reading import Beat
from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import BY_GROUP, DOINGS, OPENING, Misread, Turn, doing
from engine.text import say

_RESIDENT = {"群众", "public", "公众", "诉求人", "当事人", "party"}
_SYSTEM = {"系统", "system"}


def who(beat: Beat, stage: Stage) -> str:
    """The account of whoever acts; a resident in an open case is its party."""
    if beat.actor in _RESIDENT or beat.doing in BY_GROUP:
        return PUBLIC if beat.doing in OPENING else PARTY
    if beat.actor in _SYSTEM:
        return SYSTEM
    account = stage.directory.named(beat.actor)
    if account is None:
        raise Misread(say("街道文件里没有叫「{name}」的人，或者不止一个（不止一个时写帐号）",
                          "nobody, or more than one, is called “{name}” in the street's file (write the account then)", name=beat.actor))
    return account


def take(turn: Turn) -> None:
    """Do what the beat says: a word that begins a case, an action of the case, a declared word, and what is none of these
    is tried as an action, so that the case itself refuses it."""
    word = turn.beat.doing
    own = _own_action(turn) if word not in OPENING else None
    if own is not None:
        _do(turn, own)
    elif word in DOINGS:
        DOINGS[word](turn)
    else:
        _do(turn, Act(word, _filled(turn)))


def shown_anytime(turn: Turn) -> str:
    """What may be done at any time and was meant by the beat, as `workflow.随时.name`, or ''."""
    case = turn.stage.case(turn.name) if turn.name in turn.stage.names else None
    if case is None or turn.beat.doing not in turn.stage.method_of(case).workflows[case.workflow].anytime:
        return ""
    return f"{case.workflow}.随时.{turn.beat.doing}"


def _own_action(turn: Turn) -> Command | None:
    if turn.name not in turn.stage.names:
        return None
    beat, case = turn.beat, turn.case
    flow = turn.stage.method_of(case).workflows[case.workflow]
    step = flow.steps.get(case.step)
    if step is not None and beat.doing in step.actions:
        return Act(beat.doing, _filled(turn, flow))
    if beat.doing in flow.anytime:
        return Anytime(beat.doing, _filled(turn, flow), turn.meant(), beat.reason, beat.until)
    return None


def _filled(turn: Turn, flow: Workflow | None = None) -> dict[str, Any]:
    """What is filled in; a field that chooses another case may name it as the story does."""
    fields, names = flow.all_fields() if flow is not None else {}, turn.stage.names
    found = dict(turn.beat.fill or {})
    for name in found.keys() & {field.name for field in fields.values() if field.kind == "case"}:
        value = found[name]
        found[name] = [names.get(str(one), one) for one in value] if isinstance(value, list) else names.get(str(value), value)
    return found


def _do(turn: Turn, command: Command) -> None:
    turn.stage.service.do(turn.actor, turn.case.id, command)


# --- words of their own ---------------------------------------------------------------------------------------------


@doing("登记", "open", opening=True)
def enter(turn: Turn) -> None:
    """Begin a case under the name of the beat."""
    beat, stage = turn.beat, turn.stage
    if turn.name in stage.names:
        raise Misread(say("「{name}」已经登记过；登记第二件请写「件」", "“{name}” has been entered; name a second case", name=turn.name))
    workflow = _workflow(beat, stage)
    done = stage.service.open(turn.actor, beat.method or stage.own.id, workflow.name, beat.unit or stage.street.root, _filled(turn, workflow),
                              channel=beat.channel)
    stage.names[turn.name] = done.case


def _workflow(beat: Beat, stage: Stage) -> Workflow:
    if beat.method and beat.method not in stage.street.methods:
        raise Misread(say("街道没有沿用「{name}」这套工作法", "the street does not run the method “{name}”", name=beat.method))
    flows = stage.service.method(beat.method or stage.own.id).workflows
    name = beat.workflow or (next(iter(flows)) if len(flows) == 1 else "")
    if name not in flows:
        raise Misread(say("登记时要写「流程」，可以写：{known}", "say which workflow is opened: {known}", known="、".join(flows)))
    return flows[name]


@doing("领取", "claim")
def claim(turn: Turn) -> None:
    """Take a task from a pool."""
    _do(turn, Claim())


@doing("评", "answer")
def answer(turn: Turn) -> None:
    """Answer an open ballot, perhaps for somebody else."""
    _do(turn, Answer(dict(turn.beat.fill or {}), _seat(turn.beat.proxy, turn.case, turn.stage)))


def _seat(proxy: str, case: Case, stage: Stage) -> str:
    """Whose seat an answer is entered for: a group, a person, a row by a word of its title, or a person of the case by name."""
    if not proxy or any(seat.group == proxy for seat in case.seats.values()):
        return proxy
    rows = [seat.row for seat in case.seats.values() if seat.row and (proxy == seat.row or proxy in seat.row.split())]
    if len(rows) == 1:
        return rows[0]
    for seat in case.seats.values():
        party = stage.open_value(case.data.get(seat.party)) if seat.party else None
        if seat.party and (proxy in _RESIDENT or proxy == seat.party or (isinstance(party, dict) and party.get("name") == proxy)):
            return seat.party
    return stage.directory.named(proxy) or proxy


@doing("恢复", "resume")
def resume(turn: Turn) -> None:
    """Let a paused clock run again."""
    _do(turn, Resume())


@doing("指定办理人", "repair")
def repair(turn: Turn) -> None:
    """Give a task that nobody can move to somebody."""
    seat = next((seat.id for seat in turn.case.open_seats() if seat.kind == "lead"), "")
    _do(turn, Repair(seat, turn.person(next(iter(turn.beat.to), "")), turn.beat.reason))


__all__ = ["answer", "claim", "enter", "repair", "resume", "shown_anytime", "take", "who"]
