"""Formulas cut in two by an ASCII comma inside {…} or […]: found by their brackets, told, and put together again.

In: the entries of a mapping or the items of a list, as YAML cut them.
Out: the same with the pieces joined, so that later stages see what the author wrote.
"""

from __future__ import annotations

from engine.problems import Mark
from engine.source.findings import Findings
from engine.source.nodes import Node, Scalar
from engine.text import say


def surplus(text: str) -> int:
    """How many round brackets are opened and not closed; negative where too many close.

    >>> surplus("最大(甲"), surplus("乙)"), surplus("（甲）")
    (1, -1, 0)
    """
    return sum((char in "(（") - (char in ")）") for char in text)


def _pieces(first: Node, rest: list[Scalar | None]) -> int:
    """How many of `rest` belong to a formula that `first` begins; 0 where nothing was cut."""
    if not isinstance(first, Scalar) or first.quoted or surplus(first.text) <= 0:
        return 0
    depth = surplus(first.text)
    for count, piece in enumerate(rest, 1):
        if piece is None or piece.quoted:
            return 0
        depth += surplus(piece.text)
        if depth <= 0:
            return count
    return 0


def _join(first: Scalar, pieces: list[Scalar], findings: Findings) -> Scalar:
    mark, last = first.mark, pieces[-1].mark
    findings.add("comma-cut", pieces[0].mark, say(
        "逗号把公式切断了：「{before}」和「{after}」本来是一起的",
        "the comma cuts the formula between “{before}” and “{after}”",
        before=first.text, after=pieces[0].text),
        say("请用「、」：{text}", "separate with “、”: {text}",
            text="、".join([first.text, *(piece.text for piece in pieces)])), breaks=False)
    length = last.column + last.length - mark.column if last.line == mark.line else mark.length
    return Scalar(", ".join([first.text, *(piece.text for piece in pieces)]),
                  Mark(mark.path, mark.line, mark.column, length))


def mend_names(entries: list[tuple[Scalar, Node]], findings: Findings) -> list[tuple[Scalar, Node]]:
    """Entries with cut formulas joined: the pieces stand as names without values."""
    mended: list[tuple[Scalar, Node]] = []
    at = 0
    while at < len(entries):
        key, value = entries[at]
        at += 1
        if isinstance(value, Scalar) and surplus(value.text) > 0:
            rest = [name if isinstance(after, Scalar) and not after.text else None
                    for name, after in entries[at:at + 8]]
            count = _pieces(value, rest)
            if count:
                value = _join(value, [name for name, _ in entries[at:at + count]], findings)
                at += count
        mended.append((key, value))
    return mended


def mend_items(items: list[Node], findings: Findings) -> list[Node]:
    """Items with cut formulas joined."""
    mended: list[Node] = []
    at = 0
    while at < len(items):
        item = items[at]
        at += 1
        if isinstance(item, Scalar) and surplus(item.text) > 0:
            rest = [piece if isinstance(piece, Scalar) else None for piece in items[at:at + 8]]
            count = _pieces(item, rest)
            if count:
                item = _join(item, [piece for piece in items[at:at + count] if isinstance(piece, Scalar)], findings)
                at += count
        mended.append(item)
    return mended
