"""What became of each clause of the source document.

In: a method's folder: its definition and its scenarios.
Out: for each clause its status, the elements that cite it, the scenarios that show it, and the reading or reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.compiler import read_folder
from engine.problems import Report
from engine.scenarios import read_story, scenario_files
from engine.schema import Item, language
from engine.source import Sources

Status = Literal["carried", "interpreted", "out-of-reach", "later", "missing"]


@dataclass(frozen=True)
class Traced:
    """One clause: `where` are the elements that cite it, as they are written; `scenarios` the titles of those that do."""

    id: str
    gist: str
    status: Status
    where: tuple[str, ...]
    scenarios: tuple[str, ...]
    note: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, as the command prints it."""
        return {"id": self.id, "status": self.status, "where": list(self.where), "scenarios": list(self.scenarios), "note": self.note}


def trace(folder: Path, report: Report, sources: Sources) -> tuple[Traced, ...]:
    """Every clause of the method in a folder, in the order written."""
    item = read_folder(folder, report, sources)
    if item is None:
        return ()
    cited: dict[str, list[str]] = {}
    for where, clause in _citing(item, language("method").schema, ()):
        cited.setdefault(clause, []).append(where)
    shown = _shown(folder, report, sources)
    return tuple(_traced(name, clause, cited.get(name, ()), shown.get(name, ())) for name, clause in item.entries("clauses"))


def _traced(name: str, clause: Item, where: Sequence[str], scenarios: Sequence[str]) -> Traced:
    status: Status = "missing"
    note = clause.text("reading")
    if clause.get("out_of_reach") is not None:
        status, note = "out-of-reach", clause.text("out_of_reach")
    elif clause.get("later") is not None:
        status, note = "later", clause.text("later")
    elif where:
        status = "interpreted" if note else "carried"
    return Traced(name, clause.text("gist"), status, tuple(dict.fromkeys(where)), tuple(scenarios), note)


def _citing(item: Item, place: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each element that cites a clause, named by the keywords and names that lead to it, and the clause."""
    tongue = language("method")
    place = tongue.at(place)
    if isinstance(item.value, list):
        for number, one in enumerate(item.value, start=1):
            yield from _citing(one, place.get("items", {}), (*path, str(number)))
        return
    if not isinstance(item.value, dict):
        return
    cite = item.get("cite")
    for one in cite.value if cite is not None and isinstance(cite.value, list) else ():
        yield ".".join(path) or item.text("title"), str(one.value)
    known, rest = place.get("properties", {}), place.get("additionalProperties", {})
    for word, inner in item.value.items():
        below = known.get(word, rest if isinstance(rest, dict) else {})
        yield from _citing(inner, below, (*path, tongue.spelling(place, word)))


def _shown(folder: Path, report: Report, sources: Sources) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in scenario_files([folder]):
        own = Report()
        story = read_story(file, own, sources)
        report.extend(own.problems)
        for clause in story.cite if story is not None else ():
            found.setdefault(clause, []).append(story.title if story is not None else "")
    return found
