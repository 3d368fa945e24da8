"""What a formula may speak of where one row is counted: a case, a ballot of it, or an obligation.

In: the source an indicator names.  Out: a `Source` with its scope, and the fields rows can be credited to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.compiler.names import Names
from engine.compiler.scopes import ANSWERED, ENDED, INVITED, OPENED, Scopes
from engine.formulas import Formula
from engine.formulas.nodes import surely_filled
from engine.formulas.types import NUMBER, YES_NO, Scope, Type, item_of
from engine.model import Field, Workflow
from engine.problems import Mark
from engine.schema import Item
from engine.text import say

OUTCOME, COUNTS_AS, ON_TIME, ROUNDS, OVERDUE = "结局", "计为", "按期", "返工次数", "超期次数"
CHANNEL = "渠道"
NTH = "第几人"  # which of several people a row is credited to, in the order they were entered
STEP_DUE = "到期"  # 〈step〉到期: the day by which a step was to be done; 〈step〉按期: that it was
COUNTED = ("办结", "未办结", "不计")
DONE_HOW, AMOUNT, LEAST = "履行情况", "完成数", "应完成数"
FULFILLED = ("履行", "代替", "免", "未履行")


@dataclass(frozen=True)
class Source:
    """Where rows come from; `fields` can be credited and dated by, `steps` too; `limits` are 〈step〉到期, dated by only."""

    name: str
    step: str = ""
    types: Mapping[str, Type] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    fields: Mapping[str, Field] = field(default_factory=dict)
    steps: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    scopes: Scopes | None = None

    def scope(self, names: Names, only: Formula | None) -> Scope:
        """What a formula over a row may read; what 只取 asks to be filled is filled."""
        sure = self.sure | (surely_filled(only.tree) if only is not None else frozenset())
        if self.scopes is not None:
            return _lasting(self.scopes.at(sure, extra=self.types), self.scopes)
        types = {name: one for name, one in names.parameter_types.items() if name not in names.tables}
        return Scope(names={**types, **self.types}, tables=dict(names.tables))


def _lasting(scope: Scope, scopes: Scopes) -> Scope:
    """A row comes out the same whenever it is worked out, so it may not ask the calendar, the directory or other cases."""
    gone = {*scopes.known_of, OPENED, ENDED}
    gone |= {name for name in scopes.derived if scopes.needs(name) & gone}
    return replace(scope, names={name: one for name, one in scope.names.items() if name not in gone}, functions={},
                   tables={name: one for name, one in scope.tables.items() if name not in gone})


def find_source(names: Names, item: Item, workflows: Mapping[str, Workflow]) -> Source | None:
    """The source an indicator names; an unknown one is a problem."""
    name, _, step = str(item.value).partition(".")
    if name in workflows:
        return _from_workflow(names, workflows[name], step, item.mark)
    if name in names.declared.get("obligation", frozenset()) and not step:
        names.note("obligation", name)
        return Source(name, types={DONE_HOW: item_of(DONE_HOW, *FULFILLED), AMOUNT: NUMBER, LEAST: NUMBER},
                      sure=frozenset({DONE_HOW, AMOUNT, LEAST}))
    names.unknown("workflow", name, item.mark, [*workflows, *names.declared.get("obligation", ())])
    return None


def limited(flow: Workflow) -> tuple[str, ...]:
    """The steps of a workflow that have a limit."""
    return tuple(name for name, step in flow.steps.items() if step.deadline is not None)


def _from_workflow(names: Names, flow: Workflow, step: str, mark: Mark) -> Source | None:
    names.note("workflow", flow.name)
    types: dict[str, Type] = {OUTCOME: item_of(OUTCOME, *flow.outcomes), COUNTS_AS: item_of(COUNTS_AS, *COUNTED), ON_TIME: YES_NO,
                              ROUNDS: NUMBER, OVERDUE: NUMBER, NTH: NUMBER}
    types |= {f"{name}{ON_TIME}": YES_NO for name in limited(flow)}
    always = frozenset(types) - {OUTCOME, COUNTS_AS}
    if flow.start.channels in names.lists:
        types[CHANNEL] = Type("item", names.lists[flow.start.channels].type)
    if step:
        at = flow.steps.get(step)
        if at is None or at.ballot is None:
            names.report.add("not-a-ballot", mark, say(
                "「{flow}」的「{step}」不是测评环节", "“{step}” of “{flow}” is no ballot", flow=flow.name, step=step),
                say("写有「测评」的环节，如 {ballots}", "write a step with a ballot, such as {ballots}",
                    ballots="、".join(name for name, one in flow.steps.items() if one.ballot) or flow.name))
            return None
        results = {name: formula.type for name, formula in at.ballot.results.items()}
        types |= results | {INVITED: NUMBER, ANSWERED: NUMBER}
        always |= frozenset(results) | {INVITED, ANSWERED}
    fields = flow.all_fields()
    scopes = Scopes(names, fields, flow.steps)
    scopes.derived.update(flow.derived)
    surely = frozenset(one.name for one in flow.start.form if not one.maybe)
    return Source(flow.name, step, types, always | surely, fields, frozenset(flow.steps), frozenset(f"{name}{STEP_DUE}" for name in limited(flow)), scopes)
