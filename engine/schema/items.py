"""A value of a rule file after its keywords are English and its scalars typed, with the place it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.problems import NOWHERE, Mark


@dataclass(frozen=True, slots=True)
class Item:
    """One value: text, whole number, yes/no, a list of items or items by name.

    `mark` is where the value stands, `key` where its name stands (the value's own place in a list).
    """

    value: Any
    mark: Mark
    key: Mark

    def get(self, name: str) -> Item | None:
        """The item under `name`, or None when there is none."""
        if not isinstance(self.value, dict):
            return None
        found: Item | None = self.value.get(name)
        return found

    def text(self, name: str, default: str = "") -> str:
        """The text under `name`."""
        found = self.get(name)
        return str(found.value) if found is not None else default

    def flag(self, name: str, default: bool = False) -> bool:
        """The yes/no under `name`."""
        found = self.get(name)
        return bool(found.value) if found is not None else default

    def words(self, name: str) -> tuple[Item, ...]:
        """The texts under `name`, where one text may stand for a list of one."""
        found = self.get(name)
        if found is None:
            return ()
        return tuple(found.value) if isinstance(found.value, list) else (found,)

    def entries(self, name: str) -> Iterator[tuple[str, Item]]:
        """Name and item of everything under `name`, in the order written."""
        found = self.get(name)
        if found is not None and isinstance(found.value, dict):
            yield from found.value.items()

    def plain(self) -> Any:
        """The bare value, as JSON knows it."""
        if isinstance(self.value, dict):
            return {name: item.plain() for name, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def from_plain(value: Any) -> Item:
    """An item tree without places, from stored JSON.

    >>> from_plain({"title": "六步工作法"}).text("title")
    '六步工作法'
    """
    if isinstance(value, dict):
        value = {name: from_plain(inner) for name, inner in value.items()}
    elif isinstance(value, list):
        value = [from_plain(inner) for inner in value]
    return Item(value, NOWHERE, NOWHERE)
