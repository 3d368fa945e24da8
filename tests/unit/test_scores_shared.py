"""Rows credited to the first that is filled, rows told apart by how they came, and means over a group: on a running street."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.case import Act
from engine.scores.receipts import fingerprint, verify_receipt
from tests.unit.score_street import WHO, Scored, scored

METHOD = "methods/scored/工作法.yaml"


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        made.rewrite(METHOD, "清单:\n", "清单:\n  来源: {项: [热线, 走访], 由谁定: 街道}\n")
        made.rewrite(METHOD, "    发起: {由: 网格员, 表单: {内容: {类型: 文字}}}",
                     "    发起: {由: 网格员, 渠道: 来源, 表单: {内容: {类型: 文字}, 转交: {选单位: [网格], 选填: 是}}}")
        made.rewrite(METHOD, "      按期率: {取自: 诉求, 比率:", "      热线件: {取自: 诉求, 归于: [转交, 归属单位], 只取: 渠道 是 热线, 计数: 是}\n"
                     "      按期率: {取自: 诉求, 归于: [转交, 归属单位], 比率:")
        made.rewrite(METHOD, "    构成:\n      日常:", "    算式: {同社区平均: {式: 按期率, 同组平均: 社区}}\n    构成:\n      日常:")
        yield made


def _matter(street: Scored, unit: str, to: str = "", channel: str = "", action: str = "办结") -> None:
    values = {"内容": "路灯不亮", **({"转交": to} if to else {})}
    case = street.service.open(WHO[unit], "scored", "诉求", unit, values, channel=channel).case
    street.service.act(WHO[unit], case, Act(action, {"满意吗": "满意"}))


def _numbers(street: Scored, name: str) -> dict[str, str]:
    lines = street.service.scores.drawn("scored", "月评", "2026-03").lines
    return {line.name: one.shown for line in lines for one in line.numbers if one.name == name}


def test_a_row_counts_for_the_first_that_is_filled(street: Scored) -> None:
    _matter(street, "甲格", to="丙格")
    _matter(street, "甲格", action="不办")
    assert _numbers(street, "按期率") == {"甲格": "0%", "乙格": "", "丙格": "100%"}


def test_rows_are_told_apart_by_the_channel_a_case_came_by(street: Scored) -> None:
    _matter(street, "甲格", channel="热线")
    _matter(street, "甲格", channel="走访")
    _matter(street, "甲格", to="乙格", channel="热线")
    _matter(street, "乙格")
    assert _numbers(street, "热线件") == {"甲格": "1", "乙格": "1", "丙格": "0"}


def test_a_mean_is_taken_over_those_of_the_group_that_have_the_number(street: Scored) -> None:
    _matter(street, "甲格")
    _matter(street, "乙格")
    _matter(street, "乙格", action="不办")
    assert _numbers(street, "同社区平均") == {"甲格": "75%", "乙格": "75%", "丙格": ""}


def test_the_receipt_of_a_mean_lists_the_group_and_does_not_come_out_when_changed(street: Scored) -> None:
    _matter(street, "甲格")
    _matter(street, "乙格", action="不办")
    document = json.loads(json.dumps(street.service.scores.explain("admin", "scored", "月评", "甲格", "2026-03").document))
    mean = next(one for one in document["derived"] if one["name"] == "同社区平均")
    assert mean["mean_of"] == {"甲格": "1", "乙格": "0"}
    assert (mean["value"], verify_receipt(document)) == ("1/2", [])
    mean["mean_of"]["乙格"] = "1"
    document["sha256"] = fingerprint(document)
    assert verify_receipt(document)


YEAR = "    算式:\n      月均: {式: 如果(排不排名 是 排、月评平均、0)}\n      每户: {式: 如果(有填(户数)、户数、1)}\n    得分: 处置率 × 100 × 每户\n    小数: 1"


@pytest.mark.parametrize("missing", ["不评", "按0分"])
def test_a_receipt_comes_out_again_over_choices_empty_facts_and_scores_that_are_missing(street: Scored, missing: str) -> None:
    street.rewrite(METHOD, "    得分: 处置率 × 100\n    小数: 1", f"{YEAR}\n    缺分: {missing}")
    _matter(street, "甲格")
    document = json.loads(json.dumps(street.service.scores.explain("admin", "scored", "年评", "东社区", "2026").document))
    worked = {one["name"]: one["value"] for one in document["derived"]}
    assert worked == {"月均": None if missing == "不评" else "0", "每户": "1"}  # a fact nobody filled in is no number that is missing
    assert (document["score"], verify_receipt(document)) == ("100", [])
    document["read"]["户数"]["value"] = "2"
    document["sha256"] = fingerprint(document)
    assert verify_receipt(document)
