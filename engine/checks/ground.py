"""Where a workflow is whole enough to be proved: a check on top of a mistake would only tell it twice.

In: a method and what was found while it was read.  Out: `Ground`, which says of a workflow or step whether it is sound.
"""

from __future__ import annotations

from bisect import bisect_right

from engine.model import Method, Step, Workflow
from engine.problems import Mark, Problem, Report

_HARMLESS = frozenset({"mixed-spelling", "bad-value", "out-of-range", "field-kind", "field-differs", "name-clash",
                       "deadline-kind", "nudge-kind", "who-kind", "duplicate-name", "bad-name", "one-doing"})


class Ground:
    """What earlier stages found, by the step or workflow it stands in."""

    def __init__(self, method: Method, report: Report) -> None:
        places: list[tuple[Mark, tuple[str, str]]] = []
        for flow in method.workflows.values():
            places += [(step.mark, (flow.name, step.name)) for step in flow.steps.values()]
            rest: list[Mark] = [flow.mark, *(one.mark for one in flow.outcomes.values()),
                                *(one.mark for one in flow.anytime.values()), *(one.mark for one in flow.stages.values())]
            places += [(mark, (flow.name, "")) for mark in rest]
        others: list[Mark] = [
            *(one.mark for one in method.boards.values()), *(one.mark for one in method.documents.values()),
            *(one.mark for one in method.clauses.values()), *(one.mark for one in method.parameters.values()),
            *(one.mark for one in method.roles.values()), *(one.mark for one in method.lists.values())]
        places += [(mark, ("", "")) for mark in others]
        places.sort()
        self._marks, self._owners = [mark for mark, _ in places], [owner for _, owner in places]
        self._broken = {self._owner(problem) for problem in report.problems if _breaks(problem)}

    def _owner(self, problem: Problem) -> tuple[str, str]:
        at = bisect_right(self._marks, Mark(problem.mark.path, problem.mark.line, problem.mark.column, 10**6)) - 1
        return self._owners[at] if at >= 0 and self._marks[at].path == problem.mark.path else ("", "")

    def sound(self, flow: Workflow, step: Step | None = None) -> bool:
        """Whether the ways of a step, or of the whole workflow, are as its author wrote them."""
        if step is not None:
            return (flow.name, step.name) not in self._broken
        return all(owner != flow.name for owner, _ in self._broken)


def _breaks(problem: Problem) -> bool:
    """Whether a mistake may hide a way or a row; a name unknown as a role, field or clause hides none."""
    if problem.rule == "unknown-name":
        return "环节" in problem.message.zh
    return problem.rule not in _HARMLESS
