"""Values set on a street that has no file, as in stories: put over what is in force, and checked the same.

In: a plan whose street is the one in force.  Out: the plan with the street as it would be; refused where the check does not take it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from engine.checks import parameter_checks, weights
from engine.model import Method
from engine.problems import Problem, Report
from engine.schema import from_plain
from engine.service.refused import Refused
from engine.service.settings.views import Plan
from engine.street import with_parameters
from engine.street.editing import Edit, with_edit
from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.facade import StreetService


def without_file(service: StreetService, method: Method, plan: Plan) -> Plan:
    """What setting values comes to where no file says them."""
    if plan.takes_back:
        raise Refused("no-file", say("没有街道文件，不能收回", "there is no file of a street, so nothing can be taken back"))
    street, report = plan.street, Report()
    values = with_edits(street.values.get(method.id, {}), plan.edits)
    made = with_parameters(method, from_plain({one.parameter: values[one.parameter] for one in plan.edits}), report)
    parameter_checks.check(made, report)
    weights.check(made, report)
    if report.problems:
        raise Refused("problems", cannot_be(report.problems))
    return replace(plan, street=replace(street, methods={**street.methods, method.id: made}, values={**street.values, method.id: values}))


def with_edits(values: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """A method's values as written, with all of the edits."""
    for edit in edits:
        values = with_edit(values, edit)
    return dict(values)


def cannot_be(problems: Sequence[Problem]) -> Text:
    """Why values cannot be set: the first problems with their places."""
    told = [one for one in problems if one.rule != "broken-rule"] or problems  # said again with its numbers by the check of the method
    found = [say("{message}（{file}第{line}行）{hint}", "{message} ({file}, line {line}){hint}", message=one.message, line=one.mark.line,
                 file=PurePath(one.mark.path).name, hint=Text(f"：{one.hint.zh}", f": {one.hint.en}") if one.hint else "") for one in told[:10]]
    return say("这样定不行：{what}", "this cannot be set: {what}", what=Text("；".join(one.zh for one in found), "; ".join(one.en for one in found)))
