"""What holds is what was signed: boards, and scores built on other scores, go by it until somebody signs otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.case import Act, Answer, Reopen
from engine.scores.receipts import verify_receipt
from engine.store import history
from tests.unit.score_street import Scored, scored
from tests.unit.test_scores_street import METHOD, numbers, sign_all

VALUES = "沿用: {scored: {}}"
YEARLY = """  格年评:
    对象: 网格
    周期: 每年
    得分: 月评平均
    小数: 2
公示栏:
"""


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        yield made


def shown(street: Scored, board: str) -> list[list[dict[str, str]]]:
    """What every issue of a board says, newest first."""
    return [[dict(line.cells) for line in street.service.issue("shu", one.id).lines] for one in street.service.issues("shu", board=board)]


def sign_month(street: Scored, key: str) -> None:
    street.service.scores.sign("kao", street.service.scores.table("kao", "scored", "月评", key).id)


def built(street: Scored, *, missing: str = "不评") -> None:
    """The months signed, and a year built on them."""
    street.rewrite(METHOD, "公示栏:\n", YEARLY)
    street.rewrite(METHOD, "    周期: 每月\n", f"    周期: 每月\n    签: 考核办\n    缺分: {missing}\n")


def test_a_line_shows_what_was_signed_until_its_withdrawal_is_signed(street: Scored) -> None:
    street.matters(甲格="满", 乙格="不")
    street.at("2026-04-01 08:00")
    sign_all(street)
    flag = {"期": "2026年3月", "网格": "甲格", "称号": "流动红旗", "得分": "100.00"}
    assert shown(street, "荣誉墙") == [[flag]]
    street.rewrite(METHOD, "分子: 按期 且 计为 = 办结", "分子: 计为 = 未办结")
    street.rewrite(METHOD, "分子: 满意吗 ≥ 基本满意", "分子: 满意吗 = 不满意")
    street.service.tick()
    assert numbers(street, "月评", "2026-03")["甲格"] == ("0.00", 2)
    assert shown(street, "荣誉墙") == [[flag]]
    waits = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing" and one.title == "流动红旗")
    street.service.scores.sign("kao", waits.period, waits.key)
    assert shown(street, "荣誉墙")[0] == [{**flag, "称号": "撤销：流动红旗"}]


def test_a_line_that_was_upheld_shows_what_was_signed(street: Scored) -> None:
    street.matters(甲格="满", 乙格="不")
    street.at("2026-04-01 08:00")
    sign_all(street)
    street.rewrite(METHOD, "分子: 按期 且 计为 = 办结", "分子: 计为 = 未办结")
    street.rewrite(METHOD, "分子: 满意吗 ≥ 基本满意", "分子: 满意吗 = 不满意")
    street.service.tick()
    waits = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing" and one.title == "流动红旗")
    street.service.scores.decline("kao", waits.period, waits.key, "当时的规则就是这样")
    street.rewrite("street.yaml", VALUES, "沿用: {scored: {参数: {日常占比: 70%, 满意占比: 30%}}}")
    street.service.tick()
    assert [one[0]["得分"] for one in shown(street, "荣誉墙")] == ["100.00"]


def test_a_year_is_built_on_the_months_as_they_were_signed(street: Scored) -> None:
    built(street)
    street.matters(甲格="满坏", 乙格="满")
    street.at("2026-04-01 08:00")
    sign_month(street, "2026-03")
    assert numbers(street, "格年评", "2026")["甲格"] == ("80.00", 0)
    street.rewrite("street.yaml", VALUES, "沿用: {scored: {参数: {日常占比: 100%, 满意占比: 0%}}}")
    street.service.tick()
    assert street.service.scores.table("kao", "scored", "月评", "2026-03").otherwise == (("甲格", "80.00（2）", "100.00（1）"),)
    assert numbers(street, "格年评", "2026")["甲格"] == ("80.00", 0)
    receipt = street.service.scores.explain("kao", "scored", "格年评", "甲格", "2026").document
    assert verify_receipt(receipt) == []
    assert [one["score"] for one in receipt["built_on"][0]["receipts"]] == ["80"]
    sign_month(street, "2026-03")
    assert numbers(street, "格年评", "2026")["甲格"] == ("100.00", 0)


def test_a_year_is_closed_once_its_months_are_signed_and_worked_out_again_when_one_is_signed_anew(street: Scored) -> None:
    built(street)
    street.matters(甲格="满坏", 乙格="满")
    street.at("2026-11-30 08:00")
    months = [f"2026-{month:02}" for month in range(3, 13)]
    for key in months[:-2]:
        sign_month(street, key)
    street.at("2027-01-05 08:00")
    assert not street.service.scores.table("kao", "scored", "格年评", "2026").id  # two months wait to be signed
    for key in months[-2:]:
        sign_month(street, key)
    street.service.tick()
    assert street.service.scores.table("kao", "scored", "格年评", "2026").id
    assert numbers(street, "格年评", "2026")["甲格"] == ("80.00", 0)
    street.rewrite("street.yaml", VALUES, "沿用: {scored: {参数: {日常占比: 100%, 满意占比: 0%}}}")
    street.service.tick()
    assert numbers(street, "格年评", "2026")["甲格"] == ("80.00", 0)
    sign_month(street, "2026-03")
    street.service.tick()
    assert numbers(street, "格年评", "2026")["甲格"] == ("100.00", 0)
    (revision,) = street.service.scores.table("kao", "scored", "格年评", "2026").revisions
    assert (revision.because, revision.changes) == ("月评（2026年3月）", (("甲格", "80.00", "100.00"),))


def test_months_that_have_not_begun_count_as_nothing_in_a_running_year(street: Scored) -> None:
    built(street, missing="按0分")
    street.matters(甲格="满")
    street.at("2026-06-10 08:00")
    for key in ("2026-03", "2026-04", "2026-05"):
        sign_month(street, key)
    assert numbers(street, "格年评", "2026")["甲格"] == ("33.33", 0)  # March, and two months without a matter; not the nine others


def test_a_month_that_lost_a_matter_says_it_is_in_hand_again_and_what_the_score_was(street: Scored) -> None:
    street.rewrite(METHOD, "{取自: 诉求, 比率: {分子: 按期 且 计为 = 办结}, 性质: 定量}", "{取自: 诉求, 期按: 发起, 只取: 有填(满意吗), "
                   "比率: {分子: 按期 且 计为 = 办结}, 性质: 定量}")
    street.rewrite(METHOD, "{取自: 诉求, 只取: 有填(满意吗),", "{取自: 诉求, 期按: 发起, 只取: 有填(满意吗),")
    street.matters(甲格="满")
    case = street.matter("乙格", mark="不满意")
    street.at("2026-04-01 08:00")
    assert numbers(street, "月评", "2026-03")["乙格"] == ("60.00", 2)
    street.service.act("yi", case, Reopen("群众又找来了"))
    street.service.tick()
    line = next(one for one in street.service.scores.table("kao", "scored", "月评", "2026-03").lines if one.name == "乙格")
    assert line.why is not None
    assert (line.score, line.why.zh) == ("", "有1件又开了，办结以后再计；原来是60.00（2）")
    street.service.act("yi", case, Act("办结", {"满意吗": "满意"}))
    street.service.tick()
    table = street.service.scores.table("kao", "scored", "月评", "2026-03")
    line = next(one for one in table.lines if one.name == "乙格")
    assert (line.score, line.why) == ("100.00", None)
    assert [one.changes for one in table.revisions] == [(("乙格", "60.00（2）", "—"),), (("乙格", "—", "100.00（1）"),)]


def test_a_board_of_the_last_period_shows_the_last_signed_one_while_it_waits(street: Scored) -> None:
    built(street)
    street.rewrite(METHOD, "公示栏:\n", "公示栏:\n  月榜: {给谁看: 公众, 何时: 每月2日, 截至: 上期末, 取自: 月评, 列: [期, 对象, 得分]}\n")
    street.matters(甲格="满")
    street.at("2026-04-01 08:00")
    sign_month(street, "2026-03")
    street.at("2026-04-10 08:00")
    street.matters(甲格="坏")
    street.at("2026-05-10 08:00")  # drawn up before the holiday, while April still runs
    first, second = (street.service.issue("shu", one.id) for one in reversed(street.service.issues("shu", board="月榜")))
    assert (first.sheet, first.period.zh, first.lines[0].cells["期"]) == ("", "2026年3月", "2026年3月")
    assert (second.sheet, second.period.zh) == ("2026年4月还没有签定，登的是2026年3月的", "2026年4月")
    assert dict(second.lines[0].cells) == dict(first.lines[0].cells)




def test_a_ballot_that_is_called_as_indicators_are_keeps_its_counts(street: Scored) -> None:
    street.rewrite(METHOD, "动作: {完成: {转: 已完成}}\n", "动作: {完成: {转: 指标}}\n      指标:\n        测评: {请: [{谁: 干事}], "
                   "问: {好不好: {选: 满意度}}, 收: 申辩时间, 成立: {人数: 1}, 得出: {好评: 占比(好不好 ≥ 基本满意)}}\n        转: 已完成\n")
    case = street.order("东社区")
    street.service.act("dong", case, Answer({"好不好": "满意"}))
    street.at("2026-03-10 09:00")
    assert history.counted(street.service.store, "scored/接单/测评/指标/好评") == (1, 1, 1)
