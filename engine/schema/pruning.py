"""An item tree without what the schema refuses in kind, so that later stages meet only what they know.

In: an item tree and the schema's refusals.  Out: the same tree, smaller.
Unknown keywords, values of a wrong kind and words that are no choice are taken out; each has been reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jsonschema import ValidationError

from engine.schema.items import Item


def prune(item: Item, errors: Iterable[ValidationError]) -> None:
    """Take out of the tree, in place, what was refused; the last entries of a list go first."""
    gone: set[tuple[str | int, ...]] = set()
    for error in sorted(errors, key=lambda one: [str(step).zfill(6) for step in one.absolute_path], reverse=True):
        path = list(error.absolute_path)
        place: Any = error.schema
        if error.validator == "additionalProperties":
            where = _at(item, path)
            for name in [name for name in where.value if name not in place.get("properties", {})]:
                del where.value[name]
        elif error.validator in ("type", "enum") and path and not _names_a_kind(path) and tuple(path) not in gone:
            gone.add(tuple(path))
            del _at(item, path[:-1]).value[path[-1]]


def _names_a_kind(path: list[str | int]) -> bool:
    """The type of a field stays though it is unknown: without it the field would look as if it had none."""
    return path[-1] == "type" and "form" in path


def _at(item: Item, path: list[str | int]) -> Item:
    for step in path:
        item = item.value[step]
    return item
