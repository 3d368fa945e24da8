"""A small street with obligations of every kind, on the real service in memory with a clock the test moves.

In: the first moment, and parameters the street sets.  Out: a `DutyStreet`.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.case import Act
from engine.problems import Report
from engine.rendering import render_text
from engine.scenarios import empty_street
from engine.service import StreetService
from engine.service.duework import let_pass
from engine.service.duties.views import DutyRow
from engine.source import Sources
from engine.store.verify import verify
from engine.street import Street, read_street
from engine.values import SHANGHAI

METHOD = Path(__file__).parent / "check" / "ok" / "obligations" / "工作法.yaml"
_STREET = """
街道: 小区
代号: small
沿用: {{duties: {{参数: {{{parameters}}}}}}}
{more}
单位:
  东社区: {{种类: 社区, 情况: {{地点: 东社区活动室}}}}
  西社区: {{种类: 社区}}
人员:
  li: {{姓名: 李明, 任职: {{领导: 小区}}, 包片: {{领导: 东社区}}, 情况: {{职务: 副区长, 职责分工: 分管城建}}}}
  wu: {{姓名: 吴强, 任职: {{领导: 小区}}, 包片: {{领导: 西社区}}, 情况: {{职务: 法院院长}}}}
  shi: {{姓名: 史市长, 任职: {{市领导: 小区}}, 包片: {{市领导: 东社区}}}}
  gan: {{姓名: 甘部, 任职: {{干部: 小区}}}}
  wang: {{姓名: 王格, 任职: {{网格员: 东社区}}}}
  ban: {{姓名: 班主任, 任职: {{党工委办: 小区}}}}
  ban2: {{姓名: 班副, 任职: {{党工委办: 小区}}}}
  zu: {{姓名: 祖志, 任职: {{组织科: 小区}}, 管理员: 是}}
"""


def read_duty_street(folder: Path, *, more: str = "", **parameters: str) -> Street:
    """The street as its file says."""
    (folder / "duties").mkdir(parents=True, exist_ok=True)
    shutil.copy(METHOD, folder / "duties")
    values = ", ".join(f"{name}: '{value}'" for name, value in parameters.items())
    (folder / "street.yaml").write_text(_STREET.format(parameters=values, more=more), encoding="utf-8")
    report, sources = Report(), Sources()
    street = read_street(folder, report, sources, methods=folder)
    assert street is not None
    assert not report.problems, render_text(report, sources, "zh")
    return street


def moment(text: str) -> datetime:
    """A moment in Shanghai; a day begins at nine."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=SHANGHAI)


class DutyStreet:
    """The street with its clock; what is owed is planned."""

    def __init__(self, folder: Path, now: str, *, more: str = "", **parameters: str) -> None:
        self.folder, self.now = folder, moment(now)
        self.service: StreetService = empty_street(read_duty_street(folder, more=more, **parameters), self.now)
        self.service.clock = lambda: self.now
        self.go(now)

    def go(self, to: str) -> int:
        """Let time pass, everything acting at its own moment; how much was done."""
        return let_pass(self.service, moment(to), self._set)

    def _set(self, now: datetime) -> None:
        self.now = max(now, self.now)

    def change_file(self, *, more: str = "", **parameters: str) -> None:
        """The street's file is changed and put in force."""
        self.service.use(read_duty_street(self.folder, more=more, **parameters))
        self.service.put_in_force()
        self.go(f"{self.now:%Y-%m-%d %H:%M}")

    def duties(self, person: str, rule: str, first: str = "2000-01-01", last: str = "2100-01-01") -> list[DutyRow]:
        """What somebody owes under a rule, by day."""
        found = self.service.duties.mine(person, date.fromisoformat(first), date.fromisoformat(last))
        return [row for row in found if row.rule == rule]

    def duty(self, person: str, rule: str, nominal: str) -> DutyRow:
        """The one of a nominal day or period end."""
        return next(row for row in self.duties(person, rule) if row.nominal.isoformat() == nominal)

    def planned(self, person: str, rule: str) -> list[str]:
        """The planned days under a rule."""
        return [row.planned.isoformat() for row in self.duties(person, rule)]

    def visit(self, who: str, day: str, *, unit: str = "东社区", days: str = "1", good: str = "是", by: str = "", end: str = "记好") -> str:
        """A record of a visit, entered and closed now; the case."""
        values: dict[str, Any] = {"走访人": who, "走访日": day, "整天数": days, "满意": good}
        begun = self.service.open(by or who, "duties", "走访", unit, values)
        self.service.do(by or who, begun.case, Act(end, {}))
        return begun.case

    def meet(self, day: str) -> str:
        """A record of a meeting; the case."""
        begun = self.service.open("ban", "duties", "会议", "小区", {"开会日": day})
        self.service.do("ban", begun.case, Act("存档", {}))
        return begun.case

    def told(self, person: str) -> list[tuple[str, str]]:
        """What somebody was told: cause and headline, oldest first."""
        return [(row.cause, row.headline) for row in reversed(self.service.messages(person))]

    def sound(self) -> bool:
        """Whether everything replays from its events."""
        return not verify(self.service.store, self.service.method)
