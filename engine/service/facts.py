"""What is known of people and units, changed while the street runs, and whether the numbers still fit the document.

In: an administrator's command.  Out: an event in the directory with its reason; shortfalls in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.case import Event
from engine.model import Field
from engine.service.people import require_administrator
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import require_sound
from engine.store.registers import link_counts
from engine.street.counts import Shortfall, shortfalls
from engine.street.facts import covered_by, forms_of, read_facts
from engine.text import say


def facts_form(service: Service, *, person: str = "", unit: str = "") -> Mapping[str, Field]:
    """What may be told of a person or a unit."""
    return forms_of(service.street.methods.values(), service.directory(), person=person, unit=unit)


def set_facts(service: Service, admin: str, values: Mapping[str, Any], *, person: str = "", unit: str = "", reason: str = "") -> None:
    """Tell facts of a person or a unit; those not given stay, one given empty is forgotten."""
    require_sound({"who": person or unit, "理由": reason}, values)
    now = service.clock()
    with service.store.write():
        require_administrator(service, admin)
        directory = service.directory()
        if (person or "?") not in directory.people and unit not in directory.units:
            raise Refused("form", say("没有「{name}」", "there is no “{name}”", name=person or unit))
        kept, wrong = read_facts({name: one for name, one in values.items() if one not in ("", [], None)}, facts_form(service, person=person, unit=unit),
                                 directory)
        if wrong:
            zh, en = "；".join(text.zh for _, text in wrong), "; ".join(text.en for _, text in wrong)
            raise Refused("form", say("有{n}处要改：{zh}", "{n} thing(s) to mend: {en}", n=len(wrong), zh=zh, en=en), tuple(wrong))
        before = directory.facts.get(person, {}) if person else directory.unit_facts.get(unit, {})
        facts = {**{name: one for name, one in before.items() if name not in values}, **kept}
        body = {"of": "person" if person else "unit", "name": person or unit, "facts": facts, "reason": reason}
        service.append_directory([Event("facts_set", body, now.isoformat(), admin)], directory)
    service.settle(now)


@dataclass(frozen=True, slots=True)
class Covering:
    """What somebody covers in a role, and what there is to cover: (name or account, as it is called)."""

    role: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    covered: tuple[str, ...]


def coverings(service: Service, person: str) -> list[Covering]:
    """The roles somebody holds in which units or people are covered; rows of registers are linked in the registers."""
    directory, found = service.directory(), list[Covering]()
    for role in dict.fromkeys(held for held, _ in directory.doors_of(person)):
        kind = _covered_kind(service, role)
        units = [(unit.name, directory.call_unit(unit.name)) for unit in directory.units.values() if covered_by(unit.name, kind, directory)]
        choices = units or [(one, directory.call(one)) for one in directory.everywhere(kind) if one != person]
        if kind and choices:
            found.append(Covering(role, kind, tuple(choices), directory.covered(person, role)))
    return found


def _covered_kind(service: Service, role: str) -> str:
    """The kind of unit or the role that holders of a role cover; '' where they cover nothing."""
    roles = (method.roles[role] for method in service.street.methods.values() if role in method.roles)
    return next((one.covers for one in roles if one.covers), "")


def set_covers(service: Service, admin: str, person: str, role: str, covered: Sequence[str], reason: str = "") -> None:
    """Say what somebody covers in a role, in place of what it was."""
    require_sound({"who": person, "role": role, "理由": reason, **{str(n): one for n, one in enumerate(covered)}})
    now = service.clock()
    with service.store.write():
        require_administrator(service, admin)
        directory = service.directory()
        wanted = _covered_kind(service, role)
        if not wanted or not any(held == role for held, _ in directory.doors_of(person)):
            raise Refused("form", say("{name}没有担任要包片的「{role}」", "{name} holds no role “{role}” that covers anything", name=directory.call(person),
                                      role=role))
        found = [covered_by(one, wanted, directory) for one in covered]
        if None in found:
            raise Refused("form", say("包片要写{wanted}的名字", "name units or people of the kind {wanted}", wanted=wanted))
        before, after = set(directory.covered(person, role)), {one for one in found if one is not None}
        events = [Event(kind, {"person": person, "role": role, "to": to, "reason": reason}, now.isoformat(), admin)
                  for kind, some in (("linked", after - before), ("unlinked", before - after)) for to in sorted(some)]
        if events:
            service.append_directory(events, directory)
    service.settle(now)


def unfit(service: Service) -> list[Shortfall]:
    """Everything that does not number what the methods say as things stand, rows of registers among it."""
    directory, day = service.directory(), service.clock().date()
    return [one for method in service.street.methods.values()
            for one in shortfalls(method, directory, day, lambda id_, register: link_counts(service.store, id_, register))]
