"""Ballots inside a case: what is private in an answer stays out of the events."""

from __future__ import annotations

import json
from pathlib import Path

from engine.case import Answer
from tests.small_street import done, small_street

BALLOT = """
评: {测评: {请: [{谁: 甲组}], 问: {说得对: {类型: 是否}, 回电: {类型: 电话, 选填: 是}}, 收: 时限, 得出: {对的: 票数(说得对)}}, 转: 完}
"""


def test_a_private_answer_lies_in_the_vault_and_not_in_the_events(tmp_path: Path) -> None:
    stage = small_street(tmp_path, BALLOT)
    done(stage, "anna", Answer({"说得对": "是", "回电": "13800000009"}))
    done(stage, "bo", Answer({"说得对": "否"}))
    assert stage.cases[""].outcome == "完"
    assert "13800000009" not in json.dumps([event._asdict() for event in stage.events[""]], ensure_ascii=False)
    answers = [seat["sheet"]["回电"] for seat in stage.cases[""].answers.values() if "回电" in seat["sheet"]]
    assert [stage.open_value(kept) for kept in answers] == ["13800000009"]
    assert stage.replays("")
