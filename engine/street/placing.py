"""Entries of a mapping put in, taken out or wrapped where they stand, in brackets or line by line.

In: a layout and nodes that were read from it.  Out: the layout changed; `LookupError` where there is no place.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.source import Map, Node, Scalar
from engine.street.layout import Layout, Place

_OPENS, _CLOSES, _COMMAS = "{｛", "}｝", ",，"
STEP = 2  # columns that a block stands further to the right


@dataclass(frozen=True, slots=True)
class Spot:
    """Where is written, and the word for the value that has no day."""

    layout: Layout
    first: str


def start_of(node: Node) -> Place:
    """The first character of a node."""
    return node.mark.line - 1, node.mark.column - 1


def is_flow(layout: Layout, node: Node) -> bool:
    """Whether a mapping is written in brackets."""
    line, column = start_of(node)
    return layout.lines[line][column:column + 1] in tuple(_OPENS)


def end_of(layout: Layout, node: Node) -> Place:
    """The place after a node: after its closing bracket, or after the last value of a block."""
    line, column = start_of(node)
    if isinstance(node, Scalar):
        return line, column + (node.mark.length if node.text or node.quoted else 0)
    if not isinstance(node, Map):
        raise LookupError("a list")
    last = end_of(layout, node.entries[-1][1]) if node.entries else (line, column + 1)
    return _after_bracket(layout, last) if is_flow(layout, node) else last


def _after_bracket(layout: Layout, at: Place) -> Place:
    """The place after the closing bracket, past spaces, commas, comments and line ends."""
    line, column = at
    while line < len(layout.lines):
        text = layout.lines[line]
        while column < len(text):
            if text[column] in _CLOSES:
                return line, column + 1
            if text[column] == "#":
                break
            if not text[column].isspace() and text[column] not in _COMMAS:
                raise LookupError("bracket")
            column += 1
        line, column = line + 1, 0
    raise LookupError("bracket")


def add_entry(spot: Spot, key: Scalar, node: Node, name: str, value: str) -> None:
    """A new entry at the end of a mapping that stands under `key`."""
    if not isinstance(node, Map):
        raise LookupError(name)
    put_entry(spot, node, len(node.entries), f"{name}: {value}")


def put_entry(spot: Spot, node: Map, at: int, text: str) -> None:
    """A new entry before the one at `at`, or at the end."""
    layout = spot.layout
    if is_flow(layout, node):
        if at > 0:
            end = end_of(layout, node.entries[at - 1][1])
            layout.replace(end, end, f", {text}")
        else:
            start = start_of(node.entries[0][0]) if node.entries else (start_of(node)[0], start_of(node)[1] + 1)
            layout.replace(start, start, f"{text}, " if node.entries else text)
        return
    beside = node.entries[min(at, len(node.entries) - 1)][0]
    line = end_of(layout, node.entries[at - 1][1])[0] + 1 if at > 0 else start_of(beside)[0]
    layout.insert_line(line, layout.lines[start_of(beside)[0]][:start_of(beside)[1]] + text)


def drop_entry(spot: Spot, key: Scalar, node: Node, gone: Scalar) -> None:
    """Take the entry named `gone` out of the mapping that stands under `key`."""
    if not isinstance(node, Map):
        raise LookupError(gone.text)
    layout, at = spot.layout, next(n for n, (one, _) in enumerate(node.entries) if one is gone)
    end = end_of(layout, node.entries[at][1])
    if is_flow(layout, node):
        if at > 0:
            layout.replace(end_of(layout, node.entries[at - 1][1]), end, "")
        else:
            layout.replace(start_of(gone), start_of(node.entries[1][0]) if len(node.entries) > 1 else end, "")
    elif len(node.entries) > 1:
        layout.delete_lines(start_of(gone)[0], end[0])
    else:
        layout.delete_lines(start_of(gone)[0], end[0])
        line = start_of(key)[0]
        layout.lines[line] = f"{layout.lines[line].rstrip()} {{}}"


def wrap(spot: Spot, key: Scalar, node: Node, day: str, value: str) -> None:
    """Make a value without a day the first of dated ones, and add another from a day on."""
    layout = spot.layout
    if isinstance(node, Scalar) or is_flow(layout, node):
        end, start = end_of(layout, node), start_of(node)
        layout.replace(end, end, f", {day}: {value}}}")
        layout.replace(start, start, f"{{{spot.first}: ")
        return
    (first, column), (last, _) = start_of(node), end_of(layout, node)
    indent = layout.lines[first][:column]
    layout.insert_line(last + 1, f"{indent}{day}: {value}")
    layout.indent(first, last, STEP)
    layout.insert_line(first, f"{indent}{spot.first}:")
