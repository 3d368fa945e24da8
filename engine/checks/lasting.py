"""Roles and registers hold together: who is linked to what, and how people come to a role."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.carried import places
from engine.model import Granting, Method, Role
from engine.problems import Report
from engine.text import say

RULES = {
    "covers": say("包片和联系人没有对上", "what holders cover does not fit the register"),
    "appointed-by": say("聘任写的流程产生不了这个角色", "the workflow that is to make holders of a role makes none"),
    "appoint-kind": say("任命不了这样的角色", "such a role cannot be given to a person"),
    "unique-table": say("表和照片不能用来查重", "tables and pictures cannot tell rows apart"),
    "nobody-keeps": say("名册没有写由谁管，也没有流程入册", "nobody keeps the register, and nothing is written into it"),
}


def check(method: Method, report: Report) -> None:
    """Report roles and registers that do not hold together."""
    for role in method.roles.values():
        _covers(method, role, report)
        _appointed(method, role, report)
    _granted(method, report)
    written = {one.register for flow in method.workflows.values() for place in places(flow) for one in place.effects.enrol}
    for register in method.registers.values():
        odd = [field.name for field in register.form if field.name in register.unique and field.kind in ("table", "photo", "file")]
        if odd:
            report.add("unique-table", register.mark, say("「{names}」不能写在「唯一」里", "{names} cannot stand under “unique”", names="、".join(odd)))
        if not register.by and register.name not in written:
            report.add("nobody-keeps", register.mark, say(
                "名册「{name}」没有人管，也没有什么记进去", "nobody keeps the register “{name}”, and nothing is written into it", name=register.name),
                say("写「由: 角色名」", "write 由 with a role"))


def _covers(method: Method, role: Role, report: Report) -> None:
    if role.per_cover is not None and not role.covers:
        report.add("covers", role.mark, say("「{role}」写了每片，却没有写包片", "“{role}” says how many each covers, but not of what", role=role.name),
                   say("补上「包片」", "write 包片 too"))
    register = method.registers.get(role.covers)
    if register is not None and register.linked_to != role.name:
        report.add("covers", role.mark, say(
            "「{role}」包的是名册「{register}」，名册的「联系人」也要写{role}",
            "“{role}” covers the register “{register}”, so its 联系人 must be {role}", role=role.name, register=register.name),
            say("在名册「{register}」里写「联系人: {role}」", "write “联系人: {role}” in the register", register=register.name,
                role=role.name),
            related=((register.mark, say("名册写在这里", "the register is here")),))


def _appointed(method: Method, role: Role, report: Report) -> None:
    flow = method.workflows.get(role.appointed_by)
    if flow is None:
        return
    makes = any(one.role == role.name for place in places(flow) for one in place.effects.appoint)
    enrols = role.held_by == "public" and any(place.effects.enrol for place in places(flow))
    if not (makes or enrols):
        report.add("appointed-by", role.mark, say(
            "「{flow}」里没有任命「{role}」", "“{flow}” appoints nobody to “{role}”", flow=flow.name, role=role.name),
            say("在聘任的动作下写「任命: {{角色: {role}, 谁: 选人的字段}}」；没有帐号的群众记入名册",
                "write 任命 with the role and a person field at the action that appoints; people without an account go into a register", role=role.name))


def _granted(method: Method, report: Report) -> None:
    for one in _grants(method):
        role = method.roles.get(one.role)
        if role is not None and (role.held_by != "person" or role.includes):
            report.add("appoint-kind", one.mark, say(
                "「{role}」不是由个人担任的角色，不能任命", "“{role}” is not held by single persons and cannot be given to one", role=role.name),
                say("任命到个人担任的角色", "appoint to a role that persons hold"))


def _grants(method: Method) -> Iterator[Granting]:
    for flow in method.workflows.values():
        for place in places(flow):
            yield from (*place.effects.appoint, *place.effects.dismiss)
