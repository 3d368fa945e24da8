"""What setting some values comes to: the whole file checked as it would be, and everything the change touches.

In: values as typed, and the day from which they hold.  Out: a `Plan`; nothing is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engine.errors import BihuanError
from engine.model import Method, Parameter
from engine.problems import Problem, Report
from engine.scores import containing
from engine.service import record
from engine.service.checked import looked_over
from engine.service.refused import Refused
from engine.service.settings.drafts import beside
from engine.service.settings.fileless import cannot_be, with_edits, without_file
from engine.service.settings.reading import At, read_given, told
from engine.service.settings.uses import evaluations_of, uses_of
from engine.service.settings.views import Change, Plan
from engine.store import periods
from engine.store.lists import running
from engine.street import Street, street_file
from engine.street.editing import Edit, by_day, edited, with_edit
from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.facade import StreetService


def plan(service: StreetService, method: Method, given: Mapping[str, Any], since: date) -> Plan:
    """What setting values from a day on comes to; refused where it may not be or cannot be read."""
    edits, changes = [], []
    for name, typed in given.items():
        parameter = open_parameter(method, name)
        written, value = read_given(method, parameter, typed, parameter.on(since))
        if value != parameter.on(since):
            edits.append(Edit(method.id, name, since, written))
            changes.append(_change(parameter, since, value))
    if not edits:
        raise Refused("unchanged", say(
            "从{since}起本来就是这样，没有要改的", "it is so from {since} on as it is; there is nothing to change", since=since.isoformat()))
    return _worked_out(service, method, since, edits, changes, takes_back=False)


def plan_back(service: StreetService, method: Method, names: Sequence[str], since: date) -> Plan:
    """What taking back values that were set for a day to come comes to."""
    if since <= service.clock().date():
        raise Refused("in-force", say("{since}起的值已经生效，不能收回；要改回去，请把原来的值再定一次",
                                      "the value from {since} is in force and cannot be taken back; set the old value again instead", since=since.isoformat()))
    edits, changes = [], []
    for name in names:
        parameter = open_parameter(method, name)
        own = service.street.values.get(method.id, {})
        edit = Edit(method.id, name, since, None)
        if with_edit(own, edit) == own:
            raise Refused("nothing", say("街道没有给「{name}」定过从{since}起的值", "the street has set no value of “{name}” from {since} on",
                                         name=parameter.title, since=since.isoformat()))
        before = [value for day, value in parameter.dated if day < since]
        edits.append(edit)
        changes.append(_change(parameter, since, before[-1] if before else None))
    return _worked_out(service, method, since, edits, changes, takes_back=True)


def open_parameter(method: Method, name: str) -> Parameter:
    """A parameter that a street may set."""
    known = method.parameters.get(name)
    if known is None:
        raise Refused("no-parameter", say("「{method}」没有「{name}」这个参数", "“{method}” has no parameter “{name}”", method=method.title, name=name))
    if name not in method.open_parameters:
        raise Refused("not-open", say("「{name}」是文件定的{cite}，街道不能改", "“{name}” is set by the document{cite}; a street cannot change it",
                                      name=known.title, cite=Text(f"（{'、'.join(known.cite)}）", f" ({', '.join(known.cite)})") if known.cite else ""))
    return known


def _change(parameter: Parameter, since: date, value: At) -> Change:
    later = tuple((day, told(parameter, one)) for day, one in parameter.dated if day > since)
    return Change(parameter.name, parameter.title, told(parameter, parameter.on(since)), told(parameter, value), later)


def _worked_out(service: StreetService, method: Method, since: date, edits: list[Edit], changes: list[Change], *, takes_back: bool) -> Plan:
    names = [one.parameter for one in edits]
    refuse_closed(service, method, names, since)
    file = street_file(service.folder)
    touches = tuple(_touches(service, method, names, since))
    if not file.is_file():
        return without_file(service, method, Plan(
            method.id, method.title, since, takes_back, tuple(changes), touches, (), tuple(edits), service.street, record.in_force(service), ""))
    data = file.read_bytes()
    known = record.in_force(service)
    street, report = _checked(service, _edited(data, edits))
    values = dict(service.street.values)
    values[method.id] = with_edits(values.get(method.id, {}), edits)
    stands = record.fingerprint(replace(street, values=service.street.values)) if street is not None else ""
    if street is None or report.problems:
        raise Refused("problems", cannot_be(report.problems))
    if stands != known or by_day(street.values.get(method.id, {})) != by_day(values[method.id]):
        raise Refused("not-in-force", say("街道文件里还有没有生效的改动；先运行 bihuan apply，再来定",
                                          "the street's file holds changes that are not in force yet; run bihuan apply first"))
    checked = [say("整个街道文件检查过了，没有问题", "the whole file of the street was checked; there are no problems"),
               *(say("提醒：{what}", "warning: {what}", what=one.message) for one in _new_warnings(service, report))]
    return Plan(method.id, method.title, since, takes_back, tuple(changes), touches, tuple(checked), tuple(edits),
                street, known, print_of(data))


def _edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    try:
        return edited(data, edits)
    except BihuanError as refused:
        raise Refused("by-hand", refused.text) from refused


def _new_warnings(service: StreetService, report: Report) -> list[Problem]:
    """The warnings that the file does not give as it is."""
    if not report.warnings:
        return []
    before = Report()
    looked_over(service.folder, before)
    known = {(one.rule, one.message) for one in before.warnings}
    return [one for one in report.warnings if (one.rule, one.message) not in known]


def print_of(data: bytes) -> str:
    """What tells one state of the file from another."""
    return hashlib.sha256(data).hexdigest()


def _checked(service: StreetService, data: bytes) -> tuple[Street | None, Report]:
    report = Report()
    with beside(service.folder, data) as draft:
        return looked_over(service.folder, report, file=draft), report


# --- what a change touches ----------------------------------------------------------------------------------------------


def refuse_closed(service: StreetService, method: Method, names: Sequence[str], since: date) -> None:
    """Closed periods are not judged anew by a value set afterwards."""
    ends = {name: last for name in evaluations_of(method, names) if (last := periods.last_closed(service.store, method.id, name))}
    touched = {name: last for name, last in ends.items() if since.isoformat() <= last}
    if touched:
        said = [containing(date.fromisoformat(last), method.evaluations[name].period).title for name, last in touched.items()]
        words = [say("{title} {period}", "{title} {period}", title=method.evaluations[name].title, period=one) for name, one in zip(touched, said, strict=True)]
        raise Refused("closed", say(
            "这些期已经结算，不会按后来定的值重算：{which}。最早可以从{first}起", "these periods are closed and are not judged anew by a value set "
            "afterwards: {which}. The earliest day is {first}", which=Text("、".join(one.zh for one in words), ", ".join(one.en for one in words)),
            first=_day_after(max(touched.values()))))


def _touches(service: StreetService, method: Method, names: Sequence[str], since: date) -> Iterator[Text]:
    today = service.clock().date()
    if since < today:
        yield say("{since}已经过去：这一天以来还没有结算的，会按新的值算", "{since} is past: what has happened since and is not closed goes by the new value",
                  since=since.isoformat())
    found = evaluations_of(method, names)
    for name in found:
        evaluation = method.evaluations[name]
        period = containing(since, evaluation.period)
        whole = "" if period.first == since else say("，整期按期末那天的值算", ", the whole of it, since a period goes by the values of its last day")
        yield say("评价「{name}」：从{period}起按新的值算{whole}", "evaluation “{name}”: by the new value from {period} on{whole}", name=evaluation.title,
                  period=period.title, whole=whole)
        closed = periods.last_closed(service.store, method.id, name)
        if closed:
            yield say("「{name}」已经结算和签过的各期（到{last}）不动", "closed and signed periods of “{name}” (up to {last}) stay as they are",
                      name=evaluation.title, last=closed)
    yield from _cases(service, method, names)


def _cases(service: StreetService, method: Method, names: Sequence[str]) -> Iterator[Text]:
    flows = dict.fromkeys(use.workflow for name in names for use in uses_of(method, name) if use.workflow)
    count = running(service.store, method.id, flows) if flows else 0
    if count:
        yield say("在办的{n}件用到它：已经起算的期限不变，那天以后才起算、才判断的按新的值", "{n} case(s) in hand rest on it: deadlines that run stay, what "
                  "begins or is decided from that day on goes by the new value", n=count)
    duties = dict.fromkeys(use.text for name in names for use in uses_of(method, name) if use.kind == "duties")
    for text in duties:
        yield say("{duty}：还没有到的会按新的值重新排", "{duty}: what is not due yet is planned anew", duty=text)


def first_open_day(service: StreetService, method: Method, names: Sequence[str]) -> date:
    """The day after the last closed period that rests on these parameters, or tomorrow when that is later."""
    ends = [date.fromisoformat(last) for name in evaluations_of(method, names) if (last := periods.last_closed(service.store, method.id, name))]
    return max(_day_after(one.isoformat()) for one in [*ends, service.clock().date()])


def _day_after(last: str) -> date:
    return date.fromisoformat(last) + timedelta(days=1)


