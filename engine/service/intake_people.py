"""People with their posts, and units: an administrator's tables over the street's directory.

In: rows.  Out: changes of the directory in one go; what is not in a table stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.case import Event
from engine.compiler.names import STREET
from engine.directory import Directory, Person, Unit
from engine.directory_events import changes
from engine.filling import Unfit, read, show
from engine.model import Field
from engine.problems import nearest
from engine.schema.formats import FORMATS
from engine.service.intake_fields import Columns
from engine.service.intake_kinds import Checked, Outcome
from engine.service.people import require_administrator
from engine.service.service import Service
from engine.sheets import Column, TableRow
from engine.sheets.opening import MOST_ROWS
from engine.values import read_yes_no

ACCOUNT, NAME, PHONE, ROLE, UNIT, PERMIT, ADMIN, COVERS = "账号", "姓名", "电话", "角色", "单位", "证件", "管理员", "包片"
UNIT_NAME, KIND, ABOVE, TITLE = "单位名称", "种类", "上级", "显示名"


class _OverDirectory:
    """What both tables share: rows folded over the directory one after the other, then written as one change."""

    remembers, together, memory = False, MOST_ROWS, ""
    title: str = ""
    columns: tuple[Column, ...] = ()
    help: tuple[str, ...] = ()

    def __init__(self, service: Service, person: str, target: str) -> None:
        require_administrator(service, person)
        self.service, self.person = service, person
        self.methods = tuple(service.street.methods.values())

    def fold(self, directory: Directory, cells: Mapping[str, str]) -> Directory:
        """The directory with one row in it; raises `Unfit`."""
        raise NotImplementedError

    def check(self, rows: Sequence[TableRow]) -> list[Checked]:
        """Every row on top of the rows before it."""
        directory = self.service.directory()
        found: list[Checked] = []
        for row in rows:
            made = Checked("", dict(row.cells))
            try:
                after = self.fold(directory, row.cells)
            except Unfit as wrong:
                made.reason = wrong.text
            else:
                made.same = after == directory
                directory = after
            found.append(made)
        return found

    def put(self, conn: Any, rows: Sequence[tuple[int, Checked]], now: datetime) -> Iterator[Outcome]:
        """Write everything as one change of the directory."""
        was = directory = self.service.directory()
        for _, one in rows:
            directory = self.fold(directory, one.values)
        events = [Event(kind, body, now.isoformat(), self.person) for kind, body in changes(was, directory)]
        if events:
            self.service.append_directory(events, was)
        yield from ((at, one, "") for at, one in rows)

    def facts(self, columns: Columns, cells: Mapping[str, str], directory: Directory) -> dict[str, Any]:
        """The facts a row gives, as kept; raises `Unfit` naming the column."""
        found: dict[str, Any] = {}
        fields = {one.name: one for one in columns.fields}
        for name, raw in columns.values(cells).items():
            try:
                found[name] = read(fields[name], raw, directory)
            except Unfit as wrong:
                raise Unfit("「{name}」{why}", "“{name}”: {why}", name=fields[name].title, why=wrong.text) from wrong
        return found


def _optional(fields: Iterable[Field]) -> list[Field]:
    """Facts as columns: each once, none required, since a row speaks of one post of one person."""
    return [replace(one, optional=True, when=None, must=None) for one in {field.name: field for field in fields}.values()]


class PeopleIntake(_OverDirectory):
    """People: one row for each post; somebody with two posts stands in two rows."""

    title = "人员"
    help: tuple[str, ...] = ("一行一个人的一个岗位；一个人有几个岗位就写几行，账号和姓名写一样。",
                             "表里没有的人和岗位保持原样；要去掉岗位或办离开，请到网页上「交接」。",
            "账号用来登录，建议用姓名拼音，一人一个，不能改。密码导入后由管理员设。")

    def __init__(self, service: Service, person: str, target: str) -> None:
        super().__init__(service, person, target)
        self.roles = {name: role for method in self.methods for name, role in method.roles.items() if role.held_by == "person"}
        self.fields = Columns(service, _optional(field for role in self.roles.values() for field in getattr(role, "form", ())))
        units, roles = tuple(service.directory().units), tuple(self.roles)
        self.columns = (Column(ACCOUNT, "登录用，字母或数字", True, example="zhangsan"), Column(NAME, "", True, example="张三"),
                        Column(PHONE, "", example="13800000001"), Column(ROLE, "担任什么", choices=roles, example=roles[0] if roles else ""),
                        Column(UNIT, "在哪个单位担任", choices=units, example=units[0] if units else ""), Column(PERMIT, "证件编号，如督办证号"),
                        Column(COVERS, "联系或包片的单位、人，几个用顿号隔开", free=True),
                        Column(ADMIN, "能不能管理人员和系统", choices=("是", "否"), example="否"),
                        *self.fields.columns())

    def fold(self, directory: Directory, cells: Mapping[str, str]) -> Directory:
        """The directory with one post of one person in it."""
        account, name = cells.get(ACCOUNT, ""), " ".join(cells.get(NAME, "").split())
        if not account or not name:
            raise Unfit("「账号」和「姓名」都要填", "both account and name are needed")
        fits, how = FORMATS["account"]
        if account not in directory.people and not fits(account):
            raise Unfit("账号「{a}」不能用：{how}", "the account “{a}” cannot be used: {how}", a=account, how=how)
        was = directory.people.get(account)
        if was is not None and was.name != name:
            raise Unfit("账号「{a}」已经是{who}的；换一个账号，或者把姓名写对", "the account “{a}” is {who}'s already", a=account, who=was.name)
        if was is not None and was.left:
            raise Unfit("{who}已经办了离开；回来的话请用新的账号", "{who} has left; give a new account", who=name)
        was = was or Person(account, name)
        person = replace(was, phone=cells.get(PHONE) or was.phone, credential=cells.get(PERMIT) or was.credential,
                         administrator=self._flag(cells.get(ADMIN, ""), was.administrator))
        made = replace(directory, people={**directory.people, account: person})
        role, unit = cells.get(ROLE, ""), cells.get(UNIT, "")
        if bool(role) != bool(unit):
            raise Unfit("「角色」和「单位」要一起填", "role and unit belong together")
        if role:
            made = replace(made, held=made.held | {(account, *self._post(role, unit, directory))})
            made = replace(made, links=made.links | {(account, role, to) for to in self._covered(cells.get(COVERS, ""), made)})
        facts = self.facts(self.fields, cells, made)
        return replace(made, facts={**made.facts, account: {**made.facts.get(account, {}), **facts}}) if facts else made

    @staticmethod
    def _flag(text: str, standing: bool) -> bool:
        if not text:
            return standing
        found = read_yes_no(text)
        if found is None:
            raise Unfit("「管理员」请写是或否", "write yes or no under 管理员")
        return found

    def _post(self, role: str, unit: str, directory: Directory) -> tuple[str, str]:
        if role not in self.roles:
            raise _unknown("角色", role, self.roles)
        named = [one.name for one in directory.units.values() if unit in (one.name, one.title)]
        if not named:
            raise _unknown("单位", unit, directory.units)
        held_at = {kind for method in self.methods if role in method.roles for kind in method.roles[role].held_at}
        kinds = directory.units[named[0]].kinds
        if not held_at & set(kinds) and not (named[0] == directory.root and STREET in held_at):
            raise Unfit("「{role}」设在{at}，不能设在{unit}（{kind}）", "“{role}” is held at {at}, not at {unit} ({kind})", role=role,
                        at="、".join(sorted(held_at)), unit=unit, kind="、".join(kinds))
        return role, named[0]

    @staticmethod
    def _covered(text: str, directory: Directory) -> list[str]:
        found: list[str] = []
        for word in (one.strip() for one in text.replace("，", "、").replace(",", "、").split("、")):
            if not word:
                continue
            to = word if word in directory.units else directory.named(word)
            if to is None:
                raise _unknown("包片", word, [*directory.units, *(one.name for one in directory.people.values())])
            found.append(to)
        return found

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Everybody with every post."""
        directory = self.service.directory()
        for one in directory.people.values():
            posts = sorted((role, unit) for who, role, unit in directory.held if who == one.id) or [("", "")]
            for role, unit in posts if not one.left else ():
                covers = "、".join(directory.call_unit(to) if to in directory.units else directory.call(to)
                                  for who, held, to in sorted(directory.links) if (who, held) == (one.id, role))
                own = (one.id, one.name, one.phone, role, unit, one.credential, covers, "是" if one.administrator else "否")
                yield (*own, *_fact_cells(self.fields, directory.facts.get(one.id, {}), directory))


class UnitIntake(_OverDirectory):
    """Units: one row each, those above before those below."""

    title = "单位"
    help: tuple[str, ...] = ("一行一个单位，上级写在前面的行里或者街道里已经有。", "表里没有的单位保持原样；单位不能在这里删掉。")

    def __init__(self, service: Service, person: str, target: str) -> None:
        super().__init__(service, person, target)
        self.kinds: dict[str, set[str]] = {}
        for method in self.methods:
            for name, kind in method.units.items():
                self.kinds.setdefault(name, set()).update(kind.parents)
        self.fields = Columns(service, _optional(field for method in self.methods for kind in method.units.values() for field in kind.form))
        kinds, units = tuple(self.kinds), tuple(service.directory().units)
        self.columns = (Column(UNIT_NAME, "不能和别的单位重名", True, example="柳南社区"),
                        Column(KIND, "几套工作法叫法不同的，用顿号隔开", True, kinds, kinds[0] if kinds else "", free=True),
                        Column(ABOVE, "挂在哪个单位下面", True, units, units[0] if units else "", free=True), Column(TITLE, "和名称不同时才写"),
                        *self.fields.columns())

    def fold(self, directory: Directory, cells: Mapping[str, str]) -> Directory:
        """The directory with one unit in it."""
        name, kind, above = cells.get(UNIT_NAME, ""), cells.get(KIND, ""), cells.get(ABOVE, "")
        kinds = tuple(dict.fromkeys(word for one in re.split("[、，,]", kind) if (word := one.strip())))
        if not (name and kinds and above):
            raise Unfit("「单位名称」「种类」「上级」都要填", "name, kind and the unit above are all needed")
        fits, how = FORMATS["name"]
        if name not in directory.units and not fits(name):
            raise Unfit("单位名称「{name}」不能用：{how}", "the unit cannot be called “{name}”: {how}", name=name, how=how)
        if above not in directory.units:
            raise _unknown("上级", above, directory.units)
        for one in kinds:
            self._fits(one, above, directory)
        was = directory.units.get(name)
        if was is not None and (was.kinds, was.parent) != (kinds, above):
            raise Unfit("「{name}」已经是{kind}，挂在{above}下面，不能在这里改", "“{name}” is a {kind} under {above} already and cannot be moved here",
                        name=name, kind="、".join(was.kinds), above=was.parent)
        made = replace(directory, units={**directory.units, name: Unit(name, kinds[0], above, cells.get(TITLE) or (was.title if was else ""), kinds[1:])})
        facts = self.facts(self.fields, cells, made)
        return replace(made, unit_facts={**made.unit_facts, name: {**made.unit_facts.get(name, {}), **facts}}) if facts else made

    def _fits(self, kind: str, above: str, directory: Directory) -> None:
        """Refuse a kind that no method knows, and one that does not stand there."""
        if kind not in self.kinds:
            raise _unknown("种类", kind, self.kinds)
        if not self.kinds[kind] & set(directory.units[above].kinds) and not (above == directory.root and STREET in self.kinds[kind]):
            raise Unfit("{kind}要挂在{allowed}下面，「{above}」是{wrong}", "a {kind} stands under {allowed}; “{above}” is a {wrong}", kind=kind,
                        allowed="、".join(sorted(self.kinds[kind])), above=above, wrong="、".join(directory.units[above].kinds))

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Every unit below the root."""
        directory = self.service.directory()
        for one in directory.units.values():
            if one.parent:
                yield (one.name, "、".join(one.kinds), one.parent, one.title, *_fact_cells(self.fields, directory.unit_facts.get(one.name, {}), directory))


def _fact_cells(columns: Columns, facts: Mapping[str, Any], directory: Directory) -> Iterator[str]:
    for one in columns.fields:
        kept = facts.get(one.name)
        if one.kind == "party":
            party = kept if isinstance(kept, Mapping) else {}
            yield from (str(party.get(key, "")) for key in ("name", "phone", "reach"))
        else:
            yield str(kept) if one.kind in ("date", "moment") and kept else show(one, kept, directory).zh


def _unknown(column: str, word: str, known: Iterable[str]) -> Unfit:
    names = list(known)
    close = nearest(word, names)
    if close is not None:
        return Unfit("「{column}」里没有「{word}」，是不是「{close}」？", "{column}: there is no “{word}”; did you mean “{close}”?",
                     column=column, word=word, close=close)
    return Unfit("「{column}」里没有「{word}」，可以写：{names}", "{column}: there is no “{word}”; there are: {names}",
                 column=column, word=word, names="、".join(names[:12]))

