"""Names that a workflow cannot have, because what is counted is kept under them."""

from __future__ import annotations

from engine.model import Method
from engine.problems import Report
from engine.text import say

RULES = {"kept-name": say("流程用了引擎自己记数用的名字", "a workflow has a name under which the engine keeps its own counts")}
_KEPT = ("指标", "义务")


def check(method: Method, report: Report) -> None:
    """Report workflows called as indicators or obligations are: their counts could not be told apart."""
    for flow in method.workflows.values():
        if flow.name in _KEPT:
            report.add("kept-name", flow.mark, say("流程不能叫「{name}」，它的数会和{name}的数混在一起", "a workflow cannot be called “{name}”: its counts "
                                                   "would be mixed up with those of the {name} themselves", name=flow.name),
                       say("换一个名字，例如「{name}核定」", "use another name, such as “{name}核定”", name=flow.name))
