"""Actors whose unit is looked up in a table, such as 承办单位(类别): settled when they are needed.

In: a who-expression and the facts of the case.  Out: the same with the unit named.
"""

from __future__ import annotations

from dataclasses import replace

from engine.case.facts import Facts
from engine.errors import FormulaRefusal
from engine.formulas import EMPTY
from engine.model import Step, Who
from engine.text import say


def located(who: Who, facts: Facts) -> Who:
    """The same actors, each with the unit its table gives now; refuses where the table has none."""
    if all(actor.at_by is None for actor in who):
        return who
    return tuple(actor if actor.at_by is None else replace(actor, unit=_unit(actor.at_by.text, facts.work_out(actor.at_by), facts)) for actor in who)


def located_step(step: Step, facts: Facts) -> Step:
    """A step whose people are at units that are settled."""
    return replace(step, by=located(step.by, facts), assisted_by=located(step.assisted_by, facts)) if any(
        actor.at_by is not None for actor in (*step.by, *step.assisted_by)) else step


def _unit(text: str, value: object, facts: Facts) -> str:
    if value is EMPTY or str(value) not in facts.world.directory.units:
        raise FormulaRefusal("no-unit", say("「{text}」没有给出街道里的单位，请管理员在参数里写上",
                                            "“{text}” gives no unit of the street; an administrator must set it", text=text))
    return str(value)
