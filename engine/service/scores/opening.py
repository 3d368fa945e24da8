"""A case that a result opens once it takes effect.

In: a result that was signed, and what may be told of it.  Out: a signal in the transaction that notes the effect; the case right after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import SYSTEM
from engine.compiler.scoring_words import BEARER, SUBJECT, TOLD
from engine.model import Consequence, Field, Method
from engine.scores.closing import Led
from engine.service.hooks import handles
from engine.service.scores.records import StreetRecords
from engine.service.service import Service
from engine.store.signals import put_signal
from engine.text import Text

OPENS = "result-opens"


def open_after(service: Service, records: StreetRecords, period: str, rule: Consequence | None, led: Led, told: Mapping[str, str], now: datetime) -> str:
    """Ask for the case a result opens, inside the write that notes its effect; the case's id, '' where there is none."""
    if rule is None or rule.opens not in records.method.workflows:
        return ""
    flow = records.method.workflows[rule.opens]
    form = {one.name: one for one in flow.start.form}
    known = {**told, SUBJECT: led.subject, BEARER: led.bearer}
    values = {name: _value(form[name], text, told, known) for name, text in rule.carry if name in form}
    identity = service.chance(8).hex()
    body = {"case": identity, "method": records.method.id, "workflow": rule.opens, "values": values,
            "unit": _home(records, flow.belongs_to, records.unit_of(led.bearer) or records.unit_of(led.subject))}
    put_signal(service.store, OPENS, f"{OPENS}/{period}/{led.key}/{identity}", body, now.isoformat())
    return identity


def _value(field: Field, text: str, told: Mapping[str, str], known: Mapping[str, str]) -> Any:
    """What is carried into a field: a person or unit as such, in any other text by name."""
    found = known.get(text.strip("{}"), "") if field.kind in ("person", "unit") else TOLD.sub(lambda word: told.get(word.group(1), ""), text)
    return [found] if field.many or field.kind == "choices" else found


def _home(records: StreetRecords, kind: str, unit: str) -> str:
    """The unit the case belongs to: the bearer's, or the nearest above of the kind that is wanted."""
    directory = records.directory
    return next((one for one in directory.chain(unit) if not kind or directory.units[one].is_a(kind)), directory.root)


@handles(OPENS, Text("由评价结果另立一件", "open a case that a result leads to"))
def _open(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    method: Method = service.method(body["method"])
    if service.store.load(body["case"]) is None and body["workflow"] in method.workflows:
        service.begin(service.store.writer, SYSTEM, method.id, body["workflow"], body["unit"], body["values"], now, identity=body["case"])
