"""How large the language is, at the end of the reference: kinds of step, keywords, and what only one method uses.

In: the schema of methods and the shipped methods.  Out: Markdown in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.reference.usage import ENOUGH, keywords, method_folders, of_one, used_by
from engine.schema import language

DOINGS = ("by", "ballot", "draw")  # and nothing, which is the fourth
WAYS = ("actions", "route", "next")


def size() -> Iterator[str]:
    """The last part of the page."""
    folders, known, lang = method_folders(), keywords(), language("method")
    top = len(lang.schema["properties"])
    yield "## 语言有多大 · How large the language is\n"
    yield "| | |\n|---|---|"
    yield f"| 环节里要办的事 kinds of doing at a step | {len(DOINGS) + 1} |"
    yield f"| 往下走的办法 ways on from a step | {len(WAYS)} |"
    yield f"| 工作法文件顶层的关键词 keywords at the top of a method's files | {top} |"
    yield f"| 工作法文件里的全部关键词 keywords of a method's files in all | {len(known)} |"
    yield f"| 随程序来的工作法用到的 of these used by the shipped methods | {len(used_by(folders))} |"
    yield ""
    yield from _of_one()


def _of_one() -> Iterator[str]:
    yield "### 只有一套工作法用到的关键词 · Keywords that only one method uses\n"
    folders = method_folders()
    if len(folders) < ENOUGH:
        yield f"随程序来的工作法有 {len(folders)} 套，满 {ENOUGH} 套起逐个列出。"
        yield f"{len(folders)} method(s) come with the program; they are compared from {ENOUGH} on.\n"
        return
    yield "每一个都写明为什么它不是那套工作法的特例。 Each says why it is no special case of that method.\n"
    yield "| 关键词 Keyword | 属于 Belongs to | 工作法 Method | 为什么 Why |\n|---|---|---|---|"
    for keyword, method in of_one(folders):
        why = f"{keyword.why.zh} {keyword.why.en}" if keyword.why is not None else ""
        yield f"| `{keyword.chinese}` `{keyword.word}` | {keyword.title.zh} {keyword.title.en} | `{method}` | {why} |"
    yield ""
