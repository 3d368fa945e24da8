"""Long tables in pages: which rows are shown, and which pages there are.

In: rows and what was asked for.  Out: a page of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
MOST = 30


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some of many rows; `number` counts from 1."""

    rows: Sequence[Row]
    number: int
    pages: int
    found: int
    first: int


def page_of(rows: Sequence[Row], asked: str, most: int = MOST) -> Page[Row]:
    """The page asked for, or the nearest there is.

    >>> page_of(range(70), "3").rows, page_of(range(70), "9").number, page_of([], "x").pages
    (range(60, 70), 3, 1)
    """
    pages = max(1, -(-len(rows) // most))
    number = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1, 1), pages)
    first = (number - 1) * most
    return Page(rows[first:first + most], number, pages, len(rows), first)
