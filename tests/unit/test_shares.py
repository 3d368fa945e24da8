"""Which numbers are parts of a whole: they are reckoned with like any other and shown as percentages."""

from __future__ import annotations

import pytest

from engine.formulas import NUMBER, POINTS, SHARE, Scope, Table, compile_formula, item_of
from engine.problems import Mark, Report

KIND = item_of("科室类别", "一般", "重点")
SCOPE = Scope(names={"满意率": SHARE, "权重": SHARE, "得分": POINTS, "件数": NUMBER, "类别": KIND}, tables={"占比": Table(KIND, SHARE)})


@pytest.mark.parametrize(("text", "share"), [
    ("满意率", True), ("60%", True), ("0.6", False), ("占比(类别)", True),
    ("1 - 满意率", True), ("满意率 + 权重", True), ("满意率 × 权重", True), ("满意率 ÷ 4", True), ("100% - 权重", True),
    ("满意率 × 100", False), ("权重 × 得分", False), ("满意率 ÷ 权重", False), ("件数 ÷ 4", False), ("满意率 + 件数", False),
    ("如果(件数 > 3、满意率、占比(类别))", True), ("如果(件数 > 3、满意率、0)", True), ("如果(件数 > 3、满意率、件数)", False),
    ("如果(件数 > 3、0、满意率)", True), ("最大(满意率、权重)", True), ("最小(件数、满意率)", False),
])
def test_a_share_is_known_by_what_it_is_worked_out_of(text: str, share: bool) -> None:
    report = Report()
    made = compile_formula(text, Mark("x.yaml", 1, 1), SCOPE, NUMBER, report)
    assert not report.problems
    assert made is not None
    assert made.type.share is share
