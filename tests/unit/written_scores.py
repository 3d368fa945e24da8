"""A method that scores communities, and records of it written down by hand.

In: what each community came to.  Out: a `Book` over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from engine.checks import check_method
from engine.compiler import compile_method, read_folder
from engine.model import Evaluation, Method
from engine.problems import Report
from engine.rendering import render_text
from engine.scores import Period, Sums, containing
from engine.scores.book import Book
from engine.source import Sources

METHOD = """
工作法: rated
标题: 评一评
单位:
  社区: {上级: 街道}
角色:
  干事: {设在: 社区}
  考核办: {设在: 街道}
清单:
  满意度: {等级: 是, 项: [满意, 基本满意, 不满意], 由谁定: 街道}
参数:
  办理时限: {类型: 时长, 值: 5个工作日, 由谁定: 街道}
  日常占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  季度占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  年终占比: {类型: 百分比, 值: 20%, 由谁定: 街道}
  日常定量: {类型: 百分比, 值: 100%, 由谁定: 街道}
  季度定量: {类型: 百分比, 值: QUARTER, 由谁定: 街道}
  年终定量: {类型: 百分比, 值: 0%, 由谁定: 街道}
  定量占比: {类型: 百分比, 值: 60%, 由谁定: 街道}
  定性占比: {类型: 百分比, 值: 40%, 由谁定: 街道}
  前几名: {类型: 整数, 值: 3, 由谁定: 街道}
  后几名: {类型: 整数, 值: 2, 由谁定: 街道}
流程:
  诉求:
    归属: 社区
    发起: {由: 公众, 表单: {内容: {类型: 文字}}}
    环节:
      办理:
        由: 干事
        时限: {内: 办理时限}
        表单: {结果好不好: {选: 满意度}}
        动作: {办结: {转: 已办}}
    结局:
      已办: {计为: 办结}
  打分:
    归属: 社区
    发起: {由: 考核办, 表单: {分: {类型: 小数}}}
    环节:
      记下: {由: 考核办, 动作: {记: {转: 已记}}}
    结局: {已记: {计为: 不计}}
评价:
  季评:
    对象: 社区
    周期: 每季度
    指标: {季度分: {取自: 打分, 最近: 分}}
    得分: 季度分
    小数: 2
  年评:
    对象: 社区
    周期: 每年
    指标:
      处置率: {取自: 诉求, 期按: 到期, 比率: {分子: 计为 = 办结}, 性质: 定量}
      年终分: {取自: 打分, 平均: 分, 性质: 定性}
    构成:
      日常: {取: 处置率 × 100, 权重: 日常占比, 其中: {定量: 日常定量}}
      季度: {取: 季评平均, 权重: 季度占比, 其中: {定量: 季度定量}}
      年终: {取: 年终分, 权重: 年终占比, 其中: {定量: 年终定量}}
    分账: {定量: 定量占比, 定性: 定性占比}
    小数: 2
    缺分: MISSING
    排名: {同组: 全部, 并列: 同名次}
    结果:
      优秀: {若: 名次 ≤ 前几名, 签: 考核办}
      通报: {若: 倒数名次 ≤ 后几名, 签: 考核办}
      约谈: {若: 通报连续 ≥ 2, 签: 考核办}
"""
YEAR = containing(date(2025, 5, 1), "year")
QUARTERS = list(YEAR.inside("quarter"))


def method(folder: Path, quarter: str = "50%", missing: str = "不评") -> tuple[Method, Report]:
    """The method of this file, compiled and checked."""
    place = folder / "rated"
    place.mkdir(parents=True, exist_ok=True)
    (place / "工作法.yaml").write_text(METHOD.replace("QUARTER", quarter).replace("MISSING", missing), encoding="utf-8")
    report = Report()
    item = read_folder(place, report, Sources())
    assert item is not None, render_text(report, Sources(), "zh")
    made = compile_method(item, report)
    check_method(made, report)
    return made, report


class Written:
    """Records written down in a test: scores of subjects in parts, and what was signed."""

    since = date(2024, 1, 1)
    today = date(2026, 2, 1)

    def __init__(self, made: Method, sums: Mapping[tuple[str, str], Mapping[str, Sums]], signed: Mapping[str, list[tuple[str, int]]] | None = None,
                 units: Iterable[str] = ()) -> None:
        self.method, self.sums, self.signed = made, sums, signed or {}
        self.units = list(units) or sorted({subject for table in sums.values() for subject in table})

    def published(self, book: Book, evaluation: str, period: Period) -> Book:
        return book

    def ledger(self, evaluation: Evaluation, period: Period) -> Mapping[str, Mapping[str, Sums]]:
        return {name: self.sums.get((name, period.key), {}) for name in evaluation.indicators}

    def subjects(self, evaluation: Evaluation, period: Period) -> Iterable[str]:
        return self.units

    def parameters(self, day: date) -> Mapping[str, Any]:
        return {name: one.on(day) for name, one in self.method.parameters.items()}

    def facts(self, subject: str, evaluation: Evaluation, period: Period) -> Mapping[str, Any]:
        return {}

    def group(self, subject: str, within: str, evaluation: Evaluation, period: Period) -> str:
        return ""

    def bearers(self, subject: str, on: str, evaluation: Evaluation, period: Period) -> tuple[str, ...]:
        return (subject,)

    def borne(self, consequence: str, bearer: str) -> Iterable[tuple[str, int]]:
        return self.signed.get(f"{consequence}/{bearer}", [])

    def decided(self, evaluation: str, consequence: str, bearer: str, period: Period) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(), frozenset()


def year_of(made: Method, scores: Mapping[str, tuple[int, int, int]], **more: Any) -> Book:
    """A book in which each subject settled so many of 100, and had these marks in every quarter and at the year's end."""
    sums = {("处置率", "2025"): {unit: Sums(num=one[0], den=100, rows=100) for unit, one in scores.items()},
            ("年终分", "2025"): {unit: Sums(num=one[2] * 10**6, den=1, rows=1) for unit, one in scores.items()}}
    for quarter in QUARTERS:
        sums[("季度分", quarter.key)] = {unit: Sums(num=one[1] * 10**6, den=1, rows=1, latest=one[1] * 10**6) for unit, one in scores.items()}
    return Book(made, Written(made, sums, **more))
