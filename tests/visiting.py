"""A street of visits: records open matters, matters are counted and routed by category, people are appointed.

In: a folder.  Out: a running service on a store in memory, with a clock the test moves on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine.checks import check_method
from engine.problems import Report
from engine.rendering import render_text
from engine.service import StreetService
from engine.service.duework import let_pass
from engine.source import Sources
from engine.store.memory import throw_away
from engine.street import read_street
from engine.values import SHANGHAI

METHOD = """
工作法: visits
标题: 走访
单位:
  社区: {上级: 街道, 个数: 社区数, 表单: {户数: 整数}}
  楼组: {上级: 社区}
  部门: {上级: 街道}
角色:
  社区干部: {设在: 社区}
  楼组长: {设在: 楼组, 包片: 楼组, 每片: 每人几片}
  部门干部: {设在: 部门, 人数: {不少于: 向上取整(干部比例 × 人数(社区干部)), 不符: 提醒}}
  联络员: {设在: 街道, 凭证: 联络证, 聘任: 选联络员, 表单: {特长: {多选: 特长}}}
清单:
  类别: {项: [噪音, 停车]}
  特长: {项: [法律, 水电]}
参数:
  社区数: {类型: 整数, 值: 2, 由谁定: 街道}
  每人几片: {类型: 整数, 值: 1, 由谁定: 街道}
  干部比例: {类型: 百分比, 值: 40%, 由谁定: 街道}
  办理时限: {类型: 时长, 按: 类别, 值: {噪音: 3个工作日, 停车: 10个工作日}, 由谁定: 街道}
  承办单位: {类型: 单位, 按: 类别, 值: {噪音: 城管办, 停车: 建设办}, 由谁定: 街道}
  集中时段: {类型: 时长, 值: 3个月, 由谁定: 街道}
  集中件数: {类型: 整数, 值: 2, 由谁定: 街道}
  任期: {类型: 时长, 值: 1年, 由谁定: 街道}
  接待日: {类型: 周期, 值: 每月25日, 由谁定: 街道}
  接待逢休: {类型: 逢休, 值: 顺延, 由谁定: 街道}
名册:
  民意智库: {由: 联络员, 表单: {问题: 长文字, 类别: {选: 类别}}}
  住户:
    归属: 社区
    由: 社区干部
    联系人: 社区干部
    唯一: [门牌]
    表单:
      门牌: 住址
      户主: {类型: 当事人, 选填: 是}
      人口: {类型: 整数, 须: 人口 ≥ 1}
流程:
  走访:
    归属: 社区
    发起: {由: 社区干部, 表单: {住户: {选册: 住户, 选填: 是}}}
    环节:
      记录:
        由: 发起人
        动作:
          有问题:
            表单:
              问题表:
                表:
                  问题: 长文字
                  类别: {选: 类别}
                  反映人: {类型: 当事人}
                  涉及户数: {类型: 整数, 须: 涉及户数 ≥ 1}
            另立: {流程: 诉求, 每: 问题表, 带: {走访的住户: 住户}}
            转: 跟踪
          没问题: {转: 完}
      跟踪:
        由: 发起人
        动作:
          都办完了: {若: 另立办结数(诉求) = 另立件数(诉求), 转: 完}
          先归档: {转: 完}
    结局: {完: {}}
  诉求:
    归属: 社区
    主题: 问题
    发起:
      另立自: [走访]
      表单: {问题: 长文字, 类别: {选: 类别}, 反映人: 当事人, 走访的住户: {选册: 住户, 选填: 是}}
    算式:
      反映集中: {式: 近期件数(类别、归属单位、集中时段) ≥ 集中件数}
    环节:
      分级:
        分流:
          - {若: 反映集中, 入册: 民意智库, 转: 办理, 标题: 群众反映集中}
          - {若: 其余, 转: 办理}
      办理:
        由: {角色: 部门干部, 所在: 承办单位(类别)}
        时限: {内: 办理时限(类别)}
        动作:
          上门: {若: 有填(走访的住户的人口) 且 走访的住户的人口 ≥ 3, 转: 办结}
          办结: {表单: {承办: {选单位: [部门], 默认: 承办单位(类别)}}, 转: 办结}
    结局: {办结: {知会: [{谁: 来源件, 写明: [问题]}]}}
  选联络员:
    发起: {由: 社区干部, 表单: {人选: {选人: 社区干部}}}
    环节:
      定:
        由: 发起人
        动作:
          聘: {任命: {角色: 联络员, 谁: 人选, 任期: 任期}, 转: 完}
          退: {免去: {角色: 联络员, 谁: 人选}, 转: 完}
    结局: {完: {}}
  接待:
    归属: 社区
    发起: {周期: 接待日, 每: 社区, 逢休: 接待逢休, 正日: 接待日期, 表单: {接待日期: 日期}}
    环节:
      接待: {由: 社区干部, 动作: {记录: {转: 完}}}
    结局: {完: {}}
"""
STREET = """
街道: 望江
代号: wj
沿用: {visits: {}}
单位:
  柳南: {种类: 社区, 情况: {户数: '1200'}, 下级: {一号楼: {种类: 楼组}}}
  柳北: {种类: 社区}
  城管办: {种类: 部门}
  建设办: {种类: 部门}
人员:
  wang: {姓名: 王芳, 任职: {社区干部: 柳南}, 管理员: 是}
  li: {姓名: 李雷, 任职: {社区干部: 柳北, 楼组长: 一号楼}, 包片: {楼组长: 一号楼}}
  cheng: {姓名: 程刚, 任职: {部门干部: 城管办, 联络员: 望江}, 情况: {特长: [法律]}}
  jian: {姓名: 简明, 任职: {部门干部: 建设办}}
"""


class Watch:
    """A clock that stands still until it is set."""

    def __init__(self, now: str) -> None:
        self.now = moment(now)

    def __call__(self) -> datetime:
        return self.now


def moment(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def report_of(folder: Path, method: str = METHOD, street: str = STREET) -> Report:
    """Everything found when the street is read."""
    place = folder / "visits"
    place.mkdir(parents=True, exist_ok=True)
    (place / "工作法.yaml").write_text(method, encoding="utf-8")
    (folder / "street.yaml").write_text(street, encoding="utf-8")
    report = Report()
    read_street(folder, report, Sources(), methods=folder)
    return report


@contextmanager
def visits(folder: Path, now: str = "2016-01-20 09:00", method: str = METHOD) -> Iterator[StreetService]:
    """A running street at a moment."""
    report_of(folder, method)
    report, sources = Report(), Sources()
    street = read_street(folder, report, sources, methods=folder)
    assert street is not None
    for one in street.methods.values():
        check_method(one, report)
    assert not report.problems, render_text(report, sources, "zh")
    store = throw_away(street.id)
    service = StreetService(street, store, folder, Watch(now), secret=b"s" * 32)
    service.put_in_force()
    try:
        yield service
    finally:
        store.close()


def wait(service: StreetService, until: str) -> int:
    """Let time pass; how much was done by itself."""
    def at(now: datetime) -> None:
        service.clock.now = now  # type: ignore[attr-defined]

    return let_pass(service, moment(until), at)
