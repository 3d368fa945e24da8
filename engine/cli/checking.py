"""What there is to check under a path, and checking it.

In: a file or folder: a method, a street, scenarios, calendars, or a folder of these.
Out: jobs, each of which adds what it finds to a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.calendar import load_calendar
from engine.calendar.reading import FILE_NAME, read_arrangement
from engine.checks import check_method
from engine.compiler import compile_method, read_file, read_folder
from engine.demo.habits import check_habits
from engine.errors import CalendarError
from engine.freedom import readings
from engine.paper import check_templates
from engine.problems import Mark, Report
from engine.scenarios.finding import method_folder
from engine.service.checked import stands_in
from engine.source import Map, Scalar, Sources, read_source
from engine.street import read_street
from engine.street.reading import FILES as STREET_FILES
from engine.text import say

# Which top-level keywords tell a kind of file; the first kind all of whose words are there is meant.
_KINDS: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = (
    ("scenario", (frozenset({"情景", "scenario"}),)),
    ("demo", (frozenset({"示范", "demo"}),)),
    ("street", (frozenset({"街道", "street"}), frozenset({"沿用", "extends"}))),
    ("calendar", (frozenset({"日历", "calendar"}), frozenset({"年份", "year"}))))


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to check."""

    kind: str
    path: Path


def jobs_in(path: Path) -> Iterator[Job]:
    """Everything to check under a path: a whole method or street counts as one, with the files below it after it."""
    if path.is_file():
        yield Job(kind_of(path), path)
        return
    own = sorted(path.glob("*.yaml"))
    if any((path / name).is_file() for name in STREET_FILES) and not any(kind_of(file) == "scenario" for file in own):
        yield Job("street", path)
        own = [file for file in own if file.name not in STREET_FILES]
    elif any(kind_of(file) == "method" for file in own):
        yield Job("method folder", path)
        own = []
    elif own and all(FILE_NAME.fullmatch(file.name) for file in own):
        yield Job("calendars", path)
        own = []
    for file in own:
        yield Job(kind_of(file), file)
    for folder in sorted(one for one in path.iterdir() if one.is_dir() and not one.name.startswith((".", "_"))):
        yield from jobs_in(folder)


def kind_of(file: Path) -> str:
    """The kind of a file by its top-level keywords; one that cannot be read goes by its name and place."""
    node = read_source(file.name, file.read_bytes(), Report())
    words = {key.text for key, _ in node.entries} if isinstance(node, Map) else set()
    if not words:
        kinds = {"street": file.name in STREET_FILES, "calendar": FILE_NAME.fullmatch(file.name) is not None,
                 "scenario": file.parent.name in ("情景", "scenarios")}
        return next((kind for kind, fits in kinds.items() if fits), "method")
    return next((kind for kind, needed in _KINDS if all(words & one for one in needed)), "method")


def run(job: Job, report: Report, sources: Sources) -> None:
    """Check one thing; whatever is found goes to the report."""
    _RUNS[job.kind](job.path, report, sources)


def _method_folder(path: Path, report: Report, sources: Sources) -> None:
    own = Report()
    item = read_folder(path, own, sources)
    if item is not None:
        method = compile_method(item, own)
        check_method(method, own)
        if not own.problems:
            report.readings += readings(method)
    report.extend(own.found)


def _method_file(path: Path, report: Report, sources: Sources) -> None:
    """One file of a method is read with the others beside it; only what it holds itself is told."""
    own = Report()
    _method_folder(path.parent, own, sources)
    broken = [one for one in own.problems if one.mark.path != path.as_posix()]
    report.extend(one for one in own.found if one.mark.path == path.as_posix())
    if broken and not any(one.mark.path == path.as_posix() for one in own.problems):
        report.add("other-file", Mark(path.as_posix(), 0, 0), say(
            "同一套工作法的 {name} 还有问题", "{name} of the same method has problems", name=Path(broken[0].mark.path).name),
            say("检查整个文件夹：bihuan check {folder}", "check the whole folder: bihuan check {folder}", folder=path.parent.as_posix()),
            severity="warning")


def _street(path: Path, report: Report, sources: Sources) -> None:
    street = read_street(path, report, sources, folders=_method_around(path), stands=stands_in(path if path.is_dir() else path.parent))
    for method in street.methods.values() if street is not None else ():
        own = Report()
        check_method(method, own)
        report.extend(own.problems)
    if street is not None and not report.problems and not report.readings:  # a method that is checked beside it says the same
        report.readings += [one for method in street.methods.values() for one in readings(method)]
    if street is not None:
        check_templates(path if path.is_dir() else path.parent, street.methods.values(), report)


def _method_around(path: Path) -> dict[str, Path]:
    """The method in whose folder a street of its scenarios lies, by id: it need not be one that came with the program."""
    folder = method_folder(path)
    files = sorted(folder.glob("*.yaml")) if folder is not None else []
    read = (read_source(file.name, file.read_bytes(), Report()) for file in files)
    named = (value.text for node in read if isinstance(node, Map) for key, value in node.entries
             if key.text in ("工作法", "method") and isinstance(value, Scalar))
    return {id_: folder for id_ in named if folder is not None}


def _scenario(path: Path, report: Report, sources: Sources) -> None:
    read_file(path, "scenario", report, sources)


def _demo(path: Path, report: Report, sources: Sources) -> None:
    item, folder, own = read_file(path, "demo", report, sources), method_folder(path), Report()
    definition = read_folder(folder, own, sources) if folder is not None else None
    if item is not None and definition is not None:
        check_habits(item, compile_method(definition, own), report)


def _calendar(path: Path, report: Report, sources: Sources) -> None:
    read_arrangement(path.as_posix(), path.read_bytes(), report, sources)


def _calendars(path: Path, report: Report, sources: Sources) -> None:
    own = Report()
    for file in sorted(path.glob("*.yaml")):
        _calendar(file, own, sources)
    names = {found[1] for file in path.glob("*.yaml") if (found := FILE_NAME.fullmatch(file.name))}
    for name in sorted(names) if not own.problems else ():
        try:
            load_calendar(name, path)
        except CalendarError as refused:
            own.add("calendar-contradiction", Mark(path.as_posix(), 0, 0), refused.text)
    report.extend(own.found)


_RUNS: dict[str, Callable[[Path, Report, Sources], None]] = {
    "method folder": _method_folder, "method": _method_file, "street": _street, "scenario": _scenario,
    "demo": _demo,
    "calendar": _calendar, "calendars": _calendars}
