"""What residents may do without an account: follow a matter by its number and code, and judge it.

In: number and code.  Out: a `FollowPage`, or `Refused` that does not tell which of the two was wrong.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import PARTY, Answer, Case, Reopen
from engine.case.facts import Facts
from engine.case.journal import Journal
from engine.case.polling import sheet_fields
from engine.case.reopening import why_not_reopen
from engine.model import Step, Workflow
from engine.service.access import needs_private
from engine.service.casepage import deadline, load_case
from engine.service.reading import form_fields
from engine.service.refused import Refused
from engine.service.service import Done, Service
from engine.service.submitted import is_sound
from engine.service.timeline import Telling, events_of, for_residents
from engine.service.views import FollowPage, FormField
from engine.store.accounts import note_look
from engine.store.lists import cases_numbered
from engine.store.rows import headline
from engine.text import say
from engine.values import plain


def find_case(service: Service, number: str, code: str) -> Case:
    """The case of a number whose code is right."""
    given = plain(code).replace(" ", "").replace("-", "").upper() if is_sound(code) else ""
    number = plain(number) if is_sound(number) else ""
    for stream in cases_numbered(service.store, number) if given else ():
        if hmac.compare_digest(service.code_of(stream).encode(), given.encode()):
            loaded = service.store.load(stream)
            assert loaded is not None
            return loaded[0]
    raise Refused("no-match", say("没有查到。请核对编号和查询码；查询码丢了，可以带着登记时的电话找社区补发。",
                                  "nothing was found. Check the number and the code; a lost code is given again by the community."))


def _sheet(service: Service, case: Case, workflow: Workflow, step: Step) -> tuple[FormField, ...]:
    """What the complainant is asked, about each thing that is judged."""
    assert step.ballot is not None
    facts = Facts(workflow, case, service.world(PARTY, case.method, digest=case.digest))
    return form_fields(service, sheet_fields(step.ballot, case.poll, facts), None)


def follow(service: Service, number: str, code: str) -> FollowPage:
    """What a resident sees of a matter."""
    case = find_case(service, number, code)
    method = service.method(case.method, case.digest)
    workflow = method.workflows[case.workflow]
    telling, events = Telling(service, case, workflow), events_of(service, case.id)
    entries = tuple(entry for event in events if (entry := for_residents(telling, event)) is not None)
    step = workflow.steps.get(case.step)
    mine = [seat for seat in case.seats.values() if seat.party and seat.kind == "voter"]
    asked = step is not None and step.ballot is not None and any(seat.state == "open" for seat in mine)
    outcome = workflow.outcomes.get(case.outcome)
    return FollowPage(
        case=case.id, number=case.number, workflow=workflow.title, unit=service.directory().call_unit(case.unit),
        opened=datetime.fromisoformat(case.opened), headline=headline(case, workflow.headline), step=step.title if step else "",
        stage=stage_of(workflow, case.step), round=case.round, outcome=outcome.title if outcome else case.outcome,
        sense=outcome.sense if outcome else "", promised=deadline(service, case, events), timeline=entries,
        sheet=_sheet(service, case, workflow, step) if asked and step is not None else (),
        note=step.note if step else "", answered=any(seat.state == "done" for seat in mine),
        may_reopen=why_not_reopen(Journal(method, case, service.world(PARTY, case.method, digest=case.digest), workflow)) is None)


def stage_of(workflow: Workflow, step: str) -> str:
    """The document's own step an engine step belongs to."""
    return next((stage.title for stage in workflow.stages.values() if step in stage.contains), "")


def answer_as_party(service: Service, number: str, code: str, sheet: Mapping[str, Any], *, key: str = "") -> Done:
    """The complainant judges the result."""
    case = find_case(service, number, code)
    return service.do(PARTY, case.id, Answer(sheet), key=key)


def reopen_as_party(service: Service, number: str, code: str, reason: str, *, key: str = "") -> Done:
    """Whoever asked lets a matter that has ended begin again, as far as the method lets the public do so."""
    case = find_case(service, number, code)
    return service.do(PARTY, case.id, Reopen(reason), key=key)


def new_code(service: Service, person: str, case_id: str) -> str:
    """A new lookup code in place of a lost one."""
    case = load_case(service, person, case_id)
    if not needs_private(service, person, case):
        raise Refused("not-allowed", say("办这件事的人才能补发查询码", "only those who work on the matter may give its code again"))
    with service.store.write():
        note_look(service.store, person, case_id, "补发查询码", service.clock().isoformat())
        return service.fresh_code(case_id, service.clock())
