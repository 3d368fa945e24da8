"""What a compiled method must keep to, so that no case can get stuck and nothing is said for nothing.

In: a `Method`, and the report of how it was read.
Out: more findings in the report.  One module holds one rule or a few that belong together; `RULES` of a module says
in one line what each of its rules finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.checks import (
    actor_maybe_nobody,
    anytime_verbs,
    back_not_behind,
    ballots,
    board_shape,
    boards,
    cannot_end,
    carried,
    choices,
    clauses,
    dead_wait,
    declared_count,
    documents,
    draws,
    duties,
    endless_opening,
    form_order,
    forward_cycle,
    in_a_row,
    kept_names,
    lasting,
    no_actor,
    opened_with,
    parameter_checks,
    parameter_kind,
    private_told,
    recurring_start,
    reopening,
    rework_bound,
    same_number,
    same_title,
    settled_by,
    side_by_side,
    stages,
    undecided,
    unreachable,
    unused_field,
    weights,
    who_can_act,
    withheld,
)
from engine.checks.ground import Ground
from engine.model import Method, Workflow
from engine.problems import Report
from engine.text import Text

__all__ = ["RULES", "check_method"]

# Proofs over the ways of a workflow: they need all of its ways as they are meant.
_ON_WAYS: tuple[Callable[[Method, Workflow, Report], None], ...] = (
    unreachable.check, cannot_end.check, forward_cycle.check, back_not_behind.check, rework_bound.check,
    no_actor.check, actor_maybe_nobody.check, dead_wait.check, reopening.check, carried.check)
_ON_FLOWS: tuple[Callable[[Method, Workflow, Report], None], ...] = (
    who_can_act.check, parameter_kind.check, form_order.check, anytime_verbs.check, ballots.check, side_by_side.check,
    stages.check, private_told.check, recurring_start.check)
_ON_METHODS: tuple[Callable[[Method, Report], None], ...] = (
    undecided.check, declared_count.check, parameter_checks.check, weights.check, in_a_row.check, settled_by.check, draws.check, clauses.check,
    same_title.check, same_number.check, kept_names.check)
_ON_WHOLE_METHODS: tuple[Callable[[Method, Report], None], ...] = (
    lasting.check, carried.check_ends, endless_opening.check, documents.check, boards.check, board_shape.check, withheld.check,
    unused_field.check, duties.check, opened_with.check)

RULES: Mapping[str, Text] = {rule: words for module in (
    unreachable, cannot_end, forward_cycle, back_not_behind, rework_bound, no_actor, actor_maybe_nobody, dead_wait,
    who_can_act, choices, parameter_kind, form_order, anytime_verbs, ballots, draws,
    side_by_side, reopening, stages, private_told, recurring_start, carried, lasting,
    endless_opening,     documents, boards, board_shape, withheld, undecided,
    declared_count, parameter_checks, weights, in_a_row, settled_by, clauses, same_title, same_number, kept_names, unused_field, duties,
    opened_with) for rule, words in module.RULES.items()}


def check_method(method: Method, report: Report) -> None:
    """Run every check on a method; what stands on a mistake told already is left for the next run."""
    ground = Ground(method, report)
    sound = [flow for flow in method.workflows.values() if ground.sound(flow)]
    for flow in method.workflows.values():
        for check in (*_ON_FLOWS, *(_ON_WAYS if flow in sound else ())):
            check(method, flow, report)
        choices.check(method, flow, report, ground)
    for check_all in (*_ON_METHODS, *(_ON_WHOLE_METHODS if len(sound) == len(method.workflows) else ())):
        check_all(method, report)
