"""Rows that are worked out anew only where a step bears on them are those that counting everything gives."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import shipped
from engine.case import Case
from engine.case.state import changed
from engine.model import Method
from engine.scenarios import Runner, scenario_files
from engine.scores.rows import Last, case_rows
from engine.store.rulebook import values_of

METHODS = sorted(path.parent for path in shipped.workflows().glob("[!_]*/工作法.yaml"))
MAPPINGS = ("data", "left", "clocks", "did", "parts", "tallies")
SINGLE = ("outcome", "closed", "round", "unit", "opened", "channel", "opener")


@cache
def cases() -> list[tuple[Method, list[Case]]]:
    """The cases of a few stories of each method, by workflow: those of one workflow can be mixed."""
    runner, found = Runner(), dict[tuple[str, str], list[Case]]()
    for folder in METHODS:
        for path in scenario_files([folder])[:2]:
            for case in runner.run(path).cases:
                found.setdefault((case.method, case.workflow), []).append(case)
    return [(runner.methods[method], made) for (method, _), made in found.items() if case_rows(
        runner.methods[method], runner.methods[method].workflows[made[0].workflow], made[0], values_of(runner.methods[method]))]


@st.composite
def two_moments(draw: st.DrawFn) -> tuple[Method, Case, Case]:
    """A case as it might be at two moments: what was filled in, left, done, due and judged is some of what two cases have."""
    method, made = draw(st.sampled_from(cases()))
    before, other = draw(st.sampled_from(made)), draw(st.sampled_from(made))
    values: dict[str, Any] = {}
    for name in draw(st.sets(st.sampled_from(MAPPINGS), max_size=3)):
        both = {**getattr(before, name), **getattr(other, name)}
        values[name] = {key: both[key] for key in sorted(both) if draw(st.booleans())}
    for name in draw(st.sets(st.sampled_from(SINGLE), max_size=1)):
        values[name] = getattr(other, name)
    return method, before, changed(before, **values)


@settings(max_examples=250, deadline=None)
@given(two_moments(), st.booleans())
def test_rows_brought_in_step_are_those_counted_anew(moments: tuple[Method, Case, Case], back: bool) -> None:
    method, before, after = moments if not back else (moments[0], moments[2], moments[1])
    flow, values = method.workflows[before.workflow], values_of(method)
    last = Last(before, case_rows(method, flow, before, values))
    assert case_rows(method, flow, after, values, last) == case_rows(method, flow, after, values)
