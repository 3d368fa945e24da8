"""Every clause of the document is carried, out of reach, or kept for later, and every element says which it carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from engine.model import Method
from engine.problems import Mark, Report
from engine.text import say

RULES = {
    "clause-missing": say("这一条没有落实，也没有说明为什么", "this clause is not carried, and no reason is given"),
    "clause-out-of-reach-cited": say("说超出的条款，又有地方写了依据", "a clause said to be out of reach is cited all the same"),
    "no-cite": say("没有写依据哪一条", "it does not say which clause it carries"),
    "no-clauses": say("没有列出文件的条款", "the document's clauses are not listed"),
}


class _Citing(Protocol):
    @property
    def cite(self) -> tuple[str, ...]: ...
    @property
    def mark(self) -> Mark: ...


def check(method: Method, report: Report) -> None:
    """Report clauses nothing carries, contradictions, and elements that cite nothing."""
    if not method.clauses:
        report.add("no-clauses", method.mark, say(
            "没有列出文件的条款，看不出哪条落实了", "the document's clauses are not listed, so nobody can see what is carried"),
            say("在 条款.yaml 里写「条款:」，一条一个编号", "list them under 条款, each with an id"), severity="warning")
        return
    told = bool(report.problems)  # a mistake may hide what is cited
    for clause in method.clauses.values():
        cited = method.cited.get(clause.id, ())
        if cited and clause.out_of_reach:
            report.add("clause-out-of-reach-cited", clause.mark, say(
                "「{id}」写了超出，又有地方以它为依据", "“{id}” is said to be out of reach and is cited all the same", id=clause.id),
                say("只留一种说法", "keep one of the two"), related=((cited[0], say("依据写在这里", "it is cited here")),))
        if not (cited or clause.out_of_reach or clause.later):
            report.add("clause-missing", clause.mark, say(
                "「{id}」没有落实：{gist}", "“{id}” is not carried: {gist}", id=clause.id, gist=clause.gist),
                say("在落实它的地方写「依据: [{id}]」；落实不了写「超出: 原因」，以后再做写「留待: …」",
                    "cite it where it is carried; else write 超出 with the reason, or 留待", id=clause.id))
    for name, mark in _uncited(method) if not told else ():
        report.add("no-cite", mark, say("「{name}」没有写依据哪一条", "“{name}” does not say which clause it carries", name=name),
                   say("写「依据: [条款编号]」", "add 依据 with clause ids"), severity="warning")


def _uncited(method: Method) -> Iterator[tuple[str, Mark]]:
    kinds: tuple[Mapping[str, _Citing], ...] = (
        method.roles, method.lists, method.parameters, method.registers, method.workflows, method.boards, method.documents,
        *(flow.steps for flow in method.workflows.values()), *(flow.outcomes for flow in method.workflows.values()))
    for things in kinds:
        for name, thing in things.items():
            if not thing.cite:
                yield name, thing.mark
