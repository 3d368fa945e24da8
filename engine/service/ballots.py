"""Ballots as people hold and see them: slips printed, handed out, paper counted, the count, and its results.

In: who asks and which case.  Out: pages, or `Refused` with the reason in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from engine.case import Case, World
from engine.case.ballot_commands import CloseBallot, ConfirmPaper, CountPaper, HandOut, MakeSlips, Settle
from engine.case.facts import Facts
from engine.case.polling import call_subject
from engine.case.seats import is_among
from engine.case.slips import paper_questions
from engine.formulas import show_value
from engine.model import Ballot, Method, Step, Workflow
from engine.service import boxes
from engine.service.access import private_value
from engine.service.ballot_views import BallotPage, CountRow, GroupRow, PaperRow, ResultRow, RollRow, SlipSheet
from engine.service.casepage import load_case
from engine.service.codes import fresh_codes, fresh_tag, hash_of
from engine.service.hooks import Appended, consequence
from engine.service.refused import Refused
from engine.service.service import Done, Service
from engine.store.polls import cases_at
from engine.text import say
from engine.values import plain

_APART, _TIMES = re.compile(r"[、，,;；\n]+"), re.compile(r"[×xX*]")


def where(service: Service, person: str, case_id: str, step: str = "") -> tuple[Case, Method, Workflow, Step]:
    """A case somebody may see, and its ballot: the one at the step, or the one named."""
    case = load_case(service, person, case_id)
    method = service.method(case.method, case.digest)
    workflow = method.workflows[case.workflow]
    found = workflow.steps.get(step or case.step)
    if found is None or found.ballot is None:
        raise Refused("no-ballot", say("这件事现在没有测评", "there is no ballot here now"))
    return case, method, workflow, found


def facts_of(service: Service, case: Case, person: str) -> Facts:
    """What formulas see of a case."""
    method = service.method(case.method, case.digest)
    world: World = service.world(person, case.method, digest=case.digest)
    return Facts(method.workflows[case.workflow], case, world)


def ballot_page(service: Service, person: str, case_id: str, step: str = "") -> BallotPage:
    """A ballot: how far it is while it is open, what it came to once it was counted."""
    case, _, workflow, at = where(service, person, case_id, step)
    ballot = at.ballot
    assert ballot is not None
    facts = facts_of(service, case, person)
    tally = case.tallies.get(at.name)
    tied = dict(tally.tied) if tally is not None and not tally.again else {}
    here = case.step == at.name and not case.outcome
    counted = tally is not None and not tally.again and not (here and _is_open(case, at) and not tied)
    clock = case.clocks.get(at.name)
    page = BallotPage(
        case=case.id, number=case.number, workflow=workflow.title, step=at.name, title=at.title, secret=ballot.secret,
        open=here and not counted, holds=here and is_among(at.by, person, case, service.directory()),
        least=least_of(facts, ballot), due=datetime.fromisoformat(clock.due) if clock is not None else None,
        groups=_groups(service, case, at, counted=counted), subjects=tuple(case.poll.get("about") or ()) if here else (),
        advisory=ballot.advisory, tied={name: tuple(items) for name, items in tied.items()}, paper_form=ballot.paper)
    if here and not counted and ballot.secret and page.holds:
        return replace(page, slips_made=bool(case.poll.get("urn")), roll=_roll(service, case), paper=_paper(service, case, person),
                       questions=_questions(facts, ballot, case))
    return _with_results(service, page, case, ballot, facts) if counted else page


def _is_open(case: Case, step: Step) -> bool:
    if step.ballot is not None and step.ballot.secret:
        return "urn" in case.poll or not case.tallies[step.name].at or case.tallies[step.name].at < case.clocks[step.name].started
    return any(seat.kind == "voter" and seat.state == "open" for seat in case.seats.values())


def least_of(facts: Facts, ballot: Ballot) -> int:
    """How many sheets a group must have to be shown."""
    return int(facts.world.parameters.get(ballot.suppress, 1)) if ballot.suppress else 1


def _groups(service: Service, case: Case, step: Step, *, counted: bool) -> tuple[GroupRow, ...]:
    poll = case.poll if case.step == step.name else {}
    tally = case.tallies.get(step.name)
    if counted and tally is not None:
        return tuple(GroupRow(name, one["invited"], handed=poll.get("handed", {}).get(name, 0), returned=one["answered"])
                     for name, one in tally.groups.items())
    tag = str(poll.get("urn", ""))
    back = service.boxes.urns.returned(tag) if tag and service.boxes.urns.has(tag) else {}
    if step.ballot is not None and not step.ballot.secret:
        back = {}
        for answer in case.answers.values():
            back[answer["group"]] = back.get(answer["group"], 0) + 1
    paper: dict[str, int] = {}
    for row in poll.get("paper", ()):
        paper[row["group"]] = paper.get(row["group"], 0) + row["sheets"]
    return tuple(GroupRow(name, n, poll.get("slips", {}).get(name, 0), poll.get("handed", {}).get(name, 0), back.get(name, 0), paper.get(name, 0),
                          bool(poll.get("roll", {}).get(name))) for name, n in poll.get("groups", {}).items())


def _roll(service: Service, case: Case) -> tuple[RollRow, ...]:
    directory, out = service.directory(), set(case.poll.get("out", ()))
    return tuple(RollRow(one, directory.call(one), group, one in out) for group, people in case.poll.get("roll", {}).items() for one in people)


def _paper(service: Service, case: Case, person: str) -> tuple[PaperRow, ...]:
    directory = service.directory()
    return tuple(PaperRow(row["number"], row["group"], row["sheets"], directory.call(row["by"]), directory.call(row["seen"]) if row["seen"] else "",
                          row["counts"], row["by"] == person) for row in case.poll.get("paper", ()))


def _questions(facts: Facts, ballot: Ballot, case: Case) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    found = []
    for name, field in paper_questions(ballot, case.poll).items():
        subject = name.rpartition("/")[0]
        title = f"{call_subject(ballot, facts, subject)}：{field.title}" if subject else field.title
        choices = field.options.items if field.options is not None else ("是", "否") if field.kind == "yes_no" else ()
        found.append((name, title, tuple(choices)))
    return tuple(found)


# --- what it came to ------------------------------------------------------------------------------------------------


def _with_results(service: Service, page: BallotPage, case: Case, ballot: Ballot, facts: Facts) -> BallotPage:
    tally = case.tallies[page.step]
    called = {one: call_subject(ballot, facts, one) for one in tally.subjects}
    shares = {name for name, one in ballot.results.items() if one.type.share}
    results = [_result(name, kept, name in shares) for name, kept in tally.results.items()]
    results += [replace(_result(name, kept, name in shares), subject=called[one]) for one, found in tally.subjects.items() for name, kept in found.items()]
    counts: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    titles = {field.name: field.title for field in ballot.sheet}
    for group, subject, question, choice, n in tally.totals:
        counts.setdefault((call_subject(ballot, facts, subject) if subject else "", titles.get(question, question), group), []).append((choice, n))
    remarks = private_value(service, tally.remarks) if tally.remarks else []
    return replace(page, quorate=tally.quorate, results=tuple(results), counts=tuple(CountRow(*key, tuple(rows)) for key, rows in counts.items()),
                   remarks=tuple((one[0], one[1], one[2]) for one in remarks or ()))


def _result(name: str, kept: Any, share: bool) -> ResultRow:
    if isinstance(kept, Mapping):
        return ResultRow(name, str(kept["item"]))
    if isinstance(kept, str):
        return ResultRow(name, show_value(Fraction(kept), "zh", share=share), kept)
    return ResultRow(name, "是" if kept else "否")


# --- holding it -----------------------------------------------------------------------------------------------------


def make_slips(service: Service, person: str, case_id: str, spare: int = 0) -> tuple[SlipSheet, ...]:
    """Make the slips and give their codes, once: only their hashes are kept."""
    case, _, workflow, step = where(service, person, case_id)
    assert step.ballot is not None
    before, least = str(case.poll.get("urn", "")), least_of(facts_of(service, case, person), step.ballot)
    tag = fresh_tag(service)
    service.do(person, case_id, MakeSlips(tag, spare))
    case = load_case(service, person, case_id)
    codes = {group: fresh_codes(service, tag, n) for group, n in case.poll["slips"].items()}
    service.boxes.urns.make(tag, {"case": case.id, "step": step.name, "least": str(least)},
                            {group: [hash_of(code) for code in found] for group, found in codes.items()})
    if before:
        boxes.tidy(service, before)
    clock = case.clocks.get(step.name)
    due = datetime.fromisoformat(clock.due) if clock is not None else None
    return tuple(SlipSheet(f"{workflow.title} · {step.title}", case.number, group, found, due) for group, found in codes.items())


def hand_out(service: Service, person: str, case_id: str, people: tuple[str, ...], slips: Mapping[str, int], *, key: str = "") -> Done:
    """Note a batch of slips as out; so many more sheets are taken."""
    return _held(service, person, case_id, HandOut(people, slips), key)


def count_paper(service: Service, person: str, case_id: str, group: str, sheets: int, counts: Mapping[str, Mapping[str, int]], *,
                key: str = "") -> Done:
    """Enter paper sheets of a group as totals."""
    return _held(service, person, case_id, CountPaper(group, sheets, counts), key)


def read_times(text: str) -> dict[str, int]:
    """How often each number was written on paper, as somebody types it.

    >>> read_times("85×3、90 * 2")
    {'85': 3, '90': 2}
    """
    found: dict[str, int] = {}
    for part in (one for one in _APART.split(plain(text)) if one.strip()):
        value, sign, times = _TIMES.sub("*", part).partition("*")
        if not sign or not times.strip().isdecimal() or not value.strip():
            raise Refused("form", say("「{part}」看不懂，请写成 85×3：哪个数，几张", "“{part}” is not understood; write 85×3: the number, how many sheets",
                                      part=part.strip()))
        found[value.strip()] = found.get(value.strip(), 0) + int(times)
    return found


def confirm_paper(service: Service, person: str, case_id: str, number: int, answer: str, *, key: str = "") -> Done:
    """A second person agrees with a count of paper sheets, or strikes it."""
    return _held(service, person, case_id, ConfirmPaper(number, answer), key)


def close(service: Service, person: str, case_id: str, *, key: str = "") -> Done:
    """Count a ballot before its time is up."""
    where(service, person, case_id)
    return service.do(person, case_id, CloseBallot(), key=key)


def settle(service: Service, person: str, case_id: str, result: str, item: str, reason: str, *, key: str = "") -> Done:
    """Settle a tie."""
    where(service, person, case_id)
    return service.do(person, case_id, Settle(result, item, reason), key=key)


def _held(service: Service, person: str, case_id: str, command: HandOut | CountPaper | ConfirmPaper, key: str) -> Done:
    case, *_ = where(service, person, case_id)
    tag = str(case.poll.get("urn", ""))
    if tag and not service.boxes.urns.has(tag):
        raise Refused("no-box", say("票箱文件不在了，这次测评没法继续；请管理员看看备份",
                                    "the box is gone and this ballot cannot go on; ask an administrator about the backup"))
    try:
        return service.do(person, case_id, command, key=key)
    finally:
        if tag:
            boxes.tidy(service, tag)


@consequence
def keep_paper_apart(service: Service, appended: Appended) -> None:
    """Slips counted on paper cannot be cast any more from this moment; refused where too many of them were cast already."""
    entered = [event.body["group"] for event in appended.events if event.type == "paper_counted"]
    if not entered:
        return
    urns, left = service.boxes.urns, boxes.may_come(appended.after)
    tag = str(appended.after.poll["urn"])
    urns.hand(tag, left)
    back = urns.totals(tag).returned
    if any(back.get(group, 0) > left[group] for group in entered):
        raise Refused("form", say("发出的票里已经有{back}张在网上填过，纸质票没有这么多", "{back} of the slips were answered online already",
                                  back=back.get(entered[0], 0)))


def open_ballots(service: Service, person: str) -> list[BallotPage]:
    """Every ballot that is open and that a person may see, the one due first before the others."""
    places = [(method.id, workflow.name, step.name) for method in service.street.methods.values() for workflow in method.workflows.values()
              for step in workflow.steps.values() if step.ballot is not None]
    found: list[BallotPage] = []
    for case in cases_at(service.store, places):
        try:
            found.append(ballot_page(service, person, case))
        except Refused:  # it is not this person's to see
            continue
    return found
