"""Units and people after the street's file was read: a leaver's work handed over in one act.

In: an administrator's command.  Out: how many tasks moved; everything is in the record with its reason.
"""

from __future__ import annotations

from engine.case import Event, Repair
from engine.filling import is_blank
from engine.service.refused import Refused
from engine.service.service import Service
from engine.text import say


def require_administrator(service: Service, actor: str) -> None:
    """Refuse whoever is not an administrator."""
    known = service.directory().people.get(actor)
    if known is None or not known.administrator or known.left:
        raise Refused("not-allowed", say("只有管理员可以办", "only an administrator may"))


def hand_over(service: Service, admin: str, person: str, to: str, reason: str) -> int:
    """Give everything a leaver holds to somebody else and end the leaver's roles; the number of tasks that moved."""
    require_administrator(service, admin)
    directory = service.directory()
    if person not in directory.people or to not in directory.people or person == to or directory.people[to].left:
        raise Refused("form", say("请选离开的人和接手的人，两个人不能相同", "choose who leaves and who takes over; they must differ"))
    if is_blank(reason):
        raise Refused("form", say("请写明理由", "please give the reason"))
    tasks = held_tasks(service, person)
    for case, seat in tasks:
        service.do(admin, case, Repair(seat, to, reason))
    moment = service.clock().isoformat()
    moved = sorted((role, unit) for one, role, unit in directory.held if one == person)
    with service.store.write() as conn:
        events = [Event("granted", {"person": to, "role": role, "unit": unit, "reason": reason}, moment, admin)
                  for role, unit in moved if (to, role, unit) not in directory.held]
        events.append(Event("left", {"person": person, "to": to, "reason": reason}, moment, admin))
        service.append_directory(conn, events, service.directory())
        conn.execute("DELETE FROM account WHERE street = ? AND person = ?", (service.street.id, person))
    return len(tasks)


def held_tasks(service: Service, person: str) -> list[tuple[str, str]]:
    """The tasks that wait for a person by name: (case, seat)."""
    rows = service.store.conn.execute("SELECT stream, seat FROM task WHERE street = ? AND person = ? AND person <> '' ORDER BY due",
                                      (service.street.id, person))
    return [(str(stream), str(seat)) for stream, seat in rows]
