"""Units and people after the street's file was read: a leaver's work handed over in one act.

In: an administrator's command.  Out: how many tasks moved; everything is in the record with its reason.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.case import Event, Repair
from engine.case.people import people_of
from engine.case.seats import may_take
from engine.filling import is_blank
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import require_sound
from engine.store.accounts import drop_person
from engine.store.lists import tasks_of
from engine.text import say


def require_administrator(service: Service, actor: str) -> None:
    """Refuse whoever is not an administrator."""
    known = service.directory().people.get(actor)
    if known is None or not known.administrator or known.left:
        raise Refused("not-allowed", say("只有管理员可以办", "only an administrator may"))


def hand_over(service: Service, admin: str, person: str, to: str, reason: str) -> int:
    """Give everything a leaver holds to somebody else and end the leaver's roles; the number of tasks that moved."""
    require_sound({"who": person, "to": to, "reason": reason})
    now, moved = service.clock(), 0
    with service.store.write() as conn:
        require_administrator(service, admin)
        directory = service.directory()
        if person not in directory.people or to not in directory.people or person == to or directory.people[to].left:
            raise Refused("form", say("请选离开的人和接手的人，两个人不能相同", "choose who leaves and who takes over; they must differ"))
        if is_blank(reason):
            raise Refused("form", say("请写明理由", "please give the reason"))
        held = sorted((role, unit) for one, role, unit in directory.held if one == person)
        for case, seat in held_tasks(service, person):
            moved += _hand_task(service, conn, admin, case, Repair(seat, to, reason, person), now)
        events = [Event("granted", {"person": to, "role": role, "unit": unit, "reason": reason}, now.isoformat(), admin)
                  for role, unit in held if (to, role, unit) not in directory.held]
        events.append(Event("left", {"person": person, "to": to, "reason": reason}, now.isoformat(), admin))
        service.append_directory(events, directory)
        drop_person(service.store, person)
    service.settle(now)
    return moved


def _hand_task(service: Service, conn: Any, admin: str, case: str, command: Repair, now: datetime) -> bool:
    """Give one task on; a ballot the successor answers already, or must keep out of, is left to run out."""
    loaded = service.store.load(case)
    assert loaded is not None
    before = loaded[0]
    seat = before.seats[command.seat]
    if seat.kind == "voter":
        directory = service.directory()
        step = service.method(before.method, before.digest).workflows[before.workflow].steps[seat.step]
        votes = any(one.kind == "voter" and may_take(one, command.to, directory) for one in before.seats.values())
        if votes or command.to in people_of(step.recuse, before, directory):
            return False
    service.carry(conn, admin, case, command, now)
    return True


def held_tasks(service: Service, person: str) -> list[tuple[str, str]]:
    """The tasks that wait for a person by name: (case, seat)."""
    return tasks_of(service.store, person)
