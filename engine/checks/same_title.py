"""Two things of one kind that are shown under one title: people cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from engine.model import Method
from engine.problems import Mark, Report
from engine.text import say

RULES = {"same-title": say("两处显示的标题一样，分不清", "two things are shown under the same title")}


class _Titled(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def mark(self) -> Mark: ...


def check(method: Method, report: Report) -> None:
    """Report equal titles among roles, lists, parameters, workflows, documents, boards, steps, outcomes and fields."""
    for things in _groups(method):
        first: dict[str, _Titled] = {}
        for thing in things:
            known = first.setdefault(thing.title, thing)
            if known is not thing and known.mark != thing.mark:
                report.add("same-title", thing.mark, say(
                    "标题「{title}」已经用过，屏幕上分不清", "the title “{title}” is used already; people cannot tell them apart",
                    title=thing.title),
                    say("换一个标题", "use another title"), severity="warning",
                    related=((known.mark, say("另一处在这里", "the other is here")),))


def _groups(method: Method) -> Iterator[Iterable[_Titled]]:
    kinds: tuple[Mapping[str, _Titled], ...] = (method.roles, method.lists, method.parameters, method.workflows, method.documents, method.boards)
    for things in kinds:
        yield things.values()
    for flow in method.workflows.values():
        yield flow.steps.values()
        yield flow.outcomes.values()
        yield flow.all_fields().values()
        for step in flow.steps.values():
            yield step.actions.values()
