"""A parameter that settles how an evaluation goes about something can only take the words that could stand there.

In: a method's evaluations.  Out: a problem for each parameter that could take a value nobody understands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.compiler import scoring_words as words
from engine.model import Evaluation, Method
from engine.problems import Mark, Report
from engine.text import say

RULES = {"settled-by": say("参数的取值里有这里认不得的词", "a parameter may take a value that means nothing here")}


def check(method: Method, report: Report) -> None:
    """Report parameters that settle ties, groups, missing numbers or what counts as in a row by an unknown word."""
    for evaluation in method.evaluations.values():
        for name, known, mark in _settled(method, evaluation):
            parameter = method.parameters.get(name)
            if parameter is None:
                continue
            strange = [one for one in parameter.options if one not in known]
            if parameter.type == "item" and parameter.options and not strange:
                continue
            report.add("settled-by", mark, say(
                "「{name}」要写成选项，取值只能是：{known}", "“{name}” must be a choice among {known}", name=name,
                known="、".join(one for one in known if not one.isascii())),
                say("去掉「{strange}」", "take out “{strange}”", strange="、".join(strange)) if strange else say(
                    "写「类型: 选项」和「取值」", "write the type 选项 and its 取值"),
                related=((parameter.mark, say("它写在这里", "it is declared here")),))


def _settled(method: Method, evaluation: Evaluation) -> Iterator[tuple[str, Iterable[str], Mark]]:
    yield evaluation.missing, words.MISSING, evaluation.mark
    if evaluation.ranking is not None:
        forms = [kind.form for kind in method.units.values()] + [role.form for role in method.roles.values()]
        facts = [field.name for form in forms for field in form]
        yield evaluation.ranking.ties, words.TIES, evaluation.ranking.mark
        for one in evaluation.ranking.within:
            yield one, [*words.WITHIN, *method.units, *facts], evaluation.ranking.mark
    for rule in evaluation.consequences.values():
        yield rule.row_by, words.ROW_BY, rule.mark
        yield rule.same_period, words.SAME_PERIOD, rule.mark
