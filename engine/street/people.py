"""Units and people of a street.

In: their items in a street's file and the kinds and roles of its methods.  Out: a `Directory`, and problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compiler.names import STREET
from engine.directory import Directory, Person, Unit
from engine.model import Method, Role
from engine.problems import Mark, Report, nearest
from engine.schema import Item
from engine.text import say


def read_directory(item: Item, root: Unit, methods: Iterable[Method], report: Report) -> Directory:
    """Everybody and every unit, with who holds which role where."""
    reader = _Reader(tuple(methods), root, report)
    for name, one in item.entries("units"):
        reader.unit(name, one, root)
    for account, one in item.entries("people"):
        reader.person(account, one)
    return Directory(reader.units, reader.people, frozenset(reader.held), reader.includes())


class _Reader:
    def __init__(self, methods: tuple[Method, ...], root: Unit, report: Report) -> None:
        self.methods, self.report, self.root = methods, report, root
        self.units: dict[str, Unit] = {root.name: root}
        self.people: dict[str, Person] = {}
        self.held: set[tuple[str, str, str]] = set()
        self.marks: dict[str, Mark] = {}
        self.kinds = self._kinds()
        self.roles = self._roles()

    def _kinds(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {STREET: frozenset(), self.root.kind: frozenset()}
        for method in self.methods:
            for name, kind in method.units.items():
                found[name] = found.get(name, frozenset()) | frozenset(kind.parents)
        return found

    def _roles(self) -> Mapping[str, tuple[Role, ...]]:
        found: dict[str, tuple[Role, ...]] = {}
        for method in self.methods:
            for name, role in method.roles.items():
                found[name] = (*found.get(name, ()), role)
        return found

    def includes(self) -> Mapping[str, tuple[str, ...]]:
        """Each composed role with its parts, over all methods."""
        return {name: parts for name, roles in self.roles.items()
                if (parts := tuple(dict.fromkeys(part for role in roles for part in role.includes)))}

    def unit(self, name: str, item: Item, parent: Unit) -> None:
        """A unit and those below it."""
        kinds = [str(one.value) for one in item.words("kind")]
        if name in self.units:
            first = self.marks.get(name)
            self.report.add("duplicate-name", item.key, say("单位「{name}」写了两次", "the unit “{name}” stands twice", name=name),
                            say("每个单位起一个不同的名字", "give every unit a name of its own"),
                            related=((first, say("第一处在这里", "the first is here")),) if first else ())
            return
        for one in item.words("kind"):
            self._check_kind(name, one, parent)
        made = self.units[name] = Unit(name, kinds[0] if kinds else "", parent.name, item.text("title"), tuple(kinds[1:]))
        self.marks[name] = item.key
        for inner, below in item.entries("units"):
            self.unit(inner, below, made)

    def _check_kind(self, name: str, written: Item, parent: Unit) -> None:
        kind, mark = str(written.value), written.mark
        if not self.methods or not kind:
            return
        if kind not in self.kinds:
            close = nearest(kind, self.kinds)
            self.report.add("unknown-name", mark, say("没有「{kind}」这种单位", "there is no kind of unit “{kind}”", kind=kind),
                            say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
        elif not set(parent.kinds) & (allowed := self.kinds[kind]):
            self.report.add("wrong-parent", mark, say(
                "「{name}」是{kind}，不能放在{parent}（{above}）下面", "“{name}” is a {kind} and cannot stand under {parent} ({above})",
                name=name, kind=kind, parent=parent.name, above="、".join(parent.kinds)),
                say("{kind}要放在{allowed}下面", "a {kind} stands under: {allowed}", kind=kind, allowed="、".join(sorted(allowed)) or "最上一级"))

    def person(self, account: str, item: Item) -> None:
        """A person and every role held."""
        self.people[account] = Person(account, item.text("name", account), item.text("phone"), item.text("credential"),
                                      item.flag("administrator"), email=item.text("email"))
        for role, where in item.entries("roles"):
            if role not in self.roles:
                self._unknown_role(role, where.key)
                continue
            for unit in item.get("roles").words(role):  # type: ignore[union-attr]
                self._hold(account, role, unit)

    def _unknown_role(self, role: str, mark: Mark) -> None:
        if not self.methods:
            return
        close = nearest(role, self.roles)
        self.report.add("unknown-name", mark, say("没有「{role}」这个角色", "there is no role “{role}”", role=role),
                        say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)

    def _hold(self, account: str, role: str, where: Item) -> None:
        name = str(where.value)
        unit = self.units.get(name)
        if unit is None:
            close = nearest(name, self.units)
            self.report.add("unknown-name", where.mark, say("没有「{name}」这个单位", "there is no unit “{name}”", name=name),
                            say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
            return
        allowed = {kind for one in self.roles[role] for kind in one.held_at}
        if not set(unit.kinds) & self.kinds.keys():
            return  # the unit itself has been reported
        if not set(unit.kinds) & allowed and not (unit is self.root and STREET in allowed):
            self.report.add("wrong-unit", where.mark, say(
                "「{role}」设在{allowed}，不能设在{name}（{kind}）", "“{role}” is held at {allowed}, not at {name} ({kind})", role=role,
                allowed="、".join(sorted(allowed)), name=name, kind="、".join(unit.kinds)),
                say("改成一个{allowed}的名字", "name a unit of the kind {allowed}", allowed="、".join(sorted(allowed))))
            return
        self.held.add((account, role, name))
