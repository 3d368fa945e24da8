"""What the commands of registers print for programs, for the page that documents them.

In: a folder and whoever keeps outputs.  Out: outputs kept by command.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def keep_registers(home: Path, keep: Any) -> None:
    """A row written, changed and taken out of use."""
    method = home / "methods" / "homes"
    method.mkdir(parents=True)
    (method / "工作法.yaml").write_text(
        "工作法: homes\n标题: 住户\n单位: {社区: {}}\n角色: {联络员: {设在: 社区, 包片: 社区, 表单: {特长: 文字}}}\n名册:\n"
        "  住户: {归属: 社区, 由: 联络员, 联系人: 联络员, 表单: {门牌: 文字, 人口: 整数}}\n", encoding="utf-8")
    (home / "street.yaml").write_text("街道: 小街\n沿用: {homes: {}}\n单位: {东社区: {种类: 社区}}\n"
                                      "人员: {zhang: {姓名: 张明, 管理员: 是, 任职: {联络员: 东社区}}}\n", encoding="utf-8")
    here = ("--street", str(home), "--as", "张明")
    row = keep("register add", "住户", "--set", "门牌=一号楼101", "--set", "人口=3", "--link", "张明", *here, street=False)["id"]
    keep("register list", "住户", *here, street=False)
    keep("register set", row, "--set", "人口=4", "--reason", "添丁", *here, street=False)
    keep("register close", row, "--reason", "搬走", *here, street=False)
    keep("facts", "张明", "--set", "特长=法律", *here, street=False)
    keep("covers", "张明", "联络员", "东社区", *here, street=False)
