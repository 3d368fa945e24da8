"""What merged cases tell each other: the main one learns whom it carries, the absorbed ones hear what its asker hears.

In: events just appended to a case.  Out: signals, and what they do in the other case; doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.case import MERGED, SYSTEM, Absorb, Command, Hear, Release
from engine.service.hooks import Appended, consequence, handles
from engine.store.signals import put_signal
from engine.text import Text

if TYPE_CHECKING:
    from engine.service.service import Service

MERGE, HEARD = "case.merge", "case.heard"


@consequence
def tell_each_other(service: Service, appended: Appended) -> None:
    """Keep a signal for the other case of every merging, and for every absorbed case of what the main one tells."""
    case, now = appended.after, appended.now.isoformat()
    for at, event in enumerate(appended.events, start=appended.seq):
        if event.type == "merged":
            body = {"main": event.body["into"]["id"], "case": case.id, "number": case.number, "on": True}
            put_signal(service.store, MERGE, f"{case.id}/{at}", body, now)
        elif event.type == "unmerged":
            put_signal(service.store, MERGE, f"{case.id}/{at}", {"main": event.body["was"]["id"], "case": case.id, "on": False}, now)
        elif event.type == "told" and event.body.get("party"):
            _to_absorbed(service, appended, at, {"cause": event.body["cause"], "values": event.body["values"]})
        elif event.type == "closed" and event.body["outcome"] != MERGED:
            outcome = appended.method.workflows[case.workflow].outcomes[event.body["outcome"]]
            _to_absorbed(service, appended, at, {"cause": f"{case.number}的结果：{outcome.title}", "values": {}})
        elif event.type == "absorbed" and case.outcome:
            body = {"case": event.body["case"], "cause": f"{case.number}的结果：{case.outcome}", "values": {}}
            put_signal(service.store, HEARD, f"{case.id}/{at}/{event.body['case']}", body, now)


def _to_absorbed(service: Service, appended: Appended, at: int, body: Mapping[str, Any]) -> None:
    for absorbed in appended.after.absorbed:
        put_signal(service.store, HEARD, f"{appended.after.id}/{at}/{absorbed}", {**body, "case": absorbed}, appended.now.isoformat())


@handles(MERGE, Text("并单：在主件里记下", "note a merged case in the main one"))
def _merge(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    command: Command = Absorb(body["case"], body["number"]) if body["on"] else Release(body["case"])
    service.carry(service.store.writer, SYSTEM, body["main"], command, now)


@handles(HEARD, Text("并单：把主件的结果告诉提出的人", "tell the asker of a merged case what the main one says"))
def _heard(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    service.carry(service.store.writer, SYSTEM, body["case"], Hear(body["cause"], body["values"]), now)
