"""A schema as the language of a kind of file: which keywords stand where, in which spelling.

In: `schemas/<name>.schema.json`.  Out: keywords by place, and one validator that never asks a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from engine import shipped
from engine.schema.formats import checker


class Language:
    """One schema, its references resolved on the way and its validator kept."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.validator = Draft202012Validator(schema, format_checker=checker(), registry=Registry())
        self._words: dict[int, dict[str, str]] = {}

    def at(self, place: dict[str, Any]) -> dict[str, Any]:
        """The schema that rules at `place`: local references are followed."""
        while "$ref" in place:
            place = self._follow(place)
        return place

    def along(self, place: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """`place` and every schema its references lead to, in that order."""
        yield place
        while "$ref" in place:
            place = self._follow(place)
            yield place

    def _follow(self, place: dict[str, Any]) -> dict[str, Any]:
        found: Any = self.schema
        for step in str(place["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        assert isinstance(found, dict)
        return found

    def words(self, place: dict[str, Any]) -> dict[str, str]:
        """Every spelling of every keyword at this place → its English spelling."""
        known = self._words.get(id(place))
        if known is None:
            known = {}
            for word, inner in place.get("properties", {}).items():
                known[word] = word
                known[self._chinese(inner)] = word
            self._words[id(place)] = known
        return known

    def spelling(self, place: dict[str, Any], word: str) -> str:
        """The Chinese spelling of an English keyword at this place, or the word itself where it is a name."""
        inner = place.get("properties", {}).get(word)
        return self._chinese(inner) if inner is not None else word

    def _chinese(self, place: dict[str, Any]) -> str:
        """The Chinese spelling that a property declares, itself or where it refers to."""
        while "key" not in place.get("x-zh", {}):
            place = self._follow(place)
        return str(place["x-zh"]["key"])


@cache
def language(name: str) -> Language:
    """The language of `method`, `street`, `scenario` or `calendar` files, read once."""
    text = (shipped.schemas() / f"{name}.schema.json").read_text(encoding="utf-8")
    return Language(json.loads(text))
