"""What an act does beyond its case, done in its own transaction: cases opened, rows written, and what it tells others.

In: events just appended.  Out: new cases and rows; signals to the directory and to the case that is waiting to hear.
What cannot be opened or written refuses the act as a whole, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.case import Case, Event
from engine.case.commands import OtherEnded
from engine.directory import Directory
from engine.filling import PRIVATE_KEY
from engine.service.hooks import Appended, consequence, handles
from engine.service.refused import Refused
from engine.service.registers import write_row
from engine.store.signals import put_signal
from engine.text import Text, say
from engine.values import Span

if TYPE_CHECKING:
    from engine.service.service import Service

SYSTEM = "system"
HEAR, GRANT, REVOKE = "other-ended", "appoint", "dismiss"


@consequence
def go_beyond(service: Service, appended: Appended) -> None:
    """Open, write and tell what the events of a case say."""
    for number, event in enumerate(appended.events, start=appended.seq):
        if event.type == "opened_other":
            _open(service, appended, event)
        elif event.type == "enrolled":
            _enrol(service, appended, event)
        elif event.type in ("appointed", "dismissed"):
            body = {**event.body, "case": appended.after.id, "permit": event.body.get("number", ""), "number": appended.after.number,
                    "actor": event.actor}
            put_signal(service.store, GRANT if event.type == "appointed" else REVOKE, f"{appended.after.id}/{number}", body, event.at)
        elif event.type in ("closed", "reopened") and appended.after.source:
            _tell_source(service, appended.after, number, event)


def _open(service: Service, appended: Appended, event: Event) -> None:
    body, case = event.body, appended.after
    people = dict.fromkeys([case.opener, *case.did.values(), event.actor])
    source = {"id": case.id, "number": case.number, "method": case.method, "workflow": case.workflow, "people": list(people)}
    try:
        service.begin(service.store.writer, event.actor, case.method, body["workflow"], body["unit"], given(service, body["values"]), appended.now,
                      channel=body["channel"], identity=body["case"], source=source, digest=case.digest)
    except Refused as refused:
        words = "；".join(text.zh for _, text in refused.fields) or refused.text.zh
        english = "; ".join(text.en for _, text in refused.fields) or refused.text.en
        raise Refused("form", say("另立「{workflow}」没有成：{why}", "“{workflow}” could not be opened: {why}", workflow=body["workflow"],
                                  why=Text(words, english))) from None


def _enrol(service: Service, appended: Appended, event: Event) -> None:
    body, case = event.body, appended.after
    write_row(service, event.actor, appended.method, body["register"], body["unit"], given(service, body["values"]), appended.now,
              linked=[str(one) for one in body["linked"]], identity=body["row"], source={"case": case.id, "number": case.number})


def _tell_source(service: Service, case: Case, number: int, event: Event) -> None:
    body = {"source": case.source["id"], "case": case.id, "number": case.number, "outcome": case.outcome}
    put_signal(service.store, HEAR, f"{case.id}/{number}/{event.type}", body, event.at)


def given(service: Service, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a case keeps them, as somebody would have handed them in: private ones are taken from the vault."""
    return {name: _raw(service, value) for name, value in values.items()}


def _raw(service: Service, value: Any) -> Any:
    if isinstance(value, list):
        return [_raw(service, one) for one in value]
    if isinstance(value, str) and "T" in value and value.endswith("+08:00"):
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    if not isinstance(value, Mapping):
        return value
    if PRIVATE_KEY in value:
        return _raw(service, service.store.private(str(value[PRIVATE_KEY])))
    if "row" in value:
        return value["row"]
    if value.keys() == {"case", "number"}:
        return value["case"]
    if value.keys() == {"amount", "unit"}:
        return Span(value["amount"], value["unit"]).zh()
    return given(service, value)


# --- signals ----------------------------------------------------------------------------------------------------------


@handles(HEAR, Text("告诉来源件：另立的件办完了", "telling a case what became of one opened from it"))
def _hear(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    service.carry(service.store.writer, SYSTEM, body["source"], OtherEnded(body["case"], body["number"], body["outcome"]), now)


@handles(GRANT, Text("任命", "giving a role"))
def _appoint(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    directory = service.directory()
    row = (body["person"], body["role"], body["unit"])
    if _held(directory, row, body.get("until", "")):
        return
    said = {"person": row[0], "role": row[1], "unit": row[2], "case": body["case"], "reason": f"{body['number']} 任命"}
    said |= {"until": body["until"]} if body.get("until") else {}
    said |= {"credential": body["permit"]} if body.get("permit") else {}
    service.append_directory([Event("granted", said, now.isoformat(), body["actor"])], directory)


@handles(REVOKE, Text("免去", "taking a role away"))
def _dismiss(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    directory = service.directory()
    row = (body["person"], body["role"], body["unit"])
    if row in directory.held:
        said = {"person": row[0], "role": row[1], "unit": row[2], "case": body["case"], "reason": f"{body['number']} 免去"}
        service.append_directory([Event("revoked", said, now.isoformat(), body["actor"])], directory)


def _held(directory: Directory, row: tuple[str, str, str], until: str) -> bool:
    """Whether somebody holds a role already, for as long."""
    return row in directory.held and directory.terms.get(row, "") == until
