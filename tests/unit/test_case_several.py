"""Several who work side by side, shared-out tasks, extensions, merging, corrections, reopening, deputies: as stories
and as what holds for every order of events."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case import PARTY, PUBLIC, Act, Anytime, Approve, Case, Claim, Open, Refusal, Reopen
from engine.problems import Report
from engine.rendering import render_text
from engine.scenarios import Runner, Stage, empty_street, scenario_files
from engine.source import Sources
from engine.store.verify import stored_methods, verify
from engine.street import Street, read_street
from tests.small_street import act, done, moment, refused, small_street

DISPATCH = Path(__file__).parents[1] / "dispatch"
UNITS = {"城管科": "cheng", "供电所": "dian", "东社区": "dong", "西社区": "xi"}
ASKER = {"姓名": "郑阿姨", "电话": "13800000001"}


@cache
def street() -> Street:
    """The street of the dispatch stories."""
    report, sources = Report(), Sources()
    found = read_street(DISPATCH / "情景" / "街道.yaml", report, sources, methods=DISPATCH.parent)
    assert found is not None
    assert not report.problems, render_text(report, sources, "zh")
    return found


def stage() -> Stage:
    return Stage(empty_street(street(), moment("2014-09-01 09:00")), street().methods["dispatch"], moment("2014-09-01 09:00"))


def dispatched(units: list[str]) -> Stage:
    """A case that waits for several units."""
    made = stage()
    done(made, PUBLIC, Open("", "派单", "东社区", {"事项": "路灯不亮。", "提出人": ASKER}))
    done(made, "du", Act("派出", {"承办单位": units, "要的特长": "水电"}))
    return made


@pytest.mark.parametrize("path", scenario_files([DISPATCH]), ids=lambda path: path.stem)
def test_dispatch_story(path: Path) -> None:
    result = Runner().run(path)
    assert not result.problems
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))


@pytest.mark.parametrize("path", scenario_files([DISPATCH]), ids=lambda path: path.stem)
def test_what_a_story_leaves_behind_replays_to_the_same(path: Path) -> None:
    service = empty_street(street(), moment("2014-09-01 09:00"))
    assert Runner(keep=service).run(path).passed
    assert verify(service.store, stored_methods(service.store)) == []


# --- side by side -----------------------------------------------------------------------------------------------------


def joined(case: Case) -> tuple[object, ...]:
    """What several came to, without who was first."""
    parts = sorted((row["unit"], row["action"], tuple(row["values"].items())) for row in case.parts["接办"])
    return case.step, case.outcome, dict(case.data), parts, Counter(seat.state for seat in case.seats.values())


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(list(UNITS)), st.sampled_from(["办好", "办不成", "退单"]), min_size=2), st.randoms(use_true_random=False))
def test_who_is_first_does_not_matter(choices: dict[str, str], chance: object) -> None:
    forms = {"办好": {"办理情况": "好了"}, "办不成": {"难处": "没有材料"}, "退单": {"退单理由": "不归我"}}
    results = []
    for turned in (False, True):
        made = dispatched(sorted(choices))
        order = sorted(choices, reverse=turned)
        for unit in order:
            done(made, UNITS[unit], Act(choices[unit], forms[choices[unit]]))
        case = made.cases[""]
        if set(choices.values()) == {"退单"}:
            assert (case.step, case.returns, case.round) == ("派", len(choices), 1)
            assert not case.parts
            continue
        results.append(joined(case))
    assert not results or results[0] == results[1]


def test_each_sees_only_the_own_part_to_do_and_all_see_what_was_done() -> None:
    made = dispatched(["城管科", "东社区"])
    done(made, "dong", Act("办好", {"办理情况": "围了警示带。"}))
    page = made.service.case_page("du", made.cases[""].id)
    assert [(one.who, one.state, [value.text.zh for value in one.values]) for one in page.parts] == [
        ("东社区（董琴）", "done", ["围了警示带。"]), ("城管科", "open", [])]
    assert "办理情况" not in made.cases[""].data
    assert [row.number for row in made.service.worklist("cheng", "todo").rows] == [made.cases[""].number]
    assert made.service.worklist("dong", "todo").rows == ()


def test_a_whole_return_sends_the_case_back_with_everybodys_part(tmp_path: Path) -> None:
    made = small_street(tmp_path, """
定: {由: 甲组, 表单: {哪里: {选单位: [社区], 几: 是}}, 动作: {派: {转: 办}}}
办:
  由: {角色: 乙组, 所在: 哪里, 方式: 各自}
  动作: {办好: {转: 完}, 退单: {作用: 退单, 整件: 是, 回: 定}}
""")
    act(made, "anna", "派", 哪里=["东社区", "西社区"])
    act(made, "dong", "办好")
    act(made, "xi", "退单")
    case = made.cases[""]
    assert (case.step, case.returns, dict(case.parts)) == ("定", 1, {})


def test_a_later_step_by_the_same_people_means_all_of_them(tmp_path: Path) -> None:
    made = small_street(tmp_path, """
定: {由: 甲组, 表单: {哪里: {选单位: [社区], 几: 是}}, 动作: {派: {转: 办}}}
办: {由: {角色: 乙组, 所在: 哪里, 方式: 各自}, 动作: {办好: {转: 收}}}
收: {由: {同环节: 办, 方式: 各自}, 动作: {收好: {转: 完}}}
""")
    act(made, "anna", "派", 哪里=["东社区", "西社区"])
    act(made, "xi", "办好")
    act(made, "dong", "办好")
    act(made, "dong", "收好")
    assert "西子" in refused(made, "dong", Act("收好"))
    act(made, "xi", "收好")
    assert made.cases[""].outcome == "完"


def test_whoever_has_finished_is_not_reminded(tmp_path: Path) -> None:
    made = small_street(tmp_path, """
定: {由: 甲组, 表单: {哪里: {选单位: [社区], 几: 是}}, 动作: {派: {转: 办}}}
办:
  由: {角色: 乙组, 所在: 哪里, 方式: 各自}
  时限: {内: 短时限, 督促: [{到期后: 即时, 知会: [{角色: 乙组, 所在: 哪里}, 甲组]}]}
  动作: {办好: {转: 完}}
""")
    act(made, "anna", "派", 哪里=["东社区", "西社区"])
    act(made, "dong", "办好")
    made.let_pass(moment("2014-09-10 09:00"))
    told = [event.body["to"] for event in made.events[""] if event.type == "told"]
    assert told == [["xi"], ["anna", "bo"]]


# --- shared out -------------------------------------------------------------------------------------------------------


def given_to(made: Stage, how: str, times: int) -> list[str]:
    """Who gets the task, time after time."""
    found = []
    for number in range(times):
        made.names[""] = f"c{number}"
        done(made, "anna", Open(f"c{number}", "小事", "东社区", {"什么事": "灯坏了"}))
        found.append(next(seat.person for seat in made.cases[""].open_seats()))
    return found


def test_in_turn_goes_round(tmp_path: Path) -> None:
    made = small_street(tmp_path, "办: {由: {角色: 甲组, 方式: 轮流}, 动作: {办好: {转: 完}}}")
    first = made.cases[""].open_seats()[0].person
    assert [first, *given_to(made, "轮流", 3)] == ["anna", "bo", "anna", "bo"]


def test_the_least_busy_gets_it(tmp_path: Path) -> None:
    made = small_street(tmp_path, "办: {由: {角色: 甲组, 方式: 最少在办}, 动作: {办好: {转: 完}}}")
    assert [made.cases[""].open_seats()[0].person, *given_to(made, "最少在办", 1)] == ["anna", "bo"]
    act(made, "bo", "办好")
    assert given_to(made, "最少在办", 1) == ["bo"]


def test_chance_is_written_down_with_everybody_it_could_have_been(tmp_path: Path) -> None:
    made = small_street(tmp_path, "办: {由: {角色: 甲组, 方式: 随机}, 动作: {办好: {转: 完}}}")
    body = next(event.body for event in made.events[""] if event.type == "assigned")
    assert (body["how"], body["among"]) == ("random", ["anna", "bo"])
    assert body["person"] == made.cases[""].open_seats()[0].person


def test_nobody_suited_is_found_among_the_matters_nobody_can_move() -> None:
    made = stage()
    done(made, PUBLIC, Open("", "派单", "东社区", {"事项": "写诉状。"}))
    done(made, "du", Act("派出", {"承办单位": ["城管科", "东社区"], "要的特长": "搬运"}))
    done(made, "du", Anytime("更正", {"要的特长": "法律"}, reason="听错了"))
    for who in ("cheng", "dong"):
        done(made, who, Act("办好", {"办理情况": "好"}))
    assert [seat.among for seat in made.cases[""].open_seats()] == [("zhi3",)]
    assert made.service.stuck() == []
    made.service.hand_over("du", "zhi3", "zhi2", "离岗")
    assert [seat.among for seat in made.cases[""].open_seats()] == [("zhi2",)]
    assert [row.number for row in made.service.worklist("zhi2", "claim").rows] == [made.cases[""].number]


def test_a_task_for_which_nobody_is_suited_waits_among_those_nobody_can_move(tmp_path: Path) -> None:
    waits = small_street(tmp_path / "waits", "办: {由: {角色: 甲组, 只取: 什么事 = '别的'}, 动作: {办好: {转: 完}}}")
    assert [row.number for row, _ in waits.service.stuck()] == [waits.cases[""].number]
    assert "还没有人" in refused(waits, "anna", Act("办好"))
    everybody = small_street(tmp_path / "all", "办: {由: {角色: 甲组, 只取: 什么事 = '别的', 没有合适的: 都可以}, 动作: {办好: {转: 完}}}")
    act(everybody, "anna", "办好")


# --- around a case ----------------------------------------------------------------------------------------------------


def test_the_absorbed_case_hears_what_the_main_one_tells() -> None:
    made = stage()
    done(made, PUBLIC, Open("", "派单", "东社区", {"事项": "灯坏了。", "提出人": ASKER}))
    made.do("副", Open("", "派单", "东社区", {"事项": "没有灯。", "提出人": {"姓名": "何叔", "电话": "13800000002"}}), PUBLIC)
    assert not isinstance(made.do("副", Anytime("并单", to=(made.cases[""].number,), reason="同一个楼道"), "du"), Refusal)
    assert list(made.cases[""].absorbed.values()) == [made.cases["副"].number]
    done(made, "du", Act("派出", {"承办单位": ["东社区"], "要的特长": "水电"}))
    told = [event.body for event in made.events["副"] if event.type == "told"]
    assert told[-1]["party"] == "提出人"
    assert told[-1]["values"] == {"承办单位": ["东社区"]}
    done(made, "dong", Act("办好", {"办理情况": "换了。"}))
    for action in ("看过", "办结"):
        done(made, made.cases[""].open_seats()[0].person, Act(action))
    assert [event.body["cause"] for event in made.events["副"] if event.type == "told"][-1].endswith("的结果：办结")


def test_only_the_time_that_is_left_reopens() -> None:
    made = dispatched(["东社区"])
    done(made, "dong", Act("办好", {"办理情况": "换了。"}))
    for action in ("看过", "办结"):
        done(made, made.cases[""].open_seats()[0].person, Act(action))
    assert "调度" in refused(made, "dong", Reopen("又坏了"))
    assert "理由" in refused(made, PARTY, Reopen("")) or "为什么" in refused(made, PARTY, Reopen(""))
    made.let_pass(moment("2014-11-20 09:00"))
    assert "已经过了" in refused(made, PARTY, Reopen("又坏了"))


def test_what_was_asked_for_lapses_with_the_step() -> None:
    made = dispatched(["东社区"])
    done(made, "dong", Anytime("延期", reason="天气", until="2014-09-10"))
    assert [row.number for row in made.service.worklist("ling", "todo").rows] == [made.cases[""].number]
    done(made, "dong", Act("办好", {"办理情况": "换了。"}))
    assert made.service.worklist("ling", "todo").rows == ()
    assert "没有等批准" in refused(made, "ling", Approve())


def test_a_deputy_finds_the_work_and_it_is_written_down_for_whom() -> None:
    made = dispatched(["供电所"])
    assert made.service.worklist("cheng", "todo").rows == ()
    made.let_pass(moment("2014-09-16 09:00"))
    assert [row.number for row in made.service.worklist("cheng", "todo").rows] == [made.cases[""].number]
    events = done(made, "cheng", Act("办好", {"办理情况": "修了。"}))
    assert next(event.body["for"] for event in events if event.type == "acted") == "dian"
    assert any("代田文办" in entry.note for entry in made.service.case_page("du", made.cases[""].id).timeline)


def test_whoever_takes_a_part_has_it_and_others_may_still_take_one() -> None:
    made = dispatched(["城管科", "东社区"])
    for who in ("cheng", "dong"):
        done(made, who, Act("办好", {"办理情况": "好了"}))
    done(made, "zhi1", Claim())
    assert done(made, "zhi1", Claim()) == []
    assert [row.number for row in made.service.worklist("zhi2", "claim").rows] == [made.cases[""].number]
    assert "支一" in refused(made, "zhi3", Claim())
