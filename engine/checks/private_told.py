"""Personal data goes in messages to the person it is about, and to nobody else."""

from __future__ import annotations

from engine.checks.documents import effects_of
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"private-told": say("把个人信息写明给了别人", "personal data is told to others than the person it is about")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report messages that name a private field to anybody but a person of the case."""
    fields = flow.all_fields()
    for tell in (tell for effects in effects_of(flow) for tell in effects.tell):
        private = [name for name in tell.fields if name in fields and fields[name].private]
        others = [actor for actor in tell.who if actor.kind != "field" or actor.name not in fields
                  or fields[actor.name].kind != "party" or (actor.name not in private and any(
                      fields[name].kind == "party" for name in private))]
        if private and others:
            report.add("private-told", others[0].mark, say(
                "「{field}」是个人信息，不能写明给「{who}」", "“{field}” is personal data and cannot be told to “{who}”",
                field=private[0], who=others[0].name),
                say("从「写明」里去掉它；该看的人在件里看得到", "take it out of 写明; those who need it see it in the case"))
