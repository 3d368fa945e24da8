"""YAML events to nodes, without recursion and without YAML's own ideas about types.

In: text whose signs are plain, and the columns that moved on the way.
Out: a tree of nodes with the places the author sees; findings for whatever the language does without.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from engine.problems import Mark
from engine.source.brackets import DEEPEST, deep_text
from engine.source.comma_cut import mend_items, mend_names
from engine.source.complaints import explain
from engine.source.findings import Findings
from engine.source.lines import Columns
from engine.source.nodes import Map, Node, Scalar, Seq
from engine.source.yaml_signs import refuse_sign
from engine.text import say


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; a mapping's names and values alternate in `parts`."""

    start: yaml.CollectionStartEvent
    is_map: bool
    parts: list[Node] = field(default_factory=list)


class Composer:
    """Builds the nodes of one file; `original` are its lines as the author sees them."""

    def __init__(self, findings: Findings, original: tuple[str, ...], moved: dict[int, Columns]) -> None:
        self.findings = findings
        self.original = original
        self.moved = moved
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0

    def compose(self, text: str, *, pure: bool) -> Node | None:
        """The root node, or None for a file that is empty or cannot be read."""
        try:
            for event in _events(text, pure=pure):
                if not self._take(event):
                    return None
        except yaml.MarkedYAMLError as error:
            self._complain(error)
            return None
        if self.root is None or (isinstance(self.root, Scalar) and not self.root.text and not self.root.quoted):
            self.findings.add("empty-file", Mark(self.findings.path, 1, 1), say(
                "文件是空的", "the file is empty"), say("请写上内容，或者删掉这个文件", "fill it or delete it"))
            return None
        return self.root

    def _complain(self, error: yaml.MarkedYAMLError) -> None:
        if not self.findings.broken():  # whatever is wrong before explains this better
            message, hint, at = explain(error)
            line = min(at.line if at else 0, len(self.original) - 1)
            while line and not self.original[line].strip():
                line -= 1  # the end of a file is no place to look at
            column = self._column(line, at.column) if at and at.line == line else len(self.original[line].rstrip())
            self.findings.add("yaml-syntax", Mark(self.findings.path, line + 1, column + 1), message, hint)

    def _column(self, line: int, column: int) -> int:
        columns = self.moved.get(line + 1)
        return columns.before(column) if columns else column

    def _mark(self, event: yaml.Event, last: yaml.Event | None = None) -> Mark:
        """The author's place from an event to its end or that of the last; of several lines the first counts."""
        start, end = event.start_mark, (last or event).end_mark
        assert start is not None  # every event of the parser has both
        assert end is not None
        column = self._column(start.line, start.column)
        if end.line == start.line and (last or not isinstance(event, yaml.CollectionStartEvent)):
            stop = self._column(end.line, end.column)
        else:
            stop = len(self.original[start.line].rstrip()) if start.line < len(self.original) else column
        return Mark(self.findings.path, start.line + 1, column + 1, max(1, stop - column))

    def _take(self, event: yaml.Event) -> bool:
        """Add one event; False where reading must stop."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.findings.add("several-documents", self._mark(event), say(
                    "一个文件里只能有一份内容，这里的「---」又开始了一份", "a second document begins here"),
                    say("请删掉「---」，或者把后面的内容放到另一个文件",
                        "delete “---” or move the rest to another file"))
                return False
        elif isinstance(event, yaml.AliasEvent):
            self._refuse_signs(event)
            self._add(Scalar("", self._mark(event)))
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_signs(event)
            self._add(Scalar(event.value, self._mark(event), event.style in ("'", '"')))
        elif isinstance(event, yaml.CollectionStartEvent):
            return self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(event)
        return True

    def _begin(self, event: yaml.CollectionStartEvent) -> bool:
        if len(self.open) == DEEPEST:
            self.findings.add("too-deep", self._mark(event), *deep_text())
            return False
        self._refuse_signs(event)
        self.open.append(_Open(event, isinstance(event, yaml.MappingStartEvent)))
        return True

    def _end(self, event: yaml.Event) -> None:
        done = self.open.pop()
        mark = self._mark(done.start, event if done.start.flow_style else None)
        if done.is_map:
            entries = mend_names(list(self._pairs(done.parts)), self.findings)
            self._add(Map(tuple(self._once(entries)), mark))
        else:
            self._add(Seq(tuple(mend_items(done.parts, self.findings)), mark))

    def _add(self, node: Node) -> None:
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node

    def _pairs(self, parts: list[Node]) -> Iterator[tuple[Scalar, Node]]:
        """Names with values; a name that is no text is refused, and so is YAML's merge key."""
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.findings.add("yaml-syntax", key.mark, say(
                    "名字只能是一段文字，不能是括号里的内容", "a name must be a text, not something in brackets"),
                    say("检查是不是多打了一层括号", "look for a pair of brackets too many"))
            elif key.text == "<<" and not key.quoted:
                self.findings.add("merge-key", key.mark, say(
                    "这里不用「<<」合并", "merging with “<<” is not used here"),
                    say("请把要用的内容直接写出来", "write out what is meant"))
            else:
                yield key, value

    def _once(self, entries: list[tuple[Scalar, Node]]) -> Iterator[tuple[Scalar, Node]]:
        """The entries without those whose name stood before."""
        first: dict[str, Mark] = {}
        for key, value in entries:
            if key.text in first:
                self.findings.add("duplicate-key", key.mark, say(
                    "「{name}」写了两次", "“{name}” stands twice", name=key.text),
                    say("请删掉一个，或者改名", "delete one or rename it"), breaks=False,
                    related=((first[key.text], say("第一次写在这里", "first here")),))
            else:
                first[key.text] = key.mark
                yield key, value

    def _refuse_signs(self, event: yaml.NodeEvent) -> None:
        """Note an anchor, a reference or a tag that was not told when the lines were read."""
        tag = event.tag if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) else None
        if (event.anchor is not None or tag is not None) and not self.findings.broken():
            char = "*" if isinstance(event, yaml.AliasEvent) else "&" if event.anchor is not None else "!"
            refuse_sign(char, self._mark(event), self.findings)


def _events(text: str, *, pure: bool) -> Iterator[yaml.Event]:
    """The events of the parser in C where there is one; what it refuses is told in the words of the one in Python."""
    if pure or not yaml.__with_libyaml__:
        yield from _safely(text, yaml.SafeLoader)
        return
    try:
        yield from _safely(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        for _ in _safely(text, yaml.SafeLoader):
            pass
        raise error


def _safely(text: str, loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=loader)
    except (yaml.reader.ReaderError, ValueError, OverflowError) as error:
        raise yaml.MarkedYAMLError(problem="unreadable") from error
