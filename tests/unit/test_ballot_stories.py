"""Stories of secret ballots, ties and draws, played to the real service."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.scenarios import Runner, ScenarioResult

METHOD = Path(__file__).resolve().parents[1] / "check" / "ok" / "ballots-and-draws"
STREET = """街道: 小街
沿用: {{ballots-and-draws: {{}}}}
单位: {{东社区: {{种类: 社区}}}}
人员:
  zhang: {{姓名: 张明, 任职: {{主持人: 小街}}}}
  li: {{姓名: 李平, 任职: {{主持人: 小街}}}}
{people}
"""
HEAD = """情景: 评一评
依据: [C1]
工作法: ballots-and-draws
假如: {现在: 2014-05-12 09:00, 街道: 街道.yaml}
经过:
  - {当: 张明 登记, 流程: 评议, 所属: 东社区, 填: {事情: 评一评}}
"""


def played(folder: Path, course: str) -> ScenarioResult:
    """A story beside the method, in a street with seven representatives."""
    shutil.copytree(METHOD, folder / "m")
    place = folder / "m" / "情景"
    place.mkdir()
    people = "\n".join(f"  r{n}: {{姓名: 代表{n}, 任职: {{代表: 东社区}}}}" for n in range(7))
    (place / "街道.yaml").write_text(STREET.format(people=people), encoding="utf-8")
    (place / "评.yaml").write_text(HEAD + course, encoding="utf-8")
    return Runner().run(place / "评.yaml")


def test_a_secret_ballot_a_draw_and_a_settled_tie_are_told(tmp_path: Path) -> None:
    result = played(tmp_path, """
  - {当: 代表0 印票, 那么: {拒绝: 主持的是主持人}}
  - {当: 张明 印票, 填: {备用: 1}}
  - {当: 代表1人 投, 填: {作风: 满意, 水平: 满意}, 那么: {拒绝: 没有登记发出}}
  - {当: 张明 发票, 给: [代表0], 那么: {拒绝: 一批至少发3张}}
  - {当: 张明 发票, 那么: {发出: {代表: 7, 居民: 5}}}
  - {当: 代表4人 投, 填: {作风: 满意, 水平: 满意}}
  - {当: 居民2人 投, 填: {作风: 不满意, 水平: 满意}, 那么: {收回: {代表: 4, 居民: 2}}}
  - {当: 代表1人 投, 填: {作风: 满意}, 那么: {拒绝: 请填写「水平」}}
  - {当: 张明 登记纸质票, 填: {组: 居民, 张: 3, 作风: {满意: 3}, 水平: {满意: 2, 空白: 1}}}
  - {当: 张明 核对纸质票, 那么: {拒绝: 不能自己核对}}
  - {当: 张明 计票, 那么: {拒绝: 第二个人}}
  - {当: 李平 核对纸质票}
  - {当: 张明 计票, 那么: {环节: 抽人, 值: {满意率: 15/17}, 收回: {代表: 4, 居民: 5}}}
  - {当: 李平 抽取, 填: {申请人: 17}, 那么: {拒绝: 要先定名单}}
  - {当: 张明 定名单, 填: {不进名单: {代表3: 是申请人的哥哥}}, 那么: {不进名单: 代表3}}
  - {当: 张明 抽取, 填: {申请人: 17, 对方: 4}, 那么: {抽中: 5, 备选: 0, 环节: 投票}}
  - {过: 10个工作日, 那么: {结局: 没评成}}
""")
    assert not result.problems
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))


def test_what_a_story_says_wrongly_of_a_ballot_is_told(tmp_path: Path) -> None:
    result = played(tmp_path, """
  - {当: 张明 印票}
  - {当: 张明 发票, 那么: {发出: {代表: 6}}}
  - {当: 代表9人 投, 填: {作风: 满意, 水平: 满意}}
  - {当: 张明 计票, 那么: {收回: {代表: 6}}}
  - {当: 张明 定名单, 那么: {不进名单: 代表1, 抽中: 2}}
""")
    told = "\n".join(line for one in result.differences for line in one.lines("zh"))
    for words in ("代表 7", "「代表」没有票了", "不进名单", "抽中"):
        assert words in told, told
