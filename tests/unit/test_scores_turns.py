"""Scores through what happens to matters, people and the calendar: merged and taken out again, excused, gone, a week over New Year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.case import Act, Anytime, Reopen, Unmerge
from tests.unit.score_street import Scored, scored
from tests.unit.test_scores_street import METHOD, numbers

MERGING = "    随时: {并单: {作用: 并单, 由: 网格员, 在: [办理]}}\n    环节:\n      办理:\n        由: 网格员\n"
OWED = "义务:\n  接一单: {谁: 干事, 周期: 每月, 凭: {流程: 接单, 谁: 谁办}, 不能到: {可: [免], 批准: 考核办}}\n评价:\n"
DUTIES = "  履职评:\n    对象: 干事\n    周期: 每月\n    指标: {履职率: {取自: 接一单, 只取: 履行情况 不是 免, 比率: {分子: 履行情况 是 履行}}}\n" \
         "    得分: 履职率 × 100\n  红旗榜:\n"


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        yield made


def test_a_merged_matter_counts_with_its_main_one_and_by_itself_once_it_is_taken_out(street: Scored) -> None:
    street.rewrite(METHOD, "    环节:\n      办理:\n        由: 网格员\n", MERGING)
    main, other = street.matter("甲格", action=""), street.matter("甲格", action="")
    number = street.service.store.load(main)[0].number  # type: ignore[index]
    street.service.act("jia", other, Anytime("并单", to=(number,), reason="同一盏灯"))
    street.service.act("jia", main, Act("办结", {"满意吗": "满意"}))
    receipt = street.service.scores.explain("kao", "scored", "月评", "甲格", "2026-03").document
    assert [(one["num"], one["den"]) for one in receipt["indicators"]] == [(1, 1), (1, 1)]
    street.at("2026-04-01 08:00")
    street.service.act("jia", main, Reopen("又坏了"))
    street.service.act("jia", other, Unmerge("不是一盏灯"))
    street.service.act("jia", other, Act("不办", {"满意吗": "不满意"}))
    street.service.act("jia", main, Act("办结", {"满意吗": "满意"}))
    street.service.tick()
    receipt = street.service.scores.explain("kao", "scored", "月评", "甲格", "2026-04").document
    assert [(one["num"], one["den"]) for one in receipt["indicators"]] == [(1, 2), (1, 2)]
    assert numbers(street, "月评", "2026-03")["甲格"] == ("", 0)


def test_a_week_over_new_year_is_one_and_closes_with_its_sunday(street: Scored) -> None:
    street.at("2026-12-29 09:00")
    street.order("东社区")
    street.at("2027-01-02 09:00")
    street.order("东社区")
    assert numbers(street, "红旗榜", "2026-W53")["东干事"] == ("4", 1)
    street.at("2027-01-03 23:00")
    assert not street.service.scores.table("kao", "scored", "红旗榜", "2026-W53").id
    street.at("2027-01-04 08:00")
    table = street.service.scores.table("kao", "scored", "红旗榜")
    assert (table.key, bool(table.id), table.after) == ("2026-W53", True, "2027-W01")


def test_who_leaves_in_the_middle_of_a_month_keeps_what_was_done_in_it(street: Scored) -> None:
    street.rewrite(METHOD, "    周期: 每周\n", "    周期: 每月\n")
    street.order("东社区")
    street.at("2026-03-16 09:00")
    street.service.hand_over("admin", "dong", "xi", "调走")
    street.service.act("xi", street.service.open("xi", "scored", "接单", "东社区", {"内容": "买菜"}).case, Act("完成", {}))
    street.at("2026-04-02 09:00")
    assert numbers(street, "红旗榜", "2026-03") == {"东干事": ("2", 1), "西干事": ("2", 1)}
    street.at("2026-05-02 09:00")
    assert set(numbers(street, "红旗榜", "2026-04")) == {"西干事"}


def test_what_was_excused_is_neither_done_nor_missed(street: Scored) -> None:
    street.rewrite(METHOD, "由: 干事, 表单: {内容: {类型: 文字}}", "由: 干事, 表单: {内容: {类型: 文字}, 谁办: {选人: 人员}}")
    street.rewrite(METHOD, "评价:\n", OWED)
    street.rewrite(METHOD, "  红旗榜:\n", DUTIES)
    street.at("2026-04-02 09:00")
    case = street.service.open("xi", "scored", "接单", "西社区", {"内容": "买菜", "谁办": "xi"}).case
    street.service.act("xi", case, Act("完成", {}))
    (owed,) = street.service.duties.mine("dong", date(2026, 4, 1), date(2026, 4, 30))
    street.service.duties.excuse("dong", owed.id, "去培训")
    street.service.duties.answer("kao", owed.id, agree=True)
    street.at("2026-06-02 09:00")
    assert numbers(street, "履职评", "2026-04") == {"西干事": ("100.00", 0), "东干事": ("", 0)}
    assert numbers(street, "履职评", "2026-05") == {"西干事": ("0.00", 0), "东干事": ("0.00", 0)}


def test_a_stand_in_is_told_apart_from_whoever_owed_it(street: Scored) -> None:
    street.rewrite(METHOD, "由: 干事, 表单: {内容: {类型: 文字}}", "由: 干事, 表单: {内容: {类型: 文字}, 谁办: {选人: 人员}}")
    street.rewrite(METHOD, "评价:\n", OWED.replace("[免]", "[代替]"))
    street.rewrite(METHOD, "  红旗榜:\n", DUTIES.replace("履行情况 是 履行", "履行情况 是 代替"))
    street.at("2026-04-02 09:00")
    (owed,) = street.service.duties.mine("dong", date(2026, 4, 1), date(2026, 4, 30))
    street.service.duties.substitute("dong", owed.id, "xi", "去培训")
    street.service.duties.answer("kao", owed.id, agree=True)
    for what in ("买菜", "修灯"):
        case = street.service.open("xi", "scored", "接单", "西社区", {"内容": what, "谁办": "xi"}).case
        street.service.act("xi", case, Act("完成", {}))
    street.at("2026-05-02 09:00")
    assert numbers(street, "履职评", "2026-04") == {"东干事": ("100.00", 0), "西干事": ("0.00", 0)}
