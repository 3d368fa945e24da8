"""A beat, or several, told once and played many times: `重复: 51` with the number of the time as {次}.

In: an item with `重复`.  Out: the item once for each time, with the number written in; {次:3} writes it with three digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.schema import Item

_GAP = re.compile(r"\{(?:次|n)(?::([1-9]))?\}")
_TIMES = re.compile(r"(?:(\d+)\s*(?:[-~至到–])\s*)?(\d+)")


def times(text: str) -> range:
    """The numbers a repetition goes through: `51`, or `46-51`.

    >>> list(times("3")), list(times("46至48"))
    ([1, 2, 3], [46, 47, 48])
    """
    found = _TIMES.fullmatch(text.strip())
    if found is None:
        return range(1, 2)  # the schema has told the author
    return range(int(found[1] or 1), int(found[2]) + 1)


def repeated(item: Item) -> Iterator[tuple[int, Item]]:
    """The beats an item stands for, each with the number of its time; 0 for one that is told once."""
    again, course = item.get("repeat"), item.get("course")
    if again is None:
        yield 0, item
        return
    for number in times(str(again.value)):
        for one in course.value if course is not None else [item]:
            yield number, _numbered(one, number)


def _numbered(item: Item, number: int) -> Item:
    """The item with the number in every text."""
    value = item.value
    if isinstance(value, str):
        value = _GAP.sub(lambda gap: f"{number:0{int(gap[1] or 1)}d}", value)
    elif isinstance(value, list):
        value = [_numbered(one, number) for one in value]
    elif isinstance(value, dict):
        value = {_GAP.sub(lambda gap: f"{number:0{int(gap[1] or 1)}d}", name): _numbered(one, number) for name, one in value.items()}
    return Item(value, item.mark, item.key)
