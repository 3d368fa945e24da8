"""A street with boards of every kind and a clock that a test turns.

In: a folder.  Out: a service, and short words for what its people do.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.case import Act
from engine.service import StreetService, open_service
from engine.service.duework import let_pass
from engine.values import SHANGHAI

NOTICES = Path(__file__).parent / "noticeboard"


class Board:
    """The street of `noticeboard`; `now` is what the clock says."""

    def __init__(self, folder: Path, now: str = "2026-03-02 09:00") -> None:
        self.now = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
        if not (folder / "street.yaml").exists():
            shutil.copytree(NOTICES, folder, dirs_exist_ok=True)
        self.folder = folder
        self.entered: dict[str, str] = {}
        self.service: StreetService = open_service(folder, lambda: self.now)

    def at(self, when: str) -> None:
        """Let time pass, everything due done at its moment."""
        let_pass(self.service, datetime.fromisoformat(when).replace(tzinfo=SHANGHAI), lambda moment: setattr(self, "now", max(moment, self.now)))

    def matter(self, text: str = "修路灯", kind: str = "大家事", who: str = "wangfang", unit: str = "光明社区") -> str:
        """Somebody enters a matter."""
        values = {"摘要": text, "反映人": {"姓名": "欧阳小雪", "电话": "13800000001"}, "种类": kind}
        self.entered[text] = self.service.open(who, "notices", "事项", unit, values).case
        return self.entered[text]

    def solve(self, case: str, result: str = "装了四盏灯", mark: str = "满意", who: str = "wangfang") -> None:
        """Settle a matter and mark it."""
        self.act(case, "办好", {"解决成效": result}, who)
        self.act(case, "打好", {"打分": mark}, who)

    def act(self, case: str, action: str, values: dict[str, Any], who: str = "wangfang") -> None:
        """One action on a matter."""
        self.service.act(who, case, Act(action, values))

    def newest(self, board: str, person: str = "public") -> Any:
        """The newest published issue of a board, read by somebody."""
        return self.service.issue(person, self.service.issues(person, board=board)[0].id)

    def damage(self) -> list[str]:
        """What verifying the record finds."""
        from engine.store.verify import stored_methods, verify

        return [one.zh for one in verify(self.service.store, stored_methods(self.service.store))]
