"""A field shown under a condition that asks about a field further down: nobody has filled that one yet."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Form, Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"reads-later": say("「若」里读到了表单里后面的字段", "the condition reads a field further down in the form")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report fields whose 若 reads themselves or a field below them in the same form."""
    for form in _forms(flow):
        names = [field.name for field in form]
        for at, field in enumerate(form):
            later = [name for name in names[at:] if field.when is not None and name in field.when.reads]
            if field.when is not None and later:
                report.add("reads-later", field.when.mark, say(
                    "「{name}」显示不显示要看「{later}」，可是它还在后面", "whether “{name}” is shown depends on “{later}”, which comes later",
                    name=field.name, later=later[0]),
                    say("把「{later}」移到前面", "move “{later}” up", later=later[0]))


def _forms(flow: Workflow) -> Iterator[Form]:
    yield flow.start.form
    for step in flow.steps.values():
        yield step.form
        yield from (action.form for action in step.actions.values())
        yield step.ballot.sheet if step.ballot is not None else ()
    yield from (act.form for act in flow.anytime.values())
