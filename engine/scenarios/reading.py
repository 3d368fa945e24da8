"""A scenario's file as plain data.

In: a YAML file of kind `scenario`.  Out: a `Story` of `Beat`s, or problems in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.compiler import read_file
from engine.problems import Mark, Report
from engine.scenarios.repeating import repeated
from engine.schema import Item
from engine.source import Sources
from engine.values import Span, read_date, read_moment, read_span


@dataclass(frozen=True)
class Beat:
    """One step of a story: perhaps time passes, perhaps somebody does something, and then things are seen.

    `item` is all that is written, for words that have keys of their own; `time` counts a repeated beat."""

    mark: Mark
    item: Item
    time: int = 0
    actor: str = ""
    doing: str = ""
    case: str | None = None
    method: str = ""
    workflow: str = ""
    unit: str = ""
    channel: str = ""
    fill: Mapping[str, Any] | None = None
    to: tuple[str, ...] = ()
    until: str = ""
    reason: str = ""
    proxy: str = ""
    at: datetime | None = None
    after: Span | None = None
    then: Item | None = None


@dataclass(frozen=True)
class Story:
    """A scenario: where and when it begins, and its beats."""

    path: Path
    mark: Mark
    title: str
    cite: tuple[str, ...]
    method: str
    now: datetime
    street: Path
    parameters: Item | None
    closures: Mapping[date, str]
    beats: tuple[Beat, ...]


def read_story(path: Path, report: Report, sources: Sources) -> Story | None:
    """Read one scenario; None when it has problems, which the report then holds."""
    item = read_file(path, "scenario", report, sources)
    if item is None or report.problems:
        return None
    given, course = item.get("given"), item.get("course")
    assert given is not None
    assert course is not None
    now = read_moment(given.text("now"))
    assert now is not None
    return Story(path=path, mark=item.mark, title=item.text("scenario"), cite=tuple(str(one.value) for one in item.words("cite")),
                 method=item.text("method"), now=now, street=path.parent / given.text("street"), parameters=given.get("parameters"),
                 closures={day: str(why.value) for text, why in given.entries("closures") if (day := read_date(text))},
                 beats=tuple(_beat(one, time) for written in course.value for time, one in repeated(written)))


def _beat(item: Item, time: int) -> Beat:
    actor, _, doing = " ".join(item.text("when").replace("\u3000", " ").split()).partition(" ")
    fill = item.get("fill")
    return Beat(mark=_first(item), item=item, time=time, actor=actor, doing=doing,
                case=item.text("case") if item.get("case") else None, method=item.text("method"), workflow=item.text("workflow"),
                unit=item.text("at_unit"), channel=item.text("channel"),
                fill=fill.plain() if fill is not None else None, to=tuple(str(one.value) for one in item.words("to")),
                until=item.text("until"), reason=item.text("reason"),
                proxy=item.text("for"), at=read_moment(item.text("at")) if item.get("at") else None,
                after=read_span(item.text("after")) if item.get("after") else None, then=item.get("then"))


def _first(item: Item) -> Mark:
    """Where a beat is shown: at its first words."""
    return next(iter(item.value.values())).mark if isinstance(item.value, dict) and item.value else item.mark
