"""Evaluations on a running street: rows come with cases, periods close on their own, people sign, changes are told and withdrawn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.case import Act, Reopen
from engine.scenarios import Runner
from engine.scores.receipts import verify_receipt
from engine.service import Refused
from engine.service.scores.desk import ALL
from engine.store import counting, history
from tests.unit.score_street import Scored, scored

METHOD = "methods/scored/工作法.yaml"


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        yield made


def numbers(street: Scored, evaluation: str, key: str = "") -> dict[str, tuple[str, int]]:
    table = street.service.scores.table("kao", "scored", evaluation, key)
    return {line.name: (line.score, line.place) for line in table.lines}


def results(street: Scored, person: str = "kao", states: tuple[str, ...] = ALL) -> set[tuple[str, str, str, str]]:
    return {(one.title, one.bearer, one.subject, one.state) for one in street.service.scores.proposals(person, states=states)}


def sign_all(street: Scored, person: str = "kao") -> None:
    for one in street.service.scores.waiting(person):
        street.service.scores.sign(person, one.period, one.key, choice="批评" if one.choices else "")


def test_rows_come_with_the_case_that_ends(street: Scored) -> None:
    case = street.matter("甲格", action="")
    rule = "scored/指标/月评/按期率"
    assert history.counted(street.service.store, rule) == (0, 0, 0)
    street.matter("甲格")
    assert history.counted(street.service.store, rule, subject="甲格") == (1, 1, 1)
    street.at("2026-03-20 09:00")
    street.service.act("jia", case, Act("办结", {"满意吗": "满意"}))
    assert history.counted(street.service.store, rule, subject="甲格") == (2, 1, 2)  # settled, but late


def test_a_score_is_shown_with_what_it_was_divided_by(street: Scored) -> None:
    street.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    table = street.service.scores.table("kao", "scored", "月评", "2026-03")
    assert not table.id  # the month runs
    assert numbers(street, "月评", "2026-03") == {"甲格": ("100.00", 1), "乙格": ("80.00", 2), "丙格": ("30.00", 3)}
    first = table.lines[1].numbers[1]
    assert (first.shown, first.num, first.den) == ("50%", "1", "2")


def test_what_a_person_did_counts_for_the_person_and_what_a_grid_did_for_its_community(street: Scored) -> None:
    street.matters(甲格="满不", 丙格="满")
    street.order("东社区")
    street.order("东社区")
    assert numbers(street, "红旗榜", "2026-W10") == {"东干事": ("4", 1), "西干事": ("0", 2)}
    assert numbers(street, "年评", "2026") == {"东社区": ("50.0", 0), "西社区": ("100.0", 0)}


def test_a_subject_without_rows_has_neither_score_nor_place(street: Scored) -> None:
    street.matters(甲格="满")
    table = street.service.scores.table("kao", "scored", "月评", "2026-03")
    line = next(one for one in table.lines if one.name == "乙格")
    assert (line.score, line.place) == ("", 0)
    assert line.why is not None
    assert "没有可算的记录" in line.why.zh


def test_a_period_closes_on_its_own_and_proposes_what_follows(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="不")
    street.at("2026-04-01 08:00")
    assert street.service.scores.table("kao", "scored", "月评").key == "2026-03"
    assert results(street) == {("流动红旗", "甲格", "甲格", "proposed"), ("通报", "包保二", "乙格", "proposed"), ("通报", "包保二", "丙格", "proposed")}
    assert [one.cause for one in street.service.messages("kao")] == ["结果待签"]
    street.at("2026-04-02 08:00")
    assert len(street.service.messages("kao")) == 1  # proposing twice is the same proposal


def test_only_whoever_signs_signs_and_declining_needs_a_reason(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="不")
    street.at("2026-04-01 08:00")
    red = next(one for one in street.service.scores.proposals("kao") if one.title == "流动红旗")
    notice = next(one for one in street.service.scores.proposals("kao") if one.title == "通报")
    with pytest.raises(Refused, match="不由您签"):
        street.service.scores.sign("jia", red.period, red.key)
    with pytest.raises(Refused, match="请写原因"):
        street.service.scores.decline("kao", red.period, red.key, " ")
    with pytest.raises(Refused, match="请选一项"):
        street.service.scores.sign("kao", notice.period, notice.key)
    street.service.scores.decline("kao", red.period, red.key, "这个月没有检查")
    assert ("流动红旗", "甲格", "甲格", "declined") in results(street)


def test_what_is_signed_takes_effect_after_the_time_to_answer(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    assert [one.board for one in street.service.issues("shu")] == ["荣誉墙", "荣誉墙"]  # two share the first place
    assert [one.cause for one in street.service.messages("bao2")].count("评价结果") == 1  # the flag of the grid, not the notice
    assert "结果已签，可以申辩" in [one.cause for one in street.service.messages("bao2")]
    street.at("2026-04-08 09:00")
    notice = street.service.issue("shu", street.service.issues("shu", board="情况通报")[0].id)
    assert notice.lines[0].cells["处理"] == "批评"
    assert [one.cause for one in street.service.messages("bao2")].count("评价结果") == 2
    assert "评价结果" in [one.cause for one in street.service.messages("shu")]


def test_a_notice_can_be_taken_back_before_it_takes_effect(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    notice = next(one for one in street.service.scores.proposals("kao", states=("signed",)) if one.title == "通报")
    street.service.scores.decline("kao", notice.period, notice.key, "申辩成立")
    street.at("2026-04-08 09:00")
    assert street.service.issues("shu", board="情况通报") == []


def test_twice_in_a_row_is_counted_for_whoever_answers(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    street.at("2026-04-10 08:00")
    street.matters(甲格="满", 乙格="满", 丙格="坏")
    street.at("2026-05-01 08:00")
    sign_all(street)
    # another grid, the same unit that answers for it
    assert ("报请处理", "包保二", "丙格", "proposed") in results(street, "shu")


def test_a_later_correction_lists_what_must_be_withdrawn_and_a_person_signs_that(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    street.at("2026-04-08 09:00")
    assert len(street.service.issues("shu", board="情况通报")) == 1
    street.rewrite("street.yaml", "沿用: {scored: {}}", "沿用: {scored: {参数: {日常占比: 100%, 满意占比: 0%}}}")
    street.service.tick()
    table = street.service.scores.table("kao", "scored", "月评", "2026-03")
    assert [(one.rev, one.changes) for one in table.revisions] == [(2, (("乙格", "60.00（3）", "100.00（1）"),))]
    assert ("通报", "包保二", "乙格", "withdrawing") in results(street)
    assert ("流动红旗", "乙格", "乙格", "proposed") in results(street)
    waiting = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing")
    street.service.scores.sign("kao", waiting.period, waiting.key)
    assert ("通报", "包保二", "乙格", "withdrawn") in results(street)
    newest = street.service.issue("shu", street.service.issues("shu", board="情况通报")[0].id)
    assert newest.lines[0].cells["情况"] == "撤销：通报"
    assert "结果已撤销" in [one.cause for one in street.service.messages("bao2")]


def test_what_still_holds_is_upheld_with_a_reason(street: Scored) -> None:
    street.matters(甲格="满", 乙格="坏", 丙格="满")
    street.at("2026-04-01 08:00")
    sign_all(street)
    street.rewrite("street.yaml", "沿用: {scored: {}}", "沿用: {scored: {参数: {日常占比: 100%, 满意占比: 0%}}}")
    street.service.tick()
    waiting = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing")
    street.service.scores.decline("kao", waiting.period, waiting.key, "当时的规则就是这样")
    assert ("通报", "包保二", "乙格", "signed") in results(street)


def test_a_matter_that_begins_again_takes_its_rows_back(street: Scored) -> None:
    street.matters(甲格="满")
    case = street.matter("乙格", mark="不满意")
    street.at("2026-04-01 08:00")
    street.service.act("yi", case, Reopen("群众又找来了"))
    street.service.tick()
    assert numbers(street, "月评", "2026-03")["乙格"] == ("", 0)
    assert [one.because for one in street.service.scores.table("kao", "scored", "月评", "2026-03").revisions] == ["按期率"]


def test_results_that_need_a_signature_lead_to_nothing_before(street: Scored) -> None:
    street.matters(甲格="满")
    street.at("2027-01-01 08:00")
    table = street.service.scores.table("shu", "scored", "年评")
    assert (table.key, table.needs_signing, table.may_sign) == ("2026", True, True)
    with pytest.raises(Refused, match="不由您签"):
        street.service.scores.sign("kao", table.id)
    street.service.scores.sign("shu", table.id)
    assert street.service.scores.table("kao", "scored", "年评").signed_by == "书记员"


def test_a_changed_indicator_is_counted_anew_over_history(street: Scored) -> None:
    street.matters(甲格="满满", 乙格="满不", 丙格="满")
    street.at("2026-04-01 08:00")
    old = street.service.scores.table("kao", "scored", "月评", "2026-03")
    street.rewrite(METHOD, "分子: 按期 且 计为 = 办结", "分子: 计为 = 未办结")
    assert counting.state(street.service.store, "scored").done == ""  # type: ignore[union-attr]
    assert street.damage() == []  # what was counted by the old rules still agrees with them
    heard: list[tuple[int, int]] = []
    street.service.scores.recount(lambda done, whole: heard.append((done, whole)))
    assert heard[-1] == (5, 5)
    street.service.tick()
    new = street.service.scores.table("kao", "scored", "月评", "2026-03")
    assert (old.lines[0].name, new.lines[0].name) == ("丙格", "乙格")
    assert [one.rev for one in new.revisions] == [2]


def test_a_parameter_of_past_days_is_counted_anew_and_one_of_coming_days_is_not(street: Scored) -> None:
    street.order("东社区")
    street.at("2026-03-10 09:00")
    street.rewrite("street.yaml", "沿用: {scored: {}}", "沿用: {scored: {参数: {每件加分: {2026-03-01: 3, 2026-03-11: 5}}}}")
    street.service.tick()
    assert numbers(street, "红旗榜", "2026-W10")["东干事"] == ("3", 1)
    street.at("2026-03-12 09:00")
    street.order("东社区")
    assert numbers(street, "红旗榜", "2026-W11")["东干事"] == ("5", 1)


def test_who_left_since_is_still_in_the_ranking_of_then(street: Scored) -> None:
    street.order("东社区")
    street.at("2026-03-16 09:00")
    street.service.hand_over("admin", "dong", "xi", "退休")
    assert set(numbers(street, "红旗榜", "2026-W10")) == {"东干事", "西干事"}
    street.at("2026-03-30 09:00")
    assert set(numbers(street, "红旗榜", "2026-W13")) == {"西干事"}


def test_a_street_may_do_without_league_tables(street: Scored) -> None:
    street.rewrite("street.yaml", "沿用: {scored: {}}", "沿用: {scored: {参数: {排不排名: 不排}}}")
    street.matters(甲格="满", 乙格="坏", 丙格="不")
    assert numbers(street, "月评", "2026-03") == {"甲格": ("100.00", 0), "乙格": ("60.00", 0), "丙格": ("0.00", 0)}
    street.at("2026-04-01 08:00")
    assert results(street) == set()


def test_a_receipt_opens_down_to_the_cases_and_is_worked_out_again_offline(street: Scored) -> None:
    street.matters(甲格="满满好", 乙格="满坏")
    receipt = street.service.scores.explain("kao", "scored", "月评", "乙格", "2026-03")
    document = json.loads(json.dumps(receipt.document))
    assert verify_receipt(document) == []
    assert len(document["indicators"][0]["list"]) == 2
    assert set(receipt.cases) == {row["source"] for row in document["indicators"][0]["list"]}
    document["indicators"][1]["list"][0]["num"] = 0
    assert verify_receipt(document)


def test_what_if_tells_who_moves_and_writes_nothing(street: Scored) -> None:
    street.matters(甲格="满坏坏坏", 乙格="满不不", 丙格="满满")
    before = history.position(street.service.store)
    found = street.service.scores.what_if("kao", "scored", "月评", "2026-03", {"日常占比": "90%"})
    assert found.values == (("日常占比", "60%", "90%"), ("满意占比", "40%", "10%"))
    assert history.position(street.service.store) == before
    assert {name: (score, other) for name, score, _, other, _ in found.moves}["甲格"] == ("70.00", "92.50")
    with pytest.raises(Refused, match="不能作"):
        street.service.scores.what_if("kao", "scored", "月评", "2026-03", {"日常占比": "很多"})
    with pytest.raises(Refused, match="加起来是"):
        street.service.scores.what_if("kao", "scored", "月评", "2026-03", {"日常占比": "90%", "满意占比": "20%"})


def test_whoever_has_nothing_to_do_with_a_method_sees_no_scores(street: Scored) -> None:
    assert street.service.scores.evaluations("public") == []
    with pytest.raises(Refused, match="不能看"):
        street.service.scores.table("public", "scored", "月评")


STORY = Path(__file__).parent / "scored" / "methods" / "scored" / "情景" / "一个月的评比.yaml"


def test_a_month_s_evaluation_is_told_as_a_story() -> None:
    result = Runner().run(STORY)
    assert not result.problems, [one.message.zh for one in result.problems]
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))


def test_a_story_with_another_score_place_or_result_is_told(tmp_path: Path) -> None:
    shutil.copytree(STORY.parents[3], tmp_path / "street")
    file = tmp_path / "street" / STORY.relative_to(STORY.parents[3])
    text = file.read_text(encoding="utf-8")
    for old, new in (("乙格: 60}", "乙格: 61}"), ("甲格: 1, 乙格: 2", "甲格: 2, 乙格: 2"), ("流动红旗 甲格 没有签", "流动红旗 甲格 已签")):
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    said = [line.strip() for one in Runner().run(file).differences for line in one.lines("zh")]
    assert {"应为  61", "实际  60.00", "应为  2", "实际  1"} <= set(said)
    assert sum("结果" in line for line in said) == 1
