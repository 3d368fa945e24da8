"""A case that begins again must have what the step it goes back to rests on."""

from __future__ import annotations

from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {
    "reopen-kind": say("可重开要写谁、多久之内，或者到哪一天", "reopening needs who and within how long, or on which day"),
    "reopen-unfilled": say("重开回到的环节，要用到的内容不一定填过", "the step a reopened case goes back to may lack what it rests on"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report ways of reopening to steps that a case with this outcome need not have come by."""
    for outcome in flow.outcomes.values():
        made = outcome.reopen
        if made is None:
            continue
        if bool(made.by) != bool(made.within) or not (made.by or made.on):
            report.add("reopen-kind", made.mark, say(
                "可重开要写「由」和「内」（谁、多久之内），或者写「到日」（哪个日期字段），也可以都写",
                "say who and within how long (by and within), or on the day of which field (on), or both"),
                say("补写「由: 角色」和「内: 参数」", "add by and within"))
        field = flow.all_fields().get(made.on)
        if field is not None and field.kind not in ("date", "moment"):
            report.add("reopen-kind", made.mark, say(
                "「{name}」不是日期字段，不能到这一天自己重开", "“{name}” is no date field, so the case cannot begin again on that day",
                name=made.on),
                say("写一个在这之前填的日期字段", "name a date field that is filled before"))
        if made.way.to not in flow.filled or outcome.name not in flow.filled:
            continue
        lacking = sorted(flow.filled[made.way.to] - flow.filled[outcome.name])
        if lacking:
            report.add("reopen-unfilled", made.way.mark, say(
                "「{outcome}」的件重开回到「{step}」，可是「{field}」不一定填过",
                "a case with the outcome “{outcome}” would begin again at “{step}” without “{field}”",
                outcome=outcome.name, step=made.way.to, field=lacking[0]),
                say("回到更早的环节，比如第一个环节", "go back to an earlier step, the first one for example"))
