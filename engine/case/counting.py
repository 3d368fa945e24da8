"""Counting a ballot: open ones from their sheets, secret ones from the counts in their box.

In: the answers so far, or what lies in the box.  Out: whether it is quorate and what it came to, as exact fractions in
plain JSON.  There are results only where there is a quorum and every result has a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.ballots import Box, Tied, Totals, ballot_calls, from_counts, from_sheets, gathered, withheld
from engine.case.facts import Facts
from engine.case.polling import by_subject
from engine.errors import FormulaRefusal
from engine.filling import for_formula
from engine.formulas import EMPTY, evaluate
from engine.model import Ballot, Field, Step
from engine.model.ballot import ABSTENTIONS, TIES

YES, NO = "是", "否"


def count(step: Step, facts: Facts) -> dict[str, Any]:
    """What a ballot came to: invited, answered, by group, quorate, results, results by subject, and ties."""
    ballot, case = step.ballot, facts.case
    assert ballot is not None
    assert case is not None
    invited = dict(case.poll.get("groups", {}))
    if ballot.secret:
        return _count_secret(ballot, facts, invited)
    answered = dict.fromkeys(invited, 0)
    for one in case.answers.values():
        answered[one["group"]] = answered.get(one["group"], 0) + 1
    sheets = [{"组": one["group"], "对象": subject, **values} for one in case.answers.values()
              for subject, values in by_subject(case.poll, one["sheet"])]
    box = from_sheets([field.name for field in ballot.sheet], ballot.every, _reader(ballot), sheets)
    return _outcome(ballot, facts, box, invited, answered)


def _count_secret(ballot: Ballot, facts: Facts, invited: Mapping[str, int]) -> dict[str, Any]:
    """Totals by group, small groups put together before anything is worked out or written down.  Whoever counted paper
    could take it off a total again, so it is the sheets cast by code that must be enough to hide among."""
    assert facts.case is not None
    in_box = _in_box(facts)
    totals = with_paper(in_box, facts.case.poll)
    answered = {group: totals.returned.get(group, 0) for group in invited}
    by_code = {group: in_box.returned.get(group, 0) for group in invited}
    least = int(facts.world.parameters.get(ballot.suppress, 1))
    if withheld(answered, least) or (any(by_code.values()) and withheld(by_code, least)):
        return {"quorate": False, "invited": sum(invited.values()), "answered": sum(answered.values()), "results": {},
                "groups": _groups(invited, answered)}
    names = {**{group: group for group in answered}, **gathered(by_code, least)}
    about = facts.case.poll.get("about") or [""]
    counts: dict[tuple[str, str, str, str], int] = {}
    for (group, *rest), n in totals.counts.items():
        cell = (names[group], rest[0], rest[1], rest[2])
        counts[cell] = counts.get(cell, 0) + n
    returned: dict[tuple[str, str], int] = {}
    for group, n in answered.items():
        for subject in about if n else ():
            returned[names[group], subject] = returned.get((names[group], subject), 0) + n
    box = from_counts([field.name for field in ballot.sheet], ballot.every, _reader(ballot), counts, returned)
    found = _outcome(ballot, facts, box, invited, answered)
    if not found["quorate"]:
        return found
    remarks = {"remarks": [list(one) for one in sorted(totals.remarks)]} if totals.remarks else {}
    return {**found, "totals": [[*cell, n] for cell, n in sorted(counts.items())], **remarks}


def _in_box(facts: Facts) -> Totals:
    assert facts.case is not None
    tag = facts.case.poll.get("urn")
    found = facts.world.box(str(tag)) if tag else None
    return found if found is not None else Totals({}, {})


def with_paper(totals: Totals, poll: Mapping[str, Any]) -> Totals:
    """What lies in the box with the paper sheets that two people have counted."""
    returned, counts = dict(totals.returned), dict(totals.counts)
    for row in poll.get("paper", ()):
        if not row["seen"]:
            continue
        returned[row["group"]] = returned.get(row["group"], 0) + row["sheets"]
        for question, choices in row["counts"].items():
            subject, _, name = question.rpartition("/")
            for choice, n in choices.items():
                cell = (row["group"], subject, name, choice)
                counts[cell] = counts.get(cell, 0) + n
    return replace(totals, returned=returned, counts=counts)


# --- results --------------------------------------------------------------------------------------------------------


def _outcome(ballot: Ballot, facts: Facts, box: Box, invited: Mapping[str, int], answered: Mapping[str, int]) -> dict[str, Any]:
    case = facts.case
    assert case is not None
    head: dict[str, Any] = {"invited": sum(invited.values()), "answered": sum(answered.values()), "groups": _groups(invited, answered)}
    env = {"应邀数": Fraction(head["invited"]), "应答数": Fraction(head["answered"])}
    results, tied, missing = _results(ballot, facts, box, env)
    tie = settled_by(ballot, facts)
    again = bool(tied) and tie == "again" and not case.poll.get("again")
    quorate = bool(head["answered"]) and _quorate(ballot, facts, head, invited, answered) and not missing
    quorate = quorate and (not tied or again or tie == "host")
    found: dict[str, Any] = {**head, "quorate": quorate and not again, "results": results if quorate and not again else {}}
    if quorate and tied:
        found |= {"tied": {name: list(items) for name, items in tied.items()}, "again": again}
    if quorate and not again and case.poll.get("about"):
        found["subjects"] = {one: _results(ballot, facts, box.only(one), env)[0] for one in case.poll["about"]}
    return found


def settled_by(ballot: Ballot, facts: Facts) -> str:
    """What a tie does: void, again, host or the item that wins; a parameter may hold the word."""
    word = str(facts.world.parameters.get(ballot.tie, ballot.tie))
    return TIES.get(word, word)


def _abstain(ballot: Ballot, facts: Facts) -> str:
    word = str(facts.world.parameters.get(ballot.abstain, ballot.abstain))
    return ABSTENTIONS.get(word, word)


def _groups(invited: Mapping[str, int], answered: Mapping[str, int]) -> dict[str, Any]:
    return {group: {"invited": n, "answered": answered.get(group, 0)} for group, n in invited.items()}


def _results(ballot: Ballot, facts: Facts, box: Box, env: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, ...]], bool]:
    """Results as plain JSON, the ties among them, and whether one has no value."""
    calls = {**facts.calls(), **ballot_calls(box, abstentions_count=_abstain(ballot, facts) == "counted")}
    results: dict[str, Any] = {}
    tied: dict[str, tuple[str, ...]] = {}
    missing = False
    for name, formula in ballot.results.items():
        try:
            value = evaluate(formula, facts.env(formula, env), calls)
        except Tied as tie:
            wins = settled_by(ballot, facts)
            if wins in tie.leading:
                results[name] = {"item": wins}
            else:
                tied[name] = tie.leading
            continue
        except FormulaRefusal:
            value = EMPTY
        missing = missing or value is EMPTY
        if value is not EMPTY:
            results[name] = plain(value)
    return results, tied, missing


def plain(value: Any) -> Any:
    """A result as events keep it: numbers as exact text, an item of a list by its name."""
    if isinstance(value, Fraction):
        return str(value)
    return {"item": value} if isinstance(value, str) else value


def unplain(kept: Any) -> Any:
    """What a formula sees of a kept result."""
    if isinstance(kept, Mapping):
        return kept["item"]
    return Fraction(kept) if isinstance(kept, str) else kept


def _quorate(ballot: Ballot, facts: Facts, head: Mapping[str, Any], invited: Mapping[str, int], answered: Mapping[str, int]) -> bool:
    quorum = ballot.quorum
    if quorum.people is not None and head["answered"] < facts.work_out(quorum.people):
        return False
    if quorum.returned is not None and Fraction(head["answered"], max(head["invited"], 1)) < facts.work_out(quorum.returned):
        return False
    if quorum.per_group is not None:
        least = facts.work_out(quorum.per_group)
        return all(answered.get(group, 0) >= least for group in invited)
    return True


# --- answers as counts keep them ------------------------------------------------------------------------------------


def choice_of(field: Field, kept: Any) -> str:
    """An answer as a box keeps it: '' where nothing was answered."""
    if kept is None:
        return ""
    return (YES if kept else NO) if isinstance(kept, bool) else str(kept)


def _reader(ballot: Ballot) -> Any:
    fields = {field.name: field for field in ballot.sheet}

    def read(question: str, kept: Any) -> Any:
        field = fields[question]
        if field.kind == "yes_no" and isinstance(kept, str) and kept:
            return kept == YES
        return for_formula(field, kept)

    return read
