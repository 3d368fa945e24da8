"""Which keywords the shipped methods use, and why a keyword that only one of them uses is no special case of it.

In: methods' folders and the schema of methods.  Out: keywords by place with the methods that use them.
The reasons stand beside the keywords in the schema, as `x-why`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import shipped
from engine.compiler import read_folder
from engine.problems import Report
from engine.schema import Item, Language, language
from engine.source import Sources
from engine.text import Text

ENOUGH = 5  # methods that must be there before it means something that only one of them uses a keyword

Key = tuple[str, str]  # the thing it belongs to, and its English spelling

@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of the language: `place` is the thing it belongs to, '' for one that means the same wherever it stands;
    `word` is its English spelling, `chinese` its Chinese one; `why` says what it is for beyond the one method that uses it."""

    place: str
    word: str
    chinese: str
    title: Text
    why: Text | None


def keywords(lang: Language | None = None) -> dict[Key, Keyword]:
    """Every keyword of a method's files."""
    lang = lang or language("method")
    found: dict[Key, Keyword] = {}
    for name, place in _places(lang):
        title = Text(str(place.get("x-zh", place).get("title", name)), str(place.get("title", name)))
        for word, inner in place["properties"].items():
            key, along = _key(name, word, inner), list(lang.along(inner))
            why = next((Text(str(one["x-zh"]["why"]), str(one["x-why"])) for one in along if "x-why" in one), None)
            if key not in found:
                found[key] = Keyword(key[0], word, lang.spelling(place, word), title if key[0] else Text("各处", "anywhere"), why)
    return found


def _key(name: str, word: str, inner: dict[str, Any]) -> Key:
    """What is declared once for all places is one keyword, and so is what a thing says alone and in a list of its kind."""
    shared = str(inner.get("$ref", "")).removeprefix("#/$defs/")
    return ("", word) if shared.startswith("key_") else (name.removesuffix("_one"), word)


def _places(lang: Language) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "method", lang.schema
    yield from ((name, place) for name, place in lang.schema.get("$defs", {}).items() if "properties" in place)


def method_folders(workflows: Path | None = None) -> list[Path]:
    """The folders of the shipped methods."""
    return [folder for folder in sorted((workflows or shipped.workflows()).iterdir())
            if folder.is_dir() and not folder.name.startswith("_") and any(folder.glob("*.yaml")) and folder.name != "calendars"]


def used_by(folders: Iterable[Path]) -> dict[Key, list[str]]:
    """Place and word → the methods that use it."""
    lang = language("method")
    names = {id(place): name for name, place in _places(lang)}
    found: dict[Key, list[str]] = {}
    for folder in folders:
        item = read_folder(folder, Report(), Sources())
        for key in dict.fromkeys(_used(lang, names, item, lang.schema)) if item is not None else ():
            found.setdefault(key, []).append(folder.name)
    return found


def _used(lang: Language, names: Mapping[int, str], item: Item, place: dict[str, Any]) -> Iterator[Key]:
    place = lang.at(place)
    if isinstance(item.value, list):
        for one in item.value:
            yield from _used(lang, names, one, place.get("items", {}))
    if not isinstance(item.value, dict):
        return
    known, rest = place.get("properties", {}), place.get("additionalProperties", {})
    for word, inner in item.value.items():
        if word in known and id(place) in names:
            yield _key(names[id(place)], word, known[word])
        yield from _used(lang, names, inner, known.get(word, rest if isinstance(rest, dict) else {}))


def of_one(folders: list[Path]) -> list[tuple[Keyword, str]]:
    """The keywords that exactly one method uses, with that method; none while there are too few methods to compare."""
    if len(folders) < ENOUGH:
        return []
    used, known = used_by(folders), keywords()
    return [(known[key], methods[0]) for key, methods in used.items() if len(methods) == 1 and key in known]
