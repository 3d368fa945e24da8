"""A street that holds ballots and draws: a host, party members, representatives and residents, on a real folder.

In: the steps of a workflow as YAML.  Out: a service with a clock that tests move.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.problems import Report
from engine.rendering import render_text
from engine.service import StreetService, ballots
from engine.service.chance import repeatable
from engine.source import Sources
from engine.store import Store
from engine.street import read_street
from engine.values import SHANGHAI

_METHOD = """
工作法: voting
标题: 测评办法
单位: {{社区: {{上级: 街道}}}}
角色:
  主持人: {{设在: 街道}}
  党员: {{设在: 社区, 表单: {{来源: {{选: 来源}}}}}}
  代表: {{设在: 社区}}
  居民: {{设在: 社区, 担任: 公众}}
清单:
  满意度: {{等级: 是, 项: [满意, 基本满意, 不满意]}}
  裁断: {{项: [有理, 无理, 各有责任, 弃权]}}
  方面: {{文件称: 4, 可增: 是, 项: [作风, 水平, 实事]}}
  来源: {{项: [专业人才, 居民]}}
参数:
  时长: {{类型: 时长, 值: 5个工作日, 由谁定: 街道}}
  不显: {{类型: 整数, 值: 3, 范围: [2, 20], 由谁定: 街道}}
  份数: {{类型: 整数, 值: 6, 范围: [1, 50], 由谁定: 街道}}
  抽几个: {{类型: 整数, 值: 2, 范围: [1, 20], 由谁定: 街道}}
  最少: {{类型: 整数, 值: 2, 范围: [1, 20], 由谁定: 街道}}
  最多人: {{类型: 整数, 值: 4, 范围: [1, 20], 由谁定: 街道}}
  平票办法: {{类型: 选项, 值: 主持定, 取值: [不成立, 重投, 主持定], 由谁定: 街道}}
  弃权算法: {{类型: 选项, 值: 计入总数, 取值: [不计, 计入总数], 由谁定: 街道}}
  候补: {{类型: 整数, 值: 1, 范围: [0, 5], 由谁定: 街道}}
流程:
  测评:
    归属: 社区
    公开: 公众
    发起: {{由: 主持人, 表单: {{什么事: {{类型: 文字}}, 被评: {{选单位: [社区], 几: 是, 选填: 是}}, 经办: {{选人: 党员, 选填: 是}}}}}}
    重办: {{至多: 不限}}
    环节:
{steps}
    结局:
      完: {{计为: 办结}}
      未成: {{计为: 不计}}
"""


@dataclass
class Hall:
    """The street's service, its folder and its moment."""

    service: StreetService
    folder: Path
    now: datetime

    def open(self, **values: object) -> str:
        """A case at its first step."""
        return self.service.open("zhu", "voting", "测评", "东社区", {"什么事": "年终测评", **values}).case

    def case(self, case: str):
        """A case as it stands."""
        loaded = self.service.store.load(case)
        assert loaded is not None
        return loaded[0]


def hall(folder: Path, steps: str, *, members: int = 12, representatives: int = 2, chance: str = "hall") -> Hall:
    """A street with so many party members and representatives in 东社区; the ballot is the first step."""
    place = folder / "methods" / "voting"
    place.mkdir(parents=True)
    indented = textwrap.indent(textwrap.dedent(steps).strip("\n"), " " * 6)
    method = _METHOD.format(steps=indented)
    (place / "工作法.yaml").write_text(method, encoding="utf-8")
    people = ["  zhu: {姓名: 朱主持, 任职: {主持人: 会街}, 管理员: 是}", "  fu: {姓名: 付主持, 任职: {主持人: 会街}}"]
    people += [f"  m{n:02}: {{姓名: 党员{n}, 任职: {{党员: 东社区}}, 情况: {{来源: {('专业人才', '居民')[n % 2]}}}}}" for n in range(members)]
    people += [f"  r{n:02}: {{姓名: 代表{n}, 任职: {{代表: 东社区}}}}" for n in range(representatives)]
    people += ["  xi: {姓名: 西子, 任职: {党员: 西社区, 代表: 西社区}}"]
    (folder / "street.yaml").write_text("街道: 会街\n代号: hall\n沿用: {voting: {}}\n单位: {东社区: {种类: 社区}, 西社区: {种类: 社区}}\n人员:\n"
                                        + "\n".join(people) + "\n", encoding="utf-8")
    report, sources = Report(), Sources()
    street = read_street(folder, report, sources, methods=folder / "methods")
    assert street is not None
    assert not report.problems, render_text(report, sources, "zh")
    store = Store(folder / "bihuan.db", street.id)
    store.migrate()
    now = datetime(2014, 9, 1, 9, tzinfo=SHANGHAI)
    made = Hall(StreetService(street, store, folder, lambda: made.now, chance=repeatable(chance)), folder, now)
    made.service.put_in_force()
    return made


# --- a secret ballot ------------------------------------------------------------------------------------------------

SECRET = """
测:
  由: 主持人
  测评:
    请: [{谁: 党员}, {谁: 代表}, {谁: 居民, 份: 份数}]
    问: 方面
    每项: {选: 满意度}
    另问: {意见: {类型: 长文字, 选填: 是}}
    署名: 无记名
    收: 时长
    少于不显: 不显
    成立: {人数: 最少}
    得出: {满意率: 占比(每项 ≥ 基本满意)}
  分流:
    - {若: 成立, 转: 完}
    - {若: 其余, 转: 未成}
"""
NAMES = ("作风", "水平", "实事")
CHOICES = ("满意", "基本满意", "不满意")


def began(folder: Path, **more: int) -> tuple[Hall, str, dict[str, tuple[str, ...]]]:
    """A ballot whose slips are made and all handed out, with the codes by group."""
    made = hall(folder, SECRET, **more)
    case = made.open()
    return made, case, hand_all(made, case)


def hand_all(made: Hall, case: str) -> dict[str, tuple[str, ...]]:
    """Slips made and handed to everybody."""
    codes = {sheet.group: sheet.codes for sheet in ballots.make_slips(made.service, "zhu", case)}
    poll = made.case(case).poll
    ballots.hand_out(made.service, "zhu", case, tuple(one for people in poll["roll"].values() for one in people), {"居民": poll["groups"]["居民"]})
    return codes


def sheet(chance: random.Random, remark: str = "") -> dict[str, str]:
    """Some answers."""
    return {name: chance.choice(CHOICES) for name in NAMES} | ({"意见": remark} if remark else {})
