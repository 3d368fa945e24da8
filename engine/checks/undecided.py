"""A number the document leaves open: the method is whole without it, but a street cannot run it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.compiler import show_value
from engine.model import Method, Parameter
from engine.problems import Mark, Report
from engine.text import Text, say

RULES = {"undecided": say("这个数还没有定，街道启用前要定下来", "this value is not set; a street must set it before it runs the method")}


def check(method: Method, report: Report) -> None:
    """Report each parameter without a value, with its range and who decides; a wrong value was told already."""
    wrong = {_owner(method, problem.mark) for problem in report.problems if problem.rule in ("bad-value", "out-of-range")}
    for parameter in method.parameters.values():
        if parameter.name in wrong:
            continue
        lacking = [item for _, value in parameter.dated if isinstance(value, Mapping) for item in _items(method, parameter, value)
                   if value.get(item) is None]
        if lacking or any(value is None for _, value in parameter.dated):
            _report(parameter, lacking, report)


def _items(method: Method, parameter: Parameter, value: Mapping[str, object]) -> tuple[str, ...]:
    """Everything a table is looked up by: each item of its list, whether a value was written for it or not."""
    return method.lists[parameter.by].type.items if parameter.by in method.lists else tuple(value)


def _owner(method: Method, mark: Mark) -> str:
    """The parameter that a place belongs to."""
    before = [(one.mark, one.name) for one in method.parameters.values() if one.mark.path == mark.path and one.mark <= mark]
    return max(before)[1] if before else ""


def _report(parameter: Parameter, lacking: list[str], report: Report) -> None:
    name = parameter.name + (f"({'、'.join(dict.fromkeys(lacking))})" if lacking else "")
    decides = say("由{who}定", "decided by {who}", who=parameter.decided_by) if parameter.decided_by else say(
        "没有写由谁定", "nobody is named to decide")
    given = say("", "")
    if parameter.options:
        given = Text(f"，可以取 {'、'.join(parameter.options)}", f", one of {', '.join(parameter.options)}")
    elif parameter.low is not None and parameter.high is not None:
        given = say("，范围 {low} 到 {high}", ", from {low} to {high}",
                    low=show_value(parameter, parameter.low), high=show_value(parameter, parameter.high))
    report.add("undecided", parameter.mark, say(
        "「{name}」还没有定：{decides}{given}", "“{name}” is not set: {decides}{given}", name=name, decides=decides, given=given),
        say("街道在自己的文件里、这套工作法的「参数」下写「{name}: …」", "the street writes it in its own file, under 参数 of this method",
            name=parameter.name),
        severity="open")
