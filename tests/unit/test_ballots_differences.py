"""What can be worked out by taking one number off another: paper that people counted, off totals that are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.service import Refused, ballots, casting
from tests.ballot_street import NAMES, Hall, began, hall

LEAST = 3


def sheets(made: Hall, codes: dict[str, tuple[str, ...]], **many: int) -> None:
    """So many sheets by code, all 不满意."""
    for group, n in many.items():
        for code in codes[group][:n]:
            casting.cast(made.service, code, dict.fromkeys(NAMES, "不满意"))


def paper(made: Hall, case: str, group: str, n: int) -> None:
    """So many sheets on paper, all 满意, counted by two people."""
    ballots.count_paper(made.service, "zhu", case, group, n, {name: {"满意": n} for name in NAMES})
    ballots.confirm_paper(made.service, "fu", case, 1, "agree")


@pytest.mark.parametrize(("by_code", "on_paper"), [({"党员": 1, "居民": 6}, 11), ({"党员": 2, "居民": 4}, 3), ({"党员": 1, "代表": 1, "居民": 3}, 5)])
def test_totals_less_the_paper_never_tell_what_fewer_people_chose(tmp_path: Path, by_code: dict[str, int], on_paper: int) -> None:
    made, case, codes = began(tmp_path)
    sheets(made, codes, **by_code)
    paper(made, case, "党员", on_paper)
    ballots.close(made.service, "zhu", case)
    tally = made.case(case).tallies["测"]
    assert tally.quorate
    assert tally.answered == sum(by_code.values()) + on_paper
    hidden: dict[str, int] = {}
    for group, _, question, choice, n in tally.totals:
        if question == NAMES[0]:
            hidden[group] = hidden.get(group, 0) + n - (on_paper if choice == "满意" and "党员" in group else 0)
    assert all(n == 0 or n >= LEAST for n in hidden.values()), hidden
    assert sum(hidden.values()) == sum(by_code.values())


def test_paper_alone_is_shown_group_by_group(tmp_path: Path) -> None:
    made, case, _ = began(tmp_path)
    paper(made, case, "党员", 12)
    ballots.close(made.service, "zhu", case)
    tally = made.case(case).tallies["测"]
    assert tally.results == {"满意率": "1"}
    assert {row[0] for row in tally.totals} == {"党员"}


def test_one_sheet_by_code_beside_paper_is_not_given_away(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    sheets(made, codes, 居民=1)
    paper(made, case, "党员", 12)
    ballots.close(made.service, "zhu", case)
    tally = made.case(case).tallies["测"]
    assert (tally.quorate, tally.results, tally.totals, tally.answered) == (False, {}, [], 13)


# --- paper says nothing that a code could not ------------------------------------------------------------------------

MARKS = """
测:
  由: 主持人
  测评:
    请: [{谁: 党员}]
    问: {得分: {类型: 整数, 须: 得分 ≤ 100}, 同意: {类型: 是否}}
    署名: 无记名
    收: 时长
    少于不显: 不显
    成立: {人数: 最少}
    得出: {平均分: 平均(得分)}
  分流:
    - {若: 成立, 转: 完}
    - {若: 其余, 转: 未成}
"""


@pytest.mark.parametrize("mark", ["101", "1000000", "-1x", "八十", "1e9"])
def test_a_mark_on_paper_is_one_that_could_have_been_cast(tmp_path: Path, mark: str) -> None:
    made = hall(tmp_path, MARKS)
    case = made.open()
    ballots.make_slips(made.service, "zhu", case)
    ballots.hand_out(made.service, "zhu", case, tuple(made.case(case).poll["roll"]["党员"]), {})
    agreed = {"是": 2, "否": 1}
    with pytest.raises(Refused, match="没有「"):
        ballots.count_paper(made.service, "zhu", case, "党员", 3, {"得分": {mark: 3}, "同意": agreed})
    with pytest.raises(Refused, match="没有「同意」"):
        ballots.count_paper(made.service, "zhu", case, "党员", 3, {"得分": {"80": 3}, "同意": {"同意": 3}})
    ballots.count_paper(made.service, "zhu", case, "党员", 3, {"得分": {"80": 2, "": 1}, "同意": agreed})
    ballots.confirm_paper(made.service, "fu", case, 1, "agree")
    ballots.close(made.service, "zhu", case)
    assert made.case(case).tallies["测"].results == {"平均分": "80"}
