"""Answering a ballot by name, and settling a tie.

In: an answer or a settlement and the journal.  Out: events, or why nothing changes.
"""

from __future__ import annotations

from engine.case import refusals
from engine.case.ballot_commands import CloseBallot, Settle
from engine.case.commands import Answer
from engine.case.events import Refusal
from engine.case.flow import leave_ballot, tally
from engine.case.journal import Journal
from engine.case.polling import fill_sheet, seal_sheet, waits
from engine.case.seats import is_among, may_take
from engine.case.state import Seat
from engine.filling import is_blank
from engine.model import Ballot, Step
from engine.text import say


def answer(journal: Journal, command: Answer) -> Refusal | None:
    """Somebody's sheet; the last one that is waited for lets the ballot be counted."""
    case, world = journal.case, journal.world
    step = journal.workflow.steps[case.step]
    if step.ballot is None:
        return refusals.not_now("评", "现在不在评议环节", "no ballot is open")
    if step.ballot.secret:
        return refusals.not_now("评", "这是无记名测评，请凭发到的测评码填写", "this ballot is secret: answer with the code on your slip")
    seat = _voter_seat(journal, command, step.ballot)
    if isinstance(seat, Refusal):
        return seat
    values, problems = fill_sheet(step.ballot, case.poll, command.sheet, journal.facts)
    if problems:
        return refusals.form(problems)
    by_proxy = bool(seat.row) or not may_take(seat, world.actor, world.directory)
    sheet, private = seal_sheet(step.ballot, case.poll, values, journal.facts, f"{seat.id}/")
    journal.private += private
    journal.add("voted", step=step.name, seat=seat.id, group=seat.group, sheet=sheet,
                **({"for": seat.row or seat.person or seat.party or seat.group} if by_proxy else {}))
    if waits(step, journal.case):
        return None
    tally(journal, step)
    leave_ballot(journal, step)
    return None


def _voter_seat(journal: Journal, command: Answer, ballot: Ballot) -> Seat | Refusal:
    case, world = journal.case, journal.world
    seats = [seat for seat in case.seats.values() if seat.kind == "voter"]
    if command.seat:
        return _chosen_seat(journal, command.seat, ballot)
    mine = [seat for seat in seats if not seat.row and may_take(seat, world.actor, world.directory)]
    rows = [seat for seat in seats if seat.row and seat.state == "open" and may_take(seat, world.actor, world.directory)]
    if rows and not mine:
        names = "、".join(seat.row for seat in rows)
        return rows[0] if len(rows) == 1 else refusals.form([("给", say("请写明替谁填：{names}", "say for whom: {names}", names=names))])
    if any(seat.state == "done" for seat in mine):
        return refusals.not_now("评", "您已经评过了，每人评一次", "you have already answered; each person answers once")
    if not mine:
        return refusals.not_yours([seat for seat in seats if seat.state == "open"], world.directory)
    return mine[0]


def _chosen_seat(journal: Journal, name: str, ballot: Ballot) -> Seat | Refusal:
    """The seat somebody means to answer for: by its id, its person, the field of its party, or its group."""
    case, world = journal.case, journal.world
    open_ = [seat for seat in case.open_seats() if seat.kind == "voter" and name in (
        seat.id, seat.person, seat.party, seat.row, "" if seat.row else seat.group)]
    if not open_:
        return refusals.not_now("评", "这一位已经评过了，或者没有请他评", "this answer has been given, or was not asked for")
    own = [seat for seat in open_ if may_take(seat, world.actor, world.directory)]
    if own:
        return own[0]
    if is_among(ballot.entered_by, world.actor, case, world.directory):
        return open_[0]
    who = "、".join(actor.name for actor in ballot.entered_by) or "（没有人）"
    return refusals.not_now("代填", f"替别人登记意见的只能是{who}", f"only {who} may enter an answer for somebody else")


# --- whoever holds the ballot ---------------------------------------------------------------------------------------


def holder_step(journal: Journal, what: str) -> Step | Refusal:
    """The step whose ballot or draw the actor holds, or why they do not."""
    case, world = journal.case, journal.world
    step = journal.workflow.steps[case.step]
    if step.ballot is None and step.draw is None:
        return refusals.not_now(what, "现在不在测评或抽取环节", "no ballot or draw is open")
    if not is_among(step.by, world.actor, case, world.directory):
        who = "、".join(actor.name for actor in step.by) or "（没有人）"
        return refusals.not_now(what, f"主持的是{who}", f"it is held by {who}")
    return step


def settle(journal: Journal, command: Settle) -> Refusal | None:
    """A tie settled by whoever holds the ballot, with the reason."""
    step = holder_step(journal, "定平票")
    if isinstance(step, Refusal):
        return step
    tally_ = journal.case.tallies.get(step.name)
    leading = tally_.tied.get(command.result, ()) if tally_ is not None else ()
    if command.item not in leading:
        return refusals.not_now("定平票", f"要从票数相同的里面定一个：{'、'.join(leading) or '现在没有平票'}",
                                f"choose one of those that are tied: {', '.join(leading) or 'there is no tie now'}")
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明理由", "please give the reason"))])
    journal.add("tie_settled", step=step.name, result=command.result, item=command.item, reason=command.reason)
    if not journal.case.tallies[step.name].tied:
        leave_ballot(journal, step)
    return None


def close_ballot(journal: Journal, command: CloseBallot) -> Refusal | None:
    """Count before the time is up; nothing more is taken afterwards."""
    step = holder_step(journal, "计票")
    if isinstance(step, Refusal):
        return step
    if step.ballot is None or tied_now(journal, step):
        return refusals.not_now("计票", "现在没有开着的测评", "no ballot is open")
    waiting = [row for row in journal.case.poll.get("paper", ()) if not row["seen"]]
    if waiting:
        return refusals.not_now("计票", f"有{len(waiting)}笔纸质合计还没有第二个人核对", f"{len(waiting)} entry(ies) of paper sheets await a second count")
    tally(journal, step)
    leave_ballot(journal, step)
    return None


def tied_now(journal: Journal, step: Step) -> bool:
    """Whether the ballot at the step was counted and waits for a tie to be settled."""
    tally_ = journal.case.tallies.get(step.name)
    return tally_ is not None and bool(tally_.tied) and not tally_.again and not waits(step, journal.case)
