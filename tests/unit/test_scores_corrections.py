"""What becomes of results when something under them changes: what was signed stays, what must be withdrawn is listed at
once, what a person decided is not asked again, and who moved since changes nothing in periods that are over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.case import Act, Reopen
from engine.scores.receipts import verify_receipt
from engine.service import Refused
from tests.unit.score_street import Scored, scored
from tests.unit.test_scores_street import METHOD, numbers, results, sign_all

VALUES = "沿用: {scored: {}}"


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        yield made


def year(street: Scored) -> tuple[str, ...]:
    """The year's matters, the last one in December; the year closed and signed."""
    street.matters(甲格="满满", 丙格="满")
    street.at("2026-12-20 09:00")
    late = street.matter("甲格")
    street.at("2027-01-02 08:00")
    table = street.service.scores.table("shu", "scored", "年评", "2026")
    street.service.scores.sign("shu", table.id)
    return late, table.id


def state_of(street: Scored, title: str, subject: str = "", key: str = "") -> set[str]:
    return {one.state for one in street.service.scores.proposals("kao", states=("proposed", "signed", "declined", "dropped", "withdrawing", "withdrawn"))
            if one.title == title and subject in (one.subject, "") and key in (one.period_key, "")}


def test_what_was_signed_stays_until_the_new_numbers_are_signed_too(street: Scored) -> None:
    late, period = year(street)
    street.service.act("jia", late, Reopen("没修好"))
    street.service.act("jia", late, Act("不办", {"满意吗": "不满意"}))
    street.at("2027-01-03 08:00")
    street.service.scores.recount()
    assert numbers(street, "年评", "2026") == {"东社区": ("100.0", 0), "西社区": ("100.0", 0)}
    table = street.service.scores.table("shu", "scored", "年评", "2026")
    assert (table.otherwise, table.needs_signing, table.may_sign) == ((), False, False)  # it ended in the new year
    street.rewrite(METHOD, "处置率: {取自: 诉求,", "处置率: {取自: 诉求, 期按: 发起,")
    street.service.tick()
    table = street.service.scores.table("shu", "scored", "年评", "2026")
    assert {line.name: line.score for line in table.lines} == {"东社区": "100.0", "西社区": "100.0"}
    assert (table.otherwise, table.needs_signing, table.may_sign) == ((("东社区", "100.0", "66.7"),), True, True)
    assert [(one.title, one.key) for one in street.service.scores.to_sign("shu")] == [("年评", "2026")]
    assert street.service.scores.trend("shu", "scored", "年评").rows[0].points == (("100.0", 0),)
    receipt = street.service.scores.explain("shu", "scored", "年评", "东社区", "2026").document
    assert verify_receipt(receipt) == []  # the published number is opened by the rules and rows of then
    assert (receipt["score"], receipt["closed"]["recomputed"], receipt["indicators"][0]["num"], receipt["indicators"][0]["den"]) == ("100", 2, 2, 2)
    street.service.scores.sign("shu", period)
    assert street.service.scores.to_sign("shu") == []
    assert numbers(street, "年评", "2026")["东社区"] == ("66.7", 0)
    receipt = street.service.scores.explain("shu", "scored", "年评", "东社区", "2026").document
    assert verify_receipt(receipt) == []
    assert (receipt["indicators"][0]["num"], receipt["indicators"][0]["den"]) == (2, 3)
    with pytest.raises(Refused, match="不用再签"):
        street.service.scores.sign("shu", period)


def test_a_period_left_unsigned_waits_beside_the_ones_after_it(street: Scored) -> None:
    street.matters(甲格="满")
    street.at("2028-01-02 08:00")
    assert [one.key for one in street.service.scores.to_sign("shu")] == ["2026", "2027"]
    assert street.service.scores.to_sign("kao") == []  # who may not sign has none


def test_a_unit_that_moved_since_changes_nothing_in_a_year_that_is_over(street: Scored) -> None:
    late, _ = year(street)
    street.at("2027-01-20 08:00")
    street.rewrite("street.yaml", "{甲格: {种类: 网格}, 乙格: {种类: 网格}}}\n  西社区: {种类: 社区, 下级: {",
                   "{乙格: {种类: 网格}}}\n  西社区: {种类: 社区, 下级: {甲格: {种类: 网格}, ")
    street.service.act("jia", late, Reopen("没修好"))
    street.service.tick()
    line = next(one for one in street.service.scores.explain("kao", "scored", "年评", "东社区", "2026").document["indicators"])
    assert (line["num"], line["den"]) == (2, 2)  # its grid's matters of that year stay with it
    street.matter("甲格")
    assert numbers(street, "年评", "2027")["西社区"] == ("100.0", 0)


def test_declining_a_notice_takes_what_followed_from_it_along(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    street.at("2026-04-10 08:00")
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-05-01 08:00")
    assert state_of(street, "报请处理") == {"proposed"}
    notice = next(one for one in street.service.scores.waiting("kao") if one.title == "通报")
    street.service.scores.decline("kao", notice.period, notice.key, "这个月停电")
    street.service.tick()
    assert state_of(street, "报请处理") == {"dropped"}


def two_months(street: Scored) -> None:
    """Two notices in a row, signed, and what follows from two in a row signed too."""
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    street.at("2026-04-10 08:00")
    street.matters(甲格="满", 乙格="不", 丙格="满")
    street.at("2026-05-01 08:00")
    sign_all(street)
    street.service.tick()
    sign_all(street, "shu")
    assert state_of(street, "报请处理") == {"signed"}


def test_all_that_must_be_withdrawn_is_listed_at_once_what_followed_in_a_row_included(street: Scored) -> None:
    two_months(street)
    street.rewrite("street.yaml", VALUES, "沿用: {scored: {参数: {日常占比: 100%, 满意占比: 0%}}}")
    street.service.tick()
    assert state_of(street, "通报", key="2026-03") == {"withdrawing"}
    assert state_of(street, "通报", key="2026-04") == {"signed"}  # not done is not on time either
    assert state_of(street, "报请处理") == {"withdrawing"}
    assert next(one.cause for one in street.service.messages("shu")) == "结果待撤销"
    notice = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing")
    street.service.scores.decline("kao", notice.period, notice.key, "当时的规则就是这样")
    street.service.tick()
    assert state_of(street, "通报", key="2026-03") == {"signed"}
    assert state_of(street, "报请处理") == {"signed"}  # it follows again


def test_what_was_upheld_is_not_asked_again(street: Scored) -> None:
    two_months(street)
    street.rewrite("street.yaml", VALUES, "沿用: {scored: {参数: {日常占比: 100%, 满意占比: 0%}}}")
    street.service.tick()
    notice = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing")
    street.service.scores.decline("kao", notice.period, notice.key, "当时的规则就是这样")
    street.rewrite("street.yaml", "日常占比: 100%, 满意占比: 0%", "日常占比: 90%, 满意占比: 10%")
    street.service.tick()
    assert state_of(street, "通报", key="2026-03") == {"signed"}


def test_what_was_taken_back_is_not_proposed_again(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    notice = next(one for one in street.service.scores.proposals("kao", states=("signed",)) if one.title == "通报")
    street.service.scores.decline("kao", notice.period, notice.key, "申辩成立")
    street.rewrite("street.yaml", VALUES, "沿用: {scored: {参数: {日常占比: 50%, 满意占比: 50%}}}")
    street.service.tick()
    assert numbers(street, "月评", "2026-03")["乙格"] == ("50.00", 3)
    assert state_of(street, "通报") == {"withdrawn"}


def test_an_evaluation_begins_with_the_period_in_which_the_method_got_it(street: Scored) -> None:
    street.order("东社区")
    street.at("2026-04-20 08:00")
    street.rewrite(METHOD, "  年评:\n", "  季评:\n    对象: 社区\n    周期: 每月\n    指标: {办结数: {取自: 诉求, 计数: 是}}\n"
                                      "    得分: 办结数\n    排名: {同组: 全部, 并列: 同名次}\n    结果: {倒数: {若: 倒数名次 ≤ 1, 签: 考核办}}\n  年评:\n")
    street.at("2026-05-02 08:00")
    assert {one.period_key for one in street.service.scores.proposals("kao") if one.title == "倒数"} == {"2026-04"}


def test_a_late_close_comes_to_the_same_and_says_when_it_was_done(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.now = street.now.replace(month=4, day=20)  # nobody was there at midnight
    street.service.hand_over("admin", "bao2", "bao1", "调走")
    street.service.tick()
    table = street.service.scores.table("kao", "scored", "月评")
    assert (table.key, table.at) == ("2026-03", street.now)
    assert ("通报", "包保二", "乙格", "proposed") in results(street)  # who answered for it when the month ended
