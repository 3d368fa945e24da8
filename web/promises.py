"""What a resident may count on, read from the rules of each kind of matter and never said of all alike.

In: workflows that the public may begin.  Out: sentences in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from engine.model import Actor, Method, Step, Workflow


def judges(workflow: Workflow) -> bool:
    """Whether whoever put the matter in is asked what they think of the answer."""
    return any(_asked(workflow, step) for step in workflow.steps.values())


def done_again(workflow: Workflow) -> bool:
    """Whether their judgement can send the matter back."""
    return any(way.kind == "back" for step in workflow.steps.values() if _asked(workflow, step) for _name, way in step.ways())


def _asked(workflow: Workflow, step: Step) -> bool:
    invited = [actor for group in step.ballot.invite for actor in group.who] if step.ballot is not None else step.by
    return any(_is_resident(workflow, actor) for actor in invited)


def _is_resident(workflow: Workflow, actor: Actor) -> bool:
    if actor.kind == "field":
        return any(one.name == actor.name and one.kind == "party" for one in workflow.start.form)
    return actor.kind == "opener"


def promise(workflow: Workflow) -> str:
    """What becomes of a matter of one kind."""
    if not judges(workflow):
        return _("办得怎样，凭编号和查询码随时查得到。")
    return _("办完请您评，不满意的退回重新办。") if done_again(workflow) else _("办完请您评。")


def promise_of_all(matters: Sequence[tuple[Method, Workflow]]) -> str:
    """What becomes of matters, said so that it is true of every kind."""
    asked = [workflow for _method, workflow in matters if judges(workflow)]
    if not asked:
        return _("办得怎样，凭编号和查询码随时查得到。")
    again = _("不满意的，退回重新办。") if all(done_again(one) for one in asked) else \
        _("不满意的，有的会退回重新办，看各自的规则。") if any(done_again(one) for one in asked) else ""
    return (_("办完请您评。") if len(asked) == len(matters) else _("要请您评的，办完请您评。")) + again


def timed(matters: Sequence[tuple[Method, Workflow]]) -> bool:
    """Whether every kind has a time limit somewhere on its way."""
    return all(any(step.deadline is not None for step in workflow.steps.values()) for _method, workflow in matters)
