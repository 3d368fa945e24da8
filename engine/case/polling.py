"""A ballot being opened: what it judges, who is asked in which group, and the seats of those who answer by name.

In: a step with a ballot that is being entered.  Out: the ballot as it stands for the case (`poll`), and its seats.
A secret ballot has no seats for those who are asked: only a roll of who may get a slip.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from engine.case.facts import Facts
from engine.case.forms import Problems, fill, seal
from engine.case.look import Entry
from engine.case.people import has_party, kept, people_of, suited
from engine.case.state import Case, Seat
from engine.draws import draw, pool_of
from engine.errors import FormulaRefusal
from engine.filling import is_blank
from engine.model import Ballot, Field, Invitee, Step
from engine.text import Text, say

APART = "/"  # between a subject and a question


def open_poll(step: Step, facts: Facts) -> tuple[dict[str, Any], list[Seat]]:
    """The ballot as it opens, and a seat for everybody who answers by name."""
    ballot, case = step.ballot, facts.case
    assert ballot is not None
    assert case is not None
    before = case.tallies.get(step.name)
    poll: dict[str, Any] = {"groups": {}, "about": subjects(ballot, facts)}
    if case.step == step.name and before is not None and before.again:
        poll["again"] = True
    barred = set(people_of(step.recuse, case, facts.world.directory))
    taken: set[str] = set()
    seats: list[Seat] = []
    for group in ballot.invite:
        if not facts.holds(group.when):
            continue
        rows = _rows(group, facts)
        people = [one for one in (rows or _invited(group, facts)) if one not in barred and one not in taken]
        if group.drawn:
            poll.setdefault("lots", {})[group.group], people = _by_lot(group, people, step, facts)
        taken |= set(people)
        party = has_party(group.who, case)
        many = len(people) + bool(party) + (_how_many(group, facts) if group.public else 0)
        poll["groups"][group.group] = poll["groups"].get(group.group, 0) + many
        if ballot.secret:
            poll.setdefault("roll", {}).setdefault(group.group, []).extend(() if group.register else sorted(people))
        elif group.register:
            seats += [_row_seat(group, rows[one]) for one in people]
        else:
            seats += _seats(group, people, party, many)
    return poll, seats


def _seats(group: Invitee, people: Sequence[str], party: str, many: int) -> list[Seat]:
    found = [Seat("", "", "voter", person=one, group=group.group) for one in people]
    found += [Seat("", "", "voter", party=party, group=group.group)] if party else []
    return found + [Seat("", "", "voter", group=group.group) for _ in range(many - len(found))]


def _rows(group: Invitee, facts: Facts) -> dict[str, Entry]:
    """The rows in use of the register a group is, at the case's unit and below it, by title."""
    if not group.register:
        return {}
    assert facts.case is not None
    found = (facts.world.look.entry(one) for one in facts.world.look.among("register", group.register, facts.case.unit))
    return dict(sorted((one.title, one) for one in found if one is not None))


def _row_seat(group: Invitee, row: Entry) -> Seat:
    """The seat of whoever speaks for a row; those the row is linked to may enter the answer."""
    return Seat("", "", "voter", group=group.group, unit=row.unit, row=row.title, only=group.register, among=row.linked)


def _invited(group: Invitee, facts: Facts) -> tuple[str, ...]:
    assert facts.case is not None
    found: list[str] = []
    for actor in group.who:
        found += suited(actor, facts) if actor.only is not None else people_of((actor,), facts.case, facts.world.directory)
    return tuple(dict.fromkeys(found))


def _how_many(group: Invitee, facts: Facts) -> int:
    found = facts.world.parameters.get(group.count)
    if found is None:
        raise FormulaRefusal("undecided", say("街道还没有定「{name}」，不知道请多少人", "the street has not settled “{name}”: how many are asked?",
                                              name=group.count))
    return int(found)


def _by_lot(group: Invitee, people: Sequence[str], step: Step, facts: Facts) -> tuple[dict[str, Any], list[str]]:
    """So many of the people by lot: the seed is made by the machine and kept, so that the drawing can be worked out again."""
    case = facts.case
    assert case is not None
    wanted = min(_how_many(group, facts), len(people))
    seed = hmac.new(facts.world.seed, f"lots/{step.name}/{group.group}".encode(), hashlib.sha256).hexdigest()[:16]
    pool = pool_of(dict.fromkeys(people, ""), {"": wanted}, purpose=f"{case.number} {step.name} {group.group}")
    picked = draw(pool, [seed]).picked
    return {"from": sorted(people), "seed": seed, "hash": pool.hash, "drawn": list(picked)}, list(picked)


# --- what is judged -------------------------------------------------------------------------------------------------


def subjects(ballot: Ballot, facts: Facts) -> list[str]:
    """What each sheet judges, one after the other; nothing where it judges the case itself."""
    case, directory = facts.case, facts.world.directory
    assert case is not None
    if ballot.about_kind == "field":
        return kept(case, ballot.about)
    if ballot.about_kind == "unit":
        under = [one.name for one in directory.units.values() if one.is_a(ballot.about) and case.unit in directory.chain(one.name)]
        return under or [one for one in directory.chain(case.unit) if directory.units[one].is_a(ballot.about)]
    return list(directory.everywhere(ballot.about)) if ballot.about_kind == "role" else []


def call_subject(ballot: Ballot, facts: Facts, subject: str) -> str:
    """What people call somebody or something that is judged."""
    directory = facts.world.directory
    if ballot.about_kind == "unit":
        return directory.call_unit(subject)
    if ballot.about_kind == "role":
        return directory.call(subject)
    field = facts.fields.get(ballot.about)
    known = {"unit": directory.call_unit, "person": directory.call}.get(field.kind if field is not None else "", str)
    return known(subject)


def sheet_fields(ballot: Ballot, poll: Mapping[str, Any], facts: Facts) -> tuple[Field, ...]:
    """The sheet as one form: every question once, or once for each subject."""
    from dataclasses import replace

    about = poll.get("about") or []
    if not about:
        return ballot.sheet
    return tuple(replace(field, name=f"{one}{APART}{field.name}", title=f"{call_subject(ballot, facts, one)}：{field.title}", when=None, must=None)
                 for one in about for field in ballot.sheet)


def fill_sheet(ballot: Ballot, poll: Mapping[str, Any], raw: Mapping[str, Any], facts: Facts) -> tuple[dict[str, Any], Problems]:
    """The answers to keep and every problem; answers about a subject are named subject/question."""
    about = poll.get("about") or []
    if not about:
        return fill(ballot.sheet, raw, facts)
    kept_: dict[str, Any] = {}
    problems: Problems = []
    for one in about:
        own = {name.removeprefix(f"{one}{APART}"): value for name, value in raw.items() if name.startswith(f"{one}{APART}")}
        values, wrong = fill(ballot.sheet, own, facts)
        kept_ |= {f"{one}{APART}{name}": value for name, value in values.items()}
        problems += [(f"{one}{APART}{name}", Text(f"{call_subject(ballot, facts, one)}：{text.zh}", f"{call_subject(ballot, facts, one)}: {text.en}"))
                     for name, text in wrong]
    problems += [(name, say("这张表里没有「{name}」", "this form has no “{name}”", name=name)) for name, value in raw.items()
                 if not is_blank(value) and not any(name.startswith(f"{one}{APART}") for one in about)]
    return kept_, problems


def seal_sheet(ballot: Ballot, poll: Mapping[str, Any], values: Mapping[str, Any], facts: Facts, prefix: str) -> tuple[dict[str, Any], list[Any]]:
    """A sheet as events may hold it."""
    return seal(sheet_fields(ballot, poll, facts), values, facts, prefix)


def by_subject(poll: Mapping[str, Any], sheet: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A kept sheet as (subject, answers)."""
    about = poll.get("about") or []
    if not about:
        return [("", dict(sheet))]
    return [(one, {name.removeprefix(f"{one}{APART}"): value for name, value in sheet.items() if name.startswith(f"{one}{APART}")})
            for one in about]


def waits(step: Step, case: Case) -> bool:
    """Whether a ballot waits for somebody: an open seat of one who is asked, or slips on a roll."""
    if step.ballot is not None and step.ballot.secret:
        return any(case.poll.get("groups", {}).values())
    return any(seat.kind == "voter" and seat.state == "open" for seat in case.seats.values())
