"""A street of two communities whose visits go into ledgers, and a register of households.

In: a folder.  Out: its service, with a clock that stands on a Monday morning.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.service import Done, StreetService, open_service
from engine.values import SHANGHAI

METHOD = Path(__file__).parents[1] / "check" / "ok" / "ledgers"
STREET = """
街道: 柳河街道
沿用: {ledgers: {}}
单位: {柳南社区: {种类: 社区}, 柳北社区: {种类: 社区}}
人员:
  zhang: {姓名: 张明, 任职: {联络员: 柳南社区}}
  li: {姓名: 李芳, 任职: {联络员: 柳北社区}}
  wang: {姓名: 王丽, 管理员: 是}
"""


def monday() -> datetime:
    """The moment at which everything happens."""
    return datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def make(folder: Path, clock: Callable[[], datetime] = monday) -> StreetService:
    """The street, running."""
    shutil.copytree(METHOD, folder / "methods" / "ledgers")
    (folder / "street.yaml").write_text(STREET, encoding="utf-8")
    return open_service(folder, clock)


def visit(service: StreetService, actor: str, **values: Any) -> Done:
    """A visit entered."""
    unit = {"zhang": "柳南社区", "li": "柳北社区"}[actor]
    plain = {"走访日期": "2026-02-20", "类别": "住房", "件数": "1", "情况": "屋顶漏水", "是否解决": "否"}
    return service.open(actor, "ledgers", "走访", unit, plain | values)
