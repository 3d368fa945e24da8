"""What the timeline of a case says to those who work on it."""

from __future__ import annotations

from pathlib import Path

from tests.small_street import act, small_street

STEPS = """
找人:
  由: 乙组
  表单: {谁来办: {选人: 乙组}, 在哪里: {选单位: [社区], 选填: 是}}
  动作: {交: {转: 看}}
看:
  分流:
    - {若: 有填(谁来办) 且 有填(在哪里) 且 在哪里 ≠ 归属单位, 转: 办}
    - {若: 其余, 转: 完}
办:
  由: {字段: 谁来办}
  动作: {办好: {转: 完}}
"""


def test_what_a_route_read_is_told_by_name(tmp_path: Path) -> None:
    stage = small_street(tmp_path, STEPS)
    act(stage, "dong", "交", 谁来办="xi", 在哪里="西社区")
    told = [text.zh for entry in stage.service.case_page("dong", stage.cases[""].id).timeline for text in entry.also]
    assert [text for text in told if text.startswith("按规则分流")] == [
        "按规则分流：有填(谁来办) 且 有填(在哪里) 且 在哪里 ≠ 归属单位（在哪里 = 西社区，归属单位 = 东社区，谁来办 = 西子）"]
