"""Two series of numbers that look alike: one number would stand for two papers or two cases."""

from __future__ import annotations

from collections.abc import Iterable

from engine.checks.documents import issuers_of
from engine.model import Document, Method, Workflow
from engine.problems import Report
from engine.text import say

RULES = {"same-number": say("两种件或两种单据的编号会一样", "two kinds of case or document would get the same numbers")}


def check(method: Method, report: Report) -> None:
    """Report equal number patterns among workflows, and among documents."""
    _alike(method, method.workflows.values(), report)
    issued = {name for name, _, _ in issuers_of(method)}
    _alike(method, [one for one in method.documents.values() if one.name in issued or one.per.kind == "period"], report)


def _patterns(method: Method, thing: Workflow | Document) -> tuple[str, ...]:
    """Every pattern its numbers may have: the one written, or those a street may choose from."""
    parameter = method.parameters.get(thing.number)
    found = (thing.number,) if parameter is None else parameter.options
    return tuple(one for one in found if "{流程}" not in one or not isinstance(thing, Workflow))


def _alike(method: Method, things: Iterable[Workflow | Document], report: Report) -> None:
    first: dict[str, Workflow | Document] = {}
    for pattern, thing in ((pattern, one) for one in things for pattern in _patterns(method, one)):
        known = first.setdefault(pattern, thing)
        if known is not thing:
            report.add("same-number", thing.mark, say(
                "「{one}」和「{other}」的编号都是 {pattern}，会出现两个一样的号",
                "“{one}” and “{other}” are both numbered {pattern}, so one number would stand for two",
                one=thing.name, other=known.name, pattern=pattern),
                say("给其中一个的编号加个字头，如 {wanted}", "add a prefix to one of them, such as {wanted}",
                    wanted=f"{thing.name[0]}{pattern}"),
                related=((known.mark, say("另一处在这里", "the other is here")),))
