"""Registers: who may see and keep one, and its rows added, changed, closed and taken up again, each with a reason.

In: who asks, a register of a method, values as they are handed in.  Out: rows, or `Refused`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.case import Event, World
from engine.case.facts import Facts
from engine.case.forms import fill, seal
from engine.case.numbering import written
from engine.directory import Directory
from engine.filling import is_blank
from engine.model import Method, Register, Start, Workflow
from engine.registers import Row, evolve_row, title_of
from engine.service.refused import Refused
from engine.service.submitted import fingerprint, require_key, require_sound
from engine.store import Standing
from engine.store.registers import Taken, load_row, put_row, rows_in
from engine.store.streams import seq_of
from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.service import Service

STREET, NUMBER = "街道", "{序号:4}"
NOTHING: Mapping[str, str] = {}
USED = Text("这张表已经交过一次，内容和这次不一样；请打开最新的页面再办", "this form was handed in before with other content")


@dataclass(frozen=True, slots=True)
class Kept:
    """A register somebody may see: whether they may keep it, and how many rows are in use."""

    method: str
    register: Register
    keeps: bool
    count: int


def register_of(service: Service, method: str, register: str) -> tuple[Method, Register]:
    """A register of a method in force; refuses one that is not known."""
    known = service.method(method)
    if register not in known.registers:
        raise Refused("no-register", say("没有「{name}」这本名册", "there is no register “{name}”", name=register))
    return known, known.registers[register]


# --- who may ----------------------------------------------------------------------------------------------------------


def keeps(directory: Directory, person: str, register: Register, unit: str = "") -> bool:
    """Whether somebody may write into a register, for a unit where one is named."""
    if not is_here(directory, person) or directory.people[person].administrator:
        return is_here(directory, person)
    roles = {part for actor in register.by if actor.kind == "role" for part in directory.parts(actor.name)}
    near = {*directory.chain(unit)} if unit else {*directory.units}
    return any(role in roles and at in near for role, at in directory.doors_of(person))


def reach(service: Service, person: str, method: Method) -> tuple[str, ...] | None:
    """The units whose rows somebody may see: those where they hold a role of the method, and all below; None for all."""
    directory = service.directory()
    if not is_here(directory, person) or directory.people[person].administrator:
        return None if is_here(directory, person) else ()
    mine = {unit for role, unit in directory.doors_of(person) if role in method.roles}
    return None if directory.root in mine else tuple(dict.fromkeys(one for unit in sorted(mine) for one in directory.below(unit)))


def sees_private(service: Service, person: str, register: Register, row: Row) -> bool:
    """Whether somebody needs the private values of a row: who keeps it, and who is linked to it."""
    return is_here(service.directory(), person) and (person in row.linked or keeps(service.directory(), person, register, row.unit))


def is_here(directory: Directory, person: str) -> bool:
    """Whether somebody has an account and has not left."""
    return person in directory.people and not directory.people[person].left


def registers(service: Service, person: str) -> list[Kept]:
    """The registers somebody may see, of every method."""
    found: list[Kept] = []
    for method in service.street.methods.values():
        units = reach(service, person, method)
        for register in method.registers.values() if units is None or units else ():
            count = rows_in(service.store, method.id, register.name, units=units, size=0)[1]
            found.append(Kept(method.id, register, keeps(service.directory(), person, register), count))
    return found


def row_for(service: Service, person: str, row: str) -> tuple[Row, Standing, Method, Register]:
    """A row somebody may see; refuses others, and what is no row, alike."""
    found = load_row(service.store, row) if is_here(service.directory(), person) else None
    if found is not None and found[0].method in service.street.methods:
        method, register = register_of(service, found[0].method, found[0].register)
        units = reach(service, person, method)
        if units is None or found[0].unit in units or person in found[0].linked:
            return *found, method, register
    raise Refused("no-row", say("没有这一行，或者您不能看", "there is no such row, or you may not see it"))


# --- writing ----------------------------------------------------------------------------------------------------------


def add_row(service: Service, actor: str, method: str, register: str, unit: str, values: Mapping[str, Any], *, linked: Sequence[str] = (),
            reason: str = "", key: str = "") -> str:
    """Write a row by hand; its identity."""
    known, kept = register_of(service, method, register)
    _sound(values, unit, reason, key, linked)

    def write(now: datetime) -> str:
        _require_keeper(service, actor, kept, home := unit or _only_unit(service, kept))
        return write_row(service, actor, known, register, home, values, now, linked=linked, reason=reason).id

    return _once(service, key, {"add": register, "unit": unit, "values": values, "linked": list(linked), "actor": actor}, write)


def change_row(service: Service, actor: str, row: str, values: Mapping[str, Any], *, linked: Sequence[str] | None = None, reason: str = "",
               key: str = "", seen: int = 0) -> str:
    """Change values of a row, and whom it is linked to unless None; what is given empty is emptied, the rest stays.
    `seen` is how much had happened to the row when it was read; refused where more has since."""
    _sound(values, row, reason, key, linked or ())

    def write(now: datetime) -> str:
        _require_reason(reason)
        if seen and seen != seq_of(service.store, row):
            raise Refused("moved-on", say("这一行刚才有人改过。请先看最新的内容，再核对这张表上的，没有问题就再交一次",
                                          "somebody changed this row just now; look at it as it is, check this form against it and hand it in again"))
        return rewrite_row(service, actor, row, values, now, linked=linked, reason=reason).id

    return _once(service, key, {"change": row, "values": values, "linked": list(linked or ()), "actor": actor}, write)


def close_row(service: Service, actor: str, row: str, reason: str, *, key: str = "") -> str:
    """Take a row out of use, or back into use when it was."""
    _sound({}, row, reason, key, ())

    def write(now: datetime) -> str:
        before, standing, method, register = row_for(service, actor, row)
        _require_keeper(service, actor, register, before.unit)
        _require_reason(reason)
        event = Event("row_closed" if before.active else "row_reopened", {"reason": reason}, now.isoformat(), actor)
        _Writing(service, method, register, actor, now).put(standing, event, before)
        return row

    return _once(service, key, {"close": row, "reason": reason, "actor": actor}, write)


def write_row(service: Service, actor: str, method: Method, register: str, unit: str, values: Mapping[str, Any], now: datetime, *,
              linked: Sequence[str] = (), reason: str = "", identity: str = "", source: Mapping[str, str] = NOTHING) -> Row:
    """Write a row inside a write; who may has been asked before."""
    return _Writing(service, method, method.registers[register], actor, now).add(identity or service.chance(8).hex(), unit, values, linked, reason, source)


def rewrite_row(service: Service, actor: str, row: str, values: Mapping[str, Any], now: datetime, *, linked: Sequence[str] | None, reason: str) -> Row:
    """Change a row inside a write, for who keeps it; what is given empty is emptied."""
    before, standing, method, register = row_for(service, actor, row)
    _require_keeper(service, actor, register, before.unit)
    if not before.active:
        raise Refused("closed", say("这一行已经停用：{reason}", "this row is not in use any more: {reason}", reason=before.closed))
    return _Writing(service, method, register, actor, now).change(before, standing, values, before.linked if linked is None else linked, reason)


def facts_for(register: Register, world: World) -> Facts:
    """What the conditions of a register's form see."""
    return Facts(Workflow(register.name, register.title, Start((), form=register.form), {}, {}), None, world)


class _Writing:
    """One act on a register."""

    def __init__(self, service: Service, method: Method, register: Register, actor: str, now: datetime) -> None:
        self.service, self.method, self.register, self.actor, self.now = service, method, register, actor, now
        self.world = service.world(actor, method.id, now)

    def add(self, identity: str, unit: str, values: Mapping[str, Any], linked: Sequence[str], reason: str, source: Mapping[str, str]) -> Row:
        """A new row."""
        self._fits(unit)
        kept, sealed = self._fill(values, identity)
        series = f"{self.method.id}/名册/{self.register.name}"
        text, series = written(NUMBER, {}, series)
        count = self.world.next_number(series)
        body = {"id": identity, "method": self.method.id, "register": self.register.name, "unit": unit, "number": text(count), "series": series,
                "count": count, "title": title_of(self.register, sealed, text(count), self.world.directory), "key": self._key(kept),
                "values": sealed, "linked": self._linked(linked), "source": dict(source), "reason": reason}
        return self.put(Standing(identity), Event("row_added", body, self.now.isoformat(), self.actor), None)

    def change(self, before: Row, standing: Standing, values: Mapping[str, Any], linked: Sequence[str], reason: str) -> Row:
        """The row with other values; those not given stay as they are."""
        from engine.service.openings import given

        stay = {name: value for name, value in given(self.service, before.values).items() if name not in values}
        kept, sealed = self._fill({**stay, **values}, f"{before.id}/{standing.seq}")
        body = {"values": sealed, "title": title_of(self.register, sealed, before.number, self.world.directory), "key": self._key(kept),
                "linked": self._linked(linked), "unit": before.unit, "reason": reason}
        return self.put(standing, Event("row_changed", body, self.now.isoformat(), self.actor), before)

    def put(self, standing: Standing, event: Event, before: Row | None) -> Row:
        """Append and bring what is read in step."""
        row = evolve_row(before, event)
        try:
            put_row(self.service.store, standing, [event], row)
        except Taken as taken:
            names = "、".join(self.register.unique)
            raise Refused("form", say("名册「{register}」里已经有{names}相同的一行：{other}", "the register “{register}” has a row alike in {names}: {other}",
                                      register=self.register.title, names=names, other=str(taken))) from None
        if event.type in ("row_added", "row_changed"):
            self.service.store.keep_private(self.service.store.writer, row.id, self.private)
        return row

    def _fill(self, values: Mapping[str, Any], salt: str) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = facts_for(self.register, self.world)
        kept, problems = fill(self.register.form, values, facts)
        if problems:
            zh, en = "；".join(text.zh for _, text in problems), "; ".join(text.en for _, text in problems)
            raise Refused("form", say("有{n}处要改：{zh}", "{n} thing(s) to mend: {en}", n=len(problems), zh=zh, en=en), tuple(problems))
        sealed, self.private = seal(self.register.form, kept, facts, f"{salt}/")
        return kept, sealed

    def _key(self, kept: Mapping[str, Any]) -> str:
        """What two rows in use must not share; it gives nothing away without the street's secret."""
        if not self.register.unique or all(is_blank(kept.get(name)) for name in self.register.unique):
            return ""
        values = {name: _same(kept.get(name)) for name in self.register.unique}
        said = json.dumps([self.register.name, values], ensure_ascii=False, sort_keys=True)
        return hmac.new(self.service.secret, f"row/{said}".encode(), hashlib.sha256).hexdigest()[:32]

    def _fits(self, unit: str) -> None:
        directory, kind = self.world.directory, self.register.belongs_to
        known = directory.units.get(unit)
        if known is None or (kind and not known.is_a(kind) and not (kind == STREET and unit == directory.root)):
            names = "、".join(one.name for one in directory.units.values() if one.is_a(kind)) or directory.root
            text = say("请选{kind}：{names}", "choose one of: {names}", kind=kind, names=names)
            raise Refused("form", text, (("所属", text),))

    def _linked(self, linked: Sequence[str]) -> list[str]:
        directory, role = self.world.directory, self.register.linked_to
        found = [directory.named(str(one)) for one in linked]
        allowed = directory.everywhere(role) if role else ()
        if any(one is None or one not in allowed for one in found):
            names = "、".join(directory.call(one) for one in allowed)
            text = say("联系人要是{role}：{names}", "those linked must be {role}: {names}", role=role, names=names) if role else say(
                "这本名册不写联系人", "nobody is linked to rows of this register")
            raise Refused("form", text, (("联系人", text),))
        return list(dict.fromkeys(one for one in found if one))


def _same(kept: Any) -> Any:
    """A value as it is compared: an entry by its row, a party by name and phone."""
    if isinstance(kept, Mapping):
        return kept.get("row") or [kept.get("name", ""), kept.get("phone", "")]
    return kept


def _only_unit(service: Service, register: Register) -> str:
    """The unit a row belongs to where there is only one."""
    directory = service.directory()
    fitting = [unit.name for unit in directory.units.values() if unit.is_a(register.belongs_to)]
    return directory.root if register.belongs_to in ("", STREET) else fitting[0] if len(fitting) == 1 else ""


def _require_keeper(service: Service, actor: str, register: Register, unit: str) -> None:
    if not keeps(service.directory(), actor, register, unit):
        raise Refused("not-yours", say("名册「{name}」由{who}管，您不能改", "the register “{name}” is kept by {who}; you may not change it",
                                       name=register.title, who="、".join(actor.name for actor in register.by) or "管理员"))


def _require_reason(reason: str) -> None:
    if is_blank(reason):
        text = say("请写明理由", "please give the reason")
        raise Refused("form", text, (("理由", text),))


def _sound(values: Mapping[str, Any], word: str, reason: str, key: str, linked: Sequence[str]) -> None:
    require_sound({"what": word, "理由": reason, **{f"联系人{n}": one for n, one in enumerate(linked)}}, values)
    require_key(key)


def _once(service: Service, key: str, said: Mapping[str, Any], write: Callable[[datetime], str]) -> str:
    """Do it, once for a key; the identity of the row."""
    now = service.clock()
    with service.store.write() as conn:
        found = service.store.receipt(key) if key else None
        if found is not None and found[0] != fingerprint(service.secret, said):
            raise Refused("key-used", USED)
        if found is not None:
            return str(found[1]["row"])
        row = write(now)
        if key:
            service.store.keep_receipt(conn, key, fingerprint(service.secret, said), {"row": row}, now.isoformat())
    service.settle(now)
    return row
