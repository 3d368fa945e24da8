"""What an act does beyond its own case: other cases opened, rows written into registers, roles given and taken.

In: effects and the journal.  Out: events that say what is to be opened, written, given; the service does it in the
same transaction, and what cannot be done undoes the act.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.case.facts import Facts
from engine.case.forms import as_kept
from engine.case.journal import Journal
from engine.case.rooms import need_room
from engine.case.state import changed
from engine.errors import FormulaRefusal
from engine.filling import is_blank
from engine.formulas import EMPTY, Formula
from engine.model import Effects, Field, Form, Granting
from engine.text import say

HOME, CHANNEL, LINKED, ONE, OPENER = "归属单位", "渠道", "联系人", "每个", "发起人"


def go_beyond(journal: Journal, effects: Effects) -> None:
    """Everything an act does outside its case, in order; a role is taken away before it is given, so that one may follow another."""
    for opening in effects.opens:
        target = journal.method.workflows[opening.workflow]
        for row in _each(journal, opening.per):
            values = _values(row, target.start.form, opening.carry)
            journal.add("opened_other", case=_fresh(journal), workflow=target.name, unit=_home(row, opening.carry, target.belongs_to),
                        channel=str(_worked_out(row, opening.carry.get(CHANNEL)) or ""), values=values)
    for enrolment in effects.enrol:
        register = journal.method.registers[enrolment.register]
        for row in _each(journal, enrolment.per):
            linked = _worked_out(row, enrolment.carry.get(LINKED))
            journal.add("enrolled", row=_fresh(journal), register=register.name, unit=_home(row, enrolment.carry, register.belongs_to),
                        linked=list(linked) if isinstance(linked, tuple) else [linked] if linked else [],
                        values=_values(row, register.form, enrolment.carry))
    for granting in effects.dismiss:
        for person, unit in _meant(journal, granting):
            journal.add("dismissed", person=person, role=granting.role, unit=unit)
    for granting in effects.appoint:
        _grant(journal, granting)


def _fresh(journal: Journal) -> str:
    """A new identity; it follows from the secret seed of this decision."""
    return hmac.new(journal.world.seed, f"beyond/{len(journal.events)}".encode(), hashlib.sha256).hexdigest()[:16]


# --- what is carried --------------------------------------------------------------------------------------------------


def _known(journal: Journal) -> tuple[Mapping[str, Any], Mapping[str, Field]]:
    """Everything filled in that the act can speak of, with its fields: the case's, and what the act itself asked."""
    fields = dict(journal.workflow.all_fields())
    rows = journal.case.parts.get(journal.case.step, ())
    own: Mapping[str, Any] = rows[-1]["values"] if rows and rows[-1]["by"] == journal.world.actor else {}
    for event in (one for one in journal.events if one.type == "noted"):
        act = journal.workflow.anytime.get(event.body["name"])
        own = {**own, **event.body["values"]}
        fields.update((field.name, field) for field in (act.form if act is not None else ()))
    return {**journal.case.data, **own}, fields


def _each(journal: Journal, per: str) -> Iterator[Facts]:
    """What formulas see for each row of a table or each value of a field; for the case itself where there is neither."""
    known, fields = _known(journal)
    facts = changed(journal.facts, over=known, sheet=fields)
    if not per:
        yield facts
        return
    split = fields[per]
    for one in known.get(per) or ():
        if split.kind == "table":
            yield changed(facts, over={**known, **one}, sheet={**fields, **{column.name: column for column in split.table}})
        else:
            single = replace(split, many=False, kind="choice" if split.kind == "choices" else split.kind)
            yield changed(facts, over={**known, per: one, ONE: one}, sheet={**fields, per: single, ONE: single})


def _values(facts: Facts, form: Form, carry: Mapping[str, Formula]) -> dict[str, Any]:
    """What the other side is given, as cases keep values; what is not filled here is not given."""
    found: dict[str, Any] = {}
    for field in form:
        formula = carry.get(field.name)
        name = formula.text.strip() if formula is not None else field.name
        kept = facts.over.get(name) if name in facts.sheet else None if formula is None else as_kept(_worked_out(facts, formula))
        if not is_blank(kept):
            found[field.name] = kept
    return found


def _worked_out(facts: Facts, formula: Formula | None) -> Any:
    if formula is None:
        return None
    try:
        value = facts.work_out(formula)
    except FormulaRefusal as refusal:
        if refusal.kind == "empty-value":
            return None
        raise
    return None if value is EMPTY else value


def _home(facts: Facts, carry: Mapping[str, Formula], kind: str) -> str:
    """Whose it is: as carried, else the case's unit or the nearest above it of the kind that is wanted."""
    said = _worked_out(facts, carry.get(HOME))
    if said:
        return str(said)
    directory = facts.world.directory
    home = facts.case.unit if facts.case is not None else directory.root
    if not kind:
        return home
    units = [unit for unit in directory.chain(home) if directory.units[unit].is_a(kind) or (kind == "街道" and unit == directory.root)]
    if not units:
        raise FormulaRefusal("no-unit", say("另立的件归{kind}，从「{home}」往上没有{kind}",
                                            "the new case belongs to a {kind}, and there is none above “{home}”",
                                            kind=kind, home=home))
    return units[0]


# --- roles ------------------------------------------------------------------------------------------------------------


def _meant(journal: Journal, granting: Granting) -> Iterator[tuple[str, str]]:
    """Each person meant with the unit."""
    known, _ = _known(journal)
    people = journal.case.opener if granting.who == OPENER else known.get(granting.who)
    unit = str(known.get(granting.at) or journal.case.unit) if granting.at else journal.case.unit
    for person in people if isinstance(people, list) else [people]:
        if isinstance(person, str) and person in journal.world.directory.people:
            yield person, unit


def _grant(journal: Journal, granting: Granting) -> None:
    role, world = journal.method.roles[granting.role], journal.world
    until = world.calendar.add(world.now, journal.facts.span(granting.term)).at.isoformat() if granting.term else ""
    for person, unit in _meant(journal, granting):
        kinds = world.directory.units[unit].kinds if unit in world.directory.units else ()
        if not set(kinds) & set(role.held_at) and not (unit == world.directory.root and "街道" in role.held_at):
            raise FormulaRefusal("wrong-unit", say("「{role}」设在{kinds}，不能设在「{unit}」", "“{role}” is held at {kinds}, not at “{unit}”",
                                                   role=role.title, kinds="、".join(role.held_at), unit=unit))
        need_room(journal, role, person, unit)
        permit = journal.number("{年}-{序号:4}", f"凭证/{role.credential}") if role.credential else {}
        journal.add("appointed", person=person, role=role.name, unit=unit, until=until, **permit)
