"""Whether the panels of a street are made up as the methods say: each seat held by somebody of its kind.

In: methods with the street's values and a directory.  Out: a problem for each panel whose seats cannot all be filled by
its members, one member to a seat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from engine.directory import Directory
from engine.model import Method, Role
from engine.problems import Mark, Report
from engine.street.counts import values_of
from engine.text import Text, say


def report_panels(methods: Iterable[Method], directory: Directory, marks: Mapping[str, Mark], report: Report) -> None:
    """Look at every panel that has members; one that has none is told as a role nobody holds."""
    for method in methods:
        values = values_of(method, None)
        for role in (one for one in method.roles.values() if one.composition):
            seats = [kind for kind, name in role.composition.items() if isinstance(values.get(name), Fraction)
                     for _ in range(int(values[name]))]
            for unit in _units(role, directory):
                members = directory.holders(role.name, unit)
                if members and filled(seats, {one: _kinds(one, role, directory) for one in members}) < len(seats):
                    report.add("panel-seats", marks[method.id], _told(role, unit, seats, members, directory),
                               say("在「人员」里给成员写上他们本来的角色，或者换人",
                                   "write under 人员 which role each member has besides, or change the members"))


def _units(role: Role, directory: Directory) -> list[str]:
    per = role.size.per if role.size is not None else ""
    return [unit.name for unit in directory.units.values() if unit.is_a(per)] if per else [""]


def _kinds(person: str, role: Role, directory: Directory) -> frozenset[str]:
    held = {name for name, _ in directory.doors_of(person)}
    return frozenset(kind for kind in role.composition if held & set(directory.parts(kind)))


def _told(role: Role, unit: str, seats: list[str], members: Iterable[str], directory: Directory) -> Text:
    kinds = [_kinds(one, role, directory) for one in members]
    parts = [(kind, seats.count(kind), sum(1 for one in kinds if kind in one)) for kind in dict.fromkeys(seats)]
    return say("{unit}「{role}」的席位坐不满：{zh}", "the seats of “{role}” {unit} cannot all be filled: {en}", role=role.title, unit=unit,
               zh="、".join(f"{kind}要{wanted}人，成员里有{have}人是" for kind, wanted, have in parts),
               en=", ".join(f"{kind} {wanted}, held by {have} of its members" for kind, wanted, have in parts))


def filled(seats: list[str], kinds: Mapping[str, frozenset[str]]) -> int:
    """How many seats can be filled, one person to a seat: a largest matching, found by making room.

    >>> filled(["甲", "乙"], {"a": frozenset({"甲", "乙"}), "b": frozenset({"甲"})})
    2
    """
    sits: dict[int, str] = {}

    def place(person: str, seen: set[int]) -> bool:
        for number, kind in enumerate(seats):
            if kind in kinds[person] and number not in seen:
                seen.add(number)
                if number not in sits or place(sits[number], seen):
                    sits[number] = person
                    return True
        return False

    return sum(place(person, set()) for person in kinds)
