"""The one reader of rule files: methods, streets, scenarios, calendars.

In: the bytes of a file and the name it is shown by.
Out: its nodes, or None where it cannot be used; all findings in the report, the lines in `Sources`.
"""

from __future__ import annotations

from engine.problems import Report
from engine.source.compose import Composer
from engine.source.decode import decode
from engine.source.findings import Findings
from engine.source.invisible import refuse_hidden
from engine.source.keyboard import Keyboard
from engine.source.nodes import Node, Sources


def read_source(path: str, data: bytes, report: Report, sources: Sources | None = None, *,
                pure: bool = False) -> Node | None:
    """Read one file; `pure` keeps to PyYAML's parser in Python, which gives the same result more slowly.

    None where the file is empty, too large, too deep, not text, or where its structure is in doubt; repeated names
    and formulas cut by a comma are told and read on.
    """
    findings = Findings(path, report)
    text = decode(data, findings)
    if text is None:
        return None
    lines = tuple(text.split("\n"))
    if sources is not None:
        sources.keep(path, lines)
    refuse_hidden(text, findings)
    if findings.broken():
        return None
    keyboard = Keyboard(findings)
    plain, moved = keyboard.read(text)
    if keyboard.brackets.too_deep:
        return None
    node = Composer(findings, lines, moved).compose(plain, pure=pure)
    return None if findings.broken() else node
