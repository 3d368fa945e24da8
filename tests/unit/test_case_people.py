"""Who may act: pools, everybody at once, named people, handing over, nobody at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.case import Act, Anytime, Claim, Open, Repair, offers, stuck
from engine.scenarios import Stage
from tests.small_street import act, done, refused, small_street

POOL = "办: {由: {角色: 甲组, 方式: 认领}, 动作: {办好: {转: 完}}}"
EACH = """
定: {{由: 甲组, 表单: {{哪里: {{选单位: [社区], 几: 是}}}}, 动作: {{派: {{转: 办}}}}}}
办: {{由: {{角色: 乙组, 所在: 哪里, 方式: 各自{complete}}}, 动作: {{办好: {{转: 完}}}}}}
"""


def offered(stage: Stage, actor: str) -> list[str]:
    return [offer.name for offer in offers(stage.method, stage.cases[""], stage.world(actor)) if offer.refused is None]


def test_the_first_who_claims_has_it(tmp_path: Path) -> None:
    stage = small_street(tmp_path, POOL)
    done(stage, "anna", Claim())
    assert "安娜" in refused(stage, "bo", Claim())
    assert "安娜" in refused(stage, "bo", Act("办好"))
    assert done(stage, "anna", Claim()) == []


def test_acting_on_a_pool_claims_it(tmp_path: Path) -> None:
    stage = small_street(tmp_path, POOL)
    events = act(stage, "bo", "办好")
    assert [event.type for event in events] == ["claimed", "acted", "closed"]


def test_a_stale_page_is_told_that_the_case_has_moved_on(tmp_path: Path) -> None:
    stage = small_street(tmp_path, "办: {由: 甲组, 动作: {再看: {回: 办}, 办好: {转: 完}}}")
    seen = stage.cases[""].visit
    act(stage, "anna", "再看")
    assert "别人已经先办了" in refused(stage, "bo", Act("办好", visit=seen))


def test_each_unit_acts_for_itself_and_all_must_have_done_so(tmp_path: Path) -> None:
    stage = small_street(tmp_path, EACH.format(complete=""))
    act(stage, "anna", "派", 哪里=["东社区", "西社区"])
    act(stage, "dong", "办好")
    assert not stage.cases[""].outcome
    assert "西子" in refused(stage, "dong", Act("办好"))
    act(stage, "xi", "办好")
    assert stage.cases[""].outcome == "完"


def test_each_unit_acts_for_itself_and_one_may_be_enough(tmp_path: Path) -> None:
    stage = small_street(tmp_path, EACH.format(complete=", 办齐: 任一"))
    act(stage, "anna", "派", 哪里=["东社区", "西社区"])
    act(stage, "xi", "办好")
    assert stage.cases[""].outcome == "完"
    assert not stage.cases[""].open_seats()


def test_a_person_named_beside_a_role_has_a_seat_too(tmp_path: Path) -> None:
    steps = """
        定: {由: 甲组, 表单: {谁: {选人: 乙组}}, 动作: {派: {转: 办}}}
        办: {由: [甲组, {字段: 谁}], 动作: {办好: {转: 完}}}
        """
    for actor in ("xi", "bo"):
        stage = small_street(tmp_path / actor, steps)
        act(stage, "anna", "派", 谁="西子")
        act(stage, actor, "办好")
        assert stage.cases[""].outcome == "完"


def test_who_did_a_step_keeps_out_of_judging_it(tmp_path: Path) -> None:
    stage = small_street(tmp_path, """
        办: {由: 甲组, 动作: {办好: {转: 看}}}
        看: {由: 甲组, 回避: [{同环节: 办}], 动作: {行: {转: 完}}}
        """)
    act(stage, "anna", "办好")
    assert "回避" in refused(stage, "anna", Act("行"))
    act(stage, "bo", "行")


def test_a_leaver_leaves_a_case_stuck_until_an_administrator_repairs_it(tmp_path: Path) -> None:
    stage = small_street(tmp_path, """
        定: {由: 甲组, 表单: {谁: {选人: 乙组}}, 动作: {派: {转: 办}}}
        办: {由: {字段: 谁}, 动作: {办好: {转: 完}}}
        """)
    act(stage, "anna", "派", 谁="西子")
    directory = stage.street.directory
    people = {**directory.people, "xi": replace(directory.people["xi"], left=True)}
    stage.use(replace(stage.street, directory=replace(directory, people=people)))
    [seat] = stuck(stage.cases[""], stage.directory)
    assert "管理员" in refused(stage, "bo", Repair(seat.id, "dong", "西子调走了"))
    assert "理由" in refused(stage, "anna", Repair(seat.id, "dong", " "))
    done(stage, "anna", Repair(seat.id, "dong", "西子调走了"))
    assert not stuck(stage.cases[""], stage.directory)
    act(stage, "dong", "办好")


def test_what_is_offered_is_accepted_and_the_rest_says_why(tmp_path: Path) -> None:
    stage = small_street(tmp_path, POOL)
    assert offered(stage, "anna") == ["领取", "办好"]
    assert offered(stage, "xi") == []
    [refusal] = [offer.refused for offer in offers(stage.method, stage.cases[""], stage.world("xi")) if offer.name == "办好"]
    assert refusal is not None
    assert "安娜" in refusal.zh


def test_a_closed_case_takes_nothing_more(tmp_path: Path) -> None:
    stage = small_street(tmp_path, POOL)
    act(stage, "anna", "办好")
    assert "已经结了" in refused(stage, "anna", Act("办好"))
    assert "已经结了" in refused(stage, "anna", Anytime("拿回"))


def test_a_case_is_entered_by_those_who_may_and_at_a_fitting_unit(tmp_path: Path) -> None:
    stage = small_street(tmp_path, POOL)
    assert "不能登记" in refused(stage, "xi", Open("c2", "小事", "东社区", {"什么事": "x"}))
    assert "社区" in refused(stage, "anna", Open("c2", "小事", "小街", {"什么事": "x"}))
    assert "什么事" in refused(stage, "anna", Open("c2", "小事", "东社区", {}))
    assert "没有「大事」" in refused(stage, "anna", Open("c2", "大事", "东社区", {}))
