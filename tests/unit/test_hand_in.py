"""A step where people fill the form and the facts, or nothing, choose the way on."""

from __future__ import annotations

from pathlib import Path

from tests.small_street import act, small_street

STEPS = """
      分一分:
        由: 甲组
        表单: {急: 是否}
        分流:
          - {若: 急, 转: 马上办}
          - {若: 其余, 转: 慢慢办}
      马上办: {由: 乙组, 表单: {办法: {类型: 文字}}, 转: 完}
      慢慢办: {由: 乙组, 转: 完}
"""


def test_people_hand_in_and_the_facts_choose(tmp_path: Path) -> None:
    stage = small_street(tmp_path, STEPS)
    act(stage, "anna", "提交", 急="是")
    assert stage.cases[""].step == "马上办"
    act(stage, "dong", "提交", 办法="先堵后修")
    assert stage.cases[""].outcome == "完"


def test_the_other_row_leads_the_other_way(tmp_path: Path) -> None:
    stage = small_street(tmp_path, STEPS)
    act(stage, "anna", "提交", 急="否")
    assert stage.cases[""].step == "慢慢办"
    act(stage, "dong", "提交")
    assert stage.cases[""].outcome == "完"
