"""The findings of one file, counted, so that a file of rubbish does not fill the screen.

In: findings from the steps that read a file.
Out: the same in the `Report`, up to a limit, and whether the file can still be used.
"""

from __future__ import annotations

from engine.problems import Mark, Report
from engine.text import Text, say

MOST = 50  # findings told about one file


class Findings:
    """Passes on what is found in one file."""

    def __init__(self, path: str, report: Report) -> None:
        self.path = path
        self._broken = False
        self._report = report
        self._count = 0

    def broken(self) -> bool:
        """Whether something was found that makes the file's structure doubtful."""
        return self._broken

    def add(self, rule: str, mark: Mark, message: Text, hint: Text | None = None, *, breaks: bool = True,
            related: tuple[tuple[Mark, Text], ...] = ()) -> None:
        """Note one finding; `breaks` says that the file cannot be used as it is."""
        self._broken = self._broken or breaks
        self._count += 1
        if self._count <= MOST:
            self._report.add(rule, mark, message, hint, related=related)
        elif self._count == MOST + 1:
            self._report.add("too-many", mark, say(
                "这个文件的问题太多，从这里起不再列出", "this file has too many problems; the rest are not listed"),
                say(f"先改好前面的 {MOST} 处，再检查一次", f"mend the first {MOST}, then check again"))
