"""The page of one case, for one person.

In: who asks and which case.  Out: a `CasePage`, or `Refused` when it is not theirs to see.
"""

from __future__ import annotations

from datetime import datetime

from engine.case import Case, offers
from engine.model import Workflow
from engine.service.access import may_see, needs_private, shown
from engine.service.papers import slips
from engine.service.parts import parts_view
from engine.service.reading import due_view, waiting
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.service.timeline import Happened, Telling, events_of, gathered
from engine.service.views import CasePage, DueView, Related, Shown
from engine.store.accounts import note_look
from engine.text import say


def load_case(service: Service, person: str, case_id: str) -> Case:
    """A case somebody may look at."""
    loaded = service.store.load(case_id) if is_sound(case_id) else None
    if loaded is None:
        raise Refused("no-case", say("没有这件事", "there is no such case"))
    if not may_see(service, person, loaded[0]):
        raise Refused("not-allowed", say("这件事不归您看，有需要请找管理员", "this matter is not yours to see"))
    return loaded[0]


def case_page(service: Service, person: str, case_id: str) -> CasePage:
    """Everything about a case that a person may see and do."""
    case = load_case(service, person, case_id)
    method = service.method(case.method, case.digest)
    workflow = method.workflows[case.workflow]
    events = events_of(service, case_id)
    telling = Telling(service, case, workflow)
    directory = service.directory()
    known = directory.people[person]
    entries = gathered(entry for event in events if (entry := telling.entry(event)) is not None)
    return CasePage(
        case=case, method=method, workflow=workflow, unit=directory.call_unit(case.unit), opened=datetime.fromisoformat(case.opened),
        values=_values(service, case, workflow), related=related(service, case), due=deadline(service, case, events),
        waiting=tuple(waiting(service, seat) for seat in case.open_seats() if seat.kind != "assist"),
        offers=offers(method, case, service.world(person, case.method, digest=case.digest)), timeline=entries,
        documents=slips(service, case),
        parts=parts_view(service, case, workflow), may_reveal=needs_private(service, person, case),
        may_give_code=needs_private(service, person, case), administrator=known.administrator,
        people={one: directory.call(one) for one in directory.people})


def related(service: Service, case: Case) -> tuple[Related, ...]:
    """The case this one was opened from, and those opened from it."""
    found: list[Related] = []
    for name in ([case.source["id"]] if case.source else []) + [*case.others]:
        loaded = service.store.load(name)
        if loaded is not None:
            other = loaded[0]
            found.append(Related(other.id, other.number, other.workflow, other.outcome or other.step, bool(case.source) and name == case.source["id"]))
    return tuple(found)


def _values(service: Service, case: Case, workflow: Workflow) -> tuple[Shown, ...]:
    fields = workflow.all_fields()
    return tuple(shown(service, fields[name], value) for name, value in case.data.items() if name in fields)


def deadline(service: Service, case: Case, events: list[Happened]) -> DueView | None:
    """The running deadline with its calculation, from the event that set it."""
    clock = case.clocks.get(case.step) if case.step else None
    if clock is None:
        return None
    setting = [event for event in events if event.type in ("clock_started", "clock_resumed", "clock_moved")
               and event.body["clock"]["step"] == case.step]
    working = setting[-1].body.get("working", []) if setting else []
    return due_view(service, case.method, clock.due, service.clock(), working, provisional=clock.provisional, paused=clock.state == "paused")


def reveal(service: Service, person: str, case_id: str, name: str) -> Shown:
    """A private value in full, for who needs it; the look is written down."""
    case = load_case(service, person, case_id)
    field = service.method(case.method, case.digest).workflows[case.workflow].all_fields().get(name)
    if field is None or not needs_private(service, person, case):
        raise Refused("not-allowed", say("办这件事的人才能看", "only those who work on the matter may see it"))
    with service.store.write():
        note_look(service.store, person, case_id, name, service.clock().isoformat())
    return shown(service, field, case.data.get(name), open_private=True)


def successors(service: Service, case: Case, person: str) -> tuple[str, ...]:
    """Who may take over a matter from its holder: the others who could have had the task."""
    from engine.case.anytime import successors as others

    workflow = service.method(case.method, case.digest).workflows[case.workflow]
    return others(workflow, case, service.world(person, case.method, digest=case.digest), person)
