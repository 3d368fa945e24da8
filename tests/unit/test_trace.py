"""Following clauses: what became of each, where it is carried and which scenario shows it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine import shipped
from engine.cli import main
from engine.problems import Report
from engine.source import Sources
from engine.trace import trace

SIX_STEP = shipped.workflows() / "six-step"

METHOD = """
工作法: tiny
标题: 小办法
依据: [T1]
角色: {甲组: {依据: [T1]}}
条款:
  T1: {题: 有人办}
  T2: {题: 当面办, 解读: 当面就是当天}
  T3: {题: 每周一报, 留待: 公示栏}
  T4: {题: 办了三件, 超出: 只是数字}
  T5: {题: 忘了的一条}
流程:
  小事:
    发起: {由: 公众, 表单: {什么事: {类型: 文字}}}
    环节:
      办: {由: 甲组, 动作: {办好: {转: 完, 依据: [T2]}}}
    结局:
      完: {}
"""


def test_every_clause_of_the_six_steps_is_accounted_for() -> None:
    report = Report()
    clauses = {one.id: one for one in trace(SIX_STEP, report, Sources())}
    assert not report.problems
    assert list(clauses) == [f"B{number:02}" for number in range(1, 34)]
    assert {clauses[f"B{number:02}"].status for number in range(1, 32)} == {"carried", "interpreted"}
    assert all(clauses[f"B{number:02}"].scenarios for number in range(1, 32))
    assert {clauses[f"B{number:02}"].status for number in (32, 33)} == {"out-of-reach"}
    assert all(one.note for one in clauses.values() if one.status != "carried")


def test_a_clause_names_the_elements_that_carry_it() -> None:
    clauses = {one.id: one for one in trace(SIX_STEP, Report(), Sources())}
    assert "流程.群众问题.环节.分类梳理" in clauses["B08"].where
    assert "流程.群众问题.环节.分类梳理.动作.交办.表单.责任领导" in clauses["B12"].where
    assert "情景" not in "".join(clauses["B08"].where)


def test_each_clause_has_the_status_it_deserves(tmp_path: Path) -> None:
    (tmp_path / "工作法.yaml").write_text(METHOD, encoding="utf-8")
    found = {one.id: (one.status, one.where, one.note) for one in trace(tmp_path, Report(), Sources())}
    assert found == {
        "T1": ("carried", ("小办法", "角色.甲组"), ""), "T2": ("interpreted", ("流程.小事.环节.办.动作.办好",), "当面就是当天"),
        "T3": ("later", (), "公示栏"), "T4": ("out-of-reach", (), "只是数字"), "T5": ("missing", (), ""),
    }


def test_the_command_fails_while_a_clause_is_missing(tmp_path: Path) -> None:
    (tmp_path / "工作法.yaml").write_text(METHOD, encoding="utf-8")
    result = CliRunner().invoke(main, ["trace", str(tmp_path), "--lang", "en"])
    assert result.exit_code == 1
    assert "missing: 1" in result.output


def test_the_command_speaks_to_programs() -> None:
    result = CliRunner().invoke(main, ["trace", str(SIX_STEP), "--format", "json"])
    assert result.exit_code == 0
    [first, *_] = json.loads(result.output)["clauses"]
    assert set(first) == {"id", "status", "where", "scenarios", "note"}
    assert first["status"] == "interpreted"


def test_a_folder_without_clauses_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "工作法.yaml").write_text("工作法: tiny\n标题: 小办法\n流程:\n  小事: {发起: {由: 公众, 表单: {什么: {类型: 文字}}}, "
                                       "环节: {办: {转: 完}}, 结局: {完: {}}}\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["trace", str(tmp_path)]).exit_code == 2
