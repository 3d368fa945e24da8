"""The pages of a method: the drawn workflow, its steps as a list, the values in force, the clauses with their readings.

In: a method of the street.  Out: pages that anybody may read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from engine.decisions import Decision, decision_at
from engine.freedom import readings
from engine.model import Clause, Method, Parameter, Step, Value, Workflow
from engine.service import ledgers
from engine.text import Text, say
from engine.values import Span, show_number
from web.context import lang, say_here, service
from web.drawing import draw
from web.lanes import Card, plan

pages = Blueprint("method", __name__)
_POLICIES = {"restart": Text("重新计", "starts again"), "continue": Text("接着计", "goes on"), "next": Text("顺延", "rolls later"),
             "previous": Text("提前", "rolls earlier"), "none": Text("不动", "stays")}


@pages.get("/methods")
def listing() -> ResponseReturnValue:
    """The methods this street works by."""
    return render_template("method/listing.html", methods=list(service().street.methods.values()))


@pages.get("/methods/<method_id>")
def page(method_id: str) -> ResponseReturnValue:
    """One method, drawn and written out."""
    method = service().street.methods.get(method_id)
    if method is None:
        abort(404)
    today, wanted = service().clock().date(), request.args.get("q", "").strip()
    settings = [setting(one, today) for one in method.parameters.values()]
    return render_template("method/page.html", method=method, wanted=wanted, begins=_begins(method),
                           parameters=[one for one in settings if wanted in f"{one.parameter.title}{one.parameter.note}{one.value}"],
                           clauses=[one for one in method.clauses.values() if wanted in f"{one.id}{one.gist}{one.reading}{one.out_of_reach}"],
                           drawings={name: draw(one, lang=lang()) for name, one in method.workflows.items()},
                           today=today, readings=readings(method),
                           documents=ledgers.documents_of(service(), method_id),
                           decided={name: decided(method, one) for name, one in method.workflows.items()},
                           limits={name: limits(method, one, today) for name, one in method.workflows.items()})


def _begins(method: Method) -> list[str]:
    """The workflows that stand open: those the public begins, else the first; of the first of them the steps do too."""
    found = [name for name, one in method.workflows.items() if any(actor.kind == "public" for actor in one.start.by)]
    return found or list(method.workflows)[:1]


def decided(method: Method, workflow: Workflow) -> list[tuple[str, Decision]]:
    """The steps at which something is decided, each with its table: where there is more than one way."""
    tables = [(step.title, decision_at(method, workflow, step)) for step in workflow.steps.values()]
    return [(title, table) for title, table in tables if len(table.lines) > 1 or table.tables]


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter as the page shows it."""

    parameter: Parameter
    value: str
    range: str
    by: Mapping[str, str]


def setting(parameter: Parameter, day: date) -> Setting:
    """A parameter with its value on a day and the range it may be set in."""
    value = parameter.on(day)
    table = {item: worded(parameter, one) for item, one in value.items()} if isinstance(value, Mapping) else {}
    shown = "" if isinstance(value, Mapping) else worded(parameter, value)
    return Setting(parameter, shown, _range(parameter), table)


def worded(parameter: Parameter, value: Value | None) -> str:
    """A value for people.

    >>> from engine.model import Parameter
    >>> from flask import Flask
    >>> with Flask("doc").test_request_context():
    ...     worded(Parameter("满意率下限", "满意率下限", "percent", ()), Fraction(4, 5))
    '80%'
    """
    if value is None:
        return say_here(say("未定", "not settled"))
    if isinstance(value, Span):
        return say_here(Text(value.zh(), value.en()))
    if isinstance(value, Fraction):
        text = f"{show_number(value * 100)}%" if parameter.type == "percent" else show_number(value)
        return say_here(Text(text + parameter.measure, text))
    return say_here(_POLICIES[value]) if isinstance(value, str) and value in _POLICIES else str(value)


def _range(parameter: Parameter) -> str:
    if parameter.low is not None and parameter.high is not None:
        low, high = worded(parameter, parameter.low), worded(parameter, parameter.high)
        return say_here(say("{low} 到 {high}", "{low} to {high}", low=low, high=high))
    return "、".join(worded(parameter, one) for one in parameter.options)


def limits(method: Method, workflow: Workflow, day: date) -> dict[str, str]:
    """For each step by when it must be done, in words."""
    return {name: say_here(found) for name, step in workflow.steps.items() if (found := _limit(method, step, day)) is not None}


def _limit(method: Method, step: Step, day: date) -> Text | None:
    within = step.deadline.within if step.deadline is not None else step.ballot.open_for if step.ballot is not None else ""
    if within in method.parameters:
        parameter = method.parameters[within]
        return say("{title}：{value}", "{title}: {value}", title=parameter.title, value=setting(parameter, day).value)
    if step.deadline is not None and step.deadline.until:
        return say("到「{field}」那一天", "until the day in “{field}”", field=step.deadline.until)
    return None


def standing(clause: Clause, method: Method) -> Text:
    """What became of a clause."""
    if clause.out_of_reach:
        return Text("不由系统承担", "out of reach")
    if clause.later:
        return Text("留待以后", "later")
    if clause.id not in method.cited:
        return Text("还没有写进规则", "missing")
    return Text("已写进规则（有解读）", "carried, with a reading") if clause.reading else Text("已写进规则", "carried")


def others(workflow: Workflow, cards: tuple[Card, ...]) -> list[Any]:
    """What may be done at any time and stands in no step of the document."""
    shown = {card.name for card in cards}
    return [one for one in workflow.anytime.values() if one.name not in shown]


@pages.app_context_processor
def _names() -> dict[str, Any]:
    return {"cards_of": lambda workflow: plan(workflow, lang()).cards, "others_of": others, "standing": standing}
