"""Where a method reads a parameter: steps, obligations, evaluations and whatever else names it.

In: a compiled method and the name of a parameter.  Out: places in words, and the evaluations that can come out otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from engine.formulas import Formula
from engine.model import Evaluation, Method
from engine.problems import Mark
from engine.scores.book import builds_on, counts_rows_of
from engine.text import Text, say

_OWN_WORDS = frozenset({"name", "title", "note", "mark", "alias", "cite", "id"})
_KINDS = {"duties": Text("义务", "duty"), "evaluations": Text("评价", "evaluation"), "boards": Text("公示栏", "board"),
          "documents": Text("单据", "document"), "registers": Text("名册", "register"), "roles": Text("角色", "role"),
          "units": Text("单位种类", "kind of unit")}
MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class Use:
    """One place that reads parameters; `workflow` for those in a workflow."""

    kind: str
    name: str
    text: Text
    workflow: str
    reads: frozenset[str]


_KNOWN: dict[str, tuple[Use, ...]] = {}


def uses_of(method: Method, name: str) -> tuple[Use, ...]:
    """The places that read a parameter, in the order of the method."""
    return tuple(one for one in uses(method) if name in one.reads)


def uses(method: Method) -> tuple[Use, ...]:
    """Every place that reads a parameter; they follow from the definition alone, so they are gathered once for each."""
    if method.digest not in _KNOWN:
        if len(_KNOWN) >= MOST_KEPT:
            _KNOWN.clear()
        known = frozenset(method.parameters)
        _KNOWN[method.digest] = tuple(Use(kind, name, text, flow, found) for kind, name, text, flow, thing in _places(method)
                                      if (found := frozenset(_mentioned(thing)) & known))
    return _KNOWN[method.digest]


def _places(method: Method) -> Iterator[tuple[str, str, Text, str, Any]]:
    for flow in method.workflows.values():
        for step in flow.steps.values():
            text = say("流程「{flow}」的环节「{step}」", "step “{step}” of workflow “{flow}”", flow=flow.title, step=step.title)
            yield "step", step.name, text, flow.name, step
        rest = [getattr(flow, one.name) for one in fields(flow) if one.name not in _OWN_WORDS | {"steps"}]
        yield "workflow", flow.name, say("流程「{flow}」", "workflow “{flow}”", flow=flow.title), flow.name, rest
    for kind, word in _KINDS.items():
        for name, thing in getattr(method, kind).items():
            yield kind, name, say("{kind}「{name}」", "{kind} “{name}”", kind=word, name=thing.title), "", thing
    for check in method.checks:
        yield "check", "", say("核对「{text}」", "rule “{text}”", text=check.must.text), "", check.must


def _mentioned(thing: Any) -> Iterator[str]:
    """Every word a part of a method may name something by; its own name and titles are none."""
    if isinstance(thing, Formula):
        yield from thing.reads
        yield from thing.calls
    elif isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        yield from _in_each(thing.values())
    elif isinstance(thing, list | tuple | frozenset | set):
        yield from _in_each(thing)
    elif is_dataclass(thing) and not isinstance(thing, Mark):
        yield from _in_each(getattr(thing, one.name) for one in fields(thing) if one.name not in _OWN_WORDS)


def _in_each(things: Iterable[Any]) -> Iterator[str]:
    for one in things:
        yield from _mentioned(one)


def evaluations_of(method: Method, names: Iterable[str]) -> tuple[str, ...]:
    """The evaluations whose rows, scores, places or results can be others under other values of these parameters."""
    wanted = frozenset(names)
    own = [name for name, one in method.evaluations.items() if wanted & (set(_mentioned(one)) | _through_rows(method, one))]
    found = [other for name in own for other in builds_on(method, name)]
    rules = [rule for name in found for rule in method.evaluations[name].consequences]
    return tuple(dict.fromkeys([*found, *counts_rows_of(method, rules)]))


def _through_rows(method: Method, evaluation: Evaluation) -> set[str]:
    """What the rows of an evaluation read through named formulas of workflows."""
    found: set[str] = set()
    for one in evaluation.indicators.values():
        derived = method.workflows[one.source].derived if one.source in method.workflows else {}
        waiting = [name for formula in (one.only, one.numerator, one.denominator) if formula is not None for name in formula.reads if name in derived]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                found |= derived[name].reads | derived[name].calls
                waiting += [inner for inner in derived[name].reads if inner in derived]
    return found
