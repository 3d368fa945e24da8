"""Occasions as people see them: lists, one in full, counts, what was announced.

In: who asks.  Out: views; somebody who may not see an occasion is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from engine.calendar import DayNote
from engine.directory import Directory
from engine.duties import Owed, Rules, Tally, responsible
from engine.duties.changing import call
from engine.duties.people import approvers, arrangers, place
from engine.duties.settling import done
from engine.duties.telling import when
from engine.model import Method
from engine.service.duties.planning import rules_of
from engine.service.duties.views import Coming, Count, DutyRow, State
from engine.service.refused import Refused
from engine.service.service import Service
from engine.store import duties as kept
from engine.store import registers
from engine.text import Text, say
from engine.values import show_number

SOON = 7  # days before the end from which what is missing is said to be due soon


def rows(service: Service, owed: Sequence[Owed], now: datetime) -> list[DutyRow]:
    """Lines for occasions of methods in force, in the order given."""
    tallies = kept.tallies(service.store, [one.id for one in owed if not one.outcome])
    known: dict[str, Rules] = {}
    directory, found = service.directory(), list[DutyRow]()
    for one in owed:
        method = service.street.methods.get(one.method)
        if method is None or one.rule not in method.duties:
            continue
        if one.method not in known:
            known[one.method] = rules_of(service, method, now)
        found.append(_row(service, known[one.method], one, tallies.get(one.id, ()), now, directory))
    return found


def _row(service: Service, rules: Rules, owed: Owed, tallies: tuple[Tally, ...], now: datetime, directory: Directory) -> DutyRow:
    duty = rules.method.duties[owed.rule]
    least = Fraction(owed.least) if owed.outcome else rules.least(duty)
    amount = Fraction(owed.amount) if owed.outcome else done(duty, tallies)
    planned = date.fromisoformat(owed.planned)
    percent = duty.measure.kind == "share"
    return DutyRow(
        owed.id, owed.method, owed.rule, duty.title, call(owed.subject, directory), owed.subject, object_title(service, owed, directory),
        place(owed, directory), planned, date.fromisoformat(owed.first), date.fromisoformat(owed.nominal), rules.on_day(duty) or owed.moved_by != "",
        owed.hour, _when(rules, owed), _number(amount, percent), _number(least, percent), _number(max(least - amount, Fraction(0)), percent),
        (planned - now.date()).days, _state(owed, amount, least, planned, now), owed.late, _waits(owed), owed.stands_in,
        datetime.fromisoformat(owed.told["at"]) if owed.told else None, owed.provisional)


def _waits(owed: Owed) -> str:
    return "consent" if owed.request else "joining" if owed.proposal else ""


def _number(number: Fraction, percent: bool) -> str:
    return f"{show_number(number * 100, 0)}%" if percent else show_number(number, 2 if number.denominator > 100 else None)


def _state(owed: Owed, amount: Fraction, least: Fraction, planned: date, now: datetime) -> State:
    if owed.outcome and owed.outcome != "dropped":
        return owed.outcome
    if amount >= least or owed.excused:
        return "done"
    left = (planned - now.date()).days
    return "overdue" if left < 0 else "short" if left <= SOON else "open"


def _when(rules: Rules, owed: Owed) -> Text:
    if rules.on_day(rules.method.duties[owed.rule]) or owed.moved_by:
        hour = {"morning": " morning", "afternoon": " afternoon"}.get(owed.hour, f" {owed.hour}" if owed.hour else "")
        return Text(when(owed), f"{owed.planned}{hour}")
    first, last = date.fromisoformat(owed.first), date.fromisoformat(owed.planned)
    return Text(f"{first.month}月{first.day}日至{last.month}月{last.day}日", f"{first} to {last}") if first.year > 2000 else Text(
        f"{last.year}年{last.month}月{last.day}日前", f"by {last}")


def object_title(service: Service, owed: Owed, directory: Directory) -> str:
    """What it is owed to, for people."""
    if owed.object_kind == "register":
        loaded = registers.load_row(service.store, owed.object)
        return loaded[0].title if loaded is not None else owed.object
    return call(owed.object, directory) if owed.object else ""


def may_see(service: Service, person: str, owed: Owed, directory: Directory) -> bool:
    """Whether somebody may look at an occasion: whoever has to do with it, and who holds a role of the method at its
    place or above."""
    known = directory.people.get(person)
    if known is None or known.left:
        return False
    method = service.street.methods.get(owed.method)
    if known.administrator or method is None or person in involved(method, owed, directory):
        return known.administrator or method is not None
    near = set(directory.chain(place(owed, directory))) | set(directory.chain(owed.unit))
    return any(unit in near and role in method.roles for role, unit in directory.doors_of(person))


def involved(method: Method, owed: Owed, directory: Directory) -> set[str]:
    """Everybody who has to do with an occasion."""
    return {owed.subject, *responsible(method, owed, directory), *arrangers(method, owed, directory), *approvers(method, owed, directory)}


def load(service: Service, person: str, id_: str) -> Owed:
    """An occasion somebody may see; refuses the rest."""
    loaded = kept.load_owed(service.store, id_)
    if loaded is None or loaded[0].outcome == "dropped" or not may_see(service, person, loaded[0], service.directory()):
        raise Refused("no-duty", say("没有这项履职，或者您看不到它", "there is no such duty, or it is not yours to see"))
    return loaded[0]


# --- lists --------------------------------------------------------------------------------------------------------------


def of_person(service: Service, person: str, first: date, last: date) -> list[Owed]:
    """What somebody owes or may do for a unit, that lies in a stretch of days."""
    directory = service.directory()
    units = [unit for _, unit in directory.doors_of(person)]
    found = kept.of_subject(service.store, person, units, first.isoformat(), last.isoformat())
    return [one for one in found if person in (one.subject, one.stands_in) or _is_theirs(service, person, one, directory)]


def _is_theirs(service: Service, person: str, owed: Owed, directory: Directory) -> bool:
    method = service.street.methods.get(owed.method)
    return method is not None and person in responsible(method, owed, directory)


def of_place(service: Service, unit: str, first: date, last: date) -> list[Owed]:
    """What is owed at a unit or below it in a stretch of days."""
    return kept.of_units(service.store, service.directory().below(unit), first.isoformat(), last.isoformat())


def waiting_for(service: Service, person: str) -> list[Owed]:
    """Requests and joint days that wait for somebody's answer."""
    directory, found = service.directory(), list[Owed]()
    for one in kept.waiting(service.store):
        method = service.street.methods.get(one.method)
        if method is None:
            continue
        who = approvers(method, one, directory) if one.request else (*responsible(method, one, directory), *arrangers(method, one, directory))
        if person in who:
            found.append(one)
    return found


def lagging(service: Service, person: str | None, now: datetime, days: int) -> list[DutyRow]:
    """Who is about to miss what: open, not enough done, due within so many days; the soonest first."""
    until = date.fromordinal(now.date().toordinal() + days)
    found = kept.unsettled(service.store, until.isoformat())
    directory = service.directory()
    seen = [one for one in found if person is None or may_see(service, person, one, directory)]
    return [row for row in rows(service, seen, now) if row.state in ("open", "short", "overdue")]


def counts(service: Service, person: str, first: date, last: date) -> list[Count]:
    """How what was planned in a stretch of days came out, by obligation and unit, for who may see the unit."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for method in service.street.methods.values():
        for rule, unit, outcome, late, number in kept.outcomes(service.store, method.id, first.isoformat(), last.isoformat()):
            if rule in method.duties and _oversees(service, person, method, unit):
                row = found.setdefault((method.id, rule, unit), {})
                row[outcome or "open"] = row.get(outcome or "open", 0) + number
                row["late"] = row.get("late", 0) + number * late
    return [_count(service, method, rule, unit, row) for (method, rule, unit), row in sorted(found.items())]


def _count(service: Service, method: str, rule: str, unit: str, row: dict[str, int]) -> Count:
    due = sum(number for name, number in row.items() if name not in ("open", "late"))
    return Count(rule, service.street.methods[method].duties[rule].title, service.directory().call_unit(unit), due, row.get("met", 0),
                 row.get("substituted", 0), row.get("excused", 0), row.get("missed", 0), row.get("late", 0), row.get("open", 0))


def _oversees(service: Service, person: str, method: Method, unit: str) -> bool:
    directory = service.directory()
    known = directory.people.get(person)
    if known is None or known.left:
        return False
    near = set(directory.chain(unit))
    return known.administrator or any(at in near and role in method.roles for role, at in directory.doors_of(person))


def coming(service: Service, now: datetime, unit: str = "", most: int = 50) -> list[Coming]:
    """What was announced and lies ahead, the soonest first; what somebody is excused from is not among it."""
    found: list[Coming] = []
    for one in kept.announced(service.store, now.date().isoformat())[:most]:
        method = service.street.methods.get(one.method)
        if method is None or one.rule not in method.duties or one.excused or (unit and unit not in (one.object, one.unit)):
            continue
        notice = method.duties[one.rule].notice
        if notice is None or (notice.board in method.boards and not method.boards[notice.board].public):
            continue  # told to some only
        found.append(Coming(one.id, method.duties[one.rule].title, date.fromisoformat(one.told["planned"]), one.hour, one.told["columns"],
                            bool(one.told.get("corrects"))))
    return found


def working(owed: Owed) -> tuple[DayNote, ...]:
    """How the planned day follows from the nominal one."""
    return tuple(DayNote(date.fromisoformat(row["date"]), row["counted"], Text(row["why"]["zh"], row["why"]["en"])) for row in owed.working)


def names(service: Service, people: Iterable[str]) -> str:
    """Several names."""
    return "、".join(service.directory().call(one) for one in people)
