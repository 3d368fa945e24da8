"""A year's scores of 200 units from a million contributions beside a grouped sum written by hand, and trying another weight.

In: a folder to work in.  Out: measured ratios.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from engine.scores import containing
from engine.scores.rows import rule_of
from engine.scores.whatif import gives_way, what_if
from engine.service import StreetService, open_service
from engine.service.scores.records import book_of
from engine.values import SHANGHAI
from tests.benchmarks.measuring import Measured, alternate, at_most, shown, timed

UNITS, ROWS, TURNS, MOST = 200, 1_000_000, 5, 0.1
YEAR = containing(date(2025, 1, 1), "year")
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
_METHOD = """
工作法: rated
标题: 评一评
单位: {社区: {上级: 街道}}
角色: {干事: {设在: 社区}, 考核办: {设在: 街道}}
参数:
  日常占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  满意占比: {类型: 百分比, 值: 60%, 由谁定: 街道}
  前几名: {类型: 整数, 值: 3, 由谁定: 街道}
流程:
  诉求:
    归属: 社区
    发起: {由: 干事, 表单: {满意吗: {类型: 是否}}}
    环节: {办理: {由: 干事, 动作: {办结: {转: 已办}}}}
    结局: {已办: {计为: 办结}}
评价:
  年评:
    对象: 社区
    周期: 每年
    指标:
      处置率: {取自: 诉求, 比率: {分子: 计为 = 办结}}
      满意率: {取自: 诉求, 比率: {分子: 满意吗}}
    构成: {日常: {取: 处置率 × 100, 权重: 日常占比}, 满意: {取: 满意率 × 100, 权重: 满意占比}}
    排名: {同组: 全部, 并列: 同名次}
    结果: {优秀: {若: 名次 ≤ 前几名, 签: 考核办}}
"""


def street(folder: Path) -> StreetService:
    """A street of 200 communities with a year's rows, half a million for each of two indicators."""
    place = folder / "methods" / "rated"
    place.mkdir(parents=True)
    (place / "工作法.yaml").write_text(_METHOD, encoding="utf-8")
    units = [f"社区{n:03}" for n in range(UNITS)]
    lines = ["街道: 大街", "代号: big", "沿用: {rated: {}}", "单位:", *(f"  {unit}: {{种类: 社区}}" for unit in units), "人员:",
             "  an: {姓名: 安, 任职: {考核办: 大街}, 管理员: 是}", f"  gan: {{姓名: 甘, 任职: {{干事: [{', '.join(units)}]}}}}"]
    (folder / "street.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    service = open_service(folder, lambda: NOW)
    chance = random.Random(7)  # the same rows each time
    days = [(YEAR.first + timedelta(days=n)).isoformat() for n in range(365)]
    rules = [rule_of("rated", "年评", name) for name in ("处置率", "满意率")]
    source = service.directory_id  # what the rows come from does not matter here
    with service.store.write() as conn:
        conn.executemany(
            "INSERT INTO contribution (rule, source, part, street, subject, object, day, num, den, grp, from_pos, to_pos) "
            "VALUES (?,?,?,'big',?,'',?,?,1,'',1,NULL)",
            ((rules[n % 2], source, str(n), units[chance.randrange(UNITS)], days[chance.randrange(365)], int(chance.random() < 0.9)) for n in range(ROWS)))
    service.store.conn.execute("PRAGMA optimize")
    return service


def scores(folder: Path) -> Iterator[Measured]:
    """What a year's table and a try cost."""
    service = street(folder)
    method = service.street.methods["rated"]
    rules = tuple(rule_of("rated", "年评", name) for name in ("处置率", "满意率"))

    def table() -> None:
        book = book_of(service, method)
        assert len(book.lines("年评", YEAR)) == len(book.places("年评", YEAR)) == UNITS

    def by_hand() -> None:
        rows = service.store.conn.execute(
            "SELECT rule, subject, sum(num), sum(den), count(*) FROM contribution WHERE street = 'big' AND rule IN (?, ?) "
            "AND day BETWEEN '2025-01-01' AND '2025-12-31' AND to_pos IS NULL GROUP BY rule, subject", rules).fetchall()
        assert len(rows) == 2 * UNITS

    one, other = alternate(table, by_hand, TURNS)
    yield at_most("year_score_vs_sum", one / other, 2, f"{shown(one)} for 200 units", f"{shown(other)} by hand", TURNS)
    book = book_of(service, method)
    book.places("年评", YEAR)
    book.proposals("年评", YEAR)
    tries = [gives_way(method.evaluations["年评"], book.parameters(YEAR), {"日常占比": Fraction(50 + n, 100)}) for n in range(TURNS)]
    spent = sorted(timed(lambda values=values: what_if(book, "年评", YEAR, values)) for values in tries)[TURNS // 2]  # type: ignore[misc]
    yield at_most("what_if_of_100ms", spent / MOST, 1, f"{shown(spent)} for 200 units", f"{shown(MOST)} allowed", TURNS)
    service.store.close()
