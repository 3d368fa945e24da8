"""A method's folder copied under another name: how a new method begins.

In: a folder whose files name the method, the new id, perhaps a title.  Out: the same files in another folder, every
mention of the id changed and nothing else, so that comments stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine import shipped
from engine.errors import BihuanError
from engine.text import Lang, say

FIRST = "first-method"  # the id of the small method that comes with the program
_SCHEMA = re.compile(r"\$schema=\S*?([a-z]+\.(?:zh|en)\.schema\.json)")
_ID = re.compile(r"^(?:工作法|method)\s*[:：]\s*(\S+)", re.MULTILINE)
_TITLE = re.compile(r"^(标题|title)(\s*[:：]\s*).*$", re.MULTILINE)


def first_method(lang: Lang) -> Path:
    """The folder of the small method to begin with, in one spelling."""
    return shipped.workflows() / "_first" / lang


def shipped_methods() -> Iterator[str]:
    """The ids of the methods that come with the program."""
    for folder in sorted(shipped.workflows().iterdir()):
        if folder.is_dir() and not folder.name.startswith("_") and _id_in(folder):
            yield folder.name


def folder_of(method: str) -> Path | None:
    """The folder a method is meant by: a folder as written, or one that came with the program."""
    for folder in (Path(method), shipped.workflows() / method):
        if folder.is_dir() and _id_in(folder):
            return folder
    return None


def copy_method(source: Path, target: Path, id_: str, title: str = "") -> list[Path]:
    """Copy every rule file and scenario of a method; refuses a folder that is there already."""
    if target.exists():
        raise BihuanError(say("「{folder}」已经有了，没有改动它；请换个名字", "“{folder}” exists already and was left alone; choose another name",
                              folder=target))
    old = _id_in(source)
    made: list[Path] = []
    for file in sorted(source.rglob("*.yaml")):
        text = _under(file.read_text(encoding="utf-8-sig"), old, id_)
        if title and _ID.search(text) is not None and file.parent == source:
            text = _TITLE.sub(lambda found: f"{found[1]}{found[2]}{title}", text, count=1)
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        made.append(place)
    return made


def _under(text: str, old: str, new: str) -> str:
    """A file's text with the id changed, and its schema where this program has it."""
    text = _SCHEMA.sub(lambda found: f"$schema={(shipped.schemas() / found[1]).as_uri()}", text)
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text)


def _id_in(folder: Path) -> str:
    """The id that the files directly in a folder give their method; '' when none does."""
    for file in sorted(folder.glob("*.yaml")):
        found = _ID.search(file.read_text(encoding="utf-8-sig", errors="replace"))
        if found is not None:
            return found[1]
    return ""
