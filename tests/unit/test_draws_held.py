"""Draws in a case: the list first, then the seed, then whoever it falls on; anybody can check it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.draws import check_record
from engine.service import Refused, draws
from tests.ballot_street import Hall, hall

DRAW = """
抽:
  由: 主持人
  回避: [{{字段: 经办}}]
  抽取:
    从: 党员
    数: {count}
    {strata}
    备选: 候补
    种子: 各方当场报数
    记入: 评理团
  转: 办
办:
  由: 主持人
  表单: {{记录: 文字}}
  动作: {{办好: {{转: 投票}}, 重抽: {{回: 抽}}}}
投票:
  测评:
    请: [{{谁: {{字段: 评理团}}}}]
    问: {{结果: {{选: 裁断}}}}
    收: 时长
    得出: {{有理: 占比(结果 是 有理)}}
  转: 完
"""
SEED = (("申请人", "17"), ("对方", "４"))


def began(folder: Path, count: str = "抽几个", strata: str = "", members: int = 6) -> tuple[Hall, str]:
    """A case that has come to its draw."""
    made = hall(folder, DRAW.format(count=count, strata=strata).replace("    \n", ""), members=members)
    return made, made.open()


def drawn(made: Hall, case: str) -> list[str]:
    """Those in the field now."""
    return made.case(case).data["评理团"]


def test_the_list_is_fixed_and_hashed_before_the_seed_is_named(tmp_path: Path) -> None:
    made, case = began(tmp_path)
    with pytest.raises(Refused, match="要先定名单"):
        draws.name_seed(made.service, "zhu", case, SEED)
    with pytest.raises(Refused, match="主持的是主持人"):
        draws.freeze(made.service, "m00", case)
    for exclude, words in (({"m01": " "}, "为什么"), ({"xi": "亲戚"}, "名单里没有"), (dict.fromkeys((f"m{n:02}" for n in range(5)), "亲戚"), "不够抽2个")):
        with pytest.raises(Refused, match=words):
            draws.freeze(made.service, "zhu", case, exclude=exclude)
    draws.freeze(made.service, "zhu", case)
    first = draws.draw_page(made.service, "zhu", case)
    draws.freeze(made.service, "zhu", case, exclude={"m01": "是申请人的弟弟"})
    page = draws.draw_page(made.service, "zhu", case)
    assert page.hash != first.hash
    assert page.excluded == (("党员1", "是申请人的弟弟"),)
    assert {name for _, _, name in page.entries} == {f"党员{n}" for n in (0, 2, 3, 4, 5)}
    assert page.record == ""
    for wrong in ((), (("申请人", ""),), (("", "3"),), (("申请人", "x" * 200),)):
        with pytest.raises(Refused, match="谁报的"):
            draws.name_seed(made.service, "zhu", case, wrong)
    draws.name_seed(made.service, "zhu", case, SEED)
    assert made.case(case).step == "办"
    assert len(drawn(made, case)) == 2
    assert "m01" not in drawn(made, case)


def test_once_the_seed_is_named_the_list_stands(tmp_path: Path) -> None:
    made, case = began(tmp_path)
    draws.freeze(made.service, "zhu", case)
    draws.name_seed(made.service, "zhu", case, SEED)
    with pytest.raises(Refused, match="不在"):
        draws.freeze(made.service, "zhu", case)


def test_a_new_draw_names_the_one_it_annuls(tmp_path: Path) -> None:
    from engine.case import Act

    made, case = began(tmp_path)
    draws.freeze(made.service, "zhu", case)
    before = draws.draw_page(made.service, "zhu", case).hash
    draws.name_seed(made.service, "zhu", case, SEED)
    made.service.do("zhu", case, Act("重抽", {"记录": "有人不能来"}))
    with pytest.raises(Refused, match="要先定名单"):
        draws.name_seed(made.service, "zhu", case, SEED)
    draws.freeze(made.service, "zhu", case)
    assert draws.draw_page(made.service, "zhu", case).annuls == before


def test_anybody_can_check_the_record_without_knowing_a_name(tmp_path: Path) -> None:
    made, case = began(tmp_path)
    draws.freeze(made.service, "zhu", case, exclude={"m01": "是申请人的弟弟"})
    draws.name_seed(made.service, "zhu", case, SEED)
    page = draws.draw_page(made.service, "zhu", case, "抽")
    public = draws.public_draw(made.service, page.hash[:12])
    assert public.hash == page.hash
    assert public.excluded == (("党＊＊", ""),)
    assert {name for _, _, name in public.entries} == {"党＊＊"}
    assert "党员" not in public.record
    for text in (page.record, public.record):
        assert check_record(json.loads(text)) == []
    assert check_record({**json.loads(public.record), "seed": [["申请人", "18"]]})
    for wrong in ("", "abc", "zz" * 8, "0" * 64):
        with pytest.raises(Refused, match="没有这份"):
            draws.public_draw(made.service, wrong)


def test_the_next_who_stands_by_steps_in_and_the_struck_name_stays(tmp_path: Path) -> None:
    made, case = began(tmp_path)
    draws.freeze(made.service, "zhu", case)
    draws.name_seed(made.service, "zhu", case, SEED)
    out, stays = drawn(made, case)
    for person, reason, words in ((out, " ", "理由"), ("zhu", "病了", "没有这一位")):
        with pytest.raises(Refused, match=words):
            draws.substitute(made.service, "zhu", case, person, reason)
    with pytest.raises(Refused, match="只有主持抽取的"):
        draws.substitute(made.service, "m00", case, out, "病了")
    draws.substitute(made.service, "zhu", case, out, "住院")
    page = draws.draw_page(made.service, "zhu", case)
    assert (page.struck[0].name, page.struck[0].reason) == (made.service.directory().call(out), "住院")
    assert page.struck[0].instead == page.standing_by[0][1]
    assert drawn(made, case)[1] == stays
    with pytest.raises(Refused, match="备选的人已经用完"):
        draws.substitute(made.service, "zhu", case, stays, "出差")
    from engine.case import Act

    made.service.do("zhu", case, Act("办好", {"记录": "开过会"}))
    assert {seat.person for seat in made.case(case).seats.values()} == set(drawn(made, case))
    with pytest.raises(Refused, match="请他们投票"):
        draws.substitute(made.service, "zhu", case, stays, "出差")


def test_how_many_are_drawn_is_said_before_the_seed(tmp_path: Path) -> None:
    made, case = began(tmp_path, count="{不少于: 最少, 不多于: 最多人}")
    for count in (0, 1, 5):
        with pytest.raises(Refused, match="2 到 4"):
            draws.freeze(made.service, "zhu", case, count)
    draws.freeze(made.service, "zhu", case, 3)
    draws.name_seed(made.service, "zhu", case, SEED)
    assert len(drawn(made, case)) == 3


def test_strata_give_in_proportion_to_what_is_known_of_people(tmp_path: Path) -> None:
    made, case = began(tmp_path, count="最多人", strata="分层: 来源", members=9)
    draws.freeze(made.service, "zhu", case)
    page = draws.draw_page(made.service, "zhu", case)
    assert dict(page.quotas) == {"专业人才": 2, "居民": 2}
    draws.name_seed(made.service, "zhu", case, SEED)
    facts = [made.service.directory().fact(one, "来源") for one in drawn(made, case)]
    assert sorted(facts) == ["专业人才", "专业人才", "居民", "居民"]


INSPECT = """
抽:
  由: 主持人
  抽取: {从: 测评, 数: 抽几个, 种子: 检查人当场报数, 记入: 抽到的}
  转: 看
看:
  由: 主持人
  表单: {记录: 文字}
  动作: {看完: {转: 完}}
"""


def test_open_cases_can_be_drawn_for_inspection(tmp_path: Path) -> None:
    made = hall(tmp_path, INSPECT)
    cases = [made.open() for _ in range(4)]
    draws.freeze(made.service, "zhu", cases[0])
    page = draws.draw_page(made.service, "zhu", cases[0])
    assert {name for _, _, name in page.entries} == {made.case(one).number for one in cases}
    draws.name_seed(made.service, "zhu", cases[0], (("检查人", "9"),))
    assert len(set(made.case(cases[0]).data["抽到的"]) & set(cases)) == 2


def test_lots_fall_on_holders_elsewhere_where_nobody_here_or_above_holds_the_role(tmp_path: Path) -> None:
    made = hall(tmp_path, DRAW.format(count="抽几个", strata="").replace("从: 党员", "从: 代表").replace("数: 抽几个", "数: 候补").replace("备选: 候补", ""),
                representatives=0)
    case = made.open()
    draws.freeze(made.service, "zhu", case)
    assert {name for _, _, name in draws.draw_page(made.service, "zhu", case).entries} == {"西子"}
