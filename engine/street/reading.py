"""Reading a street's file.

In: a folder with `street.yaml`, or the file itself, and where the methods are.
Out: a `Street`, and every problem with its place; None when the file could not be read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path

from engine import shipped
from engine.calendar import DEFAULT_HOURS, OfficeHours, read_office_hours
from engine.compiler import compile_method, digest_of, read_file, read_folder
from engine.compiler.names import STREET
from engine.directory import Directory, Unit
from engine.errors import CalendarError
from engine.model import Method
from engine.overlay import overlay
from engine.problems import Mark, Report, nearest
from engine.schema import Item
from engine.source import Sources
from engine.street.absences import with_absences
from engine.street.counts import report_counts
from engine.street.facts import with_facts
from engine.street.notices import read_notices
from engine.street.panels import report_panels
from engine.street.parameters import report_broken_rules, report_undecided, with_parameters
from engine.street.people import read_directory
from engine.street.staffing import report_staffing
from engine.street.tenant import Street
from engine.text import say
from engine.values import read_date

FILES = ("street.yaml", "街道.yaml")
OWN = "methods"  # where a street keeps methods of its own
Stands = Callable[[str, Directory], Directory]  # a street's id and its file's directory → the directory that will stand


def street_file(path: Path) -> Path:
    """The street's file: the path itself, or the one in the folder."""
    if not path.is_dir():
        return path
    return next((path / name for name in FILES if (path / name).is_file()), path / FILES[0])


def read_street(path: Path, report: Report, sources: Sources, *, methods: Path | None = None,
                folders: Mapping[str, Path] | None = None, stands: Stands | None = lambda _, directory: directory) -> Street | None:
    """Read a street; it may run when `report` holds no problems.

    `methods` is the folder the methods lie in; `folders` names the folders of single methods by id.  A street's own
    methods lie in `methods/` beside its file and come before the shipped ones.  Posts must be held
    by the people of the file, or by those who `stands` once it is taken over; nobody asks for None.
    """
    file = street_file(path)
    if not file.is_file():
        report.add("no-file", Mark(file.as_posix(), 0, 0), say("没有找到街道文件 {name}", "there is no street file {name}", name=file.name))
        return None
    item = read_file(file, "street", report, sources)
    if item is None or not isinstance(item.value, dict):
        return None
    return _Reader(item, report, sources, methods or shipped.workflows(), folders or {}, file.parent, stands).read(file)


class _Reader:
    def __init__(self, item: Item, report: Report, sources: Sources, methods: Path, folders: Mapping[str, Path],
                 home: Path, stands: Stands | None) -> None:
        self.item, self.report, self.sources = item, report, sources
        self.places, self.folders, self.home, self.stands = methods, folders, home, stands
        self.definitions: dict[str, Item] = {}

    def read(self, file: Path) -> Street:
        """The street with everything found in its file."""
        item = self.item
        name = item.text("street", file.parent.name)
        found = {id_: method for id_, changes in item.entries("extends") if (method := self._method(id_, changes)) is not None}
        values = {id_: one.plain() for id_, changes in item.entries("extends") if (one := changes.get("parameters")) is not None}
        root = Unit(name, item.text("root", STREET))
        directory = with_absences(read_directory(item, root, found.values(), self.report), item, self.report)
        directory = with_facts(directory, item, found.values(), self.report)
        if self.stands is not None:
            self._people(found.values(), directory, self.stands(item.text("id", name), directory))
        return Street(item.text("id", name), name, name, found, directory, self._closures(), self._office(),
                      self.definitions, values, read_notices(item.get("notifications"), self.report))

    def _people(self, methods: Collection[Method], file: Directory, there: Directory) -> None:
        """Whether people hold every post: those of the file, or else those who are there."""
        marks = {id_: one.key for id_, one in self.item.entries("extends")}
        for directory in (file, there):
            own = Report()
            for look in (report_staffing, report_counts, report_panels):
                look(methods, directory, marks, own)
            if not own.problems:
                break
        self.report.extend(own.found)

    def _method(self, id_: str, changes: Item) -> Method | None:
        folder = self.folders.get(id_) or self._own(id_) or self.places / id_
        if not any(folder.glob("*.yaml")):
            known = [path.name for path in self.places.iterdir()
                     if any(path.glob("*.yaml")) and path.name != "calendars" and not path.name.startswith("_")] \
                if self.places.is_dir() else []
            close = nearest(id_, known)
            self.report.add("unknown-name", changes.key, say("没有「{name}」这套工作法", "there is no method “{name}”", name=id_),
                            say("是不是「{close}」？", "did you mean “{close}”?", close=close) if close else
                            say("可以沿用的有：{known}", "these may be extended: {known}", known="、".join(sorted(known))))
            return None
        own = Report()
        published = read_folder(folder, own, self.sources)
        if published is None:
            self.report.extend(own.problems)
            return None
        merged = overlay(published, changes, self.report)
        method = compile_method(merged, own)
        self.definitions[id_] = merged
        self.report.extend(own.problems)
        self._compare_version(changes, published)
        return None if own.problems else self._settled(method, changes)

    def _own(self, id_: str) -> Path | None:
        """The folder of a method that the street keeps beside its own file."""
        folder = self.home / OWN / id_
        return folder if any(folder.glob("*.yaml")) else None

    def _settled(self, method: Method, changes: Item) -> Method:
        values = changes.get("parameters")
        made = with_parameters(method, values, self.report) if values is not None else method
        report_undecided(made, values, changes.key, self.report)
        report_broken_rules(made, changes.key, self.report)
        self._short_lists(made, changes)
        return made

    def _compare_version(self, changes: Item, published: Item) -> None:
        written = changes.get("digest")
        if written is not None and not digest_of(published).startswith(str(written.value)):
            self.report.add("other-version", written.mark, say(
                "工作法在街道核对之后改过了", "the method has changed since the street looked at it"),
                say("看过改动后，把「版本」改成 {digest}", "when you have seen the changes, set the version to {digest}",
                    digest=digest_of(published)[:12]), severity="warning")

    def _short_lists(self, method: Method, changes: Item) -> None:
        for name, choices in method.lists.items():
            here = len(choices.type.items)
            if choices.declared and here != choices.declared:
                self.report.add("list-short", changes.key, say(
                    "文件说「{name}」有{n}项，现在列了{m}项", "the document says “{name}” has {n} items; {m} are listed", name=name,
                    n=choices.declared, m=here), say("在街道文件的「清单」里补上", "add the rest under 清单"), severity="warning")

    def _closures(self) -> dict[date, str]:
        found = ((read_date(day), str(reason.value)) for day, reason in self.item.entries("closures"))
        return {day: reason for day, reason in found if day is not None}

    def _office(self) -> OfficeHours:
        item = self.item.get("office")
        if item is None or not isinstance(item.value, dict):
            return DEFAULT_HOURS
        try:
            return read_office_hours([item.plain()])
        except CalendarError as refused:
            self.report.add("office-hours", item.key, refused.text)
            return DEFAULT_HOURS
