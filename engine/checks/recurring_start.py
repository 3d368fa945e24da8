"""A case that begins by itself has everything it needs: whose it is, and every value its form asks for."""

from __future__ import annotations

from engine.compiler.names import STREET
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "start-empty": say("按周期自己开始的件，发起时没有人填表", "nobody fills in the form of a case that begins by itself"),
    "start-unit": say("按周期自己开始的件，说不出归哪个单位", "nobody can tell whose case it is that begins by itself"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report recurring starts that lack a value or a unit."""
    start = flow.start
    if not start.recurs:
        return
    for field in start.form:
        if not field.maybe and field.default is None and field.name not in (start.into, start.day_into):
            report.add("start-empty", field.mark, say(
                "「{flow}」按周期自己开始，没有人填「{name}」", "“{flow}” begins by itself, so nobody fills in “{name}”", flow=flow.name, name=field.name),
                say("把它移到第一个环节的表单，或者写「选填: 是」", "move it to the form of the first step, or make it optional"))
    kind = flow.belongs_to
    if start.per in method.units and start.per != kind and kind and not start.into:
        report.add("start-unit", start.mark, say(
            "每个「{per}」各立一件，可是「{flow}」归{kind}", "one case for each {per}, but “{flow}” belongs to a {kind}", per=start.per, flow=flow.name,
            kind=kind), say("把「归属」改成{per}，或者写「记入: 选单位的字段」", "let it belong to a {per}, or write 记入 with a unit field", per=start.per))
    if not start.per and kind not in ("", STREET):
        report.add("start-unit", start.mark, say(
            "「{flow}」归{kind}，按周期自己开始时不知道归哪一个", "“{flow}” belongs to a {kind}; when it begins by itself nobody can tell which",
            flow=flow.name, kind=kind), say("补一行「每: {kind}」", "add “每: {kind}”", kind=kind))
