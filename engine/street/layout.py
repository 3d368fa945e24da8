"""The bytes of a rule file as lines that can be changed in place, everything else kept: order, comments, quotes, line
ends, byte order mark and encoding.

In: the bytes of a file.  Out: `Layout`; its bytes again, alike but for what was put in or taken out.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

Place = tuple[int, int]  # line and column, both from 0
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")


@dataclass
class Layout:
    """Lines with the end of each; `codec` and `bom` are how the bytes were written."""

    lines: list[str]
    ends: list[str]
    codec: str
    bom: bytes

    def data(self) -> bytes:
        """The bytes of the file."""
        return self.bom + "".join(f"{line}{end}" for line, end in zip(self.lines, self.ends, strict=True)).encode(self.codec)

    def between(self, start: Place, end: Place) -> str:
        """What stands from one place to another, on one line or several."""
        if start[0] == end[0]:
            return self.lines[start[0]][start[1]:end[1]]
        middle = self.lines[start[0] + 1:end[0]]
        return "\n".join([self.lines[start[0]][start[1]:], *middle, self.lines[end[0]][:end[1]]])

    def replace(self, start: Place, end: Place, text: str) -> None:
        """Put a text without line ends in the place of another, which may run over several lines."""
        line = self.lines[start[0]][:start[1]] + text + self.lines[end[0]][end[1]:]
        self.lines[start[0]:end[0] + 1] = [line]
        self.ends[start[0]:end[0] + 1] = [self.ends[end[0]]]

    def insert_line(self, at: int, text: str) -> None:
        """Put a new line before line `at`; after the last one for their number."""
        if at > 0 and not self.ends[at - 1]:
            self.ends[at - 1] = next((end for end in self.ends if end), "\n")
            self.lines.insert(at, text)
            self.ends.insert(at, "")
            return
        self.lines.insert(at, text)
        self.ends.insert(at, self.ends[at - 1] if at > 0 else next((end for end in self.ends if end), "\n"))

    def delete_lines(self, first: int, last: int) -> None:
        """Take lines out, both ends counted; a file that did not end in a line end goes on not to."""
        tail = self.ends[last]
        del self.lines[first:last + 1]
        del self.ends[first:last + 1]
        if not tail and self.ends:
            self.ends[-1] = ""

    def indent(self, first: int, last: int, by: int) -> None:
        """Move lines to the right, or to the left by less than nothing; empty ones stay."""
        for at in range(first, last + 1):
            line = self.lines[at]
            if line.strip():
                self.lines[at] = " " * by + line if by >= 0 else line[min(-by, len(line) - len(line.lstrip())):]


def layout_of(data: bytes) -> Layout:
    """The layout of a file that has been read before, so its encoding is known to be one of those that are read."""
    for bom, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(bom):
            return _split(data[len(bom):].decode(codec), codec, bom)
    try:
        return _split(data.decode("utf-8"), "utf-8", b"")
    except UnicodeDecodeError:
        return _split(data.decode("gb18030"), "gb18030", b"")


def _split(text: str, codec: str, bom: bytes) -> Layout:
    parts = [found.groups() for found in _LINE.finditer(text)]
    if len(parts) > 1 and parts[-1] == ("", "") and not parts[-2][1]:
        parts.pop()  # the match of nothing after a last line without an end
    return Layout([line for line, _ in parts], [end for _, end in parts], codec, bom)
