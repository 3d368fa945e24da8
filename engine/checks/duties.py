"""An obligation must be able to come round, to be fulfilled and to be proved, and nobody lets themselves off."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import read_recurrence
from engine.checks.ways import Ways
from engine.compiler.duties import OUTCOME
from engine.formulas import evaluate
from engine.model import Method, Workflow
from engine.model.duty import SELF, Duty
from engine.problems import Mark, Report
from engine.text import Text, say
from engine.values import read_date

RULES = {
    "duty-when": say("「周期」「之后」「之前」要正好写一个", "exactly one of a recurrence, after and before must be written"),
    "duty-rest": say("写明了日子的义务没有写「逢休」，或者没有日子却写了", "what a rest day does is not said where days are named, or said where none is"),
    "duty-anchor-cycle": say("几项义务互相在对方之后，永远排不出日子", "obligations wait for one another, so that none gets a day"),
    "duty-not-linked": say("承担的人没有「包片」到要对的单位、名册或角色", "those who owe it are not linked to what it is owed to"),
    "duty-evidence": say("凭据对不上：看不出是谁、对谁、哪天，或者没有一种结局算数", "the evidence does not tell who, for whom or when, or no ending counts"),
    "duty-own-consent": say("承担的人可以自己批准，或者「免」没有人批准", "those who owe it may consent themselves, or nobody consents to their being excused"),
    "duty-empty-post": say("「不空岗」和「免」不能一起写，也只能用在有日子的义务上", "a post that may not be empty has a day and cannot be excused"),
    "duty-stand-in": say("单位承担的义务没有人可以代替", "nobody can stand in for a unit"),
    "duty-join": say("「改期随」的那一项不能再随别的，也不能随自己", "an obligation moves with one that moves with none, and not with itself"),
    "duty-fact": say("预告写明的内容没有地方登记", "nothing records what the announcement is to say"),
}
_ALWAYS_TOLD = ("姓名", "时间", "地点", "事项", "单位")
_SPAN = Text("时长", "span")


def check(method: Method, report: Report) -> None:
    """Report what is wrong with each obligation."""
    for duty in method.duties.values():
        _when(method, duty, report)
        _linked(method, duty, report)
        _absence(method, duty, report)
        _notice(method, duty, report)
        _parameters(method, duty, report)
        flow = method.workflows.get(duty.evidence.workflow)
        if flow is not None and (duty.who in method.roles or duty.who in method.units):
            _evidence(method, duty, flow, report)
    _cycles(method, report)
    _boards(method, report)


def _when(method: Method, duty: Duty, report: Report) -> None:
    if bool(duty.recurs) == (duty.anchor is not None):
        report.add("duty-when", duty.mark, say("「{duty}」什么时候该做，没有写清", "it is not said once when “{duty}” is owed", duty=duty.title),
                   say("正好写一个：周期、之后或之前", "write exactly one of 周期, 之后 and 之前"))
    anchor = duty.anchor
    if anchor is not None and anchor.side == "after" and bool(anchor.duty) == bool(anchor.workflow):
        report.add("duty-when", anchor.mark, say("「之后」要正好写一个：义务或流程", "“after” takes exactly one of an obligation and a workflow"))
    days = anchor is not None or duty.recurs in method.parameters or names_days(duty.recurs)
    if days and not duty.on_rest:
        report.add("duty-rest", duty.mark, say("「{duty}」有具体日子，没有写遇到休息日怎么办", "“{duty}” names days; what a rest day does is not written",
                                               duty=duty.title),
                   say("写「逢休: 顺延」「逢休: 提前」「逢休: 不动」，或者写参数名", "write 逢休: 顺延, 提前, 不动 or a parameter's name"))
    elif duty.on_rest and not days:
        report.add("duty-rest", duty.mark, say("「{duty}」只说一期一次，没有日子可以移", "“{duty}” names no day that could be moved", duty=duty.title),
                   say("去掉「逢休」，或者在周期里写明日子", "remove 逢休, or name days in the recurrence"))
    leader = method.duties.get(duty.joins)
    if leader is not None and (leader.joins or leader.name == duty.name):
        report.add("duty-join", duty.mark, say("「{duty}」不能随「{other}」改期", "“{duty}” cannot move with “{other}”", duty=duty.title, other=leader.title),
                   say("「改期随」写一项不随别人的义务", "name an obligation that moves with none"))


def names_days(recurs: str) -> bool:
    """Whether a recurrence as written names days."""
    made = read_recurrence(recurs)
    return read_date(recurs) is not None or (made is not None and made.on_days and made.every != "day")


def _linked(method: Method, duty: Duty, report: Report) -> None:
    role = method.roles.get(duty.who)
    if not duty.to or role is None or duty.who_kind == "unit" or role.held_by == "unit":
        return
    covers = {method.roles[one].covers for one in (role.name, *role.includes) if one in method.roles}
    register = method.registers.get(duty.to)
    if duty.to not in covers and (register is None or register.linked_to != role.name):
        report.add("duty-not-linked", duty.mark, say("「{role}」没有包片到「{to}」，排不出对谁", "“{role}” covers no “{to}”, so nobody is owed anything",
                                                     role=role.name, to=duty.to),
                   say("在角色「{role}」下写「包片: {to}」", "write 包片: {to} under the role “{role}”", role=role.name, to=duty.to))


def _evidence(method: Method, duty: Duty, flow: Workflow, report: Report) -> None:
    fields, proof = flow.all_fields(), duty.evidence
    for said, wrong in _misfits(method, duty, flow):
        report.add("duty-evidence", proof.mark, said, wrong)
    if proof.day and fields[proof.day].kind not in ("date", "moment"):
        report.add("duty-evidence", proof.mark, say("「{field}」里填的不是日子", "“{field}” does not hold a day", field=proof.day),
                   say("「日」要写一个日期字段", "“day” takes a date field"))
    only = proof.only
    if only is not None and only.reads == {OUTCOME}:
        reached = Ways(method, flow).anywhere()
        ends = [name for name in flow.outcomes if name in reached]
        if not any(evaluate(only, {OUTCOME: name}) is True for name in ends):
            report.add("duty-evidence", only.mark, say(
                "没有一种走得到的结局符合「{only}」，永远没有凭据", "no ending that can be reached fits “{only}”", only=only.text),
                       say("「{flow}」的结局有：{ends}", "the endings of “{flow}”: {ends}", flow=flow.name, ends="、".join(ends)))


def _misfits(method: Method, duty: Duty, flow: Workflow) -> Iterator[tuple[Text, Text]]:
    fields, proof = flow.all_fields(), duty.evidence
    role = method.roles.get(duty.who)
    unit = duty.who_kind == "unit" or (role is not None and role.held_by == "unit")
    wanted = "unit" if unit else "person"
    if proof.subject and fields[proof.subject].kind != wanted:
        yield (say("「{field}」里填的不是承担义务的{who}", "“{field}” does not hold the {who} who owes it", field=proof.subject,
                   who=Text("单位", "unit") if unit else Text("人", "person")),
               say("「谁」要写{kind}的字段", "“who” takes a field that holds {kind}", kind=Text("选单位", "a unit") if unit else Text("选人", "a person")))
    homes = {duty.who} if duty.who_kind == "unit" else set(role.held_at) if role is not None else set()
    if unit and not proof.subject and flow.belongs_to and flow.belongs_to not in homes:
        yield (say("「{flow}」归属{home}，承担的是{who}，对不上", "cases of “{flow}” belong to {home}, those who owe it are {who}", flow=flow.name,
                   home=flow.belongs_to, who=duty.who), say("在「凭」里用「谁」写明单位字段", "name the unit field with 谁"))
    need = {"unit": "unit", "register": "entry", "role": "person", "": ""}[duty.to_kind]
    if need and proof.object:
        if fields[proof.object].kind != need:
            yield (say("「{field}」里填的不是「{to}」", "“{field}” does not hold a “{to}”", field=proof.object, to=duty.to),
                   say("「对」要写填着它的字段", "“to” takes the field that holds it"))
    elif need and (need != "unit" or flow.belongs_to not in ("", duty.to)):
        yield (say("「{flow}」的记录里看不出对哪个「{to}」", "records of “{flow}” do not say which “{to}” they are about", flow=flow.name, to=duty.to),
               say("在「凭」里用「对」写明字段", "name the field with 对"))


def _absence(method: Method, duty: Duty, report: Report) -> None:
    absence = duty.absence
    strict_day = bool(duty.recurs) and (duty.recurs in method.parameters or names_days(duty.recurs))
    if duty.never_empty and (not strict_day or (absence is not None and "excuse" in absence.allowed)):
        report.add("duty-empty-post", duty.mark, say(
            "「{duty}」不空岗，却没有具体日子，或者可以免", "“{duty}” may not be left empty, yet has no day or may be excused", duty=duty.title),
            say("去掉「不空岗」，或者改周期、去掉「免」", "remove 不空岗, or name days and remove 免"))
    if absence is None:
        return
    role = method.roles.get(duty.who)
    if "substitute" in absence.allowed and (duty.who_kind == "unit" or (role is not None and role.held_by == "unit")):
        report.add("duty-stand-in", absence.mark, say(
            "「{duty}」由单位承担，说不上请谁代替", "“{duty}” is owed by a unit; nobody can stand in", duty=duty.title),
            say("去掉「代替」，或者改由角色承担", "remove 代替, or let a role owe it"))
    own = {duty.who, *(role.includes if role is not None else ()), SELF}
    if own & set(absence.approved_by) or ("excuse" in absence.allowed and not absence.approved_by):
        report.add("duty-own-consent", absence.mark, say(
            "「{duty}」不能由承担的人自己批准", "those who owe “{duty}” cannot consent themselves", duty=duty.title),
            say("在「批准」里写别的角色", "name another role under 批准"))


def _notice(method: Method, duty: Duty, report: Report) -> None:
    if duty.notice is None:
        return
    role = method.roles.get(duty.who)
    parts = [role, *(method.roles[one] for one in (*role.includes, *role.source) if one in method.roles)] if role is not None else []
    known = {field.name for one in parts for field in one.form}
    known |= {field.name for unit in (duty.who, duty.to) if unit in method.units for field in method.units[unit].form}
    for name in duty.notice.fields:
        if name not in known and name not in _ALWAYS_TOLD:
            report.add("duty-fact", duty.notice.mark, say(
                "预告要写明「{name}」，没有地方登记它", "the announcement is to say “{name}”, which nothing records", name=name),
                say("在角色或单位的「表单」里加上；总能写明的有：{always}", "add it to the form of the role or unit; always known are: {always}",
                    always="、".join(_ALWAYS_TOLD)))


def _boards(method: Method, report: Report) -> None:
    """A board of announcements shows only what the announcement says."""
    for board in method.boards.values():
        duty = method.duties.get(board.source)
        told = duty.notice.fields if duty is not None and duty.notice is not None else ()
        lacking = [column for column in board.columns if duty is not None and column not in told]
        if lacking:
            report.add("duty-fact", board.mark, say(
                "「{board}」要列「{column}」，「{duty}」的预告没有写明它", "“{board}” lists “{column}”, which “{duty}” does not announce",
                board=board.name, column=lacking[0], duty=board.source),
                say("写进「预告」的「写明」，或者去掉这一列", "name it under 写明 of 预告, or remove the column"))


def _parameters(method: Method, duty: Duty, report: Report) -> None:
    for name, kinds, words, mark in _uses(duty):
        parameter = method.parameters.get(name)
        if parameter is not None and parameter.type not in kinds:
            report.add("parameter-kind", mark, say(
                "这里要用类型是{wanted}的参数，「{name}」不是", "a parameter of type {wanted} is needed here; “{name}” is not one", wanted=words, name=name),
                say("改它的类型，或者换一个参数", "change its type, or use another parameter"),
                related=((parameter.mark, say("它写在这里", "it is declared here")),))


def _uses(duty: Duty) -> Iterator[tuple[str, tuple[str, ...], Text, Mark]]:
    yield duty.recurs, ("recurrence", "date"), Text("周期", "recurrence"), duty.mark
    yield duty.on_rest, ("roll",), Text("逢休", "roll"), duty.mark
    yield duty.at, ("time", "item"), Text("时刻", "time"), duty.mark
    if duty.anchor is not None:
        yield duty.anchor.within, ("span",), _SPAN, duty.anchor.mark
        yield duty.anchor.counts_from, ("item",), Text("选项", "item"), duty.anchor.mark
    leads = [(one.lead, one.mark) for one in duty.reminders] + ([(duty.notice.lead, duty.notice.mark)] if duty.notice is not None else [])
    leads += [(duty.absence.latest, duty.absence.mark)] if duty.absence is not None and duty.absence.latest is not None else []
    leads += [(duty.grace, duty.mark)] if duty.grace is not None else []
    yield from ((lead, ("span",), _SPAN, mark) for lead, mark in leads if isinstance(lead, str))


def _cycles(method: Method, report: Report) -> None:
    for duty in method.duties.values():
        seen, here = [duty.name], duty
        while here.anchor is not None and here.anchor.duty in method.duties and here.anchor.duty not in seen:
            seen.append(here.anchor.duty)
            here = method.duties[here.anchor.duty]
        if here.anchor is not None and here.anchor.duty == duty.name:
            report.add("duty-anchor-cycle", duty.mark, say("「{duty}」等着自己：{way}", "“{duty}” waits for itself: {way}", duty=duty.title,
                                                           way=" → ".join([*seen, duty.name])),
                       say("其中一项改写「周期」", "give one of them a recurrence"))
