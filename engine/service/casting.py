"""Casting a sheet of a secret ballot by the code on a slip.

In: a code and what was chosen.  Out: whether it was counted.  Nothing is written but the box: no event, no receipt, no
log, and nobody is asked who they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import Case
from engine.case.counting import choice_of
from engine.case.facts import Facts
from engine.case.polling import by_subject, call_subject, fill_sheet, sheet_fields
from engine.case.slips import TEXTS
from engine.case.world import PUBLIC
from engine.model import Ballot, Step
from engine.service.ballot_views import CastPage
from engine.service.boxes import open_case
from engine.service.codes import TAG, hash_of, plain
from engine.service.reading import form_fields
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import require_sound
from engine.store.urn import BoxLost, Cast
from engine.text import Text, say

RECEIVED = say("已收到。这张票已经投进票箱，不能再改，也查不出是谁投的。",
               "Received. The sheet is in the box: it cannot be changed, and nobody can tell whose it is.")
_REASONS: Mapping[str, Text] = {
    "repeated": RECEIVED,
    "not-yet": say("这张票还没有登记发出，请等工作人员发完这一批再投。", "this slip was not noted as handed out yet; wait until the batch has been."),
    "closed": say("这次测评已经截止。", "this ballot is closed."),
}
_UNKNOWN = say("没有这个测评码，或者这次测评已经结束。请看清票上的字母和数字再输一次。",
               "there is no such code, or the ballot is over. Check the letters and digits on the slip.")


def cast_page(service: Service, code: str) -> CastPage:
    """The sheet for a code that can be used now."""
    case, step, ballot, facts = _ballot_of(service, code)
    state = service.boxes.urns.look(_tag(code), hash_of(code))
    if state != "counted":
        raise Refused(state, _REASONS.get(state, _UNKNOWN))
    return _page(service, case, step, ballot, facts)


def _page(service: Service, case: Case, step: Step, ballot: Ballot, facts: Facts) -> CastPage:
    clock = case.clocks.get(step.name)
    fields = form_fields(service, sheet_fields(ballot, case.poll, facts), None)
    return CastPage(step.title, facts.workflow.title, case.number, fields, int(facts.world.parameters.get(ballot.suppress, 1)),
                    datetime.fromisoformat(clock.due) if clock is not None else None)


def cast(service: Service, code: str, sheet: Mapping[str, Any]) -> Text:
    """Count a sheet; what to tell whoever handed it in.  A code that was used gets the same words again."""
    case, _, ballot, facts = _ballot_of(service, code)
    require_sound({}, sheet)
    if service.boxes.urns.look(_tag(code), hash_of(code)) == "repeated":
        return RECEIVED
    values, problems = fill_sheet(ballot, case.poll, sheet, facts)
    if problems:
        zh, en = "；".join(text.zh for _, text in problems), "; ".join(text.en for _, text in problems)
        raise Refused("form", say("有{n}处要改：{zh}", "{n} thing(s) to mend: {en}", n=len(problems), zh=zh, en=en), tuple(problems))
    choices = [(subject, field.name, choice_of(field, answers.get(field.name))) for subject, answers in by_subject(case.poll, values)
               for field in ballot.sheet if field.kind not in TEXTS]
    remarks = [(subject, field.name, str(answers[field.name])) for subject, answers in by_subject(case.poll, values)
               for field in ballot.sheet if field.kind in TEXTS and field.name in answers]
    state: Cast = service.boxes.urns.cast(_tag(code), hash_of(code), choices, [(call_subject(ballot, facts, one) if one else "", name, words)
                                                                               for one, name, words in remarks])
    if state in ("counted", "repeated"):
        return RECEIVED
    raise Refused(state, _REASONS.get(state, _UNKNOWN))


def _tag(code: str) -> str:
    return plain(code)[:TAG]


def _ballot_of(service: Service, code: str) -> tuple[Case, Step, Ballot, Facts]:
    tag, urns = _tag(code), service.boxes.urns
    try:
        about = urns.about(tag)
    except BoxLost:
        raise Refused("unknown", _UNKNOWN) from None
    case = open_case(service, about["case"], tag)
    if case is None or about.get("restored"):
        raise Refused("unknown", _UNKNOWN)
    workflow = service.method(case.method, case.digest).workflows[case.workflow]
    step = workflow.steps[case.step]
    assert step.ballot is not None
    facts = Facts(workflow, case, service.world(PUBLIC, case.method, digest=case.digest))
    return case, step, step.ballot, facts
