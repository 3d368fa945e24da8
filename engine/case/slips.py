"""A secret ballot being held: slips made, handed out in batches, paper sheets counted by two people.

In: what those who hold the ballot do.  Out: events that name who got a slip, or nothing; never who answered what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.case import refusals
from engine.case.answering import holder_step
from engine.case.ballot_commands import ConfirmPaper, CountPaper, HandOut, MakeSlips
from engine.case.counting import choice_of
from engine.case.events import Refusal
from engine.case.forms import fill
from engine.case.journal import Journal
from engine.case.polling import APART
from engine.model import Ballot, Field
from engine.text import Text, say

MOST_SPARE = 200
TEXTS = ("text", "long_text")


def make_slips(journal: Journal, command: MakeSlips) -> Refusal | None:
    """Slips for everybody asked and some to spare; made anew only while none is out."""
    ballot = _secret(journal, "印测评票")
    if isinstance(ballot, Refusal):
        return ballot
    poll = journal.case.poll
    if poll.get("out") or any(poll.get("handed", {}).values()) or poll.get("paper"):
        return refusals.not_now("印测评票", "已经发出过测评票，不能重印；多印的备用票可以接着发", "slips are out already; go on with the spare ones")
    if not 0 <= command.spare <= MOST_SPARE:
        return refusals.form([("备用", say("备用票写 0 到 {most} 的整数", "spare slips: a whole number from 0 to {most}", most=MOST_SPARE))])
    slips = {group: n + command.spare for group, n in poll["groups"].items() if n}
    journal.add("slips_made", step=journal.case.step, urn=command.urn, slips=slips)
    return None


def hand_out(journal: Journal, command: HandOut) -> Refusal | None:
    """A batch of slips noted as out: large enough, and sorted, so that it says nothing about who answered what."""
    ballot = _secret(journal, "发票")
    if isinstance(ballot, Refusal):
        return ballot
    poll = journal.case.poll
    if not poll.get("urn"):
        return refusals.not_now("发票", "还没有印测评票", "no slips were made yet")
    groups = {person: group for group, people in poll.get("roll", {}).items() for person in people}
    strange = [one for one in command.people if one not in groups or one in poll["out"]]
    if strange or len(set(command.people)) != len(command.people):
        names = "、".join(journal.world.directory.call(one) for one in strange)
        return refusals.form([("名单", say("不在名单上或者已经发过：{names}", "not on the roll, or handed out before: {names}", names=names))])
    batch: dict[str, int] = {}
    for person in command.people:
        batch[groups[person]] = batch.get(groups[person], 0) + 1
    for group, n in command.slips.items():
        batch[group] = batch.get(group, 0) + n
    problems = _batch_problems(journal, ballot, command, batch)
    if problems:
        return refusals.form(problems)
    journal.add("slips_handed", step=journal.case.step, people=sorted(command.people), slips=dict(sorted(batch.items())))
    return None


def _batch_problems(journal: Journal, ballot: Ballot, command: HandOut, batch: Mapping[str, int]) -> list[tuple[str, Text]]:
    poll, least = journal.case.poll, _least(journal, ballot)
    found: list[tuple[str, Text]] = []
    if not batch:
        found.append(("名单", say("请勾选领到票的人，或者写发了几张", "tick who got a slip, or say how many were handed out")))
    for group, n in batch.items():
        left = poll["groups"].get(group, 0) - poll["handed"].get(group, 0)
        named = bool(poll["roll"].get(group))
        if n < 1 or n > left or (named and group in command.slips):
            found.append((group, say("「{group}」还能发{left}张", "{left} slip(s) are left for “{group}”", group=group, left=left)))
        elif (n < least and n < left) or 0 < left - n < least:
            found.append((group, say("「{group}」一批至少发{least}张，剩下的也不能少于{least}张；人少时一次全发完",
                                     "“{group}”: at least {least} in a batch and at least {least} left over; a small group gets all at once",
                                     group=group, least=least)))
    return found


def _least(journal: Journal, ballot: Ballot) -> int:
    return int(journal.world.parameters.get(ballot.suppress, 1))


def _secret(journal: Journal, what: str) -> Ballot | Refusal:
    step = holder_step(journal, what)
    if isinstance(step, Refusal):
        return step
    if step.ballot is None or not step.ballot.secret:
        return refusals.not_now(what, "现在没有开着的无记名测评", "no secret ballot is open")
    tally = journal.case.tallies.get(step.name)
    if tally is not None and tally.tied and not tally.again:
        return refusals.not_now(what, "已经计过票了", "the ballot was counted")
    return step.ballot


# --- paper ----------------------------------------------------------------------------------------------------------


def count_paper(journal: Journal, command: CountPaper) -> Refusal | None:
    """Sheets filled by hand, entered as totals of a group; they count once a second person has counted the same."""
    ballot = _secret(journal, "登记纸质票")
    if isinstance(ballot, Refusal):
        return ballot
    poll = journal.case.poll
    if not poll.get("urn"):
        return refusals.not_now("登记纸质票", "还没有印测评票", "no slips were made yet")
    problems = _paper_problems(journal, ballot, command)
    if problems:
        return refusals.form(problems)
    asked = paper_questions(ballot, poll)
    counts = {question: _added_up(journal, ballot, asked[question], choices) for question, choices in sorted(command.counts.items())}
    number = 1 + max((row["number"] for row in poll["paper"]), default=0)
    journal.add("paper_counted", step=journal.case.step, number=number, group=command.group, sheets=command.sheets, counts=counts)
    return None


def _paper_problems(journal: Journal, ballot: Ballot, command: CountPaper) -> list[tuple[str, Text]]:
    poll, least = journal.case.poll, _least(journal, ballot)
    out = poll["handed"].get(command.group, 0) - sum(row["sheets"] for row in poll["paper"] if row["group"] == command.group)
    if command.sheets > out or command.sheets < 1:
        return [("张数", say("「{group}」发出的票里还有{out}张可以登记", "{out} of the slips handed out to “{group}” can be entered",
                             group=command.group, out=out))]
    if command.sheets < least:
        return [("张数", say("不到{least}张不登记合计，免得认出是谁；请凭票上的测评码在网上填", "fewer than {least} sheets are not entered as totals, lest "
                             "somebody be recognised; enter them with the codes on the slips", least=least))]
    asked = paper_questions(ballot, poll)
    problems = [(name, say("表上没有「{name}」", "the sheet has no “{name}”", name=name)) for name in command.counts if name not in asked]
    for name, field in asked.items():
        choices = command.counts.get(name, {})
        wrong = [choice for choice, n in choices.items() if choice and n and _as_answered(journal, ballot, field, choice) is None]
        problems += [(name, say("没有「{choice}」这一项", "there is no choice “{choice}”", choice=choice)) for choice in wrong]
        if min(choices.values(), default=0) < 0 or sum(choices.values()) != command.sheets:
            problems.append((name, say("「{name}」各项加起来是{total}，要等于{sheets}张（没填的写在空白一栏）",
                                       "the counts of “{name}” add up to {total}, not to {sheets} sheets (blank ones count as blank)",
                                       name=name, total=sum(choices.values()), sheets=command.sheets)))
    return problems


def paper_questions(ballot: Ballot, poll: Mapping[str, Any]) -> dict[str, Field]:
    """What can be counted by hand: subject/question → its field."""
    about = poll.get("about") or []
    return {f"{one}{APART}{field.name}" if one else field.name: field for one in (about or [""]) for field in ballot.sheet
            if field.kind not in TEXTS}


def _added_up(journal: Journal, ballot: Ballot, field: Field, choices: Mapping[str, int]) -> dict[str, int]:
    """Counts by choice as a box keeps them: 90 and 90.0 are one answer."""
    found: dict[str, int] = {}
    for choice, n in choices.items():
        name = (_as_answered(journal, ballot, field, choice) or "") if choice else ""
        found[name] = found.get(name, 0) + n
    return {name: n for name, n in sorted(found.items()) if n}


def _as_answered(journal: Journal, ballot: Ballot, field: Field, choice: str) -> str | None:
    """A choice counted on paper as a sheet answered by code would keep it; None where such a sheet would be refused.

    A condition that looks at another question cannot be asked of a sum."""
    if field.options is not None:
        return choice if choice in field.options.items else None
    others = {one.name for one in ballot.sheet} - {field.name}
    alone = replace(field, when=None, must=None if field.must is not None and field.must.reads & others else field.must)
    values, problems = fill((alone,), {field.name: choice}, journal.facts)
    return None if problems else choice_of(alone, values.get(field.name))


def confirm_paper(journal: Journal, command: ConfirmPaper) -> Refusal | None:
    """A second person agrees with a count of paper sheets, or strikes it."""
    step = holder_step(journal, "核对纸质票")
    if isinstance(step, Refusal):
        return step
    row = next((one for one in journal.case.poll.get("paper", ()) if one["number"] == command.number and not one["seen"]), None)
    if row is None:
        return refusals.not_now("核对纸质票", "没有这一笔待核对的合计", "there is no such count to confirm")
    if command.answer == "strike":
        journal.add("paper_struck", step=step.name, number=command.number)
        return None
    if row["by"] == journal.world.actor:
        return refusals.not_now("核对纸质票", "登记的人不能自己核对，请另一位核对", "whoever entered it cannot confirm it; ask somebody else")
    journal.add("paper_confirmed", step=step.name, number=command.number)
    return None
