"""Which files are scenarios, and which folder holds the method they tell of.

In: paths as typed.  Out: files and folders, told apart by the keyword a file begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

Kind = Literal["scenario", "street", "method", ""]

_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("scenario", re.compile(r"^(情景|scenario)\s*[:：]", re.MULTILINE)),
    ("street", re.compile(r"^(沿用|extends)\s*[:：]", re.MULTILINE)),
    ("method", re.compile(r"^(工作法|method)\s*[:：]", re.MULTILINE)),
)
_FOLDERS = ("情景", "scenarios")


def kind_of(path: Path) -> Kind:
    """What a file says it is; '' when it says nothing."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return next((kind for kind, word in _WORDS if word.search(text)), "")


def scenario_files(paths: Iterable[Path]) -> list[Path]:
    """Every scenario under the paths, each once, in the order of their names within a folder."""
    return list(dict.fromkeys(found for path in paths for found in _under(path)))


def _under(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    yield from (file for file in sorted(path.rglob("*.yaml")) if kind_of(file) == "scenario")


def method_folder(scenario: Path) -> Path | None:
    """The folder of the method around a scenario: the nearest above it that holds a method's file."""
    above = scenario.resolve().parents
    return next((folder for folder in above[:3] if _holds_method(folder)), None)


def _holds_method(folder: Path) -> bool:
    return folder.name not in _FOLDERS and any(kind_of(file) == "method" for file in sorted(folder.glob("*.yaml")))
