"""Open ballots: groups, what is judged, questions from a list, ties, abstentions and panels."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case import Answer
from engine.case.ballot_commands import CloseBallot, Settle
from engine.contributions import contributions
from engine.service import Refused
from engine.service.ballots import ballot_page
from tests.ballot_street import Hall, hall

VOTE = """
投票:
  由: 主持人
  测评:
    请: [{{谁: 党员}}, {{谁: 代表}}]
    问: {{结果: {{选: 裁断}}}}
    署名: 不公开
    收: 时长
    成立: {{人数: 最少}}
    平票: {tie}
    弃权: {abstain}
    得出: {{裁定: 最多(结果), 有理占比: 占比(结果 是 有理), 党员票: 票数(结果 是 有理、党员)}}
  分流:
    - {{若: 成立 且 裁定 是 有理, 转: 完}}
    - {{若: 成立 且 裁定 ≠ 有理, 转: 未成}}
    - {{若: 非 成立, 转: 未成}}
"""


def vote(folder: Path, *votes: str, tie: str = "不成立", abstain: str = "不计") -> tuple[Hall, str]:
    """A vote of as many party members, counted."""
    made = hall(folder, VOTE.format(tie=tie, abstain=abstain), members=len(votes), representatives=1)
    case = made.open()
    cast(made, case, *votes)
    return made, case


def cast(made: Hall, case: str, *votes: str) -> None:
    """Each party member's vote, then the count."""
    for n, one in enumerate(votes):
        made.service.do(f"m{n:02}", case, Answer({"结果": one}))
    made.service.do("zhu", case, CloseBallot())


def test_what_most_chose_wins_and_a_group_has_its_own_counts(tmp_path: Path) -> None:
    made, case = vote(tmp_path, "有理", "有理", "无理")
    tally = made.case(case).tallies["投票"]
    assert tally.results == {"裁定": {"item": "有理"}, "有理占比": "2/3", "党员票": "2"}
    assert tally.groups == {"党员": {"invited": 3, "answered": 3}, "代表": {"invited": 1, "answered": 0}}
    assert made.case(case).outcome == "完"


@pytest.mark.parametrize(("abstain", "share"), [("不计", "2/3"), ("计入总数", "1/2"), ("弃权算法", "1/2")])
def test_an_abstention_belongs_to_the_total_only_where_the_method_says_so(tmp_path: Path, abstain: str, share: str) -> None:
    made, case = vote(tmp_path, "有理", "有理", "无理", "弃权", abstain=abstain)
    assert made.case(case).tallies["投票"].results["有理占比"] == share


def test_a_tie_without_a_way_out_gives_no_result(tmp_path: Path) -> None:
    made, case = vote(tmp_path, "有理", "无理")
    tally = made.case(case).tallies["投票"]
    assert not tally.quorate
    assert tally.results == {}
    assert made.case(case).outcome == "未成"


def test_a_tie_goes_to_the_item_the_method_names(tmp_path: Path) -> None:
    made, case = vote(tmp_path, "有理", "无理", tie="无理")
    assert made.case(case).tallies["投票"].results["裁定"] == {"item": "无理"}


def test_a_tie_is_voted_on_once_more_and_then_gives_no_result(tmp_path: Path) -> None:
    made, case = vote(tmp_path, "有理", "无理", tie="重投")
    assert made.case(case).step == "投票"
    assert made.case(case).round == 1
    cast(made, case, "有理", "无理")
    assert made.case(case).outcome == "未成"


def test_a_second_vote_can_settle_a_tie(tmp_path: Path) -> None:
    made, case = vote(tmp_path, "有理", "无理", tie="重投")
    cast(made, case, "有理", "有理")
    assert made.case(case).outcome == "完"


@pytest.mark.parametrize("tie", ["主持定", "平票办法"])
def test_whoever_holds_the_ballot_settles_a_tie_with_a_reason(tmp_path: Path, tie: str) -> None:
    made, case = vote(tmp_path, "有理", "无理", tie=tie)
    page = ballot_page(made.service, "zhu", case)
    assert page.tied == {"裁定": ("无理", "有理")}
    for actor, item, reason, words in (("m00", "有理", "理由", "主持的是主持人"), ("zhu", "各有责任", "理由", "票数相同"), ("zhu", "有理", " ", "理由")):
        with pytest.raises(Refused, match=words):
            made.service.do(actor, case, Settle("裁定", item, reason))
    with pytest.raises(Refused, match="没有开着的测评"):
        made.service.do("zhu", case, CloseBallot())
    made.service.do("zhu", case, Settle("裁定", "有理", "证据更充分"))
    assert made.case(case).outcome == "完"
    assert made.case(case).tallies["投票"].results["裁定"] == {"item": "有理"}


def test_below_the_quorum_no_result_can_be_read(tmp_path: Path) -> None:
    made, case = vote(tmp_path, "有理")
    tally = made.case(case).tallies["投票"]
    assert (tally.quorate, tally.results) == (False, {})


JUDGE = """
打分:
  由: 主持人
  测评:
    请: [{谁: 党员}, {谁: 居民, 份: 份数, 若: 有填(什么事)}]
    问: 方面
    每项: {选: 满意度}
    另问: {意见: {类型: 长文字, 选填: 是}}
    评: 被评
    收: 时长
    代填: 主持人
    得出: {满意率: 占比(每项 ≥ 基本满意), 作风率: 占比(作风 是 满意、党员)}
  分流:
    - {若: 成立, 转: 看结果}
    - {若: 其余, 转: 未成}
看结果:
  分流:
    - {若: 满意率 ≥ 50%, 转: 完}
    - {若: 满意率 < 50%, 转: 未成}
"""


def test_each_subject_gets_its_own_sheet_and_its_own_results(tmp_path: Path) -> None:
    made = hall(tmp_path, JUDGE, members=2)
    case = made.open(被评=["东社区", "西社区"])
    poll = made.case(case).poll
    assert poll["about"] == ["东社区", "西社区"]
    assert poll["groups"] == {"党员": 2, "居民": 6}
    names = ("作风", "水平", "实事")
    good, bad = dict.fromkeys(names, "满意"), dict.fromkeys(names, "不满意")
    sheet = {f"东社区/{name}": value for name, value in good.items()} | {f"西社区/{name}": value for name, value in bad.items()}
    with pytest.raises(Refused, match="西社区"):
        made.service.do("m00", case, Answer({name: value for name, value in sheet.items() if name != "西社区/作风"}))
    made.service.do("m00", case, Answer(sheet))
    made.service.do("zhu", case, Answer({**sheet, "西社区/意见": "多来走走"}, seat="居民"))
    made.service.do("zhu", case, CloseBallot())
    tally = made.case(case).tallies["打分"]
    assert tally.subjects == {"东社区": {"满意率": "1", "作风率": "1"}, "西社区": {"满意率": "0", "作风率": "0"}}
    assert tally.results == {"满意率": "1/2", "作风率": "1/2"}
    assert made.case(case).outcome == "完"  # a later step has read the result
    rows = contributions(made.service.method("voting"), made.case(case), lambda day: {})
    assert {(rule, one.subject): (one.num, one.den) for (rule, _), one in rows.items() if rule.startswith("voting/测评/测评/")} == {
        ("voting/测评/测评/打分/满意率", "东社区"): (1, 1), ("voting/测评/测评/打分/满意率", "西社区"): (0, 1),
        ("voting/测评/测评/打分/作风率", "东社区"): (1, 1), ("voting/测评/测评/打分/作风率", "西社区"): (0, 1)}


def test_whoever_answers_is_offered_each_question_about_each_subject(tmp_path: Path) -> None:
    made = hall(tmp_path, JUDGE, members=1)
    page = made.service.case_page("m00", made.open(被评=["东社区", "西社区"]))
    offer = next(one for one in page.offers if one.kind == "answer")
    assert [field.name for field in offer.fields][:2] == ["东社区/作风", "东社区/水平"]
    assert offer.fields[4].title == "西社区：作风"


def test_a_street_may_add_questions_to_a_list_that_is_answered_item_by_item(tmp_path: Path) -> None:
    made = hall(tmp_path, JUDGE, members=1)
    ballot = made.service.method("voting").workflows["测评"].steps["打分"].ballot
    assert ballot is not None
    assert [field.name for field in ballot.sheet] == ["作风", "水平", "实事", "意见"]
    assert ballot.every == ("作风", "水平", "实事")


SCORE = """
打分:
  测评:
    请: [{谁: 党员, 份: 最多人, 抽: 是}]
    问: {得分: {类型: 评分, 须: 得分 ≤ 100 且 得分 ≥ 0}, 权: {类型: 整数}}
    收: 时长
    得出: {均分: 平均(得分), 去极: 去极平均(得分、1、1), 加权: 加权平均(得分、权)}
  转: 完
"""


def test_scores_are_averaged_trimmed_and_weighted_exactly(tmp_path: Path) -> None:
    made = hall(tmp_path, SCORE, members=9)
    case = made.open()
    drawn = made.case(case).poll["lots"]["党员"]["drawn"]
    assert len(drawn) == 4
    assert {seat.person for seat in made.case(case).seats.values()} == set(drawn)
    with pytest.raises(Refused, match="得分 ≤ 100"):
        made.service.do(drawn[0], case, Answer({"得分": "101", "权": "1"}))
    for person, score, weight in zip(drawn, ("0", "80", "90", "100"), ("1", "1", "1", "3"), strict=True):
        made.service.do(person, case, Answer({"得分": score, "权": weight}))
    assert made.case(case).tallies["打分"].results == {"均分": "135/2", "去极": "85", "加权": "235/3"}


def test_lots_for_a_ballot_can_be_worked_out_again(tmp_path: Path) -> None:
    from engine.draws import draw, pool_of

    made = hall(tmp_path, SCORE, members=9)
    case = made.case(made.open())
    lots = case.poll["lots"]["党员"]
    pool = pool_of(dict.fromkeys(lots["from"], ""), {"": 4}, purpose=f"{case.number} 打分 党员")
    assert pool.hash == lots["hash"]
    assert list(draw(pool, [lots["seed"]]).picked) == lots["drawn"]
