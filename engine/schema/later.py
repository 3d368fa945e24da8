"""What the language can describe and this version cannot run yet, told where it stands.

In: the place in the schema that a keyword has, and what is written there.
Out: an open point with rule `not-yet-run`.  The schema says what waits: `x-later` true for a keyword, a list for
single words of a choice, `x-later-unless` for a text of which only some words run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.problems import Mark, Report
from engine.schema.items import Item
from engine.text import Text, say

_HINT = say("可以先照文件写着；街道要启用时，这一处得先去掉或改成现在能办的写法",
            "it may stay as the document has it; before a street puts the method in force it must be removed or written differently")


def note_later(places: Iterator[dict[str, Any]], key: Mark, word: str, item: Item, report: Report) -> None:
    """Note a keyword, or the word chosen for it, that waits for a later version; `places` lead along references."""
    for place in places:
        waits = place.get("x-later", False)
        if waits is True and item.value is not False:
            _open(report, key, say("这一版还不能运行「{word}」", "this version cannot run “{word}” yet", word=word))
            return
        told = _Told(place, str(item.value))
        if (waits and item.value in waits) or told.not_among(place.get("x-later-unless")):
            _open(report, item.mark, say("这一版还不能运行「{word}: {value}」", "this version cannot run “{word}: {value}” yet",
                                         word=word, value=told.words))
            return


class _Told:
    def __init__(self, place: dict[str, Any], value: str) -> None:
        self.value = value
        self.words = Text(str(place.get("x-zh-enum", {}).get(value, value)), value)

    def not_among(self, running: list[str] | None) -> bool:
        return running is not None and self.value not in running


def _open(report: Report, mark: Mark, message: Text) -> None:
    report.add("not-yet-run", mark, message, _HINT, severity="open")
