"""The shape of a formula before anything is known about its names.

In: pieces found by the parser.
Out: small frozen nodes with their places in the text; `compiling` gives them types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.formulas.tokens import Literal_


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, percentage, length of time, date, moment, time of day, or 是/否."""

    value: Literal_ | bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text in quotes: text, or an item where an item is meant."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A name, or an item of a list."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """名字(…): a function or a table parameter."""

    name: str
    args: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """非 or a minus sign before its operand."""

    op: str
    operand: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides and a sign: arithmetic, a comparison, or 含 (the whole on the left)."""

    op: str
    left: Node
    right: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Logic:
    """Conditions joined by one of 且 or 或."""

    op: str
    parts: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """甲 是 乙 或 丙: the left side is one of the options."""

    left: Node
    options: tuple[Node, ...]
    start: int
    end: int


Node: TypeAlias = Literal | Quoted | Word | Call | Prefix | Binary | Logic | OneOf
