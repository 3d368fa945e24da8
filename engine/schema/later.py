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
        if (waits and item.value in waits) or item.value not in place.get("x-later-unless", [item.value]):
            written = item.value if word.isascii() else place.get("x-zh-enum", {}).get(item.value, item.value)
            _open(report, item.mark, say("这一版还不能运行「{word}: {value}」", "this version cannot run “{word}: {value}” yet",
                                         word=word, value=written))
            return


def _open(report: Report, mark: Mark, message: Text) -> None:
    report.add("not-yet-run", mark, message, _HINT, severity="open")
