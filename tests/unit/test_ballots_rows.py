"""Ballots that ask one voter for each row of a register: a household has one voice, whoever speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.case import Answer, Case
from engine.scenarios import Runner
from engine.service import Refused, StreetService, ballots, casting
from engine.service.registers import add_row, close_row
from engine.store.streams import events_of
from engine.store.verify import verify
from tests.visiting import METHOD, STREET, visits

STEPS = """
  小区议事:
    归属: 社区
    发起: {由: 社区干部, 表单: {议题: 文字}}
    环节:
      表决:
        由: 社区干部
        测评:
          请: [{谁: 住户, 组: 户代表}, {谁: 联络员}]
          问: {态度: {选: 态度}}
          收: 收几天
          代填: 社区干部
          得出: {赞成率: 占比(态度 是 赞成、户代表)}
        转: 票决
      票决:
        由: 社区干部
        测评:
          请: [{谁: 住户, 组: 户代表, 份: 几户, 抽: 是}]
          问: {满意: {选: 态度}}
          署名: 无记名
          收: 收几天
          少于不显: 少数
          得出: {满意率: 占比(满意 是 赞成)}
        转: 完
    结局: {完: {}}
"""
VOTING = METHOD.replace("清单:\n", "清单:\n  态度: {项: [赞成, 反对]}\n").replace("参数:\n", """参数:
  收几天: {类型: 时长, 值: 5个工作日, 由谁定: 街道}
  几户: {类型: 整数, 值: 3, 由谁定: 街道}
  少数: {类型: 整数, 值: 2, 由谁定: 街道}
""") + STEPS


@pytest.fixture
def street(tmp_path: Path) -> Iterator[StreetService]:
    with visits(tmp_path, method=VOTING) as service:
        for number in range(1, 5):
            add_row(service, "wang", "visits", "住户", "柳南", {"门牌": f"{number}室", "人口": "2"}, linked=["wang"] if number < 3 else [])
        add_row(service, "li", "visits", "住户", "柳北", {"门牌": "别处", "人口": "2"}, linked=["li"])
        yield service
        assert verify(service.store, service.method) == []


def begun(street: StreetService) -> Case:
    return state(street, street.open("wang", "visits", "小区议事", "柳南", {"议题": "加装电梯"}).case)


def state(street: StreetService, case: str) -> Case:
    loaded = street.store.load(case)
    assert loaded is not None
    return loaded[0]


def test_each_row_in_use_at_the_unit_is_asked_once(street: StreetService) -> None:
    closed = street.register_rows("wang", "visits", "住户").rows[0]
    close_row(street, "wang", closed.id, "搬走")
    case = begun(street)
    assert case.poll["groups"] == {"户代表": 3, "联络员": 1}
    rows = [seat.row for seat in case.seats.values() if seat.row]
    assert len(rows) == len(set(rows)) == 3
    assert not any("别处" in row for row in rows)


def test_the_answer_of_a_household_is_entered_by_whom_it_is_linked_to_or_may_enter_for_others(street: StreetService) -> None:
    case = begun(street)
    rows = sorted(seat.row for seat in case.seats.values() if seat.row)
    with pytest.raises(Refused, match=rows[0]):
        street.do("wang", case.id, Answer({"态度": "赞成"}))
    with pytest.raises(Refused):
        street.do("jian", case.id, Answer({"态度": "赞成"}, seat=rows[0]))
    for row in rows[:3]:
        street.do("wang", case.id, Answer({"态度": "赞成"}, seat=row))
    with pytest.raises(Refused, match="已经评过"):
        street.do("wang", case.id, Answer({"态度": "反对"}, seat=rows[0]))
    street.do("wang", case.id, Answer({"态度": "反对"}, seat=rows[3]))
    told = [body["for"] for type_, body in events(street, case.id) if type_ == "voted"]
    assert told == rows
    street.do("cheng", case.id, Answer({"态度": "反对"}))
    assert state(street, case.id).tallies["表决"].results == {"赞成率": "3/4"}


def test_a_secret_ballot_has_a_slip_for_each_row_drawn_and_names_none(street: StreetService) -> None:
    case = begun(street)
    for row in sorted(seat.row for seat in case.seats.values() if seat.row):
        street.do("wang", case.id, Answer({"态度": "赞成"}, seat=row))
    street.do("cheng", case.id, Answer({"态度": "反对"}))
    sheets = ballots.make_slips(street, "wang", case.id)
    assert [(one.group, len(one.codes)) for one in sheets] == [("户代表", 3)]
    page = ballots.ballot_page(street, "wang", case.id)
    assert page.roll == ()
    ballots.hand_out(street, "wang", case.id, (), {"户代表": 3})
    for code in sheets[0].codes:
        casting.cast(street, code, {"满意": "赞成"})
    ballots.close(street, "wang", case.id)
    assert state(street, case.id).tallies["票决"].results == {"满意率": "1"}


def events(street: StreetService, case: str) -> list[tuple[str, dict[str, str]]]:
    return [(type_, dict(body)) for _, _, _, type_, body in events_of(street.store, case)]


STORY = """
情景: 一户一票
工作法: visits
假如: {现在: 2016-01-20 09:00, 街道: 街道.yaml}
经过:
  - {当: 王芳 入册, 给: 住户, 所属: 柳南, 填: {门牌: 1室, 人口: "2", 联系人: 王芳}}
  - {当: 王芳 入册, 给: 住户, 所属: 柳南, 填: {门牌: 2室, 人口: "3", 联系人: 王芳}, 那么: {名册: {住户: 2}}}
  - {当: 王芳 登记, 件: 议, 流程: 小区议事, 所属: 柳南, 填: {议题: 加装电梯}, 那么: {环节: 表决}}
  - {当: 王芳 评, 件: 议, 替: "0001", 填: {态度: 赞成}}
  - {当: 王芳 评, 件: 议, 替: "0001", 填: {态度: 反对}, 那么: {拒绝: 已经评过}}
  - {当: 程刚 评, 件: 议, 填: {态度: 反对}, 那么: {环节: 表决}}
  - {当: 王芳 评, 件: 议, 替: "0002", 填: {态度: 反对}, 那么: {环节: 票决}}
"""


def test_a_story_says_for_which_row_an_answer_is_entered(tmp_path: Path) -> None:
    home = tmp_path / "visits"
    (home / "情景").mkdir(parents=True)
    (home / "工作法.yaml").write_text(VOTING, encoding="utf-8")
    (home / "情景" / "街道.yaml").write_text(STREET, encoding="utf-8")
    (home / "情景" / "一户一票.yaml").write_text(STORY, encoding="utf-8")
    result = Runner().run(home / "情景" / "一户一票.yaml")
    assert not result.problems
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))
