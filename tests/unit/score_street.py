"""A street with evaluations and a clock that a test turns.

In: a folder.  Out: a service, and short words for what its people do.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine.case import Act
from engine.service import StreetService, open_service
from engine.service.duework import let_pass
from engine.store.verify import stored_methods, verify
from engine.values import SHANGHAI

SCORED = Path(__file__).parent / "scored"
WHO = {"甲格": "jia", "乙格": "yi", "丙格": "bing", "东社区": "dong", "西社区": "xi"}


class Scored:
    """The street of `scored`; `now` is what the clock says."""

    def __init__(self, folder: Path, now: str = "2026-03-02 09:00") -> None:
        self.now = _moment(now)
        if not (folder / "street.yaml").exists():
            shutil.copytree(SCORED, folder, dirs_exist_ok=True)
        self.folder = folder
        self.service: StreetService = open_service(folder, lambda: self.now)

    def again(self) -> None:
        """Open the street anew, as after its file was changed."""
        self.service.store.close()
        self.service = open_service(self.folder, lambda: self.now)

    def rewrite(self, file: str, old: str, new: str) -> None:
        """Change a file of the street and take it over."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.again()

    def at(self, when: str) -> None:
        """Let time pass, everything due done at its moment."""
        let_pass(self.service, _moment(when), lambda moment: setattr(self, "now", max(moment, self.now)))

    def matter(self, unit: str = "甲格", mark: str = "满意", action: str = "办结") -> str:
        """A matter of a grid, dealt with at once."""
        who = WHO[unit]
        case = self.service.open(who, "scored", "诉求", unit, {"内容": "路灯不亮"}).case
        if action:
            self.service.act(who, case, Act(action, {"满意吗": mark}))
        return case

    def matters(self, **marks: str) -> None:
        """Matters of several grids: a letter for each, 满 好 坏 for the mark, 不 for one that was not done."""
        words = {"满": ("满意", "办结"), "好": ("基本满意", "办结"), "坏": ("不满意", "办结"), "不": ("不满意", "不办")}
        for unit, letters in marks.items():
            for letter in letters:
                self.matter(unit, *words[letter])

    def order(self, unit: str = "东社区") -> str:
        """An order taken and done."""
        who = WHO[unit]
        case = self.service.open(who, "scored", "接单", unit, {"内容": "买菜"}).case
        self.service.act(who, case, Act("完成", {}))
        return case

    def damage(self) -> list[str]:
        """What verifying the record finds."""
        return [one.zh for one in verify(self.service.store, stored_methods(self.service.store))]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@contextmanager
def scored(folder: Path) -> Iterator[Scored]:
    """The street of `scored` in a folder; afterwards nothing in its record may be damaged."""
    made = Scored(folder)
    yield made
    assert made.damage() == []
    made.service.store.close()
