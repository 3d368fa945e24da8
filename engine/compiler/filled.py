"""Which fields are surely filled where: a value must be filled on every path before it is read.

In: the ways of a workflow with what each fills.  Out: for each step the names every path has filled, and for each step
that a case can go back to the names that are empty again then.

Must-analysis over forward ways; ways back do not count, because going back empties what was filled from there on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """One forward way and the names that are filled when it is taken."""

    source: str
    target: str
    fills: frozenset[str]


def surely_filled_at(start: str, at_start: frozenset[str], edges: Iterable[Edge]) -> dict[str, frozenset[str]]:
    """The names filled on every forward path to each reachable step.

    >>> ways = [Edge("甲", "乙", frozenset("x")), Edge("甲", "丙", frozenset()), Edge("乙", "丙", frozenset("y"))]
    >>> sorted(surely_filled_at("甲", frozenset("s"), ways)["丙"])
    ['s']
    """
    out: dict[str, list[Edge]] = {}
    for edge in edges:
        out.setdefault(edge.source, []).append(edge)
    found = {start: at_start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for edge in out.get(here, []):
            there = found[here] | edge.fills
            known = found.get(edge.target)
            met = there if known is None else known & there
            if met != known:
                found[edge.target] = met
                waiting.append(edge.target)
    return found


def cleared_by_return(target: str, edges: Iterable[Edge], fills: Mapping[str, frozenset[str]],
                      keep: frozenset[str]) -> frozenset[str]:
    """The names that are empty again after going back to `target`: all that it and the steps after it fill, except
    what was filled before it."""
    edges = list(edges)
    after = _reach(target, {edge: (edge.source, edge.target) for edge in edges})
    before = _reach(target, {edge: (edge.target, edge.source) for edge in edges}) - {target}
    gone = frozenset[str]().union(*(fills.get(step, frozenset()) for step in after))
    return gone - keep - frozenset[str]().union(*(fills.get(step, frozenset()) for step in before))


def _reach(start: str, ways: Mapping[Edge, tuple[str, str]]) -> frozenset[str]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for source, target in ways.values():
            if source == here and target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)
