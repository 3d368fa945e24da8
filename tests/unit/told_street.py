"""The street of `scored` with boards and papers over its evaluations.

In: an empty folder.  Out: the street.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.unit.score_street import SCORED, Scored

METHOD = "methods/scored"


def told(folder: Path, now: str = "2026-03-02 09:00") -> Scored:
    """A street whose results are published."""
    shutil.copytree(SCORED, folder, dirs_exist_ok=True)
    shutil.copytree(Path(__file__).parent / "told", folder / METHOD, dirs_exist_ok=True)
    path = folder / METHOD / "工作法.yaml"
    text = path.read_text(encoding="utf-8")
    assert "签: 考核办, 公示: 荣誉墙}" in text
    path.write_text(text.replace("签: 考核办, 公示: 荣誉墙}", "签: 考核办, 公示: 荣誉墙, 出具: 荣誉证书, 知会: [干事]}"), encoding="utf-8")
    return Scored(folder, now)
