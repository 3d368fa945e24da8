"""Who may see what.

In: who asks and the case.  Out: yes or no, and values masked for those who do not need them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case import Case
from engine.case.seats import is_among, may_take
from engine.filling import PRIVATE_KEY, is_blank, show
from engine.model import Field, Workflow
from engine.service.service import Service
from engine.service.views import Shown
from engine.store.messages import has_met
from engine.text import Text


def may_see(service: Service, person: str, case: Case) -> bool:
    """Whether a person may look at a case: who works on it or did, who was named or told, who supervises it, and who
    holds one of the method's roles at its unit or above, or at a unit that handles it."""
    directory = service.directory()
    known = directory.people.get(person)
    if known is None or known.left:
        return False
    if known.administrator or person in case.copied or person == case.opener or _has_done(case, person):
        return True
    if any(may_take(seat, person, directory) for seat in case.seats.values()):
        return True
    method = service.method(case.method, case.digest)
    workflow = method.workflows[case.workflow]
    if any(is_among(one.by, person, case, directory) for one in workflow.anytime.values()):
        return True
    near = {*directory.chain(case.unit), *_named(case, workflow, "unit")}
    if any(unit in near and role in method.roles for role, unit in directory.doors_of(person)):
        return True
    return person in _named(case, workflow, "person") or has_met(service.store, person, case.id)


def _has_done(case: Case, person: str) -> bool:
    """Whether somebody did a step of a case, or a part of one."""
    return person in case.did.values() or any(row["by"] == person for rows in case.parts.values() for row in rows)


def _named(case: Case, workflow: Workflow, kind: str) -> set[str]:
    """What fields of a kind name; a text that happens to read like a name opens nothing to anybody."""
    found: set[str] = set()
    for name, field in workflow.all_fields().items():
        value = case.data.get(name)
        if field.kind == kind and value is not None:
            found.update(str(one) for one in (value if isinstance(value, list) else [value]))
    return found


def needs_private(service: Service, person: str, case: Case) -> bool:
    """Whether a person needs the private values: who opened the case, who did or leads a step, who enters answers."""
    directory = service.directory()
    if person == case.opener or _has_done(case, person):
        return True
    if any(seat.kind == "lead" and may_take(seat, person, directory) for seat in case.seats.values()):
        return True
    workflow = service.method(case.method, case.digest).workflows[case.workflow]
    step = workflow.steps.get(case.step)
    return step is not None and step.ballot is not None and is_among(step.ballot.entered_by, person, case, directory)


def private_value(service: Service, kept: Any) -> Any:
    """The private value an event points at, or None when it was erased."""
    if not (isinstance(kept, dict) and PRIVATE_KEY in kept):
        return kept
    return service.store.private(kept[PRIVATE_KEY])


def masked(field: Field, value: Any) -> Text:
    """A private value as others see it: the surname, the last four digits.

    >>> from engine.model import Field
    >>> masked(Field("诉求人", "party", "诉求人"), {"name": "张大爷", "phone": "13800000001"}).zh
    '张** *******0001'
    """
    if field.kind == "party" and isinstance(value, Mapping):
        name, phone = str(value.get("name", "")), str(value.get("phone", ""))
        text = f"{name[:1]}{'*' * (len(name) - 1)} {'*' * max(len(phone) - 4, 0)}{phone[-4:] if len(phone) > 4 else ''}".strip()
        return Text(text, text)
    text = str(value)
    hidden = "*" * max(len(text) - 4, 0) + text[-4:] if field.kind == "phone" else "***"
    return Text(hidden, hidden)


def shown(service: Service, field: Field, kept: Any, *, open_private: bool = False) -> Shown:
    """A value of a case for a page; a private one is masked unless it is asked for and allowed."""
    directory = service.directory()
    if isinstance(kept, dict) and PRIVATE_KEY in kept:
        value = private_value(service, kept)
        if value is None:
            return Shown(field.name, field.title, Text("（已依法删除）", "(erased)"), private=True)
        if open_private:
            return Shown(field.name, field.title, show(field, value, directory), private=True)
        return Shown(field.name, field.title, masked(field, value), private=True, masked=True)
    files = tuple(kept) if field.kind in ("photo", "file") and not is_blank(kept) else ()
    return Shown(field.name, field.title, show(field, kept, directory), files=files)
