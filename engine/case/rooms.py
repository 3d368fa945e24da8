"""Whether there is room for one more in a role: 人数 with 不多于, when a case appoints somebody.

In: the journal, a role, whom it is given to and where.  Out: nothing, or a refusal that says how many there may be.
"""

from __future__ import annotations

from fractions import Fraction

from engine.case.journal import Journal
from engine.compiler.names import STREET
from engine.compiler.scopes import HEADS
from engine.directory import Directory
from engine.errors import FormulaRefusal
from engine.formulas import evaluate
from engine.model import Method, Role
from engine.text import say


def heads(method: Method, directory: Directory, unit: str = "") -> dict[str, Fraction]:
    """How many hold each role, at a unit and below it or anywhere."""
    return {role: Fraction(len(directory.holders(role, unit))) for role in method.roles}


def need_room(journal: Journal, role: Role, person: str, unit: str) -> None:
    """Refuse an appointment by which more would hold a role than it may have; where the method only warns, it lets it pass."""
    size, directory = role.size, journal.world.directory
    if size is None or size.at_most is None or size.warns:
        return
    where = next((one for one in directory.chain(unit) if directory.units[one].is_a(size.per) or (size.per == STREET and one == directory.root)),
                 "") if size.per else ""
    most = evaluate(size.at_most, {**journal.world.parameters, HEADS: heads(journal.method, directory, where)})
    after = _holders(journal, role, where) | {person}
    if isinstance(most, Fraction) and len(after) > most:
        raise FormulaRefusal("no-room", say("{where}「{role}」不多于{n}人，现在已经有{m}人，请先免去一位",
                                            "{where} “{role}” takes at most {n} people and has {m}; somebody must leave first",
                                            where=where, role=role.title, n=int(most), m=len(after) - 1))


def _holders(journal: Journal, role: Role, where: str) -> set[str]:
    """Who holds a role at a unit and below it, after what this act has given and taken so far."""
    directory = journal.world.directory
    found = set(directory.holders(role.name, where))
    for event in journal.events:
        body = event.body
        if event.type in ("appointed", "dismissed") and body["role"] == role.name and (not where or where in directory.chain(body["unit"])):
            found = found | {body["person"]} if event.type == "appointed" else found - {body["person"]}
    return found
