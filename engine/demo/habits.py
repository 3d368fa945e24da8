"""How people behave in a demonstration's year, method by method.

In: the file 示范.yaml beside a method's scenarios.  Out: `Habits`; plain ones for a method that has no such file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from engine import shipped
from engine.compiler import read_file
from engine.errors import BihuanError
from engine.model import Field, Method, Workflow
from engine.problems import Report, nearest
from engine.schema import Item
from engine.source import Sources
from engine.text import say
from engine.values import read_percent

FILES = ("情景/示范.yaml", "scenarios/demo.yaml")
ORDINARY = 10  # the weight of an action nobody wrote anything about
LATE, UNANSWERED, MISSED, ARRANGED = 0.05, 0.1, 0.05, 0.08


@dataclass(frozen=True, slots=True)
class Arrival:
    """Cases of one workflow: how many in a year, by whom ('' for whoever may)."""

    workflow: str
    per_year: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """What is put in, what is written into fields, which items and actions are chosen how often; shares from 0 to 1.

    `all_of`: fields in which everything is chosen, `registers`: how many rows stand in a register when the year begins; `missed`
    and `arranged` are shares of what is owed."""

    arrivals: tuple[Arrival, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
    late: float = LATE
    unanswered: float = UNANSWERED
    missed: float = MISSED
    arranged: float = ARRANGED
    registers: Mapping[str, int] = field(default_factory=dict)
    all_of: frozenset[str] = frozenset()


def habits_of(method: Method, folder: Path | None = None) -> Habits:
    """The habits beside a method, or plain ones: each workflow that people may begin, as often as any other."""
    place = folder or shipped.workflows() / method.id
    file = next((place / name for name in FILES if (place / name).is_file()), None)
    report = Report()
    item = read_file(file, "demo", report, Sources()) if file is not None else None
    if report.problems:
        raise BihuanError(say("{file} 有问题，先改好：bihuan check {file}", "{file} has problems to mend first: bihuan check {file}", file=file))
    plain = tuple(Arrival(name, 100) for name, flow in method.workflows.items() if flow.start.by)
    return _read(item, plain) if item is not None else Habits(plain)


def _read(item: Item, plain: tuple[Arrival, ...]) -> Habits:
    arrivals = item.get("arrivals")
    return Habits(
        arrivals=tuple(Arrival(one.text("workflow"), _whole(one, "per_year"), one.text("by")) for one in arrivals.value) if arrivals else plain,
        words={name: tuple(str(text.value) for text in texts.value) for name, texts in item.entries("words")},
        numbers={name: _range(str(one.value)) for name, one in item.entries("numbers")},
        choices={name: {choice: int(weight.value) for choice, weight in one.value.items()} for name, one in item.entries("choices")},
        actions={name: int(weight.value) for name, weight in item.entries("actions")},
        late=_share(item, "late", LATE), unanswered=_share(item, "unanswered", UNANSWERED),
        missed=_share(item, "missed", MISSED), arranged=_share(item, "arranged", ARRANGED),
        registers={name: int(rows.value) for name, rows in item.entries("registers")},
        all_of=frozenset(str(one.value) for one in _listed(item, "all_of")))


def _listed(item: Item, name: str) -> list[Item]:
    found = item.get(name)
    return list(found.value) if found is not None else []


def _range(text: str) -> tuple[int, int]:
    low, high = re.findall(r"[0-9]+", text)
    return int(low), max(int(low), int(high))


def _whole(item: Item, name: str) -> int:
    found = item.get(name)
    return int(found.value) if found is not None else 0


def _share(item: Item, name: str, otherwise: float) -> float:
    found = read_percent(item.text(name)) if item.get(name) is not None else None
    return float(found if found is not None else Fraction(str(otherwise)))


def check_habits(item: Item, method: Method, report: Report) -> None:
    """Report workflows, fields, items and actions that the method does not have."""
    flows = method.workflows
    fields = {name: field for flow in flows.values() for name, field in {**flow.all_fields(), **dict(_asked(flow))}.items()}
    fields |= {one.name: one for register in method.registers.values() for one in register.form}
    fields |= {one.name: one for field in tuple(fields.values()) for one in field.table}
    actions = {f"{step.name}.{action}" for flow in flows.values() for step in flow.steps.values() for action in step.actions}
    arrivals = item.get("arrivals")
    for one in arrivals.value if arrivals is not None else ():
        if (flow := one.get("workflow")) is not None:
            _known(str(flow.value), flow, flows, report)
    for key in ("words", "numbers", "choices"):
        for name, one in item.entries(key):
            _known(name, one, fields, report, key=True)
    for name, one in item.entries("choices"):
        options = fields[name].options if name in fields else None
        for choice, inner in one.value.items() if options is not None else ():
            _known(choice, inner, dict.fromkeys(options.items), report, key=True)  # type: ignore[union-attr]
    for one in _listed(item, "all_of"):
        _known(str(one.value), one, fields, report)
    for name, one in item.entries("actions"):
        _known(name, one, dict.fromkeys(actions), report, key=True)
    for name, one in item.entries("registers"):
        _known(name, one, method.registers, report, key=True)


def _asked(flow: Workflow) -> Iterator[tuple[str, Field]]:
    """The fields of sheets and of what may be done at any time."""
    for step in flow.steps.values():
        yield from ((field.name, field) for field in (step.ballot.sheet if step.ballot is not None else ()))
    for act in flow.anytime.values():
        yield from ((field.name, field) for field in act.form)


def _known(name: str, item: Item, known: Mapping[str, object], report: Report, *, key: bool = False) -> None:
    if name in known:
        return
    close = nearest(name, known)
    report.add("unknown-name", item.key if key else item.mark, say("工作法里没有「{name}」", "the method has no “{name}”", name=name),
               say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else None)
