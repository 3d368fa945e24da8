"""A result that was signed opens a case, once; rows tell whether one step was in time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.case import Act
from engine.scores.closing import Closed
from engine.store import history
from tests.unit.score_street import Scored, scored

METHOD = "methods/scored/工作法.yaml"
FLAG = "流动红旗: {若: 名次 ≤ 前几名, 签: 考核办, 公示: 荣誉墙"
OPENING = f'{FLAG}, 另立: {{流程: 接单, 带: {{内容: "{{期}}{{对象}}：{{结果}}，{{得分}}分"}}}}'


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        yield made


def flag(street: Scored) -> tuple[str, str]:
    return next((one.period, one.key) for one in street.service.scores.proposals("kao") if one.title == "流动红旗")


def opened(street: Scored) -> list[str]:
    return history.cases(street.service.store, workflow="接单")


def test_a_signed_result_opens_a_case_at_the_unit_above_with_what_is_told_of_it(street: Scored) -> None:
    street.rewrite(METHOD, FLAG, OPENING)
    street.matters(甲格="满", 乙格="坏")
    street.at("2026-04-01 09:00")
    assert opened(street) == []
    signed: Closed = street.service.scores.sign("kao", *flag(street))
    (case,) = opened(street)
    assert case in {led.opened for led in signed.led.values()}
    loaded = street.service.store.load(case)
    assert loaded is not None
    assert (loaded[0].unit, loaded[0].data["内容"], loaded[0].opener) == ("东社区", "2026年3月甲格：流动红旗，100.00分", "system")
    street.at("2026-04-03 09:00")
    assert opened(street) == [case]


def test_a_declined_result_opens_nothing(street: Scored) -> None:
    street.rewrite(METHOD, FLAG, OPENING)
    street.matters(甲格="满", 乙格="坏")
    street.at("2026-04-01 09:00")
    street.service.scores.decline("kao", *flag(street), "材料没有交齐")
    street.at("2026-04-03 09:00")
    assert opened(street) == []


def test_a_row_knows_whether_one_step_was_in_time(street: Scored) -> None:
    street.rewrite(METHOD, "{分子: 按期 且 计为 = 办结}", "{分子: 办理按期 且 计为 = 办结}")
    case = street.matter("甲格", action="")
    street.matter("甲格")
    street.at("2026-03-20 09:00")
    street.service.act("jia", case, Act("办结", {"满意吗": "满意"}))
    assert history.counted(street.service.store, "scored/指标/月评/按期率", subject="甲格") == (2, 1, 2)


def test_withdrawing_a_result_leaves_the_case_it_opened_and_tells_who_handles_it(street: Scored) -> None:
    street.rewrite(METHOD, FLAG, OPENING)
    street.matters(甲格="满", 乙格="坏")
    street.at("2026-04-01 09:00")
    street.service.scores.sign("kao", *flag(street))
    (case,) = opened(street)
    street.rewrite(METHOD, "分子: 按期 且 计为 = 办结", "分子: 计为 = 未办结")
    street.rewrite(METHOD, "分子: 满意吗 ≥ 基本满意", "分子: 满意吗 = 不满意")
    street.service.tick()
    waits = next(one for one in street.service.scores.waiting("kao") if one.state == "withdrawing")
    assert (waits.opened, waits.opened_ended) == (case, False)
    street.service.scores.sign("kao", waits.period, waits.key)
    loaded = street.service.store.load(case)
    assert loaded is not None
    assert loaded[0].outcome == ""
    assert [one.words.en for one in street.service.messages("dong") if "另立" in one.cause] == ["result withdrawn; the case it opened was not ended by that"]
    street.service.act("dong", case, Act("完成", {}))
    gone = next(one for one in street.service.scores.led("scored", "月评", "2026-03") if one.state == "withdrawn")
    assert (gone.opened, gone.opened_ended) == (case, True)
