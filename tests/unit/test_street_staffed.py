"""Who must be there before a street runs: posts may be filled by an import, and sentences that count people are held against them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.errors import BihuanError
from engine.service import open_service
from engine.street.counts import shortfalls

METHOD = """
工作法: repair
标题: 报修
单位: {社区: {上级: 街道}}
角色:
  网格员: {设在: 社区}
  组长: {设在: 街道}
流程:
  报修:
    归属: 社区
    发起: {由: 公众, 表单: {问题: 长文字}}
    环节:
      派: {由: 组长, 动作: {派好: {转: 修}}}
      修: {由: 网格员, 动作: {修好: {转: 好}}}
    结局: {好: {计为: 办结}}
核对:
  - {须: 人数(网格员) ≥ 人数(组长), 不符: 拒绝, 说明: 干活的要比管的多。}
"""
STREET = """街道: 小街
代号: small
沿用: {repair: {}}
单位: {东社区: {种类: 社区}}
人员:
  guan: {姓名: 管小街, 管理员: 是}
"""
IN = "账号,姓名,角色,单位\n"


def street(folder: Path, more: str = "") -> Path:
    (folder / "methods" / "repair").mkdir(parents=True)
    (folder / "methods" / "repair" / "工作法.yaml").write_text(METHOD, encoding="utf-8")
    (folder / "street.yaml").write_text(STREET + more, encoding="utf-8")
    return folder


def bring_in(folder: Path, rows: str) -> str:
    """Take people in on the command line."""
    file = folder / "人员.csv"
    file.write_text(IN + rows, encoding="utf-8-sig")
    done = CliRunner().invoke(main, ["import", "people", str(file), "--street", str(folder), "--as", "管小街"])
    assert done.exit_code == 0, done.output
    return done.output


def checked(folder: Path) -> str:
    return CliRunner().invoke(main, ["check", str(folder)]).output


def test_a_street_whose_people_were_imported_starts(tmp_path: Path) -> None:
    street(tmp_path)
    with pytest.raises(BihuanError, match="没有人担任「组长」"):
        open_service(tmp_path)
    assert "导入了2行" in bring_in(tmp_path, "wang,王芳,网格员,东社区\nli,李强,组长,小街\n")
    service = open_service(tmp_path)
    assert service.directory().everywhere("网格员") == ("wang",)
    service.store.close()
    assert "role-vacant" not in checked(tmp_path)


def test_somebody_who_was_imported_and_left_leaves_the_post_empty(tmp_path: Path) -> None:
    street(tmp_path)
    bring_in(tmp_path, "wang,王芳,网格员,东社区\nli,李强,组长,小街\n")
    service = open_service(tmp_path)
    service.hand_over("guan", "li", "guan", "调走了")
    service.store.close()
    assert "role-vacant" not in checked(tmp_path)
    service = open_service(tmp_path)
    service.hand_over("guan", "wang", "guan", "也调走了")
    assert service.directory().everywhere("网格员") == ("guan",)
    service.store.close()


def test_a_sentence_that_counts_people_is_held_against_the_street(tmp_path: Path) -> None:
    people = "  wang: {姓名: 王芳, 任职: {网格员: 东社区}}\n  li: {姓名: 李强, 任职: {组长: 小街}}\n"
    street(tmp_path, people + "  zhao: {姓名: 赵敏, 任职: {组长: 小街}}\n")
    told = checked(tmp_path)
    assert "现在的人数不满足「人数(网格员) ≥ 人数(组长)」。干活的要比管的多。" in told
    assert "[count]" in told
    (tmp_path / "street.yaml").write_text(STREET + people, encoding="utf-8")
    assert "[count]" not in checked(tmp_path)
    service = open_service(tmp_path)
    assert not list(shortfalls(service.street.methods["repair"], service.directory()))
    service.store.close()
